import type { CurveSource } from "../../../../edge/contracts/explore/curve.ts";
import type { ViewContent } from "../../../../edge/contracts/explore/view.ts";
import type { TagUid } from "../../../../edge/contracts/plant/tag.ts";
import { freeSlot } from "../../charts/panes/palette.ts";
import type { AxisEnds } from "../../charts/panes/pane-layout.ts";
import type { Span } from "../../data/api.ts";
import { offsetOf, utcOfSite } from "../../data/time-ticks.ts";

/** A curve of the room. `slot`: its place in the palette, which it keeps while others come and go. */
export interface BoardCurve {
  readonly id: string;
  readonly source: CurveSource;
  /** Replaces the name of the tag. */
  readonly name?: string;
  /** Number of its pane, from the top. */
  readonly pane: number;
  readonly slot: number;
  readonly isHidden: boolean;
}

/** The shown time: the last seconds up to the page's time, or fixed. */
export type BoardSpan = { readonly kind: "last"; readonly seconds: number } | ({ readonly kind: "fixed" } & Span);

/**
 * The same curves at another time: so many seconds earlier, or a period whose beginning is laid on `anchorMs`, without
 * it on the beginning of the shown span.
 */
export type Compared =
  | { readonly kind: "offset"; readonly seconds: number }
  | ({ readonly kind: "aligned"; readonly name?: string; readonly anchorMs?: number } & Span);

/** The user's question: what the room shows, and what a saved view and a link hold. */
export interface Board {
  readonly kind: ViewContent["kind"];
  readonly span: BoardSpan;
  readonly curves: readonly BoardCurve[];
  readonly ends: readonly AxisEnds[];
  readonly compare: readonly Compared[];
  /** Milliseconds UTC: the first cursor, then the second. */
  readonly cursors: readonly number[];
  /** For `xy`: the curve of the horizontal axis. */
  readonly x?: string;
  readonly showsStates: boolean;
  readonly showsAlerts: boolean;
  /** Alerts of the whole plant, not only of the shown machines. */
  readonly showsPlantAlerts: boolean;
  readonly showsNotes: boolean;
}

export const EMPTY_BOARD: Board = {
  kind: "time",
  span: { kind: "last", seconds: 3600 },
  curves: [],
  ends: [],
  compare: [],
  cursors: [],
  showsStates: true,
  showsAlerts: true,
  showsPlantAlerts: false,
  showsNotes: true,
};

/** With the states of their machines, fewer than one request may ask for. */
export const MOST_CURVES = 90;
export const MOST_PANES = 8;
/** Narrowest and widest span, milliseconds: the historian holds microseconds, and keeps years. */
const NARROWEST_MS = 200;
const WIDEST_MS = 2 * 366 * 86_400_000;

export function tagOf(curve: Pick<BoardCurve, "source">): TagUid | undefined {
  return "tag" in curve.source ? (curve.source.tag as TagUid) : undefined;
}

/** Milliseconds UTC; `nowMs` is the page's time. */
export function spanOf({ span }: Pick<Board, "span">, nowMs: number): Span {
  return span.kind === "fixed"
    ? { fromMs: span.fromMs, toMs: span.toMs }
    : { fromMs: nowMs - span.seconds * 1000, toMs: nowMs };
}

export function paneCount({ curves }: Pick<Board, "curves">): number {
  return curves.reduce((most, { pane }) => Math.max(most, pane + 1), 1);
}

/** With a tag more, in a pane (by default the first); a tag that is there already moves only where a pane is named. */
export function withSource(
  board: Board,
  source: CurveSource,
  { pane, name }: { pane?: number; name?: string } = {},
): Board {
  const key = JSON.stringify(source);
  const there = board.curves.find((curve) => JSON.stringify(curve.source) === key);
  if (there !== undefined) return pane === undefined ? board : movedTo(board, there.id, pane);
  if (board.curves.length >= MOST_CURVES) return board;
  const slot = freeSlot(board.curves.map((curve) => curve.slot));
  const curve: BoardCurve = {
    id: `c${slot}`,
    source,
    pane: Math.min(pane ?? 0, paneCount(board), MOST_PANES - 1),
    slot,
    isHidden: false,
    ...(name === undefined ? {} : { name }),
  };
  return { ...board, curves: [...board.curves, curve] };
}

