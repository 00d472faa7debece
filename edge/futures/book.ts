/** The forecasts of a running edge: asked, answered one at a time, stored, and scored later. */
import { EdgeError } from "../contracts/errors.ts";
import type {
  Forecast,
  ForecastBook,
  ForecastChoices,
  ForecastHead,
  ForecastQuestion,
} from "../contracts/forecast/forecasts.ts";
import type { PlayedFuture } from "../contracts/forecast/states.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { answeredBy, MOST_ATTEMPTS, type Outcome } from "./answered-by.ts";
import type { BookParts } from "./book-parts.ts";
import { KeptChoices } from "./kept-choices.ts";
import { newForecast } from "./new-forecast.ts";
import { playedFuture } from "./played-future.ts";
import { Scores } from "./scores.ts";
import { headOf } from "./shelf.ts";
import { writtenFutures } from "./written-futures.ts";

/** Stored forecasts; refused and failed ones make room for new ones. */
export const MOST_STORED = 200;
/** Questions that wait, besides the one that is being answered. */
export const MOST_WAITING = 5;
const CHOICES_WITHIN_MS = 60_000;
/** What the disk refused is written again after 1, 2, 4 … s. */
const LONGEST_PAUSE_US = 64e6;

interface Working {
  readonly uid: string;
  readonly end: AbortController;
  /** Share of the runs that are done. */
  progress: number;
}

export class Forecasts implements ForecastBook {
  readonly #parts: BookParts;
  readonly #heads: Map<string, ForecastHead>;
  readonly #stop = new AbortController();
  /** Uids of questions that wait, in their order. */
  readonly #waiting: string[];
  readonly #scores: Scores;
  readonly #choices: KeptChoices;
  /** Questions that are being written. */
  #storing = 0;
  #working: Working | undefined;
  #turn: Promise<void> | undefined;
  /** One that has its outcome, which is not on disk yet; nothing else begins before it is. */
  #unwritten: Outcome | undefined;
  #pauseUs = 1e6;
  #notBefore: Micros = 0;

  constructor(parts: BookParts) {
    this.#parts = parts;
    const heads = parts.heads.toSorted((a, b) => a.askedAt - b.askedAt);
    this.#heads = new Map(heads.map((head) => [head.uid, head]));
    // A stop or a kill left them unanswered.
    this.#waiting = heads.flatMap(({ uid, state }) => (state === "waiting" ? [uid] : []));
    this.#scores = new Scores(parts);
    this.#choices = new KeptChoices(() => this.#choicesNow(), parts.now);
  }

