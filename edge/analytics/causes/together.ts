import type { Micros } from "../../contracts/sample-batch.ts";

export interface Together {
  /** Share of those that were well before, 0 to 1. */
  readonly share: number;
  /** At least so many. */
  readonly least: number;
  /** Failures that begin within this time began together, µs. */
  readonly windowUs: number;
}

interface Failing {
  readonly holds: boolean;
  readonly since: Micros;
}

/** Whether most of what was well began to fail within one window: then they have one cause. What failed long before says nothing. */
export function fellTogether(all: readonly Failing[], { share, least, windowUs }: Together): boolean {
  const times = all.flatMap(({ holds, since }) => (holds ? [since] : [])).sort((a, b) => a - b);
  const well = all.length - times.length;
  let [most, first] = [0, 0];
  times.forEach((at, i) => {
    while (at - (times[first] as number) > windowUs) first++;
    most = Math.max(most, i - first + 1);
  });
  return most >= least && most / (most + well) >= share;
}
