/** Whether a corrective action changed the share of bad pieces. Pure. */
import type { BadShare } from "../../../contracts/quality/causes.ts";
import type { EffectCheck } from "../../../contracts/quality/loop.ts";
import { differenceOf } from "./effects.ts";
import { upperTail } from "./hypergeometric.ts";

/** An effect is shown where chance alone would give so few bad pieces no more often than this, but for rounding. */
const SHOWN = 0.05 * (1 + 1e-9);

type Compared = Pick<EffectCheck, "before" | "after" | "wanted" | "between">;

/**
 * Compares the pieces before and after an action by Fisher's exact test, one-sided. The verdict waits for the number of
 * pieces that was fixed beforehand: looking after each piece until chance is favourable would find effects that are
 * none.
 */
export function effectOf({ before, after, wanted, between }: Compared): EffectCheck {
  const p = fallByChance(before, after);
  const isOver = after.pieces >= wanted;
  // Crosswise, so that no share without pieces is divided.
  const hasFallen = after.bad * before.pieces < before.bad * after.pieces;
  const shown = p <= SHOWN ? "effective" : "not-shown";
  return {
    verdict: !isOver ? "pending" : hasFallen ? shown : "not-effective",
    before,
    after,
    wanted,
    between,
    p,
    difference: differenceOf(after, before),
    fewest: fewestPieces(before),
  };
}

/** Probability that at least so many of all bad pieces lie before the action, if the action changed nothing. */
function fallByChance(before: BadShare, after: BadShare): number {
  return upperTail({
    pieces: before.pieces + after.pieces,
    bad: before.bad + after.bad,
    within: before.pieces,
    badWithin: before.bad,
  });
}

/** A plant that makes more pieces than this before it knows the effect has no use for the answer. */
const MOST_PIECES = 100_000;

/** Fewest pieces, all good, that show an effect; null where even the most would not. */
export function fewestPieces(before: BadShare): number | null {
  const isShown = (pieces: number): boolean => fallByChance(before, { bad: 0, pieces }) <= SHOWN;
  if (before.bad === 0 || !isShown(MOST_PIECES)) return null;
  let [low, high] = [0, MOST_PIECES];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isShown(middle)) high = middle;
    else low = middle;
  }
  return high;
}
