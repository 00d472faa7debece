/** Corners of a box along the axes, metres: west, south, east, north. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The part of a segment that is in a box, as shares of the segment from its beginning; undefined where it only touches
 * the box or passes it (Liang and Barsky, 1984).
 */
export function partInBox(
  from: Point,
  to: Point,
  [x0, y0, x1, y1]: Box,
): readonly [enters: number, leaves: number] | undefined {
  let [enters, leaves] = [0, 1];
  for (const [start, delta, low, high] of [
    [from.x, to.x - from.x, x0, x1],
    [from.y, to.y - from.y, y0, y1],
  ] as const) {
    if (delta === 0) {
      if (start < low || start > high) return undefined;
      continue;
    }
    const [one, other] = [(low - start) / delta, (high - start) / delta];
    enters = Math.max(enters, Math.min(one, other));
    leaves = Math.min(leaves, Math.max(one, other));
  }
  return enters < leaves ? [enters, leaves] : undefined;
}
