/**
 * What an asset does that says nothing about its state: regimes that are learnt from the signals that it is driven by
 * (rules LR1 to LR12 in docs/rules/learned-regimes.md). A regime is a level that the asset goes to again and again by a
 * step, so that a part that wears slowly makes none.
 */
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LocalizedText, TagRef } from "../../contracts/plant/tag.ts";
import type { DemandSignal } from "./demand-signals.ts";
import { LevelTracker } from "./level-tracker.ts";
import { RegimePlaces } from "./regime-places.ts";
import { regimeWords } from "./regime-words.ts";

/** Log time of a row. */
const ROW_US = 30e6;
/** Rows of a level that is no regime which are not judged: two hours. Later ones are judged as the regime it left. */
const SILENT_ROWS = 240;
/** Rows after a step in which what the machine warms or fills is on its way: twenty minutes, or half a visit. */
const SETTLING_ROWS = 40;
const NOWHERE = -1;

/**
 * End of the row, time of the first row, place of the present level, rows of one without a place, place that rows are
 * judged by and since when, 1 while it is rest, 1 when a sample left the level in this row, time from which the level
 * has settled.
 */
const [ROW_END, BEGAN, PLACE, UNPLACED, SAID, SINCE, RESTS, STIRRED, SETTLED, NUMBERS] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

interface State {
  readonly numbers: Float64Array;
  readonly columns: readonly Float64Array[];
  readonly tracker: ReturnType<LevelTracker["snapshot"]>;
  readonly places: ReturnType<RegimePlaces["snapshot"]>;
}

export class LearnedRegimes implements Learned<State> {
  /** Tags that it reads; the index of a tag is the `input` of `sample`. */
  readonly inputs: readonly TagRef[];
  readonly #signals: readonly DemandSignal[];
  readonly #places: RegimePlaces;
  readonly #tracker: LevelTracker;
  readonly #numbers = new Float64Array(NUMBERS);
  /** Newest value of each signal, sum and number of its samples in the row. */
  readonly #held: Float64Array;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  readonly #row: Float64Array;

