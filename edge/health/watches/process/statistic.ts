/** One statistic of a window of a process, compared with what is usual at the same load. */
import type { Learned } from "../../../contracts/path/follower.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { LocalizedText, Tag } from "../../../contracts/plant/tag.ts";
import { LinearModel } from "../../evidence/linear-model.ts";
import { Reference, type ReferenceOptions } from "../../evidence/reference.ts";

/** Above this variance of the prediction, in variances of an observation, the load is new and is learnt first. */
const NEW_LOAD = 0.25;
/** Evidence up to which nothing seems wrong, so that the model may learn. */
const QUIET = 2;
/** Residuals are limited to this many spreads for learning. */
const CLIP = 4;

/** A window of a process: means, first and last values of the inputs, in their order. */
export interface Window {
  readonly mean: Float64Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly seconds: number;
}

export interface Statistic extends ReferenceOptions {
  readonly name: string;
  readonly title: LocalizedText;
  readonly meaning: LocalizedText;
  /** UCUM unit of what is compared: of the statistic, or `1` where it is a share of the value expected at the load. */
  readonly unit: string;
  readonly tag: Tag;
  /** The value of a window; NaN if it has none. */
  value(window: Window): number;
  /** The load on which it depends: fills `out`, whose first place is constantly 1. */
  readonly load?: { readonly size: number; fill(window: Window, out: Float64Array): void };
  /** Deviations count as a share of the mean value. */
  readonly isRelative?: true;
}

interface StatisticState {
  readonly model: Float64Array;
  readonly reference: ReturnType<Reference["snapshot"]>;
  readonly numbers: Float64Array;
}

export class StatisticReference implements Learned<StatisticState> {
  readonly statistic: Statistic;
  readonly #model: LinearModel;
  readonly #load: Float64Array;
  readonly #reference: Reference;
  /** Mean of the values while nothing seemed wrong, and their number; the newest value as it is compared. */
  readonly #numbers = Float64Array.of(0, 0, Number.NaN);

  constructor(statistic: Statistic) {
    this.statistic = statistic;
    const size = 1 + (statistic.load?.size ?? 0);
    this.#model = new LinearModel(size);
    this.#load = new Float64Array(size);
    this.#reference = new Reference({ ...statistic, final: statistic.learn });
  }

  get strength(): number {
    return this.#reference.strength;
  }

  get since(): Micros {
    return this.#reference.since;
  }

  get isLearning(): boolean {
    return this.#reference.isLearning;
  }

  /** Deviation from the value expected at the load; the statistic itself if it has no load. */
  get value(): number {
    return this.#reference.value;
  }

  /** The same of the last window alone; NaN before the first. */
  get newest(): number {
    return this.#numbers[2] as number;
  }

  get usual(): { readonly low: number; readonly high: number } | undefined {
    return this.#reference.usual;
  }

  /** Centre of the usual values; NaN while they are learnt. */
  get centre(): number {
    return this.#reference.centre;
  }

  /** Mean of the values learnt from, in the unit of the statistic's `value`. */
  get mean(): number {
    return this.#numbers[0] as number;
  }

  /** What is usual at a load, in the unit of the statistic's `value`; only for statistics with a load. */
  expectedAt(load: readonly number[]): number {
    return this.#model.predict(Float64Array.of(1, ...load));
  }

  add(time: Micros, window: Window): void {
    const { value: of, load, isRelative } = this.statistic;
    const value = of(window);
    if (!Number.isFinite(value)) return;
    if (load === undefined) {
      this.#numbers[2] = value;
      this.#reference.add(time, value);
      return;
    }
    this.#load[0] = 1;
    load.fill(window, this.#load);
    if (this.#load.some((one) => !Number.isFinite(one))) return;
    const leverage = this.#model.leverage(this.#load);
    if (leverage > NEW_LOAD) {
      this.#learn(value);
      return;
    }
    const expected = this.#model.predict(this.#load);
    const scale = isRelative === true ? Math.abs(this.#numbers[0] as number) : 1;
    const reference = this.#reference;
    const residual = (value - expected) / scale;
    this.#numbers[2] = residual;
    reference.add(time, residual);
    // A load that was seen often enough is not learnt further, because the model would follow a slow fault.
    if (leverage < 1 / this.statistic.learn || Math.abs(reference.strength) >= QUIET) return;
    const most = reference.isLearning ? Number.POSITIVE_INFINITY : CLIP * reference.spread;
    this.#learn(expected + scale * Math.max(-most, Math.min(most, residual)));
  }

  clear(): void {
    this.#model.clear();
    this.#reference.clear();
    this.#numbers.set([0, 0, Number.NaN]);
  }

  snapshot(): StatisticState {
    return {
      model: this.#model.snapshot(),
      reference: this.#reference.snapshot(),
      numbers: this.#numbers.slice(),
    };
  }

  restore({ model, reference, numbers }: StatisticState): void {
    this.#model.restore(model);
    this.#reference.restore(reference);
    // States of some edges have the time of the newest window after them.
    this.#numbers.set(numbers.subarray(0, 3));
  }

  #learn(value: number): void {
    this.#model.learn(this.#load, value);
    const count = Math.min(1000, (this.#numbers[1] as number) + 1);
    this.#numbers[1] = count;
    this.#numbers[0] = (this.#numbers[0] as number) + (value - (this.#numbers[0] as number)) / count;
  }
}
