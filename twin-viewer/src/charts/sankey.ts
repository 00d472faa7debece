/** One band of a flow from a source to a sink, as heights on both sides. */
interface Band {
  readonly key: string;
  readonly path: string;
  /** Place of the sink's bar. */
  readonly y: number;
  readonly height: number;
}

export interface SankeyShape {
  readonly bands: readonly Band[];
  /** Place of the source's bar. */
  readonly sourceY: number;
  readonly sourceHeight: number;
}

/**
 * Bands from one bar on the left to bars on the right, heights by value; thin ones keep a pixel or two, so that
 * nothing disappears.
 */
export function sankeyShape(
  flows: readonly { readonly key: string; readonly value: number }[],
  { width, height, gap, least }: { width: number; height: number; gap: number; least: number },
): SankeyShape {
  const total = flows.reduce((sum, { value }) => sum + Math.max(0, value), 0);
  const free = height - gap * Math.max(0, flows.length - 1) - least * flows.length;
  const heights = flows.map(({ value }) => least + (total === 0 ? 0 : (Math.max(0, value) / total) * free));
  const sourceHeight = heights.reduce((sum, one) => sum + one, 0);
  const sourceY = (height - sourceHeight) / 2;
  let [from, to] = [sourceY, 0];
  const bands = flows.map(({ key }, i): Band => {
    const band = heights[i] as number;
    const middle = width / 2;
    const top = `M0 ${n(from)}C${middle} ${n(from)} ${middle} ${n(to)} ${width} ${n(to)}`;
    const bottom = `V${n(to + band)}C${middle} ${n(to + band)} ${middle} ${n(from + band)} 0 ${n(from + band)}Z`;
    const path = top + bottom;
    const placed = { key, path, y: to, height: band };
    from += band;
    to += band + gap;
    return placed;
  });
  return { bands, sourceY, sourceHeight };
}

function n(value: number): string {
  return value.toFixed(1);
}
