import { ImpossibleFuture } from "../../contracts/forecast/description.ts";
import { ImpossibleRun } from "../model/impossible-run.ts";
import { PlantRun } from "../model/plant-run.ts";
import type { RunResult } from "../model/tally.ts";
import type { Future } from "./changes.ts";

/** One run of a future. Throws `ImpossibleFuture` with its name where the model cannot run it to its end. */
export function runFuture(
  { plan, start }: Future,
  name: string,
  { errorSeed, horizonS }: { readonly errorSeed: number; readonly horizonS: number },
): RunResult {
  return inItsName(name, () => new PlantRun(plan, start, errorSeed).run(horizonS));
}

/** Says which future it is that the model cannot run. */
export function inItsName<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ImpossibleRun) throw new ImpossibleFuture(name, error.message);
    throw error;
  }
}
