import { useEffect } from "preact/hooks";
import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import { wordsOf } from "../../data/api.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { liveNowMs, moment } from "../../data/signals.ts";
import { askedAtMs } from "../../data/use-question.ts";
import { type Board, spanOf } from "./board.ts";
import { loadBoard } from "./load.ts";
import { silentSince } from "./silent-since.ts";
import { board, isLoading, loaded, loadFailure } from "./state.ts";

/** No request goes out while the wheel still turns. */
const SETTLE_MS = 120;
const REFRESH_LEAST_MS = 5_000;
const REFRESH_MOST_MS = 60_000;
/** A fixed span is loaded with so much beside it, so that a pan finds something. */
const BESIDE = 0.25;

/** Axes come and go with curves; a few pixels more or less need no new answer. */
const WIDTH_STEP = 100;

/** Keeps `loaded` in step with the board; `plotWidth`: pixels of the plot, 0 until it is known. */
export function useLoad(plotWidth: number): void {
  const index = usePlant();
  const { mirror } = useSession();
  const width = Math.ceil(plotWidth / WIDTH_STEP) * WIDTH_STEP;
  const shown = board.value;
  const isReady = index !== null && width > 0;
  const key = isReady ? keyOf(shown, width) : "";
  useEffect(() => {
    if (index === null || key === "") return undefined;
    let stopped = false;
    const load = async () => {
      const { span, share } = askedSpan(shown);
      isLoading.value = true;
      try {
        const silentSinceMs = (tag: Tag) => silentSince(mirror, tag);
        const sized = Math.round(width * share);
        const plan = { board: shown, span, index, width: sized, nowMs: liveNowMs(), silentSinceMs };
        const answer = await loadBoard(plan);
        if (stopped) return;
        loaded.value = answer;
        loadFailure.value = null;
      } catch (error) {
        if (!stopped) loadFailure.value = wordsOf(error);
      } finally {
        if (!stopped) isLoading.value = false;
      }
    };
    const first = setTimeout(() => void load(), SETTLE_MS);
    const timer = setInterval(
      () => {
        if (isMoving(shown)) void load();
      },
      refreshMs(shown, width),
    );
    return () => {
      stopped = true;
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [index, key]);
}

function keyOf(shown: Board, width: number): string {
  const { curves, span, compare, showsStates, showsAlerts, showsPlantAlerts } = shown;
  const time = span.kind === "fixed" ? [span.fromMs, span.toMs] : [span.seconds, askedAtMs() ?? "live"];
  const shows = [showsStates, showsAlerts, showsPlantAlerts];
  return JSON.stringify([curves.map(({ id, source }) => [id, source]), time, compare, shows, width]);
}

function askedSpan(shown: Board) {
  const { fromMs, toMs } = spanOf(shown, askedAtMs() ?? liveNowMs());
  if (shown.span.kind === "last") return { span: { fromMs, toMs }, share: 1 };
  const beside = (toMs - fromMs) * BESIDE;
  return { span: { fromMs: fromMs - beside, toMs: toMs + beside }, share: 1 + 2 * BESIDE };
}

/** Whether new samples come into the shown span. */
function isMoving({ span }: Board): boolean {
  return span.kind === "last" ? moment.value === null : span.toMs > liveNowMs();
}

/** One column of time, but neither so often that the edge is busy with it, nor so seldom that it looks stuck. */
function refreshMs(shown: Board, width: number): number {
  const { fromMs, toMs } = spanOf(shown, 0);
  return Math.max(REFRESH_LEAST_MS, Math.min(REFRESH_MOST_MS, (toMs - fromMs) / width));
}