  constructor(signals: readonly DemandSignal[]) {
    this.#signals = signals;
    this.inputs = signals.map(({ tag }) => tag.ref);
    this.#places = new RegimePlaces(
      signals.map(({ tag: { range }, kind }) => ({ kind, width: range === undefined ? 0 : range[1] - range[0] })),
    );
    this.#tracker = new LevelTracker(signals.length, this.#places);
    this.#held = new Float64Array(signals.length).fill(Number.NaN);
    this.#sums = new Float64Array(signals.length);
    this.#counts = new Float64Array(signals.length);
    this.#row = new Float64Array(signals.length);
    this.#numbers.set([Number.NaN, Number.NaN, NOWHERE, 0, NOWHERE, Number.NaN, 0, 0, 0]);
  }

  /** Place of the regime that rows are judged by, below `MOST_PLACES`; -1 where they are not judged. */
  get place(): number {
    return this.#numbers[SAID] as number;
  }

  /** Number of that regime, from 1 in the order in which they were found, never given twice; 0 for none. */
  get number(): number {
    return this.place === NOWHERE ? 0 : this.#places.number(this.place);
  }

  /**
   * Time from which rows of this length are judged by it: one that began in another regime is a mean of both, and what
   * the machine warms takes its time.
   */
  judgedFrom(rowUs: number): Micros {
    return Math.max((this.#numbers[SINCE] as number) + rowUs, this.#numbers[SETTLED] as number);
  }

  /** Whether the asset is at rest: known to be, and no sample of this row says otherwise. */
  get isResting(): boolean {
    return this.#numbers[RESTS] === 1 && this.#numbers[STIRRED] === 0;
  }

  /** Levels that found no place among the regimes (rule LR9). */
  get unplaced(): number {
    return this.#places.unplaced;
  }

  sample(input: number, value: number): void {
    if (!Number.isFinite(value)) return;
    this.#held[input] = value;
    this.#sums[input] = (this.#sums[input] as number) + value;
    this.#counts[input] = (this.#counts[input] as number) + 1;
    // A machine that starts must not be judged as one at rest until the row has ended.
    if (this.#numbers[RESTS] === 1 && this.#tracker.isAway(input, value)) this.#numbers[STIRRED] = 1;
  }

  /** Call it when log time enters this second, before watches judge. `isMaintained`: nothing is learnt. */
  second(now: Micros, isMaintained: boolean): void {
    const numbers = this.#numbers;
    const left = (numbers[ROW_END] as number) - now;
    // More is left than a row has where the clock was set back.
    if (left > 0 && left <= ROW_US) return;
    numbers[ROW_END] = (Math.floor(now / ROW_US) + 1) * ROW_US;
    for (let at = 0; at < this.#row.length; at++) {
      const count = this.#counts[at] as number;
      this.#row[at] = count === 0 ? (this.#held[at] as number) : (this.#sums[at] as number) / count;
    }
    this.#sums.fill(0);
    this.#counts.fill(0);
    numbers[STIRRED] = 0;
    if (this.#held.every(Number.isNaN)) return;
    if (isMaintained) this.#say(now, NOWHERE);
    else this.#take(now);
  }

  /** The regime at a place, for people; undefined where there is none. */
  words(place: number): LocalizedText | undefined {
    return regimeWords(this.#signals, this.#places, place);
  }

  snapshot(): State {
    return {
      numbers: this.#numbers.slice(),
      columns: [this.#held.slice(), this.#sums.slice(), this.#counts.slice()],
      tracker: this.#tracker.snapshot(),
      places: this.#places.snapshot(),
    };
  }

  restore({ numbers, columns, tracker, places }: State): void {
    this.#numbers.set(numbers);
    for (const [at, column] of [this.#held, this.#sums, this.#counts].entries())
      column.set(columns[at] as Float64Array);
    this.#places.restore(places);
    this.#tracker.restore(tracker);
  }

  #take(now: Micros): void {
    const numbers = this.#numbers;
    // Log time may be set back.
    if (!((numbers[BEGAN] as number) <= now)) numbers[BEGAN] = now;
    const began = numbers[BEGAN] as number;
    const step = this.#tracker.take(this.#row);
    if (step === "between") {
      this.#say(now, NOWHERE);
      return;
    }
    if (step === "stays") this.#stay(now, began);
    else {
      const found = this.#tracker.found(step, this.#row);
      const place = this.#places.enter(now, found);
      this.#tracker.begin({ mean: found.mean, noise: place < 0 ? found.noise : this.#places.noises(place) });
      numbers[PLACE] = place;
      numbers[UNPLACED] = 0;
      numbers[SETTLED] = now + ROW_US * Math.min(SETTLING_ROWS, place < 0 ? 0 : this.#places.visit(place) / 2);
    }
    this.#say(now, this.#judgedBy(numbers[PLACE] as number));
  }

  #stay(now: Micros, began: Micros): void {
    const place = this.#numbers[PLACE] as number;
    if (place < 0) this.#numbers[UNPLACED] = (this.#numbers[UNPLACED] as number) + 1;
    else this.#places.stay(now, place, { level: this.#tracker.level, began });
  }

  /** The place of a level that is a regime; after a while also of one that is none, by the regime that it left. */
  #judgedBy(place: number): number {
    if (place >= 0 && this.#places.number(place) > 0) return place;
    const rows = place < 0 ? (this.#numbers[UNPLACED] as number) : this.#places.rows(place);
    return rows < SILENT_ROWS ? NOWHERE : this.#places.home(this.#tracker.level.mean, place);
  }

  #say(now: Micros, place: number): void {
    const numbers = this.#numbers;
    numbers[RESTS] = place >= 0 && this.#places.isRest(place) ? 1 : 0;
    if (place === this.place) return;
    numbers[SAID] = place;
    numbers[SINCE] = now;
  }
}
