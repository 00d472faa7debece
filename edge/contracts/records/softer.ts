/** How what people called not useful weighs less: rule VL4 for findings, BR8 for lines of the brief. */

/** Steps at most. */
export const MOST_SOFTER = 2;
/** Judgements that make a step, and as many that were right bring it back. */
const FOR_A_STEP = 2;

/**
 * Steps after these verdicts, in their order. Between two steps it stays where it was, so that one verdict moves
 * nothing.
 */
export function softerAfter(verdicts: Iterable<string | undefined>): number {
  let [softer, useless] = [0, 0];
  for (const verdict of verdicts) {
    const one = verdict === "not-useful" ? 1 : verdict === "right" ? -1 : 0;
    useless = Math.max(0, Math.min(MOST_SOFTER * FOR_A_STEP, useless + one));
    softer = Math.min(Math.ceil(useless / FOR_A_STEP), Math.max(Math.floor(useless / FOR_A_STEP), softer));
  }
  return softer;
}
