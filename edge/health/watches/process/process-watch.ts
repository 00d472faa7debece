/**
 * A watch for processes that change slowly: once a second it takes the last readings of the instruments, and it forms
 * means over a number of usable seconds. Each statistic of these means is compared with what is usual, at the same load
 * where it depends on load.
 */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { LocalizedText, Tag, TagRef } from "../../../contracts/plant/tag.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../../watch.ts";
import { type Statistic, StatisticReference } from "./statistic.ts";

/**
 * Limit of the evidence of one sign while the others of its fault are missing: the component is watched, without a
 * finding.
 */
const ALONE = 8;
/** Value of `item-state` while a machine executes (OPC 40501-1). */
const EXECUTING = 3;
/** Values of `operation-mode` while somebody works at a machine: maintenance and set-up (OPC 40001-1). */
const [MAINTENANCE, SETUP] = [1, 2];
/** Older readings are not used. */
const FRESH_US = 30e6;
/** A machine whose source is silent for an hour is switched off; restarts and faults of networks are shorter. */
const OFF_US = 3600e6;

export interface ProcessPlan {
  readonly id: string;
  readonly component: string;
  /** Inputs, in the order of the means. */
  readonly tags: readonly Tag[];
  /** Number of first inputs that must be fresh; the states after them hold until they change. Default all. */
  readonly measured?: number;
  /** Index from which inputs are states of machines, which count as 1 while the machine executes and 0 otherwise. */
  readonly states?: number;
  /**
   * Index from which inputs are operation modes, of the first of these machines in their order. They count as 1 while
   * the machine is set up or maintained, and its state then counts as 0: a machine that is set up executes too
   * (OPC 40501-1), but makes nothing.
   */
  readonly modes?: number;
  /** Number of usable seconds for one value. */
  readonly windowS: number;
  /** Whether this second counts, by the newest values; by default every second counts. */
  isUsable?(held: Float64Array): boolean;
  /**
   * What the asset does: the share of the window in which it executes follows the means of the inputs, and in
   * maintenance nothing counts, because pumps and fans run as nobody works with them.
   */
  readonly context: Pick<WatchedAsset["context"], "isExecuting" | "isMaintained">;
  /**
   * Where states are those of other machines: since when the source of one has been silent, NaN while it is heard. Its
   * last state says nothing about now.
   */
  silentSince?(tag: TagRef): Micros;
  readonly statistics: readonly Statistic[];
  readonly signatures: readonly Signature[];
  /**
   * What is usual outlives a replacement, because the new part is like the old one and a fresh filter is not a
   * reference.
   */
  readonly outlivesParts?: true;
  /** Share of the way to the end of function. */
  damage?(of: readonly StatisticReference[]): number;
}

interface ProcessState {
  readonly numbers: readonly Float64Array[];
  readonly seconds: number;
  readonly statistics: readonly ReturnType<StatisticReference["snapshot"]>[];
}

