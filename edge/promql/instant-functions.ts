/** Functions of one value at a time. */
import type { Series } from "./values.ts";

type InstantFunction = (value: number, one?: number, other?: number) => number;

export const INSTANT_FUNCTIONS: Readonly<Record<string, InstantFunction>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  exp: Math.exp,
  floor: Math.floor,
  ln: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  sgn: Math.sign,
  sqrt: Math.sqrt,
  // Halves go up, in the multiples of the second argument.
  round: (value, to = 1) => Math.floor(value / to + 0.5) * to,
  clamp: (value, low = Number.NaN, high = Number.NaN) =>
    low > high ? Number.NaN : Math.max(low, Math.min(high, value)),
  clamp_min: (value, low = Number.NaN) => Math.max(low, value),
  clamp_max: (value, high = Number.NaN) => Math.min(high, value),
};

/** By the last value, for tables. */
export function sorted(series: readonly Series[], isRising: boolean): readonly Series[] {
  const lastOf = ({ values }: Series): number => values.at(-1) ?? Number.NaN;
  return series.toSorted((a, b) => (isRising ? lastOf(a) - lastOf(b) : lastOf(b) - lastOf(a)));
}
