/** Uncertainty of a meter's amount (GUM 4.3.7: a limit of error is a uniform distribution, u = limit / √3). */
import type { Medium } from "../../contracts/plant/media.ts";

/** What is known of a meter's accuracy. */
export interface Accuracy {
  readonly classPercent: number;
  /** Smallest step of its counter. */
  readonly resolution?: number;
  /** Largest error of its clock, seconds. */
  readonly clockSeconds: number;
  /** Rated or greatest flow. */
  readonly rated?: number;
}

/** An amount between two readings. */
export interface Counted {
  readonly amount: number;
  readonly hours: number;
  /** What may have been counted between the readings and the ends of the time range. */
  readonly ends: readonly [from: number, to: number];
}

/**
 * Far below its rated flow the limit of a meter is wider: class 0.5 S twice below 5 % (IEC 62053-22), gas meters of
 * class 1.5 twice below a tenth (EN 1359), water meters of class 2 two and a half times below Q2, which is 2 % of Q3 at
 * R80 (ISO 4064-1). Media without such a rule are taken as gas.
 */
const LOW_FLOW: Readonly<Partial<Record<Medium, { readonly below: number; readonly factor: number }>>> = {
  electricity: { below: 0.05, factor: 2 },
  water: { below: 0.02, factor: 2.5 },
};
const OTHER_LOW_FLOW = { below: 0.1, factor: 2 };

/** Standard uncertainty of the class as a share of the amount: it is the same in every interval of a meter. */
export function classShare({ classPercent, rated }: Accuracy, medium: Medium, { amount, hours }: Counted): number {
  const { below, factor } = LOW_FLOW[medium] ?? OTHER_LOW_FLOW;
  const isLow = rated !== undefined && hours > 0 && amount / hours < below * rated;
  return ((isLow ? factor : 1) * classPercent) / 100 / Math.sqrt(3);
}

/** Variance that is new at each reading: the time up to it, the clock's error at both ends, and the counter's step. */
export function freshVariance({ resolution = 0, clockSeconds }: Accuracy, { amount, hours, ends }: Counted): number {
  const clock = hours > 0 ? ((amount / hours) * clockSeconds) / 3600 : 0;
  const limits = [...ends, clock, clock, resolution / 2, resolution / 2];
  return limits.reduce((sum, limit) => sum + limit ** 2, 0) / 3;
}
