import type { PastPiece, PastStay } from "../../contracts/forecast/history.ts";

/**
 * The stays of a piece with the times that follow from others: one that was not reported to begin began when the one
 * before it ended, or its operation began; one that was not reported to end ended when the next one began. NaN where
 * nothing follows.
 */
export function filledStays({ stays, operations }: Pick<PastPiece, "stays" | "operations">): readonly PastStay[] {
  let used = 0;
  return stays.map(({ place, from, to }, at) => {
    const found = operations.findIndex(({ station }, index) => index >= used && station === place);
    if (found >= 0) used = found + 1;
    const begin = firstKnown(from, stays[at - 1]?.to, found < 0 ? undefined : operations[found]?.start);
    return { place, from: begin, to: firstKnown(to, stays[at + 1]?.from) };
  });
}

/** Number of stays that were known to have begun by an instant; the rest came later, or was reported later. */
export function begunBy(piece: Pick<PastPiece, "stays" | "operations">, at: number): number {
  return filledStays(piece).findLastIndex(({ from, to }) => from <= at || to <= at) + 1;
}

/** Order of times in which those that are not known come first. */
export function byTime(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a < b ? -1 : a > b ? 1 : 0;
}

function firstKnown(...times: readonly (number | undefined)[]): number {
  return times.find((time) => time !== undefined && !Number.isNaN(time)) ?? Number.NaN;
}