export function without(board: Board, id: string): Board {
  const { x, ...rest } = board;
  const closed = closeRanks(
    board.curves.filter((curve) => curve.id !== id),
    board.ends,
  );
  return x === undefined || x === id ? { ...rest, ...closed } : { ...board, ...closed };
}

/** Into another pane; the number after the last one makes a new pane, and an empty one is closed. */
export function movedTo(board: Board, id: string, pane: number): Board {
  const to = Math.max(0, Math.min(pane, paneCount(board), MOST_PANES - 1));
  return {
    ...board,
    ...closeRanks(
      board.curves.map((curve) => (curve.id === id ? { ...curve, pane: to } : curve)),
      board.ends,
    ),
  };
}

/** With an axis that ends there; one without any end fits its curves again. */
export function withEnds(board: Board, given: AxisEnds): Board {
  const others = board.ends.filter(({ pane, unit }) => pane !== given.pane || unit !== given.unit);
  const isFree = given.min === undefined && given.max === undefined;
  return { ...board, ends: isFree ? others : [...others, given] };
}

export function hidden(board: Board, id: string, isHidden: boolean): Board {
  return { ...board, curves: board.curves.map((curve) => (curve.id === id ? { ...curve, isHidden } : curve)) };
}

function closeRanks(curves: readonly BoardCurve[], ends: readonly AxisEnds[]): Pick<Board, "curves" | "ends"> {
  const used = [...new Set(curves.map(({ pane }) => pane))].sort((a, b) => a - b);
  const closed = <Of extends { readonly pane: number }>(one: Of): Of => ({ ...one, pane: used.indexOf(one.pane) });
  return { curves: curves.map(closed), ends: ends.filter(({ pane }) => used.includes(pane)).map(closed) };
}

/** A fixed span, within the narrowest and the widest, around the same middle. */
export function fixed({ fromMs, toMs }: Span): BoardSpan {
  const middle = (fromMs + toMs) / 2;
  const half = Math.max(NARROWEST_MS, Math.min(WIDEST_MS, toMs - fromMs)) / 2;
  return { kind: "fixed", fromMs: middle - half, toMs: middle + half };
}

/** The span `factor` times as long, with the same instant under the pointer. */
export function zoomedAt({ fromMs, toMs }: Span, atMs: number, factor: number): BoardSpan {
  return fixed({ fromMs: atMs - (atMs - fromMs) * factor, toMs: atMs + (toMs - atMs) * factor });
}

export const DAY_S = 86_400;

/**
 * How far a compared time is moved to lie on the shown one, milliseconds. A day and a week before are those of the
 * site's calendar: the shown time begins at the same time of its clocks, which may have changed in between.
 */
export function shiftOf(compared: Compared, { fromMs }: Span, zone: string): number {
  if (compared.kind === "aligned") return (compared.anchorMs ?? fromMs) - compared.fromMs;
  const ms = compared.seconds * 1000;
  if (compared.seconds !== DAY_S && compared.seconds !== 7 * DAY_S) return ms;
  return fromMs - utcOfSite(fromMs + offsetOf(fromMs, zone) - ms, zone);
}

/** The part of a compared time that lies on a span; a period ends where it ended. */
export function comparedSpan(compared: Compared, span: Span, zone: string): Span {
  const shiftMs = shiftOf(compared, span, zone);
  const [fromMs, toMs] = [span.fromMs - shiftMs, span.toMs - shiftMs];
  if (compared.kind === "offset") return { fromMs, toMs };
  const begin = Math.max(fromMs, compared.fromMs);
  return { fromMs: begin, toMs: Math.max(begin + 1, Math.min(toMs, compared.toMs)) };
}
