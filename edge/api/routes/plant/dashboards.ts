import { dashboardsConfig } from "../../../contracts/dashboards/dashboard.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { NoQuery } from "../../http/schemas.ts";
import { type DashboardDeps, readDashboards } from "../../services/plant/dashboards.ts";

/** The plant's dashboards. They are saved as the rest of the config is (`/api/v1/config/save`). */
export function dashboardRoutes(app: Api, deps: DashboardDeps): void {
  const schema = {
    tags: ["plant"],
    summary: "Dashboards",
    description:
      "The dashboards of the config, the rotation of wall screens and the first dashboard by role. The viewer adds " +
      "generated ones; a dashboard with the id of a generated one replaces it.",
    querystring: NoQuery,
    response: { 200: dashboardsConfig, "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/dashboards", { schema }, async (request) => readDashboards(deps, callerOf(request)));
}
