/** Closed times in sight, of a schedule that has too many for one answer (rule SD66). */
import { effect } from "@preact/signals";
import type { Span } from "../../data/api.ts";
import { fetchClosed } from "../../data/schedule-api.ts";
import { machineTimesOf, type PlanView } from "./plan-view.ts";
import { shownSpan, timesInSight } from "./state.ts";

/** The window has to rest so long before they are asked for. */
const REST_MS = 250;
/** Before it is asked again what got no answer. */
const AGAIN_MS = 5_000;

/** Keeps closed times of the window known while it is behind those of the schedule's answer; returns how to stop. */
export function keepClosedKnown({ uid, closedUntilMs }: PlanView): () => void {
  if (closedUntilMs === undefined) return () => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let known: Span | undefined;
  /** Windows so far: an answer that comes when another one is in sight is of no use. */
  let windows = 0;
  const ask = async (): Promise<void> => {
    const own = windows;
    const wanted = askedFor(shownSpan.value);
    try {
      const answer = await fetchClosed(uid, wanted);
      if (own !== windows) return;
      known = wanted;
      timesInSight.value = machineTimesOf(answer);
    } catch {
      // The legend says what is not drawn.
      if (own === windows) timer = setTimeout(() => void ask(), AGAIN_MS);
    }
  };
  const stop = effect(() => {
    const { fromMs, toMs } = shownSpan.value;
    clearTimeout(timer);
    windows++;
    if (toMs <= closedUntilMs) {
      known = undefined;
      timesInSight.value = undefined;
    } else if (known === undefined || fromMs < known.fromMs || toMs > known.toMs || isCut(fromMs, toMs))
      timer = setTimeout(() => void ask(), REST_MS);
  });
  return () => {
    windows++;
    clearTimeout(timer);
    stop();
    timesInSight.value = undefined;
  };

  /** What is known ends within the window, although a smaller one would have all of it. */
  function isCut(fromMs: number, toMs: number): boolean {
    const until = timesInSight.peek()?.closedUntilMs;
    return (
      until !== undefined && until < toMs && known !== undefined && toMs - fromMs < (known.toMs - known.fromMs) / 4
    );
  }
}

/** Half a window more on both sides, so that a small step asks for nothing. */
function askedFor({ fromMs, toMs }: Span): Span {
  const room = (toMs - fromMs) / 2;
  return { fromMs: Math.floor(fromMs - room), toMs: Math.ceil(toMs + room) };
}
