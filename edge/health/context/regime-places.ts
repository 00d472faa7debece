import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { DemandKind } from "./demand-signals.ts";
import {
  AT,
  HIGH,
  LAST,
  type Level,
  LOW,
  MOST_PLACES,
  NOISE,
  NUMBER,
  PlaceTable,
  ROWS,
  VISITS,
} from "./place-table.ts";

/** Visits, each with one of the nearest regime in between, that make a level a regime. */
const CONFIRMING_VISITS = 3;
/** While the asset is new, a level that lasts for an hour is a regime: what is there while it learns is usual. */
const YOUNG_US = 2 * 86_400e6;
const LASTING_ROWS = 120;
/** A regime's range takes up what it does in its first two days; then it is final, so that no slow fault widens it. */
const RANGE_ROWS = 5760;
/** A level that was not confirmed, and a regime, are forgotten when they were not visited for so long. */
const FORGET_US = { level: 7 * 86_400e6, regime: 60 * 86_400e6 } as const;
/** Values that differ by less are alike: a share of the largest value, and of the range of the instrument. */
const SHARES = { effort: 0.125, set: 0.05 } as const;
const RANGE_SHARE = 0.03;
/** The same of a switch or an enum. */
const CHOICE = 0.25;
/** A signal whose mean deviation is larger than this share of what is alike varies. */
const VARYING = 0.8;
/** The lowest regime is rest when its efforts are at most this share of those of the highest. */
const REST = 0.5;

const QUIET: ArrayLike<number> = [];

export interface SignalScale {
  readonly kind: DemandKind;
  /** Width of the range of the instrument; 0 where unknown. */
  readonly width: number;
}

interface State {
  readonly table: ReturnType<PlaceTable["snapshot"]>;
  readonly least: Float64Array;
  /** Number of regimes so far, and of levels that found no place. */
  readonly counts: Float64Array;
}

/** The levels at which an asset was, of which some are regimes. */
export class RegimePlaces implements Learned<State> {
  /** How far values of each signal may be apart and still be alike. */
  readonly least: Float64Array;
  readonly #signals: readonly SignalScale[];
  readonly #table: PlaceTable;
  readonly #counts = new Float64Array(2);

  constructor(signals: readonly SignalScale[]) {
    this.#signals = signals;
    this.least = new Float64Array(signals.length);
    this.#table = new PlaceTable(signals.length);
    this.#rescale([]);
  }

  /** Levels that found no place, because all had one that is not old. */
  get unplaced(): number {
    return this.#counts[1] as number;
  }

  /** Number of the regime, from 1 in the order in which they were found; 0 where the level is none (yet). */
  number(place: number): number {
    return this.#table.field(place, NUMBER) || 0;
  }

  rows(place: number): number {
    return this.#table.field(place, ROWS);
  }

