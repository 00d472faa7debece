/** The forecasts of a running edge: asked, answered one at a time, stored, and scored later. */
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type {
  Forecast,
  ForecastBook,
  ForecastChoices,
  ForecastHead,
  ForecastQuestion,
  ForecastScore,
} from "../contracts/forecast/forecasts.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ForecastShelf } from "./shelf.ts";
import type { FutureResult, FutureTask, Lost } from "./task.ts";
import { writtenFutures } from "./written-futures.ts";

/** Stored forecasts; refused and failed ones make room for new ones. */
export const MOST_STORED = 200;
/** Questions that wait, besides the one that is being answered. */
export const MOST_WAITING = 5;
/** Reports of the end of a span may come late. */
const HOLD_US = 120e6;
/** A span that could not be judged is judged again after so long. */
const AGAIN_US = 600e6;
const ANSWER_WITHIN_MS = 300_000;
const OTHER_WITHIN_MS = 60_000;
/** Choices are good for so long. */
const CHOICES_US = 20e6;

type Task = FutureTask extends infer One
  ? One extends FutureTask
    ? Omit<One, "place" | "description">
    : never
  : never;

export interface BookParts {
  readonly shelf: ForecastShelf;
  readonly stored: readonly Forecast[];
  /** Runs a task in a thread of its own. Throws as `runApart`. */
  run(
    task: Task,
    options: {
      readonly signal: AbortSignal;
      readonly withinMs: number;
      readonly progress?: (done: number, of: number) => void;
    },
  ): Promise<FutureResult>;
  /** Losses that reach into a span; null: more than could be read. Rejects while the historian gives no answer. */
  lostIn(from: Micros, to: Micros): Promise<readonly Lost[] | null>;
  readonly log: Logger;
  now(): Micros;
}

export class Forecasts implements ForecastBook {
  readonly #parts: BookParts;
  readonly #heads: Map<string, ForecastHead>;
  readonly #stop = new AbortController();
  /** Uids of questions that wait, in their order. */
  readonly #waiting: string[];
  /** Questions that are being written. */
  #storing = 0;
  #working: { readonly uid: string; readonly end: AbortController; progress: number } | undefined;
  #turn: Promise<void> | undefined;
  #choices: { readonly until: Micros; readonly answer: Promise<ForecastChoices> } | undefined;
  /** When a span is judged again that could not be judged, by uid. */
  readonly #again = new Map<string, Micros>();

  constructor(parts: BookParts) {
    this.#parts = parts;
    const stored = parts.stored.toSorted((a, b) => a.askedAt - b.askedAt);
    this.#heads = new Map(stored.map((forecast) => [forecast.uid, headOf(forecast)]));
    // A stop or a kill left them unanswered.
    this.#waiting = stored.flatMap(({ uid, state }) => (state === "waiting" ? [uid] : []));
  }

