import type { AlertBook } from "../../../contracts/alerts/alert.ts";
import type { GroupedAlerts } from "../../../contracts/alerts/alert-groups.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { type Caller, demand } from "../caller.ts";

export interface GroupDeps {
  readonly alerts: Pick<AlertBook, "version">;
  /** Absent in a recording, which has no rules. */
  readonly alertGroups?: { read(): GroupedAlerts; readAt(at: Micros): GroupedAlerts };
}

/** The alerts of now, or of a time of the past, grouped by cause; no groups where the edge has none. */
export function groupedAlerts({ alerts, alertGroups }: GroupDeps, caller: Caller, at?: Micros): GroupedAlerts {
  demand(caller, "GET /api/v1/alerts/groups");
  const groups = at === undefined ? alertGroups?.read() : alertGroups?.readAt(at);
  return groups ?? { version: alerts.version, isFlood: false, groups: [] };
}
