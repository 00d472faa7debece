/** Values along an axis: from `low` at the bottom to `high` at the top. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Room above and below the curves. */
const MARGIN = 0.05;
const STEPS = [1, 2, 5, 10];

/** A scale around these values; an axis of one value gets room on both sides. Undefined without a number. */
export function scaleAround(low: number, high: number): Scale | undefined {
  if (!(low <= high) || !Number.isFinite(low) || !Number.isFinite(high)) return undefined;
  const room = (high - low || Math.abs(high) || 1) * MARGIN;
  return { low: low - room, high: high + room };
}

/** Round step of an axis with at most `most` ticks. */
export function stepOf({ low, high }: Scale, most: number): number {
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * (STEPS.find((step) => step * power >= rough * (1 - 1e-9)) ?? 10);
}

/** Round values of an axis, lowest first. */
export function ticksOn(scale: Scale, most: number): readonly number[] {
  const step = stepOf(scale, most);
  // Adding 0 makes a negative zero, which would be written with a sign, an ordinary one.
  const first = Math.ceil(scale.low / step - 1e-9) + 0;
  const ticks: number[] = [];
  for (let i = first; i * step <= scale.high + step * 1e-9; i++) ticks.push(i * step);
  return ticks;
}

/** Decimals that tell ticks of this step apart. */
export function decimalsFor(step: number): number {
  return Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
}
