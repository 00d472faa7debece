/** Rows of the chart: machines by area, or orders, each with its operations in lanes. */
import { keyOf, type PlanView, type ViewedOperation } from "./plan-view.ts";

export type RowsBy = "machines" | "orders";

/** Height of the times above the rows. */
export const RULER_PX = 34;
export const ROW_PX = 30;
export const HEAD_PX = 22;
/** Lanes side by side of a batch machine, or of steps of one order at one time. */
const MOST_LANES = 3;

export interface Row {
  readonly kind: "area" | "machine" | "order";
  /** Area, machine or order; the area may be unknown. */
  readonly name: string;
  readonly top: number;
  readonly height: number;
  readonly lanes: number;
  /** By the start of their set-up. */
  readonly bars: readonly ViewedOperation[];
  /** The longest bar: none that begins earlier than this before a moment reaches it. */
  readonly longestMs: number;
}

export interface Rows {
  readonly by: RowsBy;
  readonly list: readonly Row[];
  readonly height: number;
  /** Index of the row of a machine or an order. */
  readonly at: ReadonlyMap<string, number>;
  /** Lane of each operation in its row, by its place in the plan. */
  readonly lanes: Uint8Array;
}

type Bare = Pick<Row, "kind" | "name" | "bars"> & { readonly isStacked: boolean };

/** Rows of the operations as they are placed; `isShown` leaves out others. */
export function rowsOf(
  plan: PlanView,
  placed: readonly ViewedOperation[],
  { by, isShown }: { readonly by: RowsBy; isShown(operation: ViewedOperation): boolean },
): Rows {
  const shown = placed.filter(isShown).toSorted((a, b) => a.setUpStart - b.setUpStart || a.at - b.at);
  const grouped = Map.groupBy(shown, (one) => (by === "machines" ? one.machine : one.order));
  return laidOut(by === "machines" ? machineRows(plan, grouped) : orderRows(plan, grouped), by, placed.length);
}

function machineRows({ machines }: PlanView, bars: ReadonlyMap<string, readonly ViewedOperation[]>): readonly Bare[] {
  const areas = Map.groupBy(machines, ({ area }) => area ?? "");
  return [...areas].flatMap(([area, members]) => [
    ...(areas.size === 1 ? [] : [{ kind: "area", name: area, bars: [], isStacked: false } as const]),
    ...members.map(({ id, capacity }) => ({
      kind: "machine" as const,
      name: id,
      bars: bars.get(id) ?? [],
      isStacked: capacity !== null,
    })),
  ]);
}

/** Those that are due first come first. */
function orderRows({ orders }: PlanView, bars: ReadonlyMap<string, readonly ViewedOperation[]>): readonly Bare[] {
  const due = (name: string): number => orders.get(name)?.due ?? 0;
  return [...bars]
    .toSorted(([a], [b]) => due(a) - due(b) || (a < b ? -1 : 1))
    .map(([name, own]) => ({ kind: "order", name, bars: own, isStacked: true }));
}

function laidOut(bare: readonly Bare[], by: RowsBy, operations: number): Rows {
  const lanes = new Uint8Array(operations);
  const at = new Map<string, number>();
  let top = 0;
  const list = bare.map(({ isStacked, ...row }, index): Row => {
    if (row.kind !== "area") at.set(row.name, index);
    const count = isStacked ? fillLanes(row.bars, lanes) : 1;
    const height = row.kind === "area" ? HEAD_PX : ROW_PX + (count - 1) * (ROW_PX / 2);
    const longestMs = row.bars.reduce((longest, { setUpStart, end }) => Math.max(longest, end - setUpStart), 0);
    top += height;
    return { ...row, top: top - height, height, lanes: count, longestMs };
  });
  return { by, list, height: top, at, lanes };
}