  /** Rows of a visit, on average. */
  visit(place: number): number {
    return this.rows(place) / Math.max(1, this.#table.field(place, VISITS));
  }

  /** Mean deviation of each signal in the place. */
  noises(place: number): Float32Array {
    return this.#table.noises(place);
  }

  /** Ends of the usual range of a signal. */
  range(place: number, signal: number): readonly [low: number, high: number] {
    return [this.#table.level(place, signal, LOW), this.#table.level(place, signal, HIGH)];
  }

  /** Whether any signal goes up and down in the regime. */
  isVarying({ noise }: Pick<Level, "noise">): boolean {
    return this.#signals.some((_, at) => (noise[at] as number) > VARYING * (this.least[at] as number));
  }

  /**
   * The place of a level that begins now, known or new; -1 where there is none left. Levels are entered by a step, so
   * that a slow change never makes a new one.
   */
  enter(now: Micros, level: Level): number {
    this.#rescale(level.mean);
    this.#forget(now);
    this.#merge();
    const known = this.#nearest(level, 1);
    const place = known >= 0 ? known : this.#free();
    if (place < 0) {
      this.#counts[1] = this.unplaced + 1;
      return place;
    }
    if (known < 0) this.#table.begin(place, level);
    // The nearest regime is looked for before the visit counts, so that going to and fro between levels makes regimes,
    // and a level that took the place of another one does not become one.
    const home = this.home(level.mean, place);
    if (home < 0 || !(this.#table.field(home, AT) <= this.#table.field(place, AT)))
      this.#table.put(place, VISITS, this.#table.field(place, VISITS) + 1);
    this.#table.put(place, AT, now);
    if (this.number(place) === 0 && this.#table.field(place, VISITS) >= CONFIRMING_VISITS) this.#confirm(place);
    else if (this.number(place) === 0 && this.#isNewChoice(place)) this.#confirm(place);
    return place;
  }

  /** A row in the place: where it is now, on average, and how much it varies. */
  stay(now: Micros, place: number, { level, began }: { readonly level: Level; readonly began: Micros }): void {
    const table = this.#table;
    table.put(place, ROWS, this.rows(place) + 1);
    table.put(place, AT, now);
    const isLearning = this.rows(place) <= RANGE_ROWS;
    for (let at = 0; at < this.#signals.length; at++) {
      const mean = level.mean[at] as number;
      if (Number.isNaN(mean)) continue;
      table.set(place, at, { column: LAST, value: mean });
      table.set(place, at, { column: NOISE, value: level.noise[at] as number });
      if (!isLearning) continue;
      const [low, high] = this.range(place, at);
      if (!(low <= mean)) table.set(place, at, { column: LOW, value: mean });
      if (!(high >= mean)) table.set(place, at, { column: HIGH, value: mean });
    }
    if (this.number(place) > 0 || this.rows(place) < LASTING_ROWS) return;
    if (now - began <= YOUNG_US || this.#counts[0] === 0) this.#confirm(place);
  }

  /** The regime that is nearest to a level, other than that at `place`; -1: none. */
  home(mean: ArrayLike<number>, place: number): number {
    let [best, least] = [-1, Number.POSITIVE_INFINITY];
    for (let one = 0; one < MOST_PLACES; one++) {
      if (one === place || this.number(one) === 0) continue;
      const distance = this.#distance(one, { mean, noise: QUIET });
      if (distance < least) [best, least] = [one, distance];
    }
    return best;
  }

  /** Whether the asset rests in this regime: it is the one with the least effort, far below the highest. */
  isRest(place: number): boolean {
    if (this.number(place) === 0) return false;
    const own = this.#effort(place);
    let most = 0;
    for (let one = 0; one < MOST_PLACES; one++) {
      if (this.number(one) === 0) continue;
      const effort = this.#effort(one);
      if (effort < own) return false;
      most = Math.max(most, effort);
    }
    return own <= REST * most && most > 0;
  }

  /** What is alike, after levels or `mean` have changed how large values get. */
  #rescale(mean: ArrayLike<number>): void {
    for (const [at, { kind, width }] of this.#signals.entries()) {
      if (kind === "chosen") {
        this.least[at] = CHOICE;
        continue;
      }
      let largest = Math.abs(mean[at] ?? 0) || 0;
      for (let place = 0; place < MOST_PLACES; place++) {
        if (this.#table.isFree(place)) continue;
        const [low, high] = this.range(place, at);
        largest = Math.max(largest, Math.abs(low) || 0, Math.abs(high) || 0);
      }
      this.least[at] = Math.max(SHARES[kind] * largest, kind === "set" ? 0 : RANGE_SHARE * width, 1e-9);
    }
  }

  snapshot(): State {
    return { table: this.#table.snapshot(), least: this.least.slice(), counts: this.#counts.slice() };
  }

  restore({ table, least, counts }: State): void {
    this.#table.restore(table);
    this.least.set(least);
    this.#counts.set(counts);
  }

  /** How far a level is from a place, by what is alike: from its range, or from where it was last. */
  #distance(place: number, { mean, noise }: Level): number {
    let [fromRange, fromLast] = [0, 0];
    for (let at = 0; at < this.#signals.length; at++) {
      const value = mean[at] as number;
      const [low, high] = this.range(place, at);
      const varies = 2 * Math.max(noise[at] ?? 0, this.#table.level(place, at, NOISE));
      const step = Math.max(this.least[at] as number, varies || 0);
      const beyond = Math.max(low - value, value - high, 0) / step;
      const moved = Math.abs(value - this.#table.level(place, at, LAST)) / step;
      if (beyond > fromRange) fromRange = beyond;
      if (moved > fromLast) fromLast = moved;
    }
    return Math.min(fromRange, fromLast);
  }

  #nearest(level: Level, within: number): number {
    const isVarying = this.isVarying(level);
    let [best, least] = [-1, within];
    for (let place = 0; place < MOST_PLACES; place++) {
      if (this.#table.isFree(place) || this.isVarying({ noise: this.noises(place) }) !== isVarying) continue;
      const distance = this.#distance(place, level);
      if (distance <= least) [best, least] = [place, distance];
    }
    return best;
  }

  /** Whether no regime has the same choices: somebody switched, and no fault of a part did. */
  #isNewChoice(place: number): boolean {
    if (this.#signals.every(({ kind }) => kind !== "chosen")) return false;
    for (let one = 0; one < MOST_PLACES; one++) {
      if (one === place || this.number(one) === 0) continue;
      const isSame = this.#signals.every(
        ({ kind }, at) =>
          kind !== "chosen" ||
          !(Math.abs(this.#table.level(one, at, LAST) - this.#table.level(place, at, LAST)) > CHOICE),
      );
      if (isSame) return false;
    }
    return true;
  }

  /** Levels that are no longer apart, because larger values made more values alike, become the older one. */
  #merge(): void {
    for (let one = 0; one < MOST_PLACES; one++)
      for (let other = 0; other < MOST_PLACES; other++) {
        const isOlder = this.number(one) > 0 && (this.number(other) === 0 || this.number(one) < this.number(other));
        if (one === other || !isOlder || this.#table.isFree(other) || !this.#isWithin(other, one)) continue;
        this.#table.free(other);
      }
  }

  /** Whether the range of a place lies within that of another one, which varies as much. */
  #isWithin(place: number, other: number): boolean {
    if (this.isVarying({ noise: this.noises(place) }) !== this.isVarying({ noise: this.noises(other) })) return false;
    return this.#signals.every((_, at) => {
      const [low, high] = this.range(place, at);
      const [from, to] = this.range(other, at);
      const half = (this.least[at] as number) / 2;
      return !(low < from - half) && !(high > to + half);
    });
  }

  #forget(now: Micros): void {
    for (let place = 0; place < MOST_PLACES; place++) {
      const limit = this.number(place) > 0 ? FORGET_US.regime : FORGET_US.level;
      if (now - this.#table.field(place, AT) > limit) this.#table.free(place);
    }
  }

  /** A free place, else that of the level without confirmation that was visited longest ago; -1: all are regimes. */
  #free(): number {
    let [oldest, at] = [-1, Number.POSITIVE_INFINITY];
    for (let place = 0; place < MOST_PLACES; place++) {
      if (this.#table.isFree(place)) return place;
      if (this.number(place) === 0 && this.#table.field(place, AT) < at)
        [oldest, at] = [place, this.#table.field(place, AT)];
    }
    return oldest;
  }

  #confirm(place: number): void {
    this.#counts[0] = (this.#counts[0] as number) + 1;
    this.#table.put(place, NUMBER, this.#counts[0]);
  }

  #effort(place: number): number {
    let sum = 0;
    for (const [at, { kind }] of this.#signals.entries()) {
      if (kind !== "effort") continue;
      const [low, high] = this.range(place, at);
      const share = (low + high) / 2 / (this.least[at] as number);
      if (Number.isFinite(share)) sum += Math.abs(share);
    }
    return sum;
  }
}
