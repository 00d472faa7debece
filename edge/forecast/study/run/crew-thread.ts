/** A thread of `crew.ts`: does one task after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { reasonOf } from "../../../contracts/errors.ts";
import type { CrewMessage } from "./crew.ts";
import { type RunTask, StudyPlant, type StudyStart } from "./study-plant.ts";

const plant = new StudyPlant(workerData as StudyStart);

parentPort?.on("message", (task: RunTask) => {
  try {
    const outcomes = plant.run(task);
    parentPort?.postMessage({ outcomes } satisfies CrewMessage, [outcomes.buffer as ArrayBuffer]);
  } catch (error) {
    const variants = plant.running === undefined ? task.variants : [plant.running];
    parentPort?.postMessage({ failure: reasonOf(error), variants } satisfies CrewMessage);
  }
});
