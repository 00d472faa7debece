import type { AlertValues, AlertView } from "../../../contracts/alerts/alert.ts";
import { asksForAck } from "../../../contracts/alerts/alert-order.ts";
import type { LinkedAlert } from "../../../contracts/alerts/notification.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { Tag, TagTable } from "../../../contracts/plant/tag.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { addressOf } from "../../http/client-address.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, orNull, Text } from "../../http/schemas.ts";
import type { StrangerFailures } from "../../http/stranger-failures.ts";
import { formatMicros } from "../../http/times.ts";
import { acknowledgeByLink, type LinkDeps, linkedAlert } from "../../services/alerts/links.ts";

const BODY_LIMIT_BYTES = 4 * 1024;

/** With unit and range, so that the figures are written as everywhere else. */
const Values = closed({
  raised: MaybeNumber,
  now: MaybeNumber,
  unit: orNull(Type.String()),
  range: orNull(Type.Tuple([Type.Number(), Type.Number()])),
});
const LinkedEntry = closed({
  label: orNull(Type.String(), "Label of the asset; null for an alert of the edge itself."),
  name: orNull(Text),
  timeZone: Type.String({ description: "IANA name." }),
  message: Text,
  priority: Type.Integer(),
  state: Type.String(),
  asksAck: Type.Boolean(),
  isSame: Type.Boolean({ description: "False where the alert has been raised again since the message." }),
  raisedAt: MaybeTime,
  until: MaybeTime,
  values: orNull(Values),
  response: orNull(closed({ action: Text, consequence: Text, withinS: Type.Number() })),
});
const answers = { 200: LinkedEntry, "4xx": Problem, 503: Problem };
const body = closed({ token: Type.String({ minLength: 1, maxLength: 1024, description: "What stands after `#k=`." }) });

interface LinkRouteDeps extends LinkDeps {
  readonly plant: Plant;
  readonly tags: Pick<TagTable, "at">;
  readonly strangers: StrangerFailures;
}

/** Acts by signed links of messages, without a sign-in. Both are POST, because chat programs open addresses. */
export function linkRoutes(app: Api, deps: LinkRouteDeps): void {
  const common = { tags: ["alerts"], querystring: NoQuery, body, response: answers };
  const read = {
    ...common,
    summary: "The alert of a link in a message",
    description:
      "Open to everybody who has the link. It holds no name and no remark. 403 when the edge has not signed the " +
      "link, or when it is too old.",
  };
  app.post("/api/v1/links/read", { schema: read, bodyLimit: BODY_LIMIT_BYTES }, async (request) =>
    orNoted(deps, { action: "link.read", origin: addressOf(request) }, async () => {
      const { alert, linked } = linkedAlert(deps, request.body.token);
      return linkedEntry(deps, alert, linked);
    }),
  );
  const acknowledge = {
    ...common,
    summary: "Acknowledge an alert by the link in a message",
    description:
      "Once, for the occurrence that the message was about. The audit log has the channel. 409 when it was " +
      "acknowledged already, or when the alert has been raised again since.",
  };
  app.post("/api/v1/links/acknowledge", { schema: acknowledge, bodyLimit: BODY_LIMIT_BYTES }, async (request) =>
    orNoted(deps, { action: "link.acknowledge", origin: addressOf(request) }, async () => {
      const { linked } = linkedAlert(deps, request.body.token);
      return linkedEntry(deps, await acknowledgeByLink(deps, request.body.token, addressOf(request)), linked);
    }),
  );
}

/** Refused links are on record as failed sign-ins are: bounded, because anybody may send them. */
async function orNoted<T>(
  { strangers }: LinkRouteDeps,
  tried: { readonly action: string; readonly origin: string },
  answer: () => Promise<T>,
): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof EdgeError && error.code === "forbidden")
      await strangers.note({ ...tried, reason: error.message });
    throw error;
  }
}

function linkedEntry({ plant, tags }: LinkRouteDeps, alert: AlertView, { occurrenceUid, until }: LinkedAlert) {
  const { assetUid, message, priority, state, raisedAt, values, response } = alert;
  const asset = plant.assets.find((one) => one.assetUid === assetUid);
  return {
    label: asset?.label ?? null,
    name: asset?.name ?? null,
    timeZone: plant.site.timeZone,
    message,
    priority,
    state,
    asksAck: asksForAck(alert),
    isSame: alert.occurrenceUid === occurrenceUid,
    raisedAt: formatMicros(raisedAt),
    until: formatMicros(until),
    values: values === undefined ? null : valuesEntry(values, tags.at(values.tag)),
    response: response ?? null,
  };
}

function valuesEntry(
  { raised, now }: AlertValues,
  tag: Pick<Tag, "unit" | "range"> | undefined,
): Static<typeof Values> {
  const [low, high] = tag?.range ?? [];
  const range: [number, number] | null = low === undefined || high === undefined ? null : [low, high];
  return { raised, now: now ?? null, unit: tag?.unit ?? null, range };
}
