/** The dead-band that would have left annunciations out, by replaying the values that were seen (rule FL16). Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";

export interface Samples {
  readonly times: readonly Micros[];
  readonly values: readonly (number | null)[];
}

/** A limit with its delays, as the detector of limits applies them (rule A1). */
export interface LimitRule {
  readonly limit: number;
  readonly towards: "up" | "down";
  /** Width of the tag's range, by which a dead-band is measured. */
  readonly span: number;
  readonly percent: number;
  readonly onDelayS: number;
  readonly offDelayS: number;
}

/** Percent of the range. EEMUA 191 names 1 to 5 as starting values; more than 10 hides that a value is back. */
const PERCENTS = [0.5, 1, 2, 3, 5, 7.5, 10] as const;

/** Number of annunciations; values hold until the next one. */
export function annunciatedBy({ times, values }: Samples, rule: LimitRule): number {
  const sign = rule.towards === "up" ? 1 : -1;
  const back = rule.limit - (sign * rule.span * rule.percent) / 100;
  let [count, isOn] = [0, false];
  let since: Micros | undefined;
  for (let at = 0; at < times.length; at++) {
    const [time, value] = [times[at] as Micros, values[at]];
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    const delayUs = (isOn ? rule.offDelayS : rule.onDelayS) * 1e6;
    // What held until now has held long enough.
    if (since !== undefined && time - since >= delayUs) {
      isOn = !isOn;
      if (isOn) count++;
      since = undefined;
    }
    const isChanging = isOn ? sign * (value - back) < 0 : sign * (value - rule.limit) >= 0;
    since = isChanging ? (since ?? time) : undefined;
  }
  return count;
}

/** The smallest wider dead-band that leaves out at least `share`; undefined where none does. */
export function smallestDeadBand(
  samples: Samples,
  rule: LimitRule,
  share: number,
): { readonly percent: number; readonly left: number; readonly before: number } | undefined {
  const before = annunciatedBy(samples, rule);
  if (before === 0 || !(rule.span > 0)) return undefined;
  for (const percent of PERCENTS) {
    if (percent <= rule.percent) continue;
    const left = annunciatedBy(samples, { ...rule, percent });
    if (before - left >= share * before) return { percent, before, left };
  }
  return undefined;
}
