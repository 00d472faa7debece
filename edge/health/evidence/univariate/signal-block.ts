import { beginsAlarm } from "./episode.ts";
import * as at from "./layout.ts";
import { season } from "./season.ts";
import { advance, pair, start } from "./statistics.ts";
import { BIN_FLOATS, HEAD_FLOATS, TailHistograms } from "./tail-histogram.ts";

/** Signals of a block. */
export const BLOCK = 256;
/** Bytes of the state of a signal. */
export const SIGNAL_BYTES = at.DOUBLE_STRIDE * 8;
export const BLOCK_BYTES = BLOCK * SIGNAL_BYTES;
/** Memory of a histogram, samples. */
const MEMORY = 5000;
const GROWTH = MEMORY / (MEMORY - 1);
/** Beyond this, all weights are divided by a power of two, which is exact. */
const HEAVY = 2 ** 64;
/** A sample has one of 16 turns: in those of a statistic, its usual values are counted and its bounds updated. */
const TURN_SHIFT = 28;
const GOLDEN = 0x9e3779b1;
const USUAL_SHARE = 0.005;

/** Explains the score of a sample. */
export interface Explanation {
  readonly statistic: at.StatisticName;
  readonly value: number;
  /** 99 % of the values of this statistic lie here. */
  readonly usual: readonly [low: number, high: number];
  /** Probability of a value at least as far out on this side. */
  readonly tail: number;
}

/** State of some signals in one block of bytes, doubles and floats over the same memory. */
export class SignalBlock {
  readonly bytes: Uint8Array;
  readonly #doubles: Float64Array;
  readonly #floats: Float32Array;
  readonly #histograms: TailHistograms;
  readonly #values = new Float64Array(at.STATISTICS.length);
  #alarm = false;

  /** @param saved the bytes of another block, to continue from them */
  constructor(saved?: Uint8Array) {
    this.bytes = new Uint8Array(BLOCK_BYTES);
    if (saved !== undefined) this.bytes.set(saved);
    this.#doubles = new Float64Array(this.bytes.buffer);
    this.#floats = new Float32Array(this.bytes.buffer);
    this.#histograms = new TailHistograms(this.#floats);
  }

  /** Whether the sample last observed began an alarm. */
  get alarm(): boolean {
    return this.#alarm;
  }

  /** Score of a sample; 0 unless it is newer than the previous one. */
  observe(signal: number, time: number, value: number): number {
    const doubles = this.#doubles;
    const from = signal * at.DOUBLE_STRIDE;
    this.#alarm = false;
    if (doubles[from + at.COUNT] === 0) {
      start(doubles, this.#floats, signal, time, value);
      return 0;
    }
    if (time <= (doubles[from + at.TIME] as number)) return 0;
    const values = this.#values;
    advance(doubles, signal, time, value, values);
    season(doubles, this.#floats, signal, values);
    pair(doubles, this.#floats, signal, values);
    const score = this.#judge(signal);
    this.#alarm = beginsAlarm(doubles, from, score);
    return score;
  }

  /** Judges the statistics by their histograms and adds them; returns -log10 of the harmonic mean of their tails. */
  #judge(signal: number): number {
    const doubles = this.#doubles;
    const histograms = this.#histograms;
    const from = signal * at.DOUBLE_STRIDE;
    const heads = signal * at.FLOAT_STRIDE + at.HEADS;
    const bins = signal * at.FLOAT_STRIDE + at.HISTOGRAMS;
    const weight = (doubles[from + at.WEIGHT] as number) * GROWTH;
    doubles[from + at.WEIGHT] = weight;
    // A Weyl sequence: it meets every phase of a periodic signal.
    const turn = Math.imul(doubles[from + at.COUNT] as number, GOLDEN) >>> TURN_SHIFT;
    const sum = histograms.take(heads, bins, this.#values, weight, turn);
    if (turn < at.STATISTICS.length) histograms.refresh(heads + turn * HEAD_FLOATS, bins + turn * BIN_FLOATS);
    const { strongest } = histograms;
    doubles[from + at.RARITY] = histograms.rarest;
    doubles[from + at.STRONGEST] = strongest;
    doubles[from + at.VALUE] = this.#values[strongest] as number;
    if (weight > HEAVY) this.#lighten(signal);
    return sum > histograms.judged ? Math.log10(sum / histograms.judged) : 0;
  }

  #lighten(signal: number): void {
    const from = signal * at.DOUBLE_STRIDE;
    this.#doubles[from + at.WEIGHT] = (this.#doubles[from + at.WEIGHT] as number) / HEAVY;
    const first = signal * at.FLOAT_STRIDE;
    for (let i = 0; i < at.STATISTICS.length; i++)
      this.#histograms.scale(first + at.HEADS + i * HEAD_FLOATS, first + at.HISTOGRAMS + i * BIN_FLOATS, 1 / HEAVY);
  }

  samples(signal: number): number {
    return this.#doubles[signal * at.DOUBLE_STRIDE + at.COUNT] as number;
  }

  explain(signal: number): Explanation | undefined {
    const from = signal * at.DOUBLE_STRIDE;
    if ((this.#doubles[from + at.COUNT] as number) < 2) return undefined;
    const strongest = this.#doubles[from + at.STRONGEST] as number;
    const first = signal * at.FLOAT_STRIDE;
    const head = first + at.HEADS + strongest * HEAD_FLOATS;
    const bins = first + at.HISTOGRAMS + strongest * BIN_FLOATS;
    return {
      statistic: at.STATISTICS[strongest] as at.StatisticName,
      value: this.#doubles[from + at.VALUE] as number,
      usual: this.#histograms.usual(head, bins, USUAL_SHARE),
      tail: 1 / (this.#doubles[from + at.RARITY] as number),
    };
  }
}
