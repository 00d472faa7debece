import { computed, signal } from "@preact/signals";
import type { Layout } from "../../charts/panes/pane-layout.ts";
import type { Span } from "../../data/api.ts";
import type { EntryOf } from "../../data/explore-api.ts";
import { edgeNowMs, moment, second } from "../../data/signals.ts";
import { type Board, EMPTY_BOARD, spanOf } from "./board.ts";
import { type Loaded, NOTHING_LOADED } from "./load.ts";

/** The user's question. It stays while the user looks into other rooms. */
export const board = signal<Board>(EMPTY_BOARD);

/** The answer to it, or to the question before while a new answer is on its way. */
export const loaded = signal<Loaded>(NOTHING_LOADED);
export const loadFailure = signal<string | null>(null);
export const isLoading = signal(false);

/** The saved view on the board, which a save may change; null for a new question. */
export const openedView = signal<EntryOf<"views"> | null>(null);

/** Calculated tags that the user may see, and annotations in the shown span. */
export const calculated = signal<readonly EntryOf<"calculated-tags">[]>([]);
export const notes = signal<readonly EntryOf<"annotations">[]>([]);
/** Periods that an expression found, marked in the chart. */
export const periods = signal<readonly Span[]>([]);

/** Places in the chart as it was drawn last. */
export const layout = signal<Layout>({ left: 0, right: 1, panes: [], bottom: 1 });
/** The instant under the pointer, milliseconds UTC, and the height there; null while it is elsewhere. */
export const pointed = signal<{ readonly ms: number; readonly y: number } | null>(null);
/** The stretch that the pointer draws, milliseconds UTC. */
export const brush = signal<Span | null>(null);
/** The cursor that keys move. */
export const activeCursor = signal<0 | 1>(0);

/** Steps of a span that moves with time: about a pixel of a laptop's chart, and a whole second at least. */
const STEPS = 1_000;
const LEAST_STEP_MS = 1_000;

let shownBefore: Span = { fromMs: 0, toMs: 0 };

/** The shown span. One up to now moves in steps, so that nothing is drawn while nothing would look different. */
export const shownSpan = computed<Span>(() => {
  const { span } = board.value;
  let nowMs = 0;
  if (span.kind === "last") {
    if (moment.value === null) second.value;
    const step = Math.max(LEAST_STEP_MS, (span.seconds * 1000) / STEPS);
    nowMs = moment.value === null ? Math.ceil(edgeNowMs() / step) * step : edgeNowMs();
  }
  const next = spanOf(board.value, nowMs);
  if (next.fromMs !== shownBefore.fromMs || next.toMs !== shownBefore.toMs) shownBefore = next;
  return shownBefore;
});

export function change(next: (before: Board) => Board): void {
  board.value = next(board.value);
}
