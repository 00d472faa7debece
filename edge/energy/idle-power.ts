import type { EnergyNode } from "../contracts/production/energy.ts";

const QUANTILE = 0.05;
/** Readings for the quantile. */
const MOST_READINGS = 1000;

/** Adds a reading, kW; the oldest makes room. */
export function keepIdle(readings: number[], kW: number): void {
  readings.push(kW);
  if (readings.length > MOST_READINGS) readings.shift();
}

/** Power of a machine that does not execute, from its readings in kW: the 5 % quantile; null without a reading. */
export function idlePower(readings: readonly number[]): EnergyNode["idle"] {
  const sorted = readings.toSorted((a, b) => a - b);
  const kW = sorted[Math.min(sorted.length - 1, Math.floor(QUANTILE * sorted.length))];
  return kW === undefined ? null : { kW, readings: readings.length };
}
