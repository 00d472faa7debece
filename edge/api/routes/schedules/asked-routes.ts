import type { Api } from "../../http/api.ts";
import { forecastRoutes } from "../forecasts/forecasts.ts";
import { studyRoutes } from "../studies/studies.ts";
import { scheduleRoutes } from "./schedules.ts";

/** Routes of what people ask for and the edge takes minutes to answer. */
export function askedRoutes(
  app: Api,
  deps: Parameters<typeof forecastRoutes>[1] & Parameters<typeof scheduleRoutes>[1] & Parameters<typeof studyRoutes>[1],
) {
  forecastRoutes(app, deps);
  scheduleRoutes(app, deps);
  studyRoutes(app, deps);
}
