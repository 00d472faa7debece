/** Points to an SVG path. */
export interface Curve {
  readonly path: string;
  readonly low: number;
  readonly high: number;
}

/**
 * A curve from edge to edge of a picture; undefined when there is nothing to draw. Where more
 * than one point falls into a pixel column, the column reaches from its lowest to its highest
 * point, so that no peak is lost. Nulls stay gaps.
 */
export function curveOf(points: readonly (number | null)[], width: number, height: number): Curve | undefined {
  const range = rangeOf(points);
  if (range === undefined) return undefined;
  const y = heightIn(range, height);
  const columns = Math.min(points.length, Math.floor(width));
  let path = "";
  let isDrawing = false;
  for (let column = 0; column < columns; column++) {
    const x = ((column / Math.max(1, columns - 1)) * width).toFixed(1);
    const part = rangeOf(
      points,
      Math.floor((column * points.length) / columns),
      Math.floor(((column + 1) * points.length) / columns),
    );
    if (part === undefined) {
      isDrawing = false;
      continue;
    }
    path += `${isDrawing ? "L" : "M"}${x} ${y(part.low)}`;
    if (part.high > part.low) path += `L${x} ${y(part.high)}`;
    isDrawing = true;
  }
  return { path, ...range };
}

/** One curve over another, point by point, such as force over position. */
export function curveOver(
  points: readonly (number | null)[],
  over: readonly (number | null)[],
  size: { readonly width: number; readonly height: number },
): Curve | undefined {
  const range = rangeOf(points);
  const across = rangeOf(over);
  if (range === undefined || across === undefined || points.length !== over.length) return undefined;
  const y = heightIn(range, size.height);
  const span = across.high - across.low;
  let path = "";
  let isDrawing = false;
  for (const [i, point] of points.entries()) {
    const x = over[i];
    if (point === null || x === null || x === undefined) {
      isDrawing = false;
      continue;
    }
    const left = span === 0 ? size.width / 2 : ((x - across.low) / span) * size.width;
    path += `${isDrawing ? "L" : "M"}${left.toFixed(1)} ${y(point)}`;
    isDrawing = true;
  }
  return { path, ...range };
}

function rangeOf(
  points: readonly (number | null)[],
  from = 0,
  to = points.length,
): { low: number; high: number } | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const point = points[i];
    if (point === null || point === undefined) continue;
    if (point < low) low = point;
    if (point > high) high = point;
  }
  return low > high ? undefined : { low, high };
}

function heightIn({ low, high }: { low: number; high: number }, height: number): (point: number) => string {
  return (point) => (high === low ? height / 2 : height - 1 - ((point - low) / (high - low)) * (height - 2)).toFixed(1);
}
