/** Watches an asset whose physics no other watch knows: do its values still fit together? (rules UW1 to UW6) */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { LocalizedText, Tag, TagRef } from "../../../contracts/plant/tag.ts";
import { MOST_PLACES } from "../../context/place-table.ts";
import { MultivariateEvidence } from "../../evidence/multivariate/multivariate-evidence.ts";
import { Reference } from "../../evidence/reference.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../../watch.ts";
import { UnitRows } from "./unit-rows.ts";
import { REGIMES, SIGNATURES, WORDS } from "./unit-words.ts";

/** Rows of a block, which is one value of evidence: an hour at the shortest pace. */
const BLOCK_ROWS = 120;
/**
 * A row this surprising is unusual. Less is followed: the level of a machine that nobody described moves with what is
 * not measured, such as the weather and the material, and a slow change is judged by its level.
 */
const UNUSUAL = 6;
const ASPECTS = ["relations", "levels"] as const;
const [RELATIONS, LEVELS] = [0, 1];
/** Relations are learnt from so many stretches of this many rows, over a day. */
const STRETCHES = 40;
const STRETCH_ROWS = 10;
const DAY_S = 86_400;
/** A machine that did not execute for so long is at rest; shorter waits are part of its work. */
const REST_US = 600e6;
const ROWS = 0;
/**
 * What is usual of each aspect is learnt from a day of blocks at the shortest pace. Nobody described this machine, so
 * that only what is far from usual for hours is evidence. The share of rows stays what it was first, because one that
 * goes on improving learns a fault that comes soon after; the level improves, because seasons move it.
 */
const BLOCKS = { learn: 24, slack: 3, clip: 4.5 };
const USUAL = [
  { ...BLOCKS, leastSpread: 0.15, final: BLOCKS.learn },
  { ...BLOCKS, leastSpread: 0.2 },
];
/** Share of the newest row in what a channel is blamed for. */
const NEWEST = 0.1;

/** Numbers of the learnt regimes that the places belong to, and the place of the newest judged row. */
const JUDGED = MOST_PLACES;

interface State {
  readonly rows: Float64Array;
  readonly relations: readonly (Float64Array | undefined)[];
  readonly references: readonly ReturnType<Reference["snapshot"]>[];
  readonly numbers: readonly Float64Array[];
}

export interface UnitPlan {
  readonly context: WatchedAsset["context"];
  readonly tags: readonly Tag[];
  /** Places among `tags` of what surrounds the unit and explains it. */
  readonly environment: readonly number[];
}

export class UnitWatch implements ComponentWatch<State> {
  readonly id = "unit";
  /** What an earlier edge learnt over all regimes is usual in none of them. */
  readonly form: 1 | 2;
  readonly component = "";
  readonly inputs: readonly TagRef[];
  readonly indications: readonly string[] = ASPECTS;
  readonly strengths = new Float64Array(ASPECTS.length);
  readonly signatures: readonly Signature[] = SIGNATURES;
  readonly #plan: UnitPlan;
  readonly #rows: UnitRows;
  /** Relations in each regime, reported or learnt; absent before its first row. */
  readonly #relations: (MultivariateEvidence | undefined)[];
  readonly #references = USUAL.map((options) => new Reference(options));
  /** Rows in each regime while relations are learnt. */
  readonly #seen: Float64Array;
  /** The open block of each regime: its rows, then the sum of each aspect. */
  readonly #blocks: readonly Float64Array[];
  readonly #learned: Float64Array;
  /** When the machine last executed. */
  readonly #worked = Float64Array.of(Number.NEGATIVE_INFINITY);
  /** Share of the blame of each channel, smoothed: first by rows, then by the level. */
  readonly #blame: Float64Array;
  readonly #shares: Float64Array;

  constructor(plan: UnitPlan) {
    this.#plan = plan;
    const isLearned = plan.context.learned !== undefined;
    const places = isLearned ? MOST_PLACES : REGIMES.length;
    this.form = isLearned ? 2 : 1;
    this.#relations = Array.from({ length: places }, () => undefined);
    this.#seen = new Float64Array(places);
    this.#blocks = Array.from({ length: places }, () => new Float64Array(1 + ASPECTS.length));
    this.#learned = isLearned ? new Float64Array(MOST_PLACES + 1).fill(Number.NaN) : new Float64Array(0);
    this.inputs = plan.tags.map(({ ref }) => ref);
    this.#rows = new UnitRows(plan.tags.length);
    this.#blame = new Float64Array(ASPECTS.length * plan.tags.length);
    this.#shares = new Float64Array(plan.tags.length - plan.environment.length);
  }

  get isLearning(): boolean {
    return this.#references.every((one) => one.isLearning);
  }

  sample(input: number, _time: Micros, value: number): void {
    this.#rows.sample(input, value);
  }

  lost(input: number): void {
    this.#rows.lost(input);
  }

