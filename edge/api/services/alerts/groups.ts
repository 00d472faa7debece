import type { AlertBook } from "../../../contracts/alerts/alert.ts";
import type { GroupedAlerts } from "../../../contracts/alerts/alert-groups.ts";
import { type Caller, demand } from "../caller.ts";

export interface GroupDeps {
  readonly alerts: Pick<AlertBook, "version">;
  /** Absent in a recording, which has no rules. */
  readonly alertGroups?: { read(): GroupedAlerts };
}

/** The present alerts, grouped by cause; no groups where the edge has none. */
export function groupedAlerts({ alerts, alertGroups }: GroupDeps, caller: Caller): GroupedAlerts {
  demand(caller, "GET /api/v1/alerts/groups");
  return alertGroups?.read() ?? { version: alerts.version, isFlood: false, groups: [] };
}
