/** The thread of `plan-apart.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { scheduleOf } from "./explain/schedule-of.ts";
import { decisionsLike } from "./improve/decisions.ts";
import { improve } from "./improve/improve.ts";
import type { PlanMessage, PlanTask } from "./plan-apart.ts";
import { readPlant } from "./plant/read.ts";
import { onTimeProbability, PlanRun, USUAL_SPREAD } from "./replicate.ts";

const { plan, from, seed, limit, replications } = workerData as PlanTask;
const begun = performance.now();
const say = (message: PlanMessage): void => parentPort?.postMessage(message);

const plant = readPlant(plan);
const progress = (steps: number): number =>
  "steps" in limit ? steps / limit.steps : (performance.now() - begun) / (1000 * limit.seconds);
const { decisions, timeline, steps } = improve(plant, seed, progress, {
  ...(from === undefined ? {} : { from: decisionsLike(plant, from) }),
  improved: (cost) => say({ kind: "improved", cost, afterMs: performance.now() - begun }),
});
const onTime =
  replications === 0
    ? undefined
    : onTimeProbability(new PlanRun(decisions, timeline), plant, { seed, replications, spread: USUAL_SPREAD });
say({ kind: "done", schedule: scheduleOf(decisions, timeline, onTime), steps });
