/** The damaged part that the features of a burst name. */
export type NamedPart = "outer" | "inner" | "ball";

/** At this ratio every element strikes a race: no other part gives lines as clear. */
const CLEAR_RACE = 11;
/** At this ratio the lines of a ball are above what noise reaches in the best of all bands. */
const BALL = 2.6;
/** A weak race line, where no ball explains it. */
const WEAK_RACE = 6;

/**
 * Names a damaged part by its geometry alone, without knowledge of the machine's past. A ball strikes both races, so
 * that its damage gives weak lines of them too: a weak race line names a race only where a ball shows none.
 */
export function namedPart(of: {
  readonly outer: number;
  readonly inner: number;
  readonly ball: number;
}): NamedPart | undefined {
  const race = of.outer >= of.inner ? "outer" : "inner";
  const strongest = Math.max(of.outer, of.inner);
  if (strongest >= CLEAR_RACE) return race;
  if (of.ball >= BALL) return "ball";
  return strongest >= WEAK_RACE ? race : undefined;
}
