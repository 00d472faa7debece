/** What is painted: sizes, rows and marks of one moment, and the tones of the theme. */

import { type Tones, tonesOfPage } from "../../charts/panes/tones.ts";
import type { Span } from "../../data/api.ts";
import type { ActualsView } from "./actuals.ts";
import type { MachineTimes, PlanView, ViewedOperation } from "./plan-view.ts";
import type { Rows } from "./rows.ts";

/** Width of the names before the rows. */
const LABEL_PX = 128;
const NARROW_LABEL_PX = 84;
const NARROW_PX = 560;
const TINT = 0.34;
/** Room for what happened below a bar. */
export const STRIP_PX = 6;

export interface ChartTones extends Tones {
  readonly panel: string;
  readonly conflict: string;
  readonly late: string;
  /** Of the curves' colours, light on the ground. */
  readonly tints: readonly string[];
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly labelPx: number;
  readonly span: Span;
  readonly scrollTop: number;
  readonly plan: PlanView;
  /** When machines do not work. */
  readonly times: MachineTimes;
  readonly rows: Rows;
  readonly nowMs: number;
  readonly tones: ChartTones;
  /** Colour of each variant as a slot of the palette. */
  readonly slots: ReadonlyMap<string, number>;
  /** Orders that pass the filter; undefined: all. */
  readonly fitting: ReadonlySet<string> | undefined;
  readonly ghosts: PlanView | undefined;
  /** What happened; undefined: it is not drawn. */
  readonly actuals: ActualsView | undefined;
  /** Keys of operations. */
  readonly selected: string;
  readonly hovered: string;
  readonly locked: ReadonlySet<string>;
  readonly inConflict: ReadonlySet<string>;
  readonly opposed: ReadonlySet<string>;
  /** The links that hold a late order, from its end back. */
  readonly chain: readonly ViewedOperation[];
  /** The operation that is being moved, at its place of now. */
  readonly moving: ViewedOperation | undefined;
}

export function chartTones(): ChartTones {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const tones = tonesOfPage();
  return {
    ...tones,
    panel: token("panel"),
    conflict: token("p1-text"),
    late: token("p2-text"),
    tints: tones.curves.map((colour) => mixed(tones.ground, colour, TINT)),
  };
}

/** A colour between two of the form `#0a3a63`; `share` is that of the second. */
function mixed(first: string, second: string, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [a, b] = [first, second].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number];
    return Math.round(a + share * (b - a));
  });
  return `rgb(${channels.join(" ")})`;
}

export function labelWidth(width: number): number {
  return width < NARROW_PX ? NARROW_LABEL_PX : LABEL_PX;
}

type Sides = Pick<Picture, "width" | "labelPx" | "span">;

export function xOf({ width, labelPx, span }: Sides, ms: number): number {
  return labelPx + ((ms - span.fromMs) / (span.toMs - span.fromMs)) * (width - labelPx);
}

export function msAt({ width, labelPx, span }: Sides, x: number): number {
  return span.fromMs + ((x - labelPx) / (width - labelPx)) * (span.toMs - span.fromMs);
}

/** Slots of the palette in the order of the variants' names, so that a schedule made again has the same colours. */
export function slotsOf({ orders }: PlanView): ReadonlyMap<string, number> {
  const variants = [...new Set([...orders.values()].map(({ variant }) => variant))].sort();
  return new Map(variants.map((variant, slot) => [variant, slot]));
}
