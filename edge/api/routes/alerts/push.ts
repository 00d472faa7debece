import type { Journal } from "../../../contracts/access/journal.ts";
import type { Notification } from "../../../contracts/alerts/notification.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery } from "../../http/schemas.ts";

const BODY_LIMIT_BYTES = 4 * 1024;
const ChannelId = Type.String({ minLength: 1, maxLength: 61 });
const Endpoint = Type.String({ minLength: 9, maxLength: 1024, description: "Address at the browser's push service." });
const answers = { "4xx": Problem, 503: Problem };
const Offer = closed({
  publicKey: Type.Union([Type.String(), Type.Null()], {
    description: "Key of the edge for `pushManager.subscribe`, base64url; null where no channel sends to phones.",
  }),
  channels: Type.Array(closed({ id: Type.String(), sends: Type.String(), priorities: Type.Array(Type.Integer()) })),
});

interface PushRouteDeps {
  /** Absent where the edge sends no notifications. */
  readonly notification?: Notification;
  readonly journal: Pick<Journal, "record">;
}

/** Web Push: a browser asks for the notices of a channel, and ends that. */
export function pushRoutes(app: Api, { notification, journal }: PushRouteDeps): void {
  const tags = ["alerts"];
  const offer = {
    tags,
    summary: "Channels that notify phones",
    description: "Web Push is off unless the config has a channel of kind `push` (docs/notification.md).",
    querystring: NoQuery,
    response: { 200: Offer, ...answers },
  };
  app.get("/api/v1/push", { schema: offer }, async () => {
    const { publicKey, channels } = notification?.pushOffer() ?? { publicKey: null, channels: [] };
    return { publicKey, channels: channels.map((one) => ({ ...one, priorities: [...one.priorities] })) };
  });

  const subscribe = {
    tags,
    summary: "Notify this browser",
    description:
      "Adds or renews the browser's subscription to a channel; a page that is opened renews it, and after 60 days " +
      "without that it ends. 403 for a push service that the config does not name.",
    querystring: NoQuery,
    body: closed({
      channel: ChannelId,
      endpoint: Endpoint,
      p256dh: Type.String({ pattern: "^[A-Za-z0-9_-]{87}$" }),
      auth: Type.String({ pattern: "^[A-Za-z0-9_-]{22}$" }),
    }),
    response: { 200: closed({}), ...answers },
  };
  app.post("/api/v1/push/subscribe", { schema: subscribe, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    const principal = principalOf(request);
    const { channel } = request.body;
    if (notification === undefined) throw new EdgeError("not-found", `there is no channel ${channel} for phones`);
    if (notification.subscribePush(request.body, principal.user) === "added")
      await journal.record({ principal, action: "push.subscribe", target: channel, result: "done" });
    return {};
  });

  const unsubscribe = {
    tags,
    summary: "No longer notify this browser",
    querystring: NoQuery,
    body: closed({ channel: ChannelId, endpoint: Endpoint }),
    response: { 200: closed({}), ...answers },
  };
  app.post("/api/v1/push/unsubscribe", { schema: unsubscribe, bodyLimit: BODY_LIMIT_BYTES }, async (request) => {
    const principal = principalOf(request);
    const { channel, endpoint } = request.body;
    if (notification?.unsubscribePush(endpoint, channel) === true)
      await journal.record({ principal, action: "push.unsubscribe", target: channel, result: "done" });
    return {};
  });
}
