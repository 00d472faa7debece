/** Places of a control chart's points and lines in its picture, pixels. */

/** Space for the letters of the limits and their values. */
export const EDGE = { left: 8, right: 76, top: 18, bottom: 10 } as const;

export interface Pane {
  readonly width: number;
  readonly height: number;
  readonly values: readonly (number | null)[];
  /** A value for each point; null: none. */
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  readonly centre: number | null;
}

export interface Scale {
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  /** Distance of two neighbours. */
  readonly step: number;
}

/** Everything that is drawn is inside, with a little air. */
export function scaleOf({ width, height, values, lower, upper, centre }: Pane): Scale {
  const known = [...values, ...lower, ...upper, centre].filter((value): value is number => value !== null);
  const least = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const span = most > least ? most - least : 1;
  const [inner, tall] = [width - EDGE.left - EDGE.right, height - EDGE.top - EDGE.bottom];
  const step = inner / Math.max(1, values.length);
  return {
    step,
    x: (at) => EDGE.left + (at + 0.5) * step,
    y: (value) => (known.length === 0 ? height / 2 : EDGE.top + tall * (0.95 - (0.9 * (value - least)) / span)),
  };
}

/** A line through the points; a missing value leaves a gap. */
export function curvePath(values: readonly (number | null)[], { x, y }: Scale): string {
  let path = "";
  let isOpen = false;
  for (const [at, value] of values.entries()) {
    if (value !== null) path += `${isOpen ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    isOpen = value !== null;
  }
  return path;
}

/** Limits as steps, because each is of one subgroup: those of `p` and `u` follow its size. */
export function limitPath(values: readonly (number | null)[], { x, y, step }: Scale): string {
  let path = "";
  let isOpen = false;
  for (const [at, value] of values.entries()) {
    if (value !== null) {
      const height = y(value).toFixed(1);
      path += `${isOpen ? "L" : "M"}${(x(at) - step / 2).toFixed(1)} ${height}H${(x(at) + step / 2).toFixed(1)}`;
    }
    isOpen = value !== null;
  }
  return path;
}

/** The point at a place of the picture; undefined without points. */
export function pointAt(left: number, { step }: Scale, count: number): number | undefined {
  if (count === 0) return undefined;
  return Math.max(0, Math.min(count - 1, Math.floor((left - EDGE.left) / step)));
}

/** Decimals that tell values apart whose deviation is about this. */
export function decimalsOfSpread(spread: number): number {
  return spread > 0 ? Math.max(0, Math.min(6, 1 - Math.floor(Math.log10(spread)))) : 3;
}
