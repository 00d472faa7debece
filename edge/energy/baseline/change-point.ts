/** When a consumer left its baseline: a sum of daily errors that crosses a limit (CUSUM, Page 1954). */

/** Half of the shift that is looked for, and the decision interval, in deviations: about 1 false change in 465 days. */
const REFERENCE = 0.5;
const INTERVAL = 5;

export interface ChangePoint {
  /** Day on which the sum began to rise, and the day on which it crossed the limit, from 0. */
  readonly began: number;
  readonly seen: number;
  readonly towards: "more" | "less";
}

/**
 * The first change of `errors`, one per day, actual less expected; days of NaN are passed over.
 *
 * @param deviation standard deviation of days without a change
 * @param bias their mean
 */
export function changePointOf(
  errors: ArrayLike<number>,
  { deviation, bias }: { readonly deviation: number; readonly bias: number },
): ChangePoint | null {
  if (!(deviation > 0)) return null;
  const sums = { more: 0, less: 0 };
  const began = { more: 0, less: 0 };
  for (let day = 0; day < errors.length; day++) {
    const error = ((errors[day] as number) - bias) / deviation;
    if (Number.isNaN(error)) continue;
    for (const towards of ["more", "less"] as const) {
      if (sums[towards] === 0) began[towards] = day;
      sums[towards] = Math.max(0, sums[towards] + (towards === "more" ? error : -error) - REFERENCE);
      if (sums[towards] > INTERVAL) return { began: began[towards], seen: day, towards };
    }
  }
  return null;
}