  list(): readonly ForecastHead[] {
    return [...this.#heads.values()].map((head) => this.#shown(head)).reverse();
  }

  progressOf(uid: string): number {
    return this.#working?.uid === uid ? this.#working.progress : 0;
  }

  async find(uid: string): Promise<Forecast | undefined> {
    const head = this.#heads.get(uid);
    if (head === undefined) return undefined;
    return { ...(await this.#parts.shelf.get(uid)), ...this.#shown(head) };
  }

  async ask(question: ForecastQuestion, by: string): Promise<ForecastHead> {
    writtenFutures(question.futures);
    if (this.#waiting.length + this.#storing >= MOST_WAITING)
      throw new EdgeError("unavailable", `${MOST_WAITING} forecasts are waiting. Try again when one of them is done.`);
    this.#makeRoom();
    const { name, hours, at } = question;
    const forecast: Forecast = {
      uid: randomUUID(),
      name,
      by,
      askedAt: this.#parts.now(),
      state: "waiting",
      at,
      hours,
      futures: question.futures.map((future) => future.name),
      good: null,
      score: null,
      question,
      problems: [],
      failure: null,
      answer: null,
    };
    const head = headOf(forecast);
    this.#storing++;
    try {
      await this.#parts.shelf.put(forecast);
    } finally {
      this.#storing--;
    }
    this.#heads.set(forecast.uid, head);
    this.#waiting.push(forecast.uid);
    this.#goOn();
    return this.#shown(head);
  }

  async remove(uid: string): Promise<boolean> {
    if (!this.#heads.has(uid)) return false;
    this.#forget(uid);
    if (this.#working?.uid === uid) {
      this.#working.end.abort(new EdgeError("conflict", "the forecast was removed"));
      await this.#turn;
    }
    this.#parts.shelf.remove(uid);
    return true;
  }

  choices(): Promise<ForecastChoices> {
    const now = this.#parts.now();
    if (this.#choices !== undefined && now < this.#choices.until) return this.#choices.answer;
    const answer = this.#parts
      .run({ kind: "choices" }, { signal: this.#stop.signal, withinMs: OTHER_WITHIN_MS })
      .then((result) => {
        if (result.kind === "choices") return result.choices;
        throw new EdgeError("unavailable", "The record of pieces cannot be read now. Try again in a minute.");
      });
    this.#choices = { until: now + CHOICES_US, answer };
    answer.catch(() => {
      this.#choices = undefined;
    });
    return answer;
  }

  /** Answers what waits, else scores one forecast whose time has passed. Called once a second. */
  tick(): void {
    this.#goOn();
  }

  /** Ends what is being answered; it is answered at the next start. */
  async close(): Promise<void> {
    this.#stop.abort(new EdgeError("unavailable", "the edge stops"));
    this.#working?.end.abort(this.#stop.signal.reason);
    await this.#turn;
    await this.#choices?.answer.catch(() => undefined);
  }

  #shown(head: ForecastHead): ForecastHead {
    return this.#working?.uid === head.uid && head.state === "waiting" ? { ...head, state: "working" } : head;
  }

  #forget(uid: string): void {
    this.#heads.delete(uid);
    this.#again.delete(uid);
    const at = this.#waiting.indexOf(uid);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  #makeRoom(): void {
    if (this.#heads.size + this.#storing < MOST_STORED) return;
    const oldest = [...this.#heads.values()].find(({ state }) => state === "refused" || state === "failed");
    if (oldest === undefined)
      throw new EdgeError("conflict", `${MOST_STORED} forecasts are stored. Delete one that is not needed any more.`);
    this.#forget(oldest.uid);
    this.#parts.shelf.remove(oldest.uid);
  }

  #goOn(): void {
    if (this.#turn !== undefined || this.#stop.signal.aborted) return;
    const uid = this.#waiting.shift();
    const work = uid === undefined ? this.#scoreNext() : this.#answer(uid);
    if (work === undefined) return;
    this.#turn = work
      .catch((err: unknown) => this.#parts.log.error({ err }, "a forecast cannot be stored"))
      .finally(() => {
        this.#turn = undefined;
        this.#goOn();
      });
  }

  async #answer(uid: string): Promise<void> {
    const working = { uid, end: new AbortController(), progress: 0 };
    this.#working = working;
    try {
      const { question } = await this.#parts.shelf.get(uid);
      const outcome = await this.#outcomeOf(question, working);
      if (working.end.signal.aborted) return;
      await this.#change(uid, outcome);
    } finally {
      this.#working = undefined;
    }
  }

  async #outcomeOf(
    question: ForecastQuestion,
    working: { readonly end: AbortController; progress: number },
  ): Promise<Partial<Forecast>> {
    try {
      const options = {
        signal: working.end.signal,
        withinMs: ANSWER_WITHIN_MS,
        progress: (done: number, of: number) => {
          working.progress = done / of;
        },
      };
      const result = await this.#parts.run({ kind: "answer", question }, options);
      if (result.kind === "refused") return { state: "refused", problems: result.problems };
      if (result.kind !== "answer") throw new EdgeError("unavailable", "the thread gave no answer");
      const { answer } = result;
      return { state: "done", answer, at: answer.at, good: answer.futures[0]?.good ?? null };
    } catch (error) {
      return { state: "failed", failure: reasonOf(error) };
    }
  }

  /** Stores what is new about one that has not been removed meanwhile. */
  async #change(uid: string, change: Partial<Forecast>): Promise<void> {
    const forecast = { ...(await this.#parts.shelf.get(uid)), ...change };
    if (!this.#heads.has(uid)) return;
    await this.#parts.shelf.put(forecast);
    // It may have been removed while it was written.
    if (this.#heads.has(uid)) this.#heads.set(uid, headOf(forecast));
    else this.#parts.shelf.remove(uid);
  }

  #scoreNext(): Promise<void> | undefined {
    const now = this.#parts.now();
    for (const { uid, state, at, hours, score, good } of this.#heads.values()) {
      if (state !== "done" || score !== null || at === null || good === null) continue;
      if (now < at + hours * 3600e6 + HOLD_US || now < (this.#again.get(uid) ?? 0)) continue;
      return this.#score(uid, { at, horizonS: hours * 3600, good });
    }
    return undefined;
  }

  async #score(
    uid: string,
    {
      at,
      horizonS,
      good,
    }: { readonly at: Micros; readonly horizonS: number; readonly good: { low: number; high: number } },
  ): Promise<void> {
    this.#again.set(uid, this.#parts.now() + AGAIN_US);
    try {
      const lost = await this.#parts.lostIn(at, at + horizonS * 1e6);
      const options = { signal: this.#stop.signal, withinMs: OTHER_WITHIN_MS };
      const result = await this.#parts.run({ kind: "score", at, horizonS, lost }, options);
      if (result.kind !== "score" || result.unknown === "later") return;
      const { happened, unknown, source } = result;
      const isInside = happened === null ? null : happened >= good.low && happened <= good.high;
      const score: ForecastScore = { scoredAt: this.#parts.now(), happened, isInside, unknown, source };
      await this.#change(uid, { score });
    } catch (err) {
      if (!this.#stop.signal.aborted) this.#parts.log.warn({ err, uid }, "a forecast cannot be scored yet");
    }
  }
}

function headOf({
  question: _question,
  problems: _problems,
  failure: _failure,
  answer: _answer,
  ...head
}: Forecast): ForecastHead {
  return head;
}
