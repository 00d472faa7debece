import type { Api } from "../../http/api.ts";
import { type DangerRouteDeps, dangerRoutes } from "./dangers.ts";
import { inspectionRoutes } from "./inspections.ts";
import { safetyRegisterRoutes } from "./register.ts";
import { type VisionRouteDeps, visionRoutes } from "./vision.ts";

/** The safety register, hidden dangers and inspections. */
export function safetyRoutes(app: Api, deps: DangerRouteDeps & VisionRouteDeps): void {
  safetyRegisterRoutes(app, deps);
  dangerRoutes(app, deps);
  inspectionRoutes(app, deps);
  visionRoutes(app, deps);
}
