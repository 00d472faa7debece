/** Relations among the instruments of one asset, and the instrument whose drift explains what they leave. */
import type { Learned } from "../../../../contracts/path/follower.ts";
import type { Micros } from "../../../../contracts/path/sample-batch.ts";
import { medianOf } from "../../../evidence/median.ts";
import { strengthOf } from "../../../evidence/tail.ts";
import { type Column, column, type Numbers, type Places, partsOf, setParts } from "../instrument-columns.ts";
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

/** Fields of an instrument. */
const [SPAN, HELD, READING] = [0, 1, 2];
const FIRST = READING + READINGS;
const [LOW, HIGH, STRENGTH, SINCE, FIELDS] = [FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 4, FIRST + 5];

const [SLOT, TAKEN, ROWS, FIT_AT, SINCE_QUARTER, NAMED_AT] = [0, 1, 2, 3, 4, 5];

interface State {
  readonly numbers: readonly Numbers[];
  readonly fit: ReturnType<NeighbourFit["snapshot"]>;
  readonly relations: readonly TrackedRelation[];
  readonly histories: readonly ReturnType<OffsetHistory["snapshot"]>[];
}

export class AssetRelations implements Learned<State> {
  readonly #size: number;
  readonly #fields: Float64Array;
  /** Instruments that may be named. */
  readonly #judged: readonly number[];
  /** Their offsets, from the first judgement on. */
  #histories: ReadonlyMap<number, OffsetHistory> = new Map();
  readonly #counts = Float64Array.of(Number.NaN, 0, 0, FIRST_FIT, 0, Number.NaN);
  readonly #fit: NeighbourFit;
  #relations: TrackedRelation[] = [];

  /**
   * @param spans width of each instrument's range
   * @param judged places of the instruments that may be named
   */
  constructor(spans: readonly number[], judged: readonly number[]) {
    this.#size = spans.length;
    this.#judged = judged;
    this.#fields = new Float64Array(this.#size * FIELDS);
    for (const [at, span] of spans.entries()) {
      this.#put(at, SPAN, span);
      for (const field of [HELD, FIRST, SINCE]) this.#put(at, field, Number.NaN);
      this.#put(at, LOW, Number.POSITIVE_INFINITY);
      this.#put(at, HIGH, Number.NEGATIVE_INFINITY);
    }
    this.#fit = new NeighbourFit(this.#size);
  }

  /** Evidence that the instrument has drifted, -log10 p, negative downwards. */
  strength(at: number): number {
    return this.#field(at, STRENGTH);
  }

  since(at: number): Micros {
    return this.#field(at, SINCE);
  }

  isLearning(at: number): boolean {
    return !this.#known.some(({ target }) => target === at);
  }

