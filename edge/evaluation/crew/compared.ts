/** Mean hours of the crew with and without findings, and how much findings save: rule E33. Pure. */
import { Chance } from "../../batch/chance.ts";
import { quantile } from "../figures.ts";

const RESAMPLES = 2000;
/** With fewer faults, resampling says nothing about their scatter. */
const FEWEST = 5;

/** Hours of one fault. */
interface Hours {
  readonly without: number;
  readonly with: number;
}

/** Mean hours; null without any. */
export interface Compared {
  readonly without: number | null;
  readonly with: number | null;
  /** Share that the crew saves with findings. */
  readonly reduction: number | null;
  /** Its 95 % interval by resampling the faults; null for a few. */
  readonly interval: readonly [from: number, to: number] | null;
}

export function comparedOf(hours: readonly Hours[]): Compared {
  return {
    without: meanOrNull(hours.map((one) => one.without)),
    with: meanOrNull(hours.map((one) => one.with)),
    reduction: hours.length === 0 ? null : reductionOf(hours),
    interval: hours.length < FEWEST ? null : intervalOf(hours),
  };
}

export function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function intervalOf(hours: readonly Hours[]): readonly [from: number, to: number] {
  const chance = new Chance(1);
  const resampled = Array.from({ length: RESAMPLES }, () =>
    reductionOf(hours.map(() => hours[chance.below(hours.length)] as Hours)),
  ).sort((a, b) => a - b);
  return [quantile(resampled, 0.025), quantile(resampled, 0.975)];
}

function reductionOf(hours: readonly Hours[]): number {
  const without = hours.reduce((sum, one) => sum + one.without, 0);
  return without === 0 ? 0 : 1 - hours.reduce((sum, one) => sum + one.with, 0) / without;
}
