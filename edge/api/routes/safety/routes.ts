import type { Api } from "../../http/api.ts";
import type { ResponseDeps } from "../../services/safety/responses.ts";
import { type DangerRouteDeps, dangerRoutes } from "./dangers.ts";
import { inspectionRoutes } from "./inspections.ts";
import { safetyRegisterRoutes } from "./register.ts";
import { responseRoutes } from "./responses.ts";

/** The safety register, hidden dangers and inspections. */
export function safetyRoutes(app: Api, deps: DangerRouteDeps & Pick<ResponseDeps, "liveRisk">): void {
  safetyRegisterRoutes(app, deps);
  dangerRoutes(app, deps);
  inspectionRoutes(app, deps);
  responseRoutes(app, deps);
}