export class ProcessWatch implements ComponentWatch<ProcessState> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly indications: readonly string[];
  readonly strengths: Float64Array;
  readonly signatures: readonly Signature[];
  readonly #plan: ProcessPlan;
  readonly #statistics: readonly StatisticReference[];
  readonly #measured: number;
  readonly #states: number;
  readonly #modes: number;
  readonly #held: Float64Array;
  readonly #times: Float64Array;
  /** 1 for states and modes of machines whose source has been silent for so long that they are off. */
  readonly #isOff: Uint8Array;
  /** Sums over the usable seconds of this window; the last is the seconds of executing. */
  readonly #sums: Float64Array;
  /** Values of the first usable second of this window. */
  readonly #first: Float64Array;
  #seconds = 0;

  constructor(plan: ProcessPlan) {
    this.#plan = plan;
    const { id, component, tags, statistics, signatures } = plan;
    this.id = id;
    this.component = component;
    this.inputs = tags.map(({ ref }) => ref);
    this.indications = statistics.map(({ name }) => name);
    this.strengths = new Float64Array(statistics.length);
    this.signatures = signatures;
    this.#statistics = statistics.map((one) => new StatisticReference(one));
    this.#measured = plan.measured ?? tags.length;
    this.#modes = plan.modes ?? tags.length;
    this.#states = plan.states ?? this.#modes;
    this.#held = new Float64Array(tags.length).fill(Number.NaN);
    this.#times = new Float64Array(tags.length).fill(Number.NEGATIVE_INFINITY);
    this.#isOff = new Uint8Array(tags.length);
    this.#sums = new Float64Array(tags.length + 1);
    this.#first = new Float64Array(tags.length);
  }

  get isLearning(): boolean {
    return this.#statistics.every(({ isLearning }) => isLearning);
  }

  get damage(): number {
    return this.#plan.damage?.(this.#statistics) ?? Number.NaN;
  }

  sample(input: number, time: Micros, value: number): void {
    this.#held[input] = this.#counted(input, value);
    this.#times[input] = time;
  }

  lost(input: number): void {
    this.#times[input] = Number.NEGATIVE_INFINITY;
  }

  second(now: Micros): void {
    if (!this.#knowsStates(now)) {
      this.#begin();
      return;
    }
    for (let input = 0; input < this.#measured; input++) if (now - (this.#times[input] as number) > FRESH_US) return;
    if (this.#plan.context.isMaintained || this.#plan.isUsable?.(this.#held) === false) return;
    if (this.#seconds === 0) this.#first.set(this.#held);
    for (let input = 0; input < this.#held.length; input++)
      this.#sums[input] = (this.#sums[input] as number) + this.#present(input);
    const last = this.#held.length;
    this.#sums[last] = (this.#sums[last] as number) + (this.#plan.context.isExecuting ? 1 : 0);
    if (++this.#seconds >= this.#plan.windowS) this.#judge(now);
  }

  describe(indication: number): Indication {
    const reference = this.#statistics[indication] as StatisticReference;
    const { usual, value, since, statistic } = reference;
    const { unit, title, meaning, tag } = statistic;
    return { value, ...(usual === undefined ? {} : { usual }), unit, title, meaning, tag: tag.ref, since };
  }

  renewed(): void {
    if (this.#plan.outlivesParts === true) return;
    for (const statistic of this.#statistics) statistic.clear();
    this.strengths.fill(0);
    this.#begin();
  }

  snapshot(): ProcessState {
    return {
      numbers: [this.#held.slice(), this.#times.slice(), this.#sums.slice(), this.#first.slice()],
      seconds: this.#seconds,
      statistics: this.#statistics.map((one) => one.snapshot()),
    };
  }

  restore({ numbers, seconds, statistics }: ProcessState): void {
    for (const [at, column] of [this.#held, this.#times, this.#sums, this.#first].entries())
      column.set(numbers[at] as Float64Array);
    this.#seconds = seconds;
    for (const [at, state] of statistics.entries()) this.#statistics[at]?.restore(state);
    this.#say();
  }

  /** Whether it is known what each machine does: one that was never heard, or not for long, stands. */
  #knowsStates(now: Micros): boolean {
    if (this.#plan.silentSince === undefined) return true;
    for (let input = this.#measured; input < this.#held.length; input++) {
      const since = this.#plan.silentSince(this.inputs[input] as TagRef);
      this.#isOff[input] = now - since >= OFF_US ? 1 : 0;
      if (now - since < OFF_US && !Number.isNaN(this.#held[input] as number)) return false;
    }
    return true;
  }

  /** What a reading of an input counts. */
  #counted(input: number, value: number): number {
    if (input < this.#states) return value;
    if (input < this.#modes) return value === EXECUTING ? 1 : 0;
    return value === SETUP || value === MAINTENANCE ? 1 : 0;
  }

  /** What an input counts in this second; a mode that was never heard counts as production. */
  #present(input: number): number {
    const held = this.#held[input] as number;
    if (this.#isOff[input] === 1) return 0;
    if (input >= this.#modes) return Number.isNaN(held) ? 0 : held;
    const mode = this.#modes + input - this.#states;
    const isAttended = input >= this.#states && mode < this.#held.length && this.#held[mode] === 1;
    return isAttended ? 0 : held;
  }

  #judge(now: Micros): void {
    for (let input = 0; input < this.#sums.length; input++)
      this.#sums[input] = (this.#sums[input] as number) / this.#seconds;
    const window = { mean: this.#sums, first: this.#first, last: this.#held, seconds: this.#seconds };
    for (const statistic of this.#statistics) statistic.add(now, window);
    this.#say();
    this.#begin();
  }

  #say(): void {
    const most = Math.max(ALONE, ...this.signatures.map(({ signs }) => this.#together(signs)));
    for (const [at, { strength }] of this.#statistics.entries())
      this.strengths[at] = Math.max(-most, Math.min(most, strength));
  }

  /** The evidence that all signs of a fault have in common, because instruments fail alone. */
  #together(signs: Signature["signs"]): number {
    let least = Number.POSITIVE_INFINITY;
    for (const { strength, statistic } of this.#statistics) {
      const sign = signs[statistic.name] ?? 0;
      if (sign !== 0) least = Math.min(least, sign * strength);
    }
    return least;
  }

  #begin(): void {
    this.#sums.fill(0);
    this.#seconds = 0;
  }
}

/** Short form for the texts of a statistic or fault. */
export function text(zh: string, en: string): LocalizedText {
  return { zh, en };
}
