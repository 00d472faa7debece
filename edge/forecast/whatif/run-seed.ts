import { uniformAt } from "../kernel/threefry.ts";

/** Behind the purposes of the model's own random numbers. */
const RUN_PURPOSE = 101;

/** The seed of one run of an answer, a 32-bit integer: answers with neighbouring seeds share no runs (rule FK26). */
export function runSeed(seed: number, replication: number): number {
  return Math.floor(uniformAt(seed, RUN_PURPOSE, replication, 0) * 2 ** 32) | 0;
}
