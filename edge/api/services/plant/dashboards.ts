import type { DashboardReader, Dashboards } from "../../../contracts/dashboards/dashboard.ts";
import { type Caller, demand } from "../caller.ts";

export interface DashboardDeps {
  /** Absent where the edge has no config, such as with a recording. */
  readonly dashboards?: DashboardReader;
}

/** The dashboards of the config; none where there is no config. */
export function readDashboards({ dashboards }: DashboardDeps, caller: Caller): Dashboards {
  demand(caller, "GET /api/v1/dashboards");
  return dashboards?.read() ?? { list: [], rotation: [], defaults: {} };
}
