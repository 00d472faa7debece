import { LANE_HEIGHT, type Picture, TIMES_HEIGHT } from "../../charts/panes/paint-panes.ts";
import { layoutPanes, type PaneCurve } from "../../charts/panes/pane-layout.ts";
import { tonesOfPage } from "../../charts/panes/tones.ts";
import type { Span } from "../../data/api.ts";
import { liveNowMs } from "../../data/signals.ts";
import { type Board, type BoardCurve, paneCount } from "./board.ts";
import type { Loaded } from "./load.ts";
import { alertMark, noteMark, periodMark } from "./marks.ts";
import { board, loaded, notes, periods, shownSpan } from "./state.ts";

/** Height of the row of event marks above the panes. */
const MARKS_HEIGHT = 26;
const LOWER_ROOM = 8;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the chart shows now, in an area of this size, CSS pixels. */
export function pictureNow(size: Size, zone: string): Picture {
  const [shown, answer, span] = [board.value, loaded.value, shownSpan.value];
  const picture = pictureOf(size, { shown, answer, span, zone, top: MARKS_HEIGHT });
  const notesShown = shown.showsNotes ? notes.value.map(noteMark) : [];
  return { ...picture, marks: [...picture.marks, ...notesShown, ...periods.value.map(periodMark)] };
}

/** A board with its answer, the panes beginning at `top`. */
export function pictureOf(
  { width, height }: Size,
  {
    shown,
    answer,
    span,
    zone,
    top,
  }: {
    readonly shown: Board;
    readonly answer: Loaded;
    readonly span: Span;
    readonly zone: string;
    readonly top: number;
  },
): Picture {
  const bottom = height - TIMES_HEIGHT - answer.lanes.length * LANE_HEIGHT - LOWER_ROOM;
  return {
    layout: layoutPanes(paneCurves(shown, answer), { width, top, bottom, span, ends: shown.ends }),
    span,
    zone,
    lanes: answer.lanes,
    marks: shown.showsAlerts ? answer.alerts.map((alert) => alertMark(alert, liveNowMs())) : [],
    gaps: answer.gaps,
    rawFromMs: answer.rawFromMs,
    tones: tonesOfPage(),
  };
}

/** Curves by pane; a compared time lies below the shown one. */
function paneCurves(shown: Board, { curves, compared }: Loaded): readonly (readonly PaneCurve[])[] {
  const panes: PaneCurve[][] = Array.from({ length: paneCount(shown) }, () => []);
  const add = (curve: BoardCurve, from: Loaded["curves"], shiftMs: number, isCompared: boolean) => {
    const found = from.get(curve.id);
    if (found === undefined || curve.isHidden) return;
    const { columns, unit, labels } = found;
    panes[curve.pane]?.push({ columns, unit, labels, slot: curve.slot, shiftMs, isCompared });
  };
  for (const one of compared) for (const curve of shown.curves) add(curve, one.curves, one.shiftMs, true);
  for (const curve of shown.curves) add(curve, curves, 0, false);
  return panes;
}
