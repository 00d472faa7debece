/** The thread of `plant-apart.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { EdgeError } from "../contracts/errors.ts";
import type { PlantMessage } from "./plant-apart.ts";
import { plantPlanNow } from "./plant-plan.ts";

const say = (message: PlantMessage): void => parentPort?.postMessage(message);

try {
  say({ kind: "done", plant: plantPlanNow(workerData) });
} catch (error) {
  if (!(error instanceof EdgeError)) throw error;
  say({ kind: "failed", reason: error.message });
}
