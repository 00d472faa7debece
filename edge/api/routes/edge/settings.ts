import type { Journal, Principal } from "../../../contracts/access/journal.ts";
import type { ChannelView, Notification } from "../../../contracts/alerts/notification.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";

const Channel = closed({
  id: Type.String(),
  kind: Type.String({ description: "`email`, `webhook`, `wecom`, `dingtalk`, `feishu`, `sms` or `push`." }),
  target: Type.String({
    description: "Host that messages go to, or the number of phones. Secrets and receivers are left out.",
  }),
  priorities: Type.Array(Type.Integer()),
  waiting: Type.Integer(),
  sent: Type.Integer({ description: "Messages since the start." }),
  failed: Type.Integer({ description: "Messages given up since the start." }),
  lastSentAt: Type.Union([MaybeTime, Type.Null()]),
  problem: Type.Union([Type.String(), Type.Null()], { description: "Why the newest attempt failed." }),
});
const answers = { "4xx": Problem, 503: Problem };

interface SettingsDeps {
  /** Absent where the edge sends no notifications. */
  readonly notification?: Notification;
  /**
   * Reads the config again; `applied` names the changes in force, `restart` those that need a restart. Rejects with
   * EdgeError `conflict`.
   */
  readonly reloadConfig?: (
    principal: Principal,
  ) => Promise<{ readonly applied: readonly string[]; readonly restart: readonly string[] }>;
  readonly journal: Pick<Journal, "record">;
}

/** Reloads the config, and lists and tests the notification channels of a running edge. */
export function settingsRoutes(app: Api, { notification, reloadConfig, journal }: SettingsDeps): void {
  const reload = {
    tags: ["settings"],
    summary: "Reload the configuration",
    description:
      "Rules, limits, suppressions and notification change at once: no connection drops and no acknowledgement is " +
      "lost. `restart` names the other changes, which need a restart. 409 with every mistake when the config has " +
      "errors; then nothing changes.",
    querystring: NoQuery,
    body: closed({}),
    response: { 200: closed({ applied: Type.Array(Type.String()), restart: Type.Array(Type.String()) }), ...answers },
  };
  app.post("/api/v1/config/reload", { schema: reload }, async (request) => {
    if (reloadConfig === undefined) throw new EdgeError("not-found", "this is a recording; it has no config");
    const { applied, restart } = await reloadConfig(principalOf(request));
    return { applied: [...applied], restart: [...restart] };
  });

  const list = {
    tags: ["settings"],
    summary: "Notification channels",
    querystring: NoQuery,
    response: { 200: closed({ channels: Type.Array(Channel) }), ...answers },
  };
  app.get("/api/v1/notify/channels", { schema: list }, async () => {
    return { channels: (notification?.channels() ?? []).map(channelEntry) };
  });

  const test = {
    tags: ["settings"],
    summary: "Send a test message",
    description: "Sent once, without retry; a 503 has the answer of the other side. The test is recorded.",
    params: closed({ id: Type.String({ minLength: 1, maxLength: 61 }) }),
    querystring: NoQuery,
    body: closed({}),
    response: { 200: closed({ sent: Type.Boolean() }), ...answers },
  };
  app.post("/api/v1/notify/channels/:id/test", { schema: test }, async (request) => {
    if (notification === undefined) throw new EdgeError("not-found", "there is no such channel");
    const act = { principal: principalOf(request), action: "notify.test", target: request.params.id };
    try {
      await notification.test(request.params.id);
    } catch (error) {
      if (error instanceof EdgeError)
        await journal.record({ ...act, result: "refused", reason: error.message.slice(0, 500) });
      throw error;
    }
    await journal.record({ ...act, result: "done" });
    return { sent: true };
  });
}

function channelEntry({ lastSentAt, problem, priorities, ...rest }: ChannelView) {
  return {
    ...rest,
    priorities: [...priorities],
    lastSentAt: lastSentAt === undefined ? null : formatMicros(lastSentAt),
    problem: problem ?? null,
  };
}
