/** Layout of a tree of flows as a Sankey diagram: parents left, what they feed right, all bars in one scale. */

export interface FlowNode {
  readonly id: string;
  /** Id of the node on its left; null for a root. */
  readonly above: string | null;
  /** Not negative. */
  readonly value: number;
}

export interface FlowBar {
  readonly id: string;
  readonly column: number;
  readonly y: number;
  readonly height: number;
  /** Middle of the row of its text. */
  readonly textY: number;
  /** No flow leaves it to the right. */
  readonly isEnd: boolean;
}

interface FlowBand {
  /** Id of the node on its right. */
  readonly id: string;
  readonly path: string;
}

export interface FlowShape {
  readonly bars: readonly FlowBar[];
  readonly bands: readonly FlowBand[];
  readonly columns: number;
  readonly height: number;
}

interface FlowSize {
  /** Distance of two columns, width of a bar. */
  readonly columnWidth: number;
  readonly barWidth: number;
  /** Height of all roots together. */
  readonly flowHeight: number;
  /** Least height of a row, which holds a line of text. */
  readonly row: number;
  readonly gap: number;
}

/** Thinnest bar and band: nothing disappears. */
const LEAST = 1.5;

/** Nodes in the order in which those of one parent are drawn, parents before what they feed. */
export function flowTree(nodes: readonly FlowNode[], size: FlowSize): FlowShape {
  const below = new Map<string | null, FlowNode[]>();
  const ids = new Set(nodes.map(({ id }) => id));
  for (const node of nodes) {
    const above = node.above !== null && ids.has(node.above) ? node.above : null;
    below.set(above, [...(below.get(above) ?? []), node]);
  }
  const whole = (below.get(null) ?? []).reduce((sum, root) => sum + flowOf(root, below), 0);
  const scale = whole > 0 ? size.flowHeight / whole : 0;
  const drawn: Drawn = { bars: [], bands: [], below, scale, size, y: 0, columns: 0 };
  for (const root of below.get(null) ?? []) place(root, 0, drawn);
  return { bars: drawn.bars, bands: drawn.bands, columns: drawn.columns, height: Math.max(0, drawn.y - size.gap) };
}

interface Drawn {
  readonly bars: FlowBar[];
  readonly bands: FlowBand[];
  readonly below: ReadonlyMap<string | null, readonly FlowNode[]>;
  readonly scale: number;
  readonly size: FlowSize;
  /** Where the next row begins. */
  y: number;
  columns: number;
}

/** What is below may measure a little more than the node itself. */
function flowOf({ id, value }: FlowNode, below: Drawn["below"]): number {
  const parts = (below.get(id) ?? []).reduce((sum, child) => sum + flowOf(child, below), 0);
  return Math.max(value, parts);
}

function place(node: FlowNode, column: number, drawn: Drawn): FlowBar {
  const { below, scale, size } = drawn;
  const children = below.get(node.id) ?? [];
  const height = Math.max(LEAST, flowOf(node, below) * scale);
  drawn.columns = Math.max(drawn.columns, column + 1);
  if (children.length === 0) {
    const slot = Math.max(size.row, height);
    const middle = drawn.y + slot / 2;
    drawn.y += slot + size.gap;
    const bar = { id: node.id, column, y: middle - height / 2, height, textY: middle, isEnd: true };
    drawn.bars.push(bar);
    return bar;
  }
  const begin = drawn.y;
  const bars = children.map((child) => place(child, column + 1, drawn));
  // A node that feeds more than is drawn below it needs more height than the rows of that.
  drawn.y = Math.max(drawn.y, begin + height + size.gap);
  const middle = (begin + drawn.y - size.gap) / 2;
  const bar = { id: node.id, column, y: middle - height / 2, height, textY: middle, isEnd: false };
  drawn.bars.push(bar);
  let from = bar.y;
  for (const child of bars) {
    drawn.bands.push({ id: child.id, path: bandPath(bar, { from, child, size }) });
    from += child.height;
  }
  return bar;
}

function bandPath(
  { column }: FlowBar,
  { from, child, size }: { readonly from: number; readonly child: FlowBar; readonly size: FlowSize },
): string {
  const left = column * size.columnWidth + size.barWidth;
  const right = child.column * size.columnWidth;
  const middle = (left + right) / 2;
  const [bottom, end] = [from + child.height, child.y + child.height];
  return (
    `M${n(left)} ${n(from)}C${n(middle)} ${n(from)} ${n(middle)} ${n(child.y)} ${n(right)} ${n(child.y)}` +
    `V${n(end)}C${n(middle)} ${n(end)} ${n(middle)} ${n(bottom)} ${n(left)} ${n(bottom)}Z`
  );
}

function n(value: number): string {
  return value.toFixed(1);
}