  list(): readonly ForecastHead[] {
    return [...this.#heads.values()].map((head) => this.#shown(head)).reverse();
  }

  progressOf(uid: string): number {
    if (this.#isUnwritten(uid)) return 1;
    return this.#working?.uid === uid ? this.#working.progress : 0;
  }

  async states(uid: string, future: number): Promise<PlayedFuture> {
    return await playedFuture(this.#parts.shelf, await this.find(uid), future);
  }

  async find(uid: string): Promise<Forecast | undefined> {
    const head = this.#heads.get(uid);
    if (head === undefined) return undefined;
    try {
      return { ...(await this.#parts.shelf.get(uid)), ...this.#shown(head) };
    } catch (cause) {
      // It may have been removed meanwhile.
      if (!this.#heads.has(uid)) return undefined;
      const reason = "the file of this forecast cannot be read. Delete the forecast, or look at the edge's log";
      throw new EdgeError("disk", reason, { cause });
    }
  }

  async ask(question: ForecastQuestion, by: string): Promise<ForecastHead> {
    writtenFutures(question.futures);
    if (this.#waiting.length + this.#storing >= MOST_WAITING)
      throw new EdgeError("unavailable", `${MOST_WAITING} forecasts are waiting. Try again when one of them is done.`);
    if (this.#heads.size + this.#storing - this.#unneeded().length >= MOST_STORED)
      throw new EdgeError("conflict", `${MOST_STORED} forecasts are stored. Delete one that is not needed any more.`);
    const forecast = newForecast(question, by, this.#parts.now());
    const head = headOf(forecast);
    this.#storing++;
    try {
      await this.#parts.shelf.put(forecast);
    } finally {
      this.#storing--;
    }
    this.#heads.set(forecast.uid, head);
    this.#waiting.push(forecast.uid);
    this.#makeRoom();
    this.#goOn();
    return this.#shown(head);
  }

  async remove(uid: string): Promise<boolean> {
    if (!this.#heads.has(uid)) return false;
    if (this.#working?.uid === uid) {
      this.#working.end.abort(new EdgeError("conflict", "the forecast was removed"));
      await this.#turn;
    }
    try {
      this.#parts.shelf.remove(uid);
    } catch (error) {
      const isLeft = this.#heads.get(uid)?.state === "waiting" && !this.#isUnwritten(uid);
      if (isLeft && !this.#waiting.includes(uid)) this.#waiting.push(uid);
      throw error;
    }
    return this.#forget(uid);
  }

  async choices(): Promise<ForecastChoices> {
    return await this.#choices.read(this.#working !== undefined);
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
    await this.#choices.settled();
  }

  #shown(head: ForecastHead): ForecastHead {
    const isWorking = this.#working?.uid === head.uid || this.#isUnwritten(head.uid);
    return isWorking && head.state === "waiting" ? { ...head, state: "working" } : head;
  }

  #forget(uid: string): boolean {
    const at = this.#waiting.indexOf(uid);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (this.#isUnwritten(uid)) this.#unwritten = undefined;
    this.#scores.forget(uid);
    return this.#heads.delete(uid);
  }

  /** What makes room for new ones, the oldest first. */
  #unneeded(): readonly ForecastHead[] {
    return [...this.#heads.values()].filter(({ state }) => state === "refused" || state === "failed");
  }

  #makeRoom(): void {
    for (const { uid } of this.#unneeded()) {
      if (this.#heads.size <= MOST_STORED) return;
      try {
        this.#parts.shelf.remove(uid);
        this.#forget(uid);
      } catch (err) {
        this.#parts.log.error({ err, uid }, "a forecast cannot be removed to make room");
      }
    }
  }

  #goOn(): void {
    if (this.#turn !== undefined || this.#stop.signal.aborted || this.#choices.isRunning) return;
    if (this.#parts.now() < this.#notBefore) return;
    const work = this.#nextWork();
    if (work === undefined) return;
    this.#turn = work
      .then(() => {
        this.#pauseUs = 1e6;
      })
      .catch((err: unknown) => {
        this.#notBefore = this.#parts.now() + this.#pauseUs;
        this.#pauseUs = Math.min(LONGEST_PAUSE_US, 2 * this.#pauseUs);
        this.#parts.log.error({ err }, "a forecast cannot be stored; it is tried again");
      })
      .finally(() => {
        this.#turn = undefined;
        this.#goOn();
      });
  }

  #nextWork(): Promise<void> | undefined {
    if (this.#unwritten !== undefined) return this.#writeOutcome(this.#unwritten);
    const uid = this.#waiting.shift();
    if (uid !== undefined) return this.#answer(uid);
    const head = this.#scores.next(this.#heads.values());
    return head === undefined ? undefined : this.#score(head);
  }

  async #answer(uid: string): Promise<void> {
    const working: Working = { uid, end: new AbortController(), progress: 0 };
    this.#working = working;
    try {
      const forecast = await this.#asked(uid);
      if (forecast === undefined) return;
      const { attempts = 0 } = forecast;
      if (attempts < MOST_ATTEMPTS) await this.#begin({ ...forecast, attempts: attempts + 1 });
      const answered = await answeredBy(this.#parts, { ...forecast, attempts }, working);
      if (!working.end.signal.aborted) await this.#writeOutcome(answered);
      // A stop in order is no attempt.
      else if (this.#stop.signal.aborted) await this.#keep(forecast);
    } finally {
      this.#working = undefined;
    }
  }

  /** The question on disk; undefined where it cannot be read any more. */
  async #asked(uid: string): Promise<Forecast | undefined> {
    try {
      return await this.#parts.shelf.get(uid);
    } catch (err) {
      this.#parts.log.error({ err, uid }, "the file of a forecast cannot be read");
      const head = this.#heads.get(uid);
      if (head !== undefined) this.#heads.set(uid, { ...head, state: "failed" });
      return undefined;
    }
  }

  /** Notes the attempt, or puts the question back. */
  async #begin(forecast: Forecast): Promise<void> {
    try {
      await this.#keep(forecast);
    } catch (error) {
      if (this.#heads.has(forecast.uid)) this.#waiting.unshift(forecast.uid);
      throw error;
    }
  }

  async #writeOutcome(outcome: Outcome): Promise<void> {
    this.#unwritten = outcome;
    await this.#keep(outcome.forecast, outcome.states);
    this.#unwritten = undefined;
  }

  #isUnwritten(uid: string): boolean {
    return this.#unwritten?.forecast.uid === uid;
  }

  /** Stores one that has not been removed meanwhile. */
  async #keep(forecast: Forecast, states?: Uint8Array): Promise<void> {
    const { uid } = forecast;
    if (!this.#heads.has(uid)) return;
    await this.#parts.shelf.put(forecast, states);
    // It may have been removed while it was written.
    if (this.#heads.has(uid)) this.#heads.set(uid, headOf(forecast));
    else this.#parts.shelf.remove(uid);
  }

  async #score(head: ForecastHead): Promise<void> {
    const forecast = await this.#scores.judged(head, this.#stop.signal);
    if (forecast !== undefined) await this.#keep(forecast);
  }

  async #choicesNow(): Promise<ForecastChoices> {
    const options = { signal: this.#stop.signal, withinMs: CHOICES_WITHIN_MS };
    const result = await this.#parts.run({ kind: "choices" }, options);
    if (result.kind === "choices") return result.choices;
    throw new EdgeError("unavailable", "The record of pieces cannot be read now. Try again in a minute.");
  }
}
