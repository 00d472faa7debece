import type { Api } from "../../http/api.ts";
import type { DueExportDeps } from "../../services/work/due-list.ts";
import type { SpareDeps } from "../../services/work/spares.ts";
import { dueRoutes } from "./due-list.ts";
import { spareRoutes } from "./spares.ts";

/** What upkeep is due, and the spare parts for it. */
export function upkeepRoutes(app: Api, deps: DueExportDeps & SpareDeps): void {
  dueRoutes(app, deps);
  spareRoutes(app, deps);
}
