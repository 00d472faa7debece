import type { Api } from "../../http/api.ts";
import type { ActPictureDeps } from "../../services/safety/act-pictures.ts";
import type { ResponseReportDeps } from "../../services/safety/response-report.ts";
import type { VisionDeps } from "../../services/safety/vision.ts";
import type { ZoneHistoryDeps } from "../../services/safety/zone-history.ts";
import { actPictureRoutes } from "./act-pictures.ts";
import { type DangerRouteDeps, dangerRoutes } from "./dangers.ts";
import { inspectionRoutes } from "./inspections.ts";
import { type PermitRouteDeps, permitRoutes } from "./permits.ts";
import { type PictureDeps, pictureRoutes } from "./pictures.ts";
import { safetyRegisterRoutes } from "./register.ts";
import { responseReportRoute } from "./response-report.ts";
import { responseRoutes } from "./responses.ts";
import { visionRoutes } from "./vision.ts";
import { zoneHistoryRoute } from "./zone-history.ts";

/** The safety register, hidden dangers, inspections, permits, response plans, events of cameras and pictures. */
export function safetyRoutes(
  app: Api,
  deps: DangerRouteDeps &
    PermitRouteDeps &
    VisionDeps &
    PictureDeps &
    ActPictureDeps &
    ResponseReportDeps &
    ZoneHistoryDeps,
): void {
  safetyRegisterRoutes(app, deps);
  dangerRoutes(app, deps);
  inspectionRoutes(app, deps);
  permitRoutes(app, deps);
  responseRoutes(app, deps);
  responseReportRoute(app, deps);
  visionRoutes(app, deps);
  zoneHistoryRoute(app, deps);
  pictureRoutes(app, deps);
  actPictureRoutes(app, deps);
}
