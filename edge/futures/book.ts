/** The forecasts of a running edge: asked, answered one at a time, stored, and scored later. */
import { KeptAnswer } from "../asked/kept-answer.ts";
import { AskedQueue, MOST_WAITING } from "../asked/queue.ts";
import type { AnswerOptions, Outcome } from "../asked/queue-parts.ts";
import { EdgeError } from "../contracts/errors.ts";
import type {
  Forecast,
  ForecastBook,
  ForecastChoices,
  ForecastHead,
  ForecastQuestion,
} from "../contracts/forecast/forecasts.ts";
import type { PlayedFuture } from "../contracts/forecast/states.ts";
import type { BookParts } from "./book-parts.ts";
import { headOf } from "./head-of.ts";
import { newForecast } from "./new-forecast.ts";
import { playedFuture } from "./played-future.ts";
import { Scores } from "./scores.ts";
import { writtenFutures } from "./written-futures.ts";

/** Stored forecasts; refused and failed ones make room for new ones. */
export const MOST_STORED = 200;
const WORDS = {
  one: "forecast",
  waiting: `${MOST_WAITING} forecasts are waiting. Try again when one of them is done.`,
  stored: `${MOST_STORED} forecasts are stored. Delete one that is not needed any more.`,
  unread: "the file of this forecast cannot be read. Delete the forecast, or look at the edge's log",
  removed: "the forecast was removed",
  less: "Ask again for fewer hours, runs or futures",
};
const ANSWER_WITHIN_MS = 300_000;
const CHOICES_WITHIN_MS = 60_000;
/** Choices are those of the last minutes; what is too little record yet is looked at again sooner. */
const GOOD_US = 180e6;
const TOO_LITTLE_US = 20e6;

export class Forecasts implements ForecastBook {
  readonly #parts: BookParts;
  readonly #queue: AskedQueue<Forecast, ForecastHead>;
  readonly #scores: Scores<Forecast>;
  readonly #choices: KeptAnswer<ForecastChoices>;

  constructor(parts: BookParts) {
    this.#parts = parts;
    this.#scores = new Scores(parts);
    this.#choices = new KeptAnswer(() => this.#choicesNow(), choicesGoodUs, parts.now);
    this.#queue = new AskedQueue<Forecast, ForecastHead>({
      shelf: parts.shelf,
      heads: parts.heads,
      words: WORDS,
      mostStored: MOST_STORED,
      headOf,
      answer: (forecast, options) => this.#answer(forecast, options),
      idle: () => this.#score(),
      isHeld: () => this.#choices.isRunning,
      log: parts.log,
      now: parts.now,
    });
  }

  list(): readonly ForecastHead[] {
    return this.#queue.list();
  }

  progressOf(uid: string): number {
    return this.#queue.progressOf(uid);
  }

  async find(uid: string): Promise<Forecast | undefined> {
    return await this.#queue.find(uid);
  }

  async states(uid: string, future: number): Promise<PlayedFuture> {
    return await playedFuture(this.#parts.shelf, await this.find(uid), future);
  }

  async ask(question: ForecastQuestion, by: string): Promise<ForecastHead> {
    writtenFutures(question.futures);
    return await this.#queue.add(newForecast(question, by, this.#parts.now()));
  }

  async remove(uid: string): Promise<boolean> {
    const isRemoved = await this.#queue.remove(uid);
    if (isRemoved) this.#scores.forget(uid);
    return isRemoved;
  }

  async choices(): Promise<ForecastChoices> {
    // While a question is being answered, older choices must do.
    return await this.#choices.read(({ plan }) => plan !== null && this.#queue.isWorking);
  }

  /** Answers what waits, else scores one forecast whose time has passed. Called once a second. */
  tick(): void {
    this.#queue.tick();
  }

  /** Ends what is being answered; it is answered at the next start. */
  async close(): Promise<void> {
    await this.#queue.close();
    await this.#choices.settled();
  }

  async #answer({ question }: Forecast, options: AnswerOptions): Promise<Outcome<Forecast>> {
    const result = await this.#parts.run({ kind: "answer", question }, { ...options, withinMs: ANSWER_WITHIN_MS });
    if (result.kind === "refused") return { found: { state: "refused", problems: result.problems } };
    if (result.kind !== "answer") throw new EdgeError("unavailable", "the thread gave no answer");
    const { answer, counted, states, statesStepS } = result;
    const found = { answer, counted, statesStepS, at: answer.at, good: answer.futures[0]?.good ?? null };
    return { found: { state: "done", ...found }, beside: states };
  }

  /** Scores one whose time is over. */
  #score(): Promise<void> | undefined {
    const head = this.#scores.next(this.#queue.heads());
    if (head === undefined) return undefined;
    const judged = this.#scores.judged(head, this.#queue.stopping);
    return judged.then(async (forecast) => {
      if (forecast !== undefined) await this.#queue.keep(forecast);
    });
  }

  async #choicesNow(): Promise<ForecastChoices> {
    const options = { signal: this.#queue.stopping, withinMs: CHOICES_WITHIN_MS };
    const result = await this.#parts.run({ kind: "choices" }, options);
    if (result.kind === "choices") return result.choices;
    throw new EdgeError("unavailable", "The record of pieces cannot be read now. Try again in a minute.");
  }
}

function choicesGoodUs({ plan, problems }: ForecastChoices): number {
  return plan === null && problems.length === 0 ? TOO_LITTLE_US : GOOD_US;
}
