import type { Shop } from "../shop.ts";

/**
 * A makespan that no schedule is below: the longest job, and for each machine that is the only one for its operations
 * their sum, with the shortest way to it and from it.
 */
export function lowerBound(shop: Shop): number {
  const { firstOf, optionsFrom, machineOf, timeOf, machines } = shop;
  const sum = new Float64Array(machines);
  const before = new Float64Array(machines).fill(Number.POSITIVE_INFINITY);
  const behind = new Float64Array(machines).fill(Number.POSITIVE_INFINITY);
  let bound = 0;
  for (let job = 0; job + 1 < firstOf.length; job++) {
    const from = firstOf[job] as number;
    const to = firstOf[job + 1] as number;
    let total = 0;
    for (let at = from; at < to; at++) total += shortest(shop, at);
    bound = Math.max(bound, total);
    let done = 0;
    for (let at = from; at < to; at++) {
      const own = shortest(shop, at);
      const option = optionsFrom[at] as number;
      if ((optionsFrom[at + 1] as number) - option === 1) {
        const machine = machineOf[option] as number;
        sum[machine] = (sum[machine] as number) + (timeOf[option] as number);
        before[machine] = Math.min(before[machine] as number, done);
        behind[machine] = Math.min(behind[machine] as number, total - done - own);
      }
      done += own;
    }
  }
  for (let machine = 0; machine < machines; machine++)
    if ((sum[machine] as number) > 0)
      bound = Math.max(bound, (before[machine] as number) + (sum[machine] as number) + (behind[machine] as number));
  return bound;
}

function shortest({ optionsFrom, timeOf }: Shop, operation: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let option = optionsFrom[operation] as number; option < (optionsFrom[operation + 1] as number); option++)
    least = Math.min(least, timeOf[option] as number);
  return least;
}
