import type { EnumLabel } from "../../../../edge/contracts/plant/tag.ts";
import type { Span } from "../../data/api.ts";
import { type Columns, indexAt } from "./columns.ts";
import { type Scale, scaleAround } from "./scale.ts";

/** A curve as a pane shows it. */
export interface PaneCurve {
  readonly columns: Columns;
  /** UCUM code; empty for none. Curves of one unit share an axis. */
  readonly unit: string;
  /** Texts of the values of a state. */
  readonly labels: readonly EnumLabel[];
  /** Place in the palette. */
  readonly slot: number;
  /** Moved by so much, to lie on another time; milliseconds. */
  readonly shiftMs: number;
  /** Lies over the curve of the same colour, which it is compared with. */
  readonly isCompared: boolean;
}

export interface PaneAxis {
  readonly unit: string;
  readonly labels: readonly EnumLabel[];
  readonly scale: Scale;
}

/** Where the axis of a unit in a pane ends; an absent end fits the curves. */
export interface AxisEnds {
  readonly pane: number;
  readonly unit: string;
  readonly min?: number;
  readonly max?: number;
}

/** A pane in CSS pixels, with its axes from the inside to the outside, alternately left and right. */
export interface Pane {
  readonly top: number;
  readonly height: number;
  readonly axes: readonly PaneAxis[];
  readonly curves: readonly PaneCurve[];
}

/** Everything that the painters need to know about places, in CSS pixels. */
export interface Layout {
  readonly left: number;
  readonly right: number;
  readonly panes: readonly Pane[];
  /** Lower end of the last pane. */
  readonly bottom: number;
}

const AXIS_WIDTH = 52;
const NARROW_SIDE = 12;
const GAP = 10;
const LEAST_PANE = 60;

/**
 * Places panes above each other, below `top` and above `bottom`. Each axis fits the part of its curves that lies in the
 * span, or ends where `ends` says. All panes have the same left and right, so that one instant is one line through all
 * of them.
 */
export function layoutPanes(
  panes: readonly (readonly PaneCurve[])[],
  {
    width,
    top,
    bottom,
    span,
    ends = [],
  }: {
    readonly width: number;
    readonly top: number;
    readonly bottom: number;
    readonly span: Span;
    readonly ends?: readonly AxisEnds[];
  },
): Layout {
  const axes = panes.map((curves, i) =>
    axesOf(
      curves,
      span,
      ends.filter(({ pane }) => pane === i),
    ),
  );
  const most = Math.max(1, ...axes.map((list) => list.length));
  const left = Math.ceil(most / 2) * AXIS_WIDTH;
  const right = width - Math.max(NARROW_SIDE, Math.floor(most / 2) * AXIS_WIDTH);
  const height = Math.max(LEAST_PANE, (bottom - top - GAP * (panes.length - 1)) / Math.max(1, panes.length));
  return {
    left,
    right: Math.max(left + 1, right),
    panes: panes.map((curves, i) => ({ top: top + i * (height + GAP), height, axes: axes[i] ?? [], curves })),
    bottom: top + panes.length * (height + GAP) - GAP,
  };
}

/** The pane at a height; the number of panes below the last one: there a new one begins. */
export function paneAt({ panes, bottom }: Pick<Layout, "panes" | "bottom">, y: number): number {
  if (y > bottom) return panes.length;
  const at = panes.findIndex(({ top, height }) => y <= top + height + GAP / 2);
  return at < 0 ? panes.length : at;
}

function axesOf(curves: readonly PaneCurve[], span: Span, ends: readonly AxisEnds[]): PaneAxis[] {
  return [...Map.groupBy(curves, axisKey)].flatMap(([, group]) => {
    const first = group[0] as PaneCurve;
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const { columns, shiftMs } of group) {
      const range = rangeIn(columns, { fromMs: span.fromMs - shiftMs, toMs: span.toMs - shiftMs });
      low = Math.min(low, range.low);
      high = Math.max(high, range.high);
    }
    const fitted = scaleAround(low, high) ?? { low: 0, high: 1 };
    const fixed = first.labels.length > 0 ? undefined : ends.find(({ unit }) => unit === first.unit);
    return [{ unit: first.unit, labels: first.labels, scale: fixed === undefined ? fitted : endingAt(fitted, fixed) }];
  });
}

/** A scale with these ends; without its highest value above its lowest, the fitted one. */
function endingAt(fitted: Scale, { min, max }: Pick<AxisEnds, "min" | "max">): Scale {
  const [low, high] = [min ?? fitted.low, max ?? fitted.high];
  if (low < high) return { low, high };
  // One fixed end beyond all curves: the axis gets as long as it was.
  const room = fitted.high - fitted.low;
  if (max === undefined) return { low, high: low + room };
  return min === undefined ? { low: high - room, high } : fitted;
}

/** States with the same texts share an axis; numbers with the same unit do. */
export function axisKey({ unit, labels }: Pick<PaneCurve, "unit" | "labels">): string {
  return `${unit}|${labels.map(({ value, en }) => `${value} ${en}`).join()}`;
}

/** Lowest and highest value in a span, the one in force at its beginning included; infinite without one. */
export function rangeIn(columns: Columns, { fromMs, toMs }: Span): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = Math.max(0, indexAt(columns, fromMs)); i < columns.length; i++) {
    if ((columns.times[i] as number) > toMs) break;
    if ((columns.untils[i] as number) < fromMs) continue;
    if ((columns.low[i] as number) < low) low = columns.low[i] as number;
    if ((columns.high[i] as number) > high) high = columns.high[i] as number;
  }
  return { low, high };
}
