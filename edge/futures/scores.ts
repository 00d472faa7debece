import type { Range } from "../contracts/forecast/answer.ts";
import type { CountedPlaces, ForecastScore } from "../contracts/forecast/forecasts.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { BookParts } from "./book-parts.ts";
import { HOLD_US, START_US } from "./recorded-span.ts";

/** What could not be judged is judged again after so long. */
const AGAIN_US = 600e6;
/** So long after the end of its time, a forecast that could not be judged never will be. */
const GIVE_UP_US = 7 * 86_400e6;
const WITHIN_MS = 60_000;

/** What lists have of a forecast that is judged. */
interface ScoredHead {
  readonly uid: string;
  readonly state: string;
  readonly at: Micros | null;
  readonly hours: number;
  readonly good: Range | null;
  readonly score: ForecastScore | null;
}

interface Scored extends ScoredHead {
  /** Where it counts; absent or null: not known. */
  readonly counted?: CountedPlaces | null;
}

interface ScoresParts<Item> extends Pick<BookParts, "run" | "lostIn" | "log" | "now"> {
  readonly shelf: { get(uid: string): Promise<Item> };
}

/** Judges forecasts whose time is over, one at a time (rules FK51 and FK52). */
export class Scores<Item extends Scored> {
  readonly #parts: ScoresParts<Item>;
  readonly #openedAt: Micros;
  /** Nothing is judged before: whether a source is silent holds for all. */
  #notBefore: Micros;
  /** When one is judged again, by uid. */
  readonly #again = new Map<string, Micros>();

  constructor(parts: ScoresParts<Item>) {
    this.#parts = parts;
    this.#openedAt = parts.now();
    this.#notBefore = this.#openedAt + START_US;
  }

  /** One that can be judged now. */
  next<Head extends ScoredHead>(heads: Iterable<Head>): Head | undefined {
    const now = this.#parts.now();
    if (now < this.#notBefore) return undefined;
    for (const head of heads) {
      const { uid, state, at, hours, score, good } = head;
      if (state !== "done" || score !== null || at === null || good === null) continue;
      if (now >= endOf(at, hours) + HOLD_US && now >= (this.#again.get(uid) ?? 0)) return head;
    }
    return undefined;
  }

  /** The forecast with its score; undefined where that is not known yet. */
  async judged({ uid, at, hours, good }: ScoredHead, signal: AbortSignal): Promise<Item | undefined> {
    const { shelf, run, lostIn, log, now } = this.#parts;
    this.#again.set(uid, now() + AGAIN_US);
    if (at === null || good === null) return undefined;
    try {
      const forecast = await shelf.get(uid);
      const lost = await lostIn(at, endOf(at, hours));
      const task = { kind: "score", at, horizonS: hours * 3600, counted: forecast.counted ?? null, lost } as const;
      const result = await run(task, { signal, withinMs: WITHIN_MS });
      if (result.kind !== "score") return undefined;
      const { happened, unknown, source } = result;
      if (unknown === "later" && this.#waits(endOf(at, hours))) return undefined;
      const isInside = happened === null ? null : happened >= good.low && happened <= good.high;
      const why: ForecastScore["unknown"] = unknown === "later" ? "silent" : unknown;
      return { ...forecast, score: { scoredAt: now(), happened, isInside, unknown: why, source } };
    } catch (err) {
      if (!signal.aborted) log.warn({ err, uid }, "its score is not known yet");
      return undefined;
    }
  }

  forget(uid: string): void {
    this.#again.delete(uid);
  }

  /** An edge that was off for long has to hear first which sources are silent. */
  #waits(end: Micros): boolean {
    const now = this.#parts.now();
    if (now >= end + GIVE_UP_US && now >= this.#openedAt + AGAIN_US) return false;
    this.#notBefore = now + AGAIN_US;
    return true;
  }
}

function endOf(at: Micros, hours: number): Micros {
  return at + hours * 3600e6;
}
