import { useEffect, useRef, useState } from "preact/hooks";
import type { Site } from "../../../edge/contracts/plant/plant.ts";
import type { Span } from "./api.ts";
import { wordsOf } from "./api.ts";
import { shiftSpan } from "./shift-span.ts";
import { kpis, liveNowMs, moment, replayRange } from "./signals.ts";

/** While the replay plays, requests follow it in steps of this much real time. */
const STEP_MS = 5_000;
/** A shorter span has no figures. */
const LEAST_MS = 60_000;

/** An answer of the edge, its age, or why there is none. */
export interface Question<T> {
  readonly answer: T | undefined;
  /** When the answer was asked for, and when it came; milliseconds of the edge's clock. */
  readonly askedMs: number;
  readonly gotMs: number;
  /** Why the newest attempt failed; the answer is then an older one. */
  readonly failure: string | undefined;
  readonly everyMs: number;
}

interface Held<T> {
  readonly key: string;
  readonly answer: T | undefined;
  readonly askedMs: number;
  readonly gotMs: number;
  readonly failure: string | undefined;
}

const NOTHING = { answer: undefined, askedMs: 0, gotMs: 0, failure: undefined };

/**
 * Sends a request at once, at intervals, and whenever `key` changes; a new key drops the old answer. A failure keeps
 * the answer, which then grows old.
 */
export function useQuestion<T>(key: string, ask: () => Promise<T>, everyMs: number): Question<T> {
  const [held, setHeld] = useState<Held<T>>({ key, ...NOTHING });
  useEffect(() => {
    let stopped = false;
    const load = () => {
      const askedMs = liveNowMs();
      void ask().then(
        (answer) => {
          if (!stopped) setHeld({ key, answer, askedMs, gotMs: liveNowMs(), failure: undefined });
        },
        (error: unknown) => {
          const failure = wordsOf(error);
          if (!stopped)
            setHeld((before) => (before.key === key ? { ...before, failure } : { key, ...NOTHING, failure }));
        },
      );
    };
    load();
    const timer = setInterval(load, everyMs);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [key]);
  return held.key === key ? { ...held, everyMs } : { ...NOTHING, everyMs };
}

/**
 * While a question with a new key has no answer yet, the last answer with the times that it came by, and the failure of
 * the new attempt: for keys that only ask again.
 */
export function useLastAnswer<T>(question: Question<T>): Question<T> {
  const last = useRef(question);
  if (question.answer !== undefined) last.current = question;
  return { ...last.current, failure: question.failure };
}

/** The page's time for a question, milliseconds; undefined for now. */
export function askedAtMs(): number | undefined {
  const shown = moment.value;
  if (shown === null) return undefined;
  const step = STEP_MS * Math.max(1, shown.speed);
  return shown.speed === 0 ? shown.atMs : Math.floor(shown.atMs / step) * step;
}

/**
 * The span of a machine's or line's figures: from the start of the shift, or of the known data, to the page's time. The
 * strip's OEE knows that start; in replay it is the start of the replayable span.
 */
export function shiftSoFar(site: Pick<Site, "timeZone" | "shifts">): Span {
  const toMs = askedAtMs() ?? liveNowMs();
  const begunMs = shiftSpan(site, toMs).fromMs;
  const knownMs =
    moment.value === null
      ? (kpis.value.find(({ id }) => id === "oee")?.since ?? 0) / 1000
      : (replayRange.value?.fromMs ?? 0);
  return { fromMs: knownMs < toMs - LEAST_MS ? Math.max(begunMs, knownMs) : begunMs, toMs };
}

/**
 * Key of a question about the shift so far: it differs for each shift and each instant of the past. While the page is
 * live, each repetition reaches up to now anyway.
 */
export function shiftKey(site: Pick<Site, "timeZone" | "shifts">): string {
  const { fromMs } = shiftSoFar(site);
  return `${Math.floor(fromMs / STEP_MS)} ${askedAtMs() ?? "now"}`;
}
