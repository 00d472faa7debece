/**
 * Long sets of cases: kills, fuzz, pictures. `npm test` runs a short slice of each, `npm run test:full` all of them, in
 * the files that import this one.
 */
import { SEED } from "./seed.ts";

export const IS_FULL = process.env["GEMBA_FULL"] === "1";

/** Number of cases of a set in this run. The environment variable sets any number. */
export function sizeOf(variable: string, { short, full }: { readonly short: number; readonly full: number }): number {
  const asked = process.env[variable];
  return asked === undefined ? (IS_FULL ? full : short) : Number(asked);
}

/** Cases of a set in this run: every n-th from a place that follows from the seed, so that all have a turn. */
export function partOf<T>(set: readonly T[], everyNth: number): T[] {
  return IS_FULL ? [...set] : set.filter((_, at) => at % everyNth === Math.abs(SEED) % everyNth);
}

/** Sets that only `npm run test:full` runs: pictures and long kills, which have no short form worth its time. */
export const ONLY_FULL: readonly string[] = ["browser/pictures", "flow/production-kills", "flow/opcua-reconnects"];
