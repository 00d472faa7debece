import type { AlertBook } from "../../../contracts/alerts/alert.ts";
import type { AlertGroup } from "../../../contracts/alerts/alert-groups.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { TagTable } from "../../../contracts/plant/tag.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readTime } from "../../http/read-range.ts";
import { closed, MaybeTime, orNull, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { type GroupDeps, groupedAlerts } from "../../services/alerts/groups.ts";
import { AlertEntry, alertEntry } from "./alert-entry.ts";

const Ways = Type.Array(Type.String(), {
  description:
    "How the effect got there: a medium such as `electricity` or `compressed-air`, `starved` or `blocked` (pieces), " +
    "`control` (a stop of the cell), `signal` (silence), `same-asset`.",
});

const Group = closed({
  cause: AlertEntry,
  since: MaybeTime,
  lateS: Type.Number({ description: "Seconds that the cause was raised after its first consequence; mostly 0." }),
  priority: Type.Integer({ description: "Highest priority in the group, 1 to 4." }),
  common: orNull(
    closed({
      assetUid: orNull(Type.String()),
      label: Type.String(),
      way: Type.String({ description: "The medium." }),
    }),
    "Supply that all share, where no alert is about the supply itself: the cause is then the first of them.",
  ),
  consequences: Type.Array(closed({ alertUid: Type.String(), explainedBy: Type.String(), step: Ways, ways: Ways })),
});

export type GroupRouteDeps = GroupDeps & {
  readonly alerts: Pick<AlertBook, "find">;
  readonly tags: TagTable;
  now(): Micros;
};

/** `GET /api/v1/alerts/groups`: the present alerts by cause. Alerts without a group are lines of their own. */
export function groupsRoute(app: Api, deps: GroupRouteDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Active alerts grouped by cause",
    description:
      "Groups along the plant's graph (media, pieces, cells, sources): the earliest cause with its consequences, " +
      "most urgent first. Alerts that nothing explains are in no group. A view: no alert is hidden or changed by it. " +
      "With `at`, those that stood then, of what the list still knows: it has the newest occurrence of each alert.",
    querystring: closed({ at: Type.Optional(TimeParam) }),
    response: {
      200: closed({
        version: Type.Integer({ description: "Version of the list of alerts that was grouped." }),
        isFlood: Type.Boolean({ description: "More than 10 new alarms in ten minutes, until fewer than 5." }),
        groups: Type.Array(Group),
      }),
      "4xx": Problem,
    },
  };
  app.get("/api/v1/alerts/groups", { schema }, async (request) => {
    const { at: text } = request.query;
    const at = text === undefined ? undefined : readTime("at", text, deps.now());
    const { version, isFlood, groups } = groupedAlerts(deps, callerOf(request), at);
    return { version, isFlood, groups: groups.flatMap((group) => groupEntry(group, deps)) };
  });
}

function groupEntry(group: AlertGroup, { alerts, tags }: GroupRouteDeps) {
  const cause = alerts.find(group.cause);
  if (cause === undefined) return [];
  const { since, lateS, priority, common, consequences } = group;
  return [
    {
      cause: alertEntry(cause, tags),
      since: formatMicros(since),
      lateS,
      priority,
      common,
      consequences: consequences.map((one) => ({ ...one, step: [...one.step], ways: [...one.ways] })),
    },
  ];
}