/** Puts each bar into the first lane that is free; beyond the last lane they cover each other. */
function fillLanes(bars: readonly ViewedOperation[], lanes: Uint8Array): number {
  const ends: number[] = [];
  for (const { at, setUpStart, end } of bars) {
    const free = ends.findIndex((until) => until <= setUpStart);
    const lane = free >= 0 ? free : Math.min(ends.length, MOST_LANES - 1);
    ends[lane] = Math.max(ends[lane] ?? 0, end);
    lanes[at] = lane;
  }
  return Math.max(1, ends.length);
}

/** Indices [first, last) of the rows between two heights. */
export function rowsBetween({ list }: Rows, top: number, bottom: number): readonly [number, number] {
  const first = firstAt(list.length, (i) => (list[i] as Row).top + (list[i] as Row).height > top);
  const last = firstAt(list.length, (i) => (list[i] as Row).top >= bottom);
  return [first, last];
}

/** The row at a height; undefined above the first and below the last one. */
export function rowAt(rows: Rows, y: number): Row | undefined {
  return y < 0 ? undefined : rows.list[rowsBetween(rows, y, y + 1)[0]];
}

/** Indices [first, last) of the bars that may reach into a stretch of time. */
export function barsBetween({ bars, longestMs }: Row, fromMs: number, toMs: number): readonly [number, number] {
  const first = firstAt(bars.length, (i) => (bars[i] as ViewedOperation).setUpStart >= fromMs - longestMs);
  const last = firstAt(bars.length, (i) => (bars[i] as ViewedOperation).setUpStart >= toMs);
  return [first, last];
}

/** The first of `count` indices from which on `holds` is true. */
function firstAt(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where a bar is drawn in its row. */
export function barBox(row: Row, lane: number): { readonly top: number; readonly height: number } {
  const room = row.height - 6;
  const height = room / row.lanes;
  return { top: row.top + 3 + Math.min(lane, row.lanes - 1) * height, height: height - (row.lanes > 1 ? 1 : 0) };
}

/** The bar of a row at a moment and a height; the one drawn last where several lie there. */
export function barAt(rows: Rows, row: Row, { ms, y, slackMs }: BarPlace): ViewedOperation | undefined {
  const [first, last] = barsBetween(row, ms - slackMs, ms + slackMs);
  for (let i = last - 1; i >= first; i--) {
    const bar = row.bars[i] as ViewedOperation;
    const box = barBox(row, rows.lanes[bar.at] as number);
    if (ms < bar.setUpStart - slackMs || ms > bar.end + slackMs) continue;
    if (y >= box.top && y < box.top + box.height + 1) return bar;
  }
  return undefined;
}

interface BarPlace {
  readonly ms: number;
  readonly y: number;
  /** Bars narrower than a finger's or pointer's tip can be hit too. */
  readonly slackMs: number;
}

export type Direction = "left" | "right" | "up" | "down";

/** The operation beside another one: in its row, or nearest in the next row that has any. */
export function neighbour(rows: Rows, from: ViewedOperation, to: Direction): ViewedOperation | undefined {
  const index = rows.at.get(rows.by === "machines" ? from.machine : from.order);
  const row = index === undefined ? undefined : rows.list[index];
  if (index === undefined || row === undefined) return rows.list.find(({ bars }) => bars.length > 0)?.bars[0];
  if (to === "left" || to === "right") {
    const place = row.bars.findIndex((one) => keyOf(one) === keyOf(from));
    return row.bars[place + (to === "left" ? -1 : 1)];
  }
  const step = to === "up" ? -1 : 1;
  for (let i = index + step; i >= 0 && i < rows.list.length; i += step) {
    const bars = (rows.list[i] as Row).bars;
    if (bars.length > 0) return nearest(bars, from.start);
  }
  return undefined;
}

function nearest(bars: readonly ViewedOperation[], ms: number): ViewedOperation | undefined {
  return bars.reduce((best, one) => (Math.abs(one.start - ms) < Math.abs(best.start - ms) ? one : best));
}
