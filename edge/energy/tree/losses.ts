/** Losses that no meter counts, computed from the flow that causes them. */
import type { LossConfig } from "./tree-config.ts";

const PERCENT = 100;

/**
 * Loss in an interval of `hours` with the mean flow `flow`: a transformer's loss without load and its loss under load,
 * which grows with the square of the load (IEC 60076-1), a cable's I2R, a pipe's constant leakage.
 */
export function lossAmount({ kind, noLoad, load, rated }: LossConfig, flow: number, hours: number): number {
  const constant = kind === "cable" ? 0 : noLoad;
  const underLoad = kind === "pipe" || rated === undefined ? 0 : load * (flow / rated) ** 2;
  return (constant + underLoad) * hours;
}

/** Standard uncertainty of a modelled loss as a share of it. */
export function lossShare({ uPercent }: LossConfig): number {
  return uPercent / PERCENT / Math.sqrt(3);
}
