import type { Api } from "../../http/api.ts";
import { areaStateRoutes } from "./area-states.ts";
import { dispatchRoutes } from "./dispatch.ts";
import { islandRoutes } from "./islands.ts";
import { jobRoutes } from "./jobs.ts";
import { stateRoutes } from "./states.ts";

/** States of machines, of areas, the jobs that machines have and get next, and islands of machines. */
export function machineRoutes(
  app: Api,
  deps: Parameters<typeof stateRoutes>[1] &
    Parameters<typeof areaStateRoutes>[1] &
    Parameters<typeof jobRoutes>[1] &
    Parameters<typeof dispatchRoutes>[1] &
    Parameters<typeof islandRoutes>[1],
): void {
  stateRoutes(app, deps);
  areaStateRoutes(app, deps);
  jobRoutes(app, deps);
  dispatchRoutes(app, deps);
  islandRoutes(app, deps);
}
