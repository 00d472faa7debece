/** A thread of `crew.ts`: does one task after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { reasonOf } from "../../../contracts/errors.ts";
import type { CrewData, CrewMessage } from "./crew.ts";
import { type RunTask, StudyPlant } from "./study-plant.ts";

const { start, changes } = workerData as CrewData;
const plant = new StudyPlant(start, changes);

parentPort?.on("message", (task: RunTask) => {
  try {
    const outcomes = plant.run(task);
    parentPort?.postMessage({ outcomes } satisfies CrewMessage, [outcomes.buffer as ArrayBuffer]);
  } catch (error) {
    const variants = plant.running === undefined ? task.variants : [plant.running];
    parentPort?.postMessage({ failure: reasonOf(error), variants } satisfies CrewMessage);
  }
});
