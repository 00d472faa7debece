/** Relations among the instruments of one asset, and the instrument whose drift explains what they leave. */
import type { Learned } from "../../../../contracts/path/follower.ts";
import type { Micros } from "../../../../contracts/path/sample-batch.ts";
import { medianOf } from "../../../evidence/median.ts";
import { strengthOf } from "../../../evidence/tail.ts";
import { NeighbourFit } from "./neighbour-fit.ts";
import { OffsetHistory } from "./offset-history.ts";
import { effectOf, type Offset, offsetIn, offsetOf } from "./offset-search.ts";
import { adjust, confirm, follow, isFresh, type TrackedRelation, tried } from "./tracked-relation.ts";

/** Readings of a row, a minute together: their median is not moved by wrong ones. */
const [READINGS, EVERY_US] = [6, 10e6];
/** Rows that pass before anything is learnt: machines are switched on. */
const SKIPPED = 10;
/** Rows of the first fit; each further one has twice as many, up to the last. As many again must confirm it. */
const [FIRST_FIT, LAST_FIT] = [30, 480];
/** Relations of each instrument, from different neighbours. */
const EACH = 2;
/** Share of the range that a relation leaves at most where it is learnt. */
const LEAVES = 0.0025;
/** Rows of a quarter of an hour. */
const QUARTER = 15;
/** Evidence of a step: watched, not spoken about. */
const UNSURE = 8;
/** Evidence from which an instrument is named, and the deviation in spreads at which it is right again. */
const [NAMED, RIGHT] = [9, 3];

const [SLOT, TAKEN, ROWS, FIT_AT, SINCE_QUARTER, NAMED_AT] = [0, 1, 2, 3, 4, 5];

interface State {
  readonly numbers: readonly Float64Array[];
  readonly fit: ReturnType<NeighbourFit["snapshot"]>;
  readonly relations: readonly TrackedRelation[];
  readonly histories: readonly ReturnType<OffsetHistory["snapshot"]>[];
}

export class AssetRelations implements Learned<State> {
  readonly #spans: Float64Array;
  /** Instruments that may be named, each with its offsets. */
  readonly #judged: ReadonlyMap<number, OffsetHistory>;
  readonly #held: Float64Array;
  readonly #readings: Float64Array;
  readonly #first: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #strengths: Float64Array;
  readonly #since: Float64Array;
  readonly #counts = Float64Array.of(Number.NaN, 0, 0, FIRST_FIT, 0, Number.NaN);
  /** The newest row, in shares of the ranges, from the first one on. */
  readonly #row: Float64Array;
  readonly #fit: NeighbourFit;
  #relations: TrackedRelation[] = [];

  /**
   * @param spans width of each instrument's range
   * @param judged places of the instruments that may be named
   */
  constructor(spans: Float64Array, judged: readonly number[]) {
    const size = spans.length;
    this.#spans = spans;
    this.#judged = new Map(judged.map((at) => [at, new OffsetHistory()]));
    this.#held = new Float64Array(size).fill(Number.NaN);
    this.#readings = new Float64Array(size * READINGS);
    this.#first = new Float64Array(size).fill(Number.NaN);
    this.#low = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
    this.#high = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
    this.#strengths = new Float64Array(size);
    this.#since = new Float64Array(size).fill(Number.NaN);
    this.#row = new Float64Array(size);
    this.#fit = new NeighbourFit(size);
  }

  /** Evidence that the instrument has drifted, -log10 p, negative downwards. */
  strength(at: number): number {
    return this.#strengths[at] as number;
  }

  since(at: number): Micros {
    return this.#since[at] as number;
  }

  isLearning(at: number): boolean {
    return !this.#known.some(({ target }) => target === at);
  }

