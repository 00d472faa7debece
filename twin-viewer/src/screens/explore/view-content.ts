import type { ViewContent } from "../../../../edge/contracts/explore/view.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { AxisEnds } from "../../charts/panes/pane-layout.ts";
import { type Board, type BoardCurve, type BoardSpan, type Compared, EMPTY_BOARD, paneCount } from "./board.ts";

type DrawnCurve = ViewContent["curves"][number];
type Mutable<T> = { -readonly [key in keyof T]: T[key] };

const BINS = 40;
const iso = (ms: number): string => new Date(ms).toISOString();

/** The board as a view that the edge saves. Axes follow from units, one for each unit of a pane. */
export function contentOf(
  board: Board,
  name: string,
  { unitOf, assets }: { readonly unitOf: (curve: BoardCurve) => string; readonly assets: readonly AssetUid[] },
): ViewContent {
  const { kind, span, curves, compare, cursors, x, showsStates, showsAlerts, showsPlantAlerts, showsNotes } = board;
  const panes = Array.from({ length: paneCount(board) }, (_, pane) => {
    const units = [...new Set(curves.filter((curve) => curve.pane === pane).map(unitOf))];
    return {
      id: `p${pane}`,
      weight: 1,
      axes: (units.length === 0 ? [""] : units).map((unit, i) => ({
        id: axisId(unit),
        side: i % 2 === 0 ? ("left" as const) : ("right" as const),
        ...(unit === "" ? {} : { unit }),
        ...endsOf(board.ends.find((one) => one.pane === pane && one.unit === unit)),
      })),
    };
  });
  return {
    name,
    kind,
    span:
      span.kind === "last"
        ? { kind: "relative", seconds: span.seconds }
        : { kind: "absolute", from: iso(span.fromMs), to: iso(span.toMs) },
    panes,
    curves: curves.map(
      (curve): DrawnCurve => ({
        id: curve.id,
        source: curve.source,
        ...(curve.name === undefined ? {} : { name: curve.name }),
        pane: `p${curve.pane}`,
        axis: axisId(unitOf(curve)),
        slot: curve.slot,
        draw: "step",
        ...(curve.isHidden ? { isHidden: true } : {}),
      }),
    ),
    compare: compare.map((one) => comparedOf(one, span)),
    cursors: cursors.map(iso),
    ...(x === undefined ? {} : { x }),
    ...(kind === "histogram" ? { bins: BINS } : {}),
    states: showsStates ? [...assets] : [],
    showsAlerts,
    ...(showsPlantAlerts ? { showsPlantAlerts } : {}),
    showsAnnotations: showsNotes,
  };
}

function endsOf({ min, max }: Partial<AxisEnds> = {}): { min?: number; max?: number } {
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** In a view, a period begins where the shown time begins. */
function comparedOf(one: Compared, span: BoardSpan): ViewContent["compare"][number] {
  if (one.kind === "offset") return { kind: "offset", seconds: one.seconds };
  const moved = span.kind === "fixed" && one.anchorMs !== undefined ? span.fromMs - one.anchorMs : 0;
  return {
    kind: "aligned",
    from: iso(one.fromMs + moved),
    to: iso(Math.max(one.toMs, one.fromMs + moved + 1)),
    ...(one.name === undefined ? {} : { name: one.name }),
  };
}

function axisId(unit: string): string {
  return unit === "" ? "none" : unit.slice(0, 40);
}

/** The board of a view. */
export function boardOf(view: ViewContent): Board {
  const panes = view.panes.map(({ id }) => id);
  const span: BoardSpan =
    view.span.kind === "relative"
      ? { kind: "last", seconds: view.span.seconds }
      : { kind: "fixed", fromMs: Date.parse(view.span.from), toMs: Date.parse(view.span.to) };
  const board: Mutable<Board> = {
    ...EMPTY_BOARD,
    kind: view.kind,
    span,
    curves: view.curves.map(({ id, source, name, pane, slot, isHidden }) => ({
      id,
      source,
      ...(name === undefined ? {} : { name }),
      pane: Math.max(0, panes.indexOf(pane)),
      slot,
      isHidden: isHidden === true,
    })),
    ends: view.panes.flatMap(({ axes }, pane) =>
      axes
        .filter(({ min, max }) => min !== undefined || max !== undefined)
        .map(({ unit = "", ...axis }) => ({ pane, unit, ...endsOf(axis) })),
    ),
    compare: view.compare.map(
      (one): Compared =>
        one.kind === "offset"
          ? { kind: "offset", seconds: one.seconds }
          : {
              kind: "aligned",
              fromMs: Date.parse(one.from),
              toMs: Date.parse(one.to),
              ...(span.kind === "fixed" ? { anchorMs: span.fromMs } : {}),
              ...(one.name === undefined ? {} : { name: one.name }),
            },
    ),
    cursors: view.cursors.map((text) => Date.parse(text)),
    showsStates: view.states.length > 0,
    showsAlerts: view.showsAlerts,
    showsPlantAlerts: view.showsPlantAlerts === true,
    showsNotes: view.showsAnnotations,
  };
  if (view.x !== undefined) board.x = view.x;
  return board;
}

/** A view as a part of an address. */
export function linkTextOf(content: ViewContent): string {
  const bytes = new TextEncoder().encode(JSON.stringify(content));
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The board of a link; undefined for a text that is none, because people cut links. */
export function boardOfLink(text: string): Board | undefined {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
    const content = JSON.parse(new TextDecoder().decode(bytes)) as ViewContent;
    const board = boardOf(content);
    return isSound(board) ? board : undefined;
  } catch {
    return undefined;
  }
}

function isSound({ kind, span, curves, compare, cursors }: Board): boolean {
  const times = [
    ...(span.kind === "fixed" ? [span.fromMs, span.toMs, span.toMs - span.fromMs - 1] : [span.seconds]),
    ...compare.flatMap((one) => (one.kind === "offset" ? [one.seconds] : [one.fromMs, one.toMs])),
    ...cursors,
  ];
  const isCurve = ({ source, slot, id }: BoardCurve) =>
    typeof id === "string" &&
    Number.isInteger(slot) &&
    slot >= 0 &&
    ("tag" in source ? typeof source.tag === "string" : typeof source.expression.text === "string");
  return (
    ["time", "xy", "histogram"].includes(kind) &&
    times.every((ms) => Number.isFinite(ms) && ms >= 0) &&
    curves.every(isCurve)
  );
}