  second(now: Micros): void {
    if (this.#plan.context.isExecuting) this.#worked[0] = now;
    if (!this.#rows.second(now)) return;
    const regime = this.#regimeAt(now);
    if (regime < 0) return;
    const relations = this.#relationsIn(regime);
    const isJudged = !this.#isSkipped(relations, regime) && relations.observe(now, this.#rows.row);
    if (!isJudged) return;
    this.#blameChannels(relations);
    const block = this.#blocks[regime] as Float64Array;
    block[ROWS] = (block[ROWS] as number) + 1;
    count(block, RELATIONS, relations.surprise >= UNUSUAL ? 1 : 0);
    count(block, LEVELS, relations.levelDistance);
    if (block[ROWS] === BLOCK_ROWS) this.#endBlock(now, block, this.#nameOf(regime));
  }

  describe(indication: number): Indication {
    const reference = this.#references[indication] as Reference;
    const { usual, value, since } = reference;
    const regime = this.#words();
    return {
      value,
      ...(usual === undefined ? {} : { usual: { low: Math.max(0, usual.low), high: usual.high } }),
      unit: "1",
      ...WORDS[ASPECTS[indication] as (typeof ASPECTS)[number]],
      tag: (this.#plan.tags[this.#mostBlamed(indication)] as Tag).ref,
      since,
      ...(regime === undefined ? {} : { regime }),
    };
  }

  renewed(): void {
    for (const one of this.#relations) one?.relearn();
    this.#seen.fill(0);
    for (const one of this.#references) one.clear();
    this.#blame.fill(0);
    this.strengths.fill(0);
    for (const block of this.#blocks) block.fill(0);
  }

  snapshot(): State {
    return {
      rows: this.#rows.snapshot(),
      relations: this.#relations.map((one) => one?.snapshot()),
      references: this.#references.map((one) => one.snapshot()),
      numbers: this.#numbers.map((column) => column.slice()),
    };
  }

  restore({ rows, relations, references, numbers }: State): void {
    this.#rows.restore(rows);
    for (const [regime, state] of relations.entries()) {
      this.#relations[regime] = undefined;
      if (state !== undefined) this.#relationsIn(regime).restore(state);
    }
    for (const [at, state] of references.entries()) this.#references[at]?.restore(state);
    for (const [at, column] of this.#numbers.entries()) column.set(numbers[at] as Float64Array);
  }

  get #numbers(): readonly Float64Array[] {
    const learned = this.#learned.length === 0 ? [] : [this.#learned];
    return [this.#worked, this.#seen, this.#blame, this.strengths, ...this.#blocks, ...learned];
  }

  /** Place of the regime that the row belongs to; -1 where the asset is between two, or in one that is not judged. */
  #regimeAt(now: Micros): number {
    const { learned } = this.#plan.context;
    if (learned === undefined) return now - (this.#worked[0] as number) <= REST_US ? 0 : 1;
    const { place, number } = learned;
    if (place < 0 || now < learned.judgedFrom(this.#rows.paceS * 1e6)) return -1;
    if (this.#learned[place] !== number) this.#forget(place);
    this.#learned[place] = number;
    this.#learned[JUDGED] = place;
    return place;
  }

  /** The regime that had this place was forgotten. */
  #forget(place: number): void {
    this.#relations[place] = undefined;
    this.#seen[place] = 0;
    this.#blocks[place]?.fill(0);
  }

  #nameOf(regime: number): string {
    if (this.#plan.context.learned === undefined) return REGIMES[regime] as string;
    return `learned ${this.#learned[regime]}`;
  }

  /** The learnt regime of the newest judged row. */
  #words(): LocalizedText | undefined {
    const { learned } = this.#plan.context;
    const place = this.#learned[JUDGED] ?? Number.NaN;
    return learned === undefined || Number.isNaN(place) ? undefined : learned.words(place);
  }

  #relationsIn(regime: number): MultivariateEvidence {
    const known = this.#relations[regime];
    if (known !== undefined) return known;
    const { tags, environment } = this.#plan;
    const begun = new MultivariateEvidence({ channels: tags.length, environment, unusual: UNUSUAL });
    this.#relations[regime] = begun;
    return begun;
  }

  /** Relations are learnt from stretches all over a day, because day and night are both usual. */
  #isSkipped(relations: MultivariateEvidence, regime: number): boolean {
    if (relations.isLearned) return false;
    const period = Math.max(STRETCH_ROWS, Math.round(DAY_S / this.#rows.paceS / STRETCHES));
    const seen = this.#seen[regime] as number;
    this.#seen[regime] = seen + 1;
    return seen % period >= STRETCH_ROWS;
  }

  #blameChannels(relations: MultivariateEvidence): void {
    relations.channelShares(this.#shares);
    this.#blameAll(RELATIONS, relations.surprise);
    relations.levelShares(this.#shares);
    this.#blameAll(LEVELS, 1);
  }

  /** Blames the channels that are judged by their shares. */
  #blameAll(aspect: number, amount: number): void {
    let judged = 0;
    for (let at = 0; at < this.inputs.length; at++)
      if (!this.#plan.environment.includes(at))
        this.#blameOne(aspect, at, amount * Math.abs(this.#shares[judged++] as number));
  }

  #blameOne(aspect: number, channel: number, amount: number): void {
    const at = aspect * this.inputs.length + channel;
    const before = this.#blame[at] as number;
    if (Number.isFinite(amount)) this.#blame[at] = before + NEWEST * (amount - before);
  }

  #mostBlamed(aspect: number): number {
    const from = aspect * this.inputs.length;
    let most = 0;
    for (let at = 1; at < this.inputs.length; at++)
      if ((this.#blame[from + at] as number) > (this.#blame[from + most] as number)) most = at;
    return most;
  }

  #endBlock(now: Micros, block: Float64Array, regime: string): void {
    for (const [aspect, reference] of this.#references.entries()) {
      reference.add(now, (block[1 + aspect] as number) / BLOCK_ROWS, regime);
      // Less surprising than usual is no fault.
      this.strengths[aspect] = Math.max(0, reference.strength);
    }
    block.fill(0);
  }
}

function count(block: Float64Array, aspect: number, amount: number): void {
  block[1 + aspect] = (block[1 + aspect] as number) + amount;
}