  /** Offset of the instrument that explains most of what relations leave, and what is usual, in its unit. */
  offset(at: number): { readonly value: number; readonly usual: number } {
    const span = this.#field(at, SPAN);
    return { value: span * this.#offsetOf(at), usual: RIGHT * span * this.#allowed(at) };
  }

  /** NaN: the instrument shows nothing that is good. */
  sample(at: number, value: number): void {
    this.#put(at, HELD, value);
  }

  /** `isUsable`: nobody works on the machine. */
  second(now: Micros, isUsable: boolean): void {
    const slot = Math.floor(now / EVERY_US);
    if (slot === this.#counts[SLOT]) return;
    if (slot !== (this.#counts[SLOT] as number) + 1 || !isUsable) this.#counts[TAKEN] = 0;
    this.#counts[SLOT] = slot;
    if (!isUsable || (this.#isFitting && this.#isAnyLost)) return;
    const taken = this.#counts[TAKEN] as number;
    for (let at = 0; at < this.#size; at++) this.#put(at, READING + taken, this.#field(at, HELD));
    this.#counts[TAKEN] = (taken + 1) % READINGS;
    if (taken + 1 === READINGS) this.#minute(now);
  }

  /** The instrument, or the part that it measures, is another one: what it shows now is right. */
  renewed(at: number): void {
    for (const one of this.#relations) if (one.target === at) adjust(one, one.deviation);
    this.#histories.get(at)?.clear();
    this.#put(at, STRENGTH, 0);
    if (this.#counts[NAMED_AT] === at) this.#counts[NAMED_AT] = Number.NaN;
  }

  snapshot(): State {
    return {
      numbers: [...partsOf(this.#columns, this.#size, this.#all), this.#counts.slice()],
      fit: this.#fit.snapshot(),
      relations: this.#relations.map((one) => ({ ...one, trial: [...one.trial] })),
      histories: this.#judged.map((at) => this.#histories.get(at)?.snapshot() ?? []),
    };
  }

  restore({ numbers, fit, relations, histories }: State): void {
    setParts(this.#columns, this.#size, { parts: numbers, places: this.#all });
    this.#counts.set(numbers.at(-1) as Float64Array);
    this.#fit.restore(fit);
    // Earlier releases kept the sums for ever.
    if (!this.#isFitting) this.#fit.end();
    this.#relations = relations.map((one) => ({ ...one, trial: [...one.trial] }));
    if (!histories.some(({ length }) => length > 0)) return;
    this.#beginHistories();
    for (const [number, at] of this.#judged.entries()) this.#histories.get(at)?.restore(histories[number] ?? []);
  }

  get #columns(): readonly Column[] {
    const fields = [HELD, READING, FIRST, LOW, HIGH, STRENGTH, SINCE];
    return fields.map((from) => column(this.#fields, from, from === READING ? READINGS : 1));
  }

  get #all(): Places {
    return { first: 0, count: this.#size };
  }

  get #isAnyLost(): boolean {
    for (let at = 0; at < this.#size; at++) if (Number.isNaN(this.#field(at, HELD))) return true;
    return false;
  }

  #beginHistories(): void {
    this.#histories = new Map(this.#judged.map((at) => [at, new OffsetHistory()]));
  }

  #field(at: number, field: number): number {
    return this.#fields[at * FIELDS + field] as number;
  }

  #put(at: number, field: number, value: number): void {
    this.#fields[at * FIELDS + field] = value;
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
    const row = new Float64Array(this.#size);
    for (const at of row.keys()) {
      const from = at * FIELDS + READING;
      const readings = this.#fields.subarray(from, from + READINGS);
      const median = readings.some(Number.isNaN) ? Number.NaN : medianOf(readings);
      if (Number.isNaN(this.#field(at, FIRST))) this.#put(at, FIRST, median);
      row[at] = (median - this.#field(at, FIRST)) / this.#field(at, SPAN);
    }
    if (rows <= SKIPPED) return;
    for (const one of this.#relations) follow(one, row);
    if (this.#isFitting) this.#learn(row);
    if (this.#known.length > 0) this.#judge(now);
  }

  /** @param row of each instrument its newest value, in shares of its span, from the first one on */
  #learn(row: Float64Array): void {
    this.#fit.add(row);
    for (const [at, value] of row.entries()) {
      this.#put(at, LOW, Math.min(this.#field(at, LOW), value));
      this.#put(at, HIGH, Math.max(this.#field(at, HIGH), value));
    }
    const fitAt = this.#counts[FIT_AT] as number;
    if (this.#fit.rows === 2 * fitAt) {
      this.#relations = this.#relations.filter((one) => one.isConfirmed || confirm(one));
      this.#counts[FIT_AT] = 2 * fitAt;
      if (!this.#isFitting) this.#fit.end();
    }
    if (this.#fit.rows === this.#counts[FIT_AT] && this.#fit.rows <= LAST_FIT) this.#look();
  }

  /** Looks for relations of instruments that have too few. */
  #look(): void {
    const places = Array.from({ length: this.#size }, (_, at) => at);
    for (const target of places) {
      const own = this.#relations.filter((one) => one.target === target);
      const used = new Set([target, ...own.flatMap(({ neighbours }) => neighbours)]);
      for (let count = own.length; count < EACH; count++) {
        const candidates = places.filter((at) => !used.has(at));
        const found = this.#fit.relation(target, candidates);
        if (found === undefined || found.spread > LEAVES) break;
        for (const neighbour of found.neighbours) used.add(neighbour);
        this.#relations.push(tried(found, (at) => [this.#field(at, LOW), this.#field(at, HIGH)]));
      }
    }
  }

  #judge(now: Micros): void {
    const found = this.#named() ?? offsetIn(this.#known.filter(isFresh));
    const isQuarter = this.#count(SINCE_QUARTER) % QUARTER === 0;
    if (this.#histories.size === 0) this.#beginHistories();
    for (const [at, history] of this.#histories) {
      const size = this.#offsetOf(at);
      if (isQuarter) history.add(size);
      const evidence = found?.of === at ? strengthOf(Math.abs(size) / this.#allowed(at)) : 0;
      const isDrift = this.#counts[NAMED_AT] === at || history.isDrift(size);
      this.#put(at, STRENGTH, Math.sign(size) * (isDrift ? evidence : Math.min(UNSURE, evidence)));
      if (isDrift && evidence >= NAMED) this.#counts[NAMED_AT] = at;
      else if (this.#counts[NAMED_AT] === at && evidence === 0) this.#counts[NAMED_AT] = Number.NaN;
      if (evidence === 0) this.#put(at, SINCE, Number.NaN);
      else if (Number.isNaN(this.since(at))) this.#put(at, SINCE, now);
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
    this.#histories.get(at)?.adjust(size);
  }

  #count(what: number): number {
    const count = (this.#counts[what] as number) + 1;
    this.#counts[what] = count;
    return count;
  }
}