  /** Offset of the instrument that explains most of what relations leave, and what is usual, in its unit. */
  offset(at: number): { readonly value: number; readonly usual: number } {
    const span = this.#spans[at] as number;
    return { value: span * this.#offsetOf(at), usual: RIGHT * span * this.#allowed(at) };
  }

  /** NaN: the instrument shows nothing that is good. */
  sample(at: number, value: number): void {
    this.#held[at] = value;
  }

  /** `isUsable`: nobody works on the machine. */
  second(now: Micros, isUsable: boolean): void {
    const slot = Math.floor(now / EVERY_US);
    if (slot === this.#counts[SLOT]) return;
    if (slot !== (this.#counts[SLOT] as number) + 1 || !isUsable) this.#counts[TAKEN] = 0;
    this.#counts[SLOT] = slot;
    if (!isUsable || (this.#isFitting && this.#held.some(Number.isNaN))) return;
    const taken = this.#counts[TAKEN] as number;
    for (const [at, value] of this.#held.entries()) this.#readings[at * READINGS + taken] = value;
    this.#counts[TAKEN] = (taken + 1) % READINGS;
    if (taken + 1 === READINGS) this.#minute(now);
  }

  /** The instrument, or the part that it measures, is another one: what it shows now is right. */
  renewed(at: number): void {
    for (const one of this.#relations) if (one.target === at) adjust(one, one.deviation);
    this.#judged.get(at)?.clear();
    this.#strengths[at] = 0;
    if (this.#counts[NAMED_AT] === at) this.#counts[NAMED_AT] = Number.NaN;
  }

  snapshot(): State {
    return {
      numbers: this.#columns.map((column) => column.slice()),
      fit: this.#fit.snapshot(),
      relations: this.#relations.map((one) => ({ ...one, trial: [...one.trial] })),
      histories: [...this.#judged.values()].map((history) => history.snapshot()),
    };
  }

  restore({ numbers, fit, relations, histories }: State): void {
    for (const [at, column] of this.#columns.entries()) column.set(numbers[at] as Float64Array);
    this.#fit.restore(fit);
    this.#relations = relations.map((one) => ({ ...one, trial: [...one.trial] }));
    for (const [at, history] of [...this.#judged.values()].entries()) history.restore(histories[at] ?? []);
  }

  get #columns(): readonly Float64Array[] {
    const learnt = [this.#first, this.#low, this.#high];
    return [this.#held, this.#readings, ...learnt, this.#strengths, this.#since, this.#counts];
  }

  /** Whether relations are still looked for and confirmed, which takes rows in which each instrument is good. */
  get #isFitting(): boolean {
    return (this.#counts[FIT_AT] as number) <= LAST_FIT;
  }

  get #known(): readonly TrackedRelation[] {
    return this.#relations.filter(({ isConfirmed }) => isConfirmed);
  }

  /** The instrument's spread that is believed, of its best relation; infinite where it has none. */
  #allowed(at: number): number {
    const own = this.#known.filter(({ target }) => target === at);
    return own.reduce((least, { allowed }) => Math.min(least, allowed), Number.POSITIVE_INFINITY);
  }

  #offsetOf(at: number): number {
    const named = this.#named();
    return named?.of === at ? named.size : offsetOf(at, this.#known.filter(isFresh)).size;
  }

  #minute(now: Micros): void {
    const rows = this.#count(ROWS);
    for (const at of this.#row.keys()) {
      const readings = this.#readings.subarray(at * READINGS, (at + 1) * READINGS);
      const median = readings.some(Number.isNaN) ? Number.NaN : medianOf(readings);
      if (Number.isNaN(this.#first[at])) this.#first[at] = median;
      this.#row[at] = (median - (this.#first[at] as number)) / (this.#spans[at] as number);
    }
    if (rows <= SKIPPED) return;
    for (const one of this.#relations) follow(one, this.#row);
    if (this.#isFitting) this.#learn();
    if (this.#known.length > 0) this.#judge(now);
  }

  #learn(): void {
    this.#fit.add(this.#row);
    for (const [at, value] of this.#row.entries()) {
      this.#low[at] = Math.min(this.#low[at] as number, value);
      this.#high[at] = Math.max(this.#high[at] as number, value);
    }
    const fitAt = this.#counts[FIT_AT] as number;
    if (this.#fit.rows === 2 * fitAt) {
      this.#relations = this.#relations.filter((one) => one.isConfirmed || confirm(one));
      this.#counts[FIT_AT] = 2 * fitAt;
    }
    if (this.#fit.rows === this.#counts[FIT_AT] && this.#fit.rows <= LAST_FIT) this.#look();
  }

  /** Looks for relations of instruments that have too few. */
  #look(): void {
    const places = [...this.#row.keys()];
    for (const target of places) {
      const own = this.#relations.filter((one) => one.target === target);
      const used = new Set([target, ...own.flatMap(({ neighbours }) => neighbours)]);
      for (let count = own.length; count < EACH; count++) {
        const candidates = places.filter((at) => !used.has(at));
        const found = this.#fit.relation(target, candidates);
        if (found === undefined || found.spread > LEAVES) break;
        for (const neighbour of found.neighbours) used.add(neighbour);
        this.#relations.push(tried(found, { low: this.#low, high: this.#high }));
      }
    }
  }

  #judge(now: Micros): void {
    const found = this.#named() ?? offsetIn(this.#known.filter(isFresh));
    const isQuarter = this.#count(SINCE_QUARTER) % QUARTER === 0;
    for (const [at, history] of this.#judged) {
      const size = this.#offsetOf(at);
      if (isQuarter) history.add(size);
      const evidence = found?.of === at ? strengthOf(Math.abs(size) / this.#allowed(at)) : 0;
      const isDrift = this.#counts[NAMED_AT] === at || history.isDrift(size);
      this.#strengths[at] = Math.sign(size) * (isDrift ? evidence : Math.min(UNSURE, evidence));
      if (isDrift && evidence >= NAMED) this.#counts[NAMED_AT] = at;
      else if (this.#counts[NAMED_AT] === at && evidence === 0) this.#counts[NAMED_AT] = Number.NaN;
      if (evidence === 0) this.#since[at] = Number.NaN;
      else if (Number.isNaN(this.#since[at])) this.#since[at] = now;
      if (isQuarter && !isDrift && evidence > 0 && history.isSettled(size)) this.#adjust(at, size);
    }
  }

  /**
   * The instrument that was named, by its own relations alone: those that it is a neighbour in say no more how far it
   * is off once it shows what was never seen. It stays named until they say that it is right.
   */
  #named(): Offset | undefined {
    const of = this.#counts[NAMED_AT] as number;
    const own = this.#known.filter(({ target }) => target === of);
    if (own.length === 0) return undefined;
    const fresh = own.filter(isFresh);
    const { size } = offsetOf(of, fresh.length > 0 ? fresh : own);
    return Math.abs(size) > RIGHT * this.#allowed(of) ? { of, size } : undefined;
  }

  /** A step that stays is a zero that somebody set: what is usual follows it. */
  #adjust(at: number, size: number): void {
    for (const one of this.#relations) adjust(one, size * effectOf(at, one));
    this.#judged.get(at)?.adjust(size);
  }

  #count(what: number): number {
    const count = (this.#counts[what] as number) + 1;
    this.#counts[what] = count;
    return count;
  }
}
