import type { FutureStates } from "../../contracts/forecast/states.ts";
import { sampledRun } from "../model/sampler.ts";
import type { Future } from "./changes.ts";
import { inItsName } from "./run-future.ts";

/**
 * The run whose number of good pieces is the median: it is like what is forecast, and with the same random numbers in
 * all futures, what differs between them comes from their changes alone (rule FK66). Of equal ones the first.
 */
export function middleRun(good: readonly number[]): number {
  const order = [...good.keys()].sort((a, b) => (good[a] as number) - (good[b] as number) || a - b);
  return order[(order.length - 1) >> 1] ?? 0;
}

/** States of one run of a future. Throws `ImpossibleFuture` as `runFuture` does. */
export function statesOf(
  { plan, start }: Future,
  name: string,
  run: { readonly errorSeed: number; readonly horizonS: number; readonly replication: number },
): FutureStates {
  const { errorSeed: seed, horizonS, replication } = run;
  const sampled = inItsName(name, () => sampledRun({ plan, start, seed, horizonS }));
  return { name, replication, ...sampled };
}
