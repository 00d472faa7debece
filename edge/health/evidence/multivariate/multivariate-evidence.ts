import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { fitRelations } from "./fit-relations.ts";
import { Relations } from "./relations.ts";
import { GAP_STEPS, ResidualWatch } from "./residual-watch.ts";
import { Shares } from "./shares.ts";
import { squaresSurprise } from "./surprise.ts";
import { learnUsualSquares } from "./usual-squares.ts";

/** Rows of normal running that relations are learned from, unless said otherwise. */
const LEARN = 400;
/** A unit becomes unusual at this surprise, unless its plan says otherwise, and usual again below `USUAL`. */
const UNUSUAL = 3;
const USUAL = 1;

export interface MultivariatePlan {
  readonly channels: number;
  /** Channels that explain the others and are not judged, such as the temperature of the hall. */
  readonly environment?: readonly number[];
  /** Rows to learn from; fewer than ten times the number of channels make rough thresholds. */
  readonly learn?: number;
  /**
   * Surprise from which the unit is unusual, so that its level no longer follows; 3 where absent, once in a thousand
   * normal rows. More where surroundings that are not measured move the unit for hours.
   */
  readonly unusual?: number;
}

/**
 * Evidence from the channels of a unit (an asset or a group of components) together: does this row, or the average of
 * the last rows, violate the relations that normal running has shown? Rows are columns of values at a steady pace; the
 * first `learn` rows must be normal. While rows are usual, slow changes of level are followed. The same rows give the
 * same bits.
 */
export class MultivariateEvidence {
  /** −log10 of the tail probability of the last row, the most surprising statistic of four; NaN while unknown. */
  surprise = Number.NaN;
  readonly #channels: number;
  readonly #learn: number;
  readonly #unusual: number;
  readonly #relations: Relations;
  readonly #watch: ResidualWatch;
  readonly #shares: Shares;
  /** Median and spread of the root of each statistic. */
  readonly #usual = new Float64Array(8);
  /** Learned rows; 1 while unusual; the most surprising statistic. */
  readonly #phase = new Float64Array(3);
  /** Rows to learn from and their times; empty once learned. */
  #values: Float64Array;
  #times: Float64Array;

  constructor({ channels, environment = [], learn = LEARN, unusual = UNUSUAL }: MultivariatePlan) {
    this.#channels = channels;
    this.#learn = learn;
    this.#unusual = unusual;
    this.#relations = new Relations(channels, environment);
    this.#watch = new ResidualWatch(this.#relations);
    this.#shares = new Shares(this.#relations);
    this.#values = new Float64Array(learn * channels);
    this.#times = new Float64Array(learn);
  }

  get isLearned(): boolean {
    return this.#phase[0] === this.#learn;
  }

  /** Whether the unit violates its relations: from the first unusual row until one of a surprise below 1. */
  get isUnusual(): boolean {
    return this.#phase[1] === 1;
  }

  /** Hotelling's T² on the leading axes, of the last row or of the average of the last rows. */
  t2(of: "row" | "average"): number {
    return this.#watch.squares[of === "row" ? 0 : 2] as number;
  }

  /** Squared prediction error in the residual space, in variances, of the last row or of the average. */
  spe(of: "row" | "average"): number {
    return this.#watch.squares[of === "row" ? 1 : 3] as number;
  }

  /** How far the level that follows slow changes has moved since it was learnt, in standard deviations. */
  get levelDistance(): number {
    return Math.sqrt(this.#watch.levelSquares);
  }

  /**
   * Takes a row in order of time: a value per channel, NaN where there is none. Returns true when it was judged:
   * `surprise` and the statistics are of this row then.
   */
  observe(time: Micros, values: Float64Array): boolean {
    if (!this.isLearned) {
      this.#collect(time, values);
      return false;
    }
    if (!this.#watch.take(time, values, 0)) {
      this.surprise = Number.NaN;
      return false;
    }
    this.#judge();
    if (this.surprise >= this.#unusual) this.#phase[1] = 1;
    else if (this.surprise < USUAL) this.#phase[1] = 0;
    if (this.surprise < this.#unusual) this.#watch.adapt();
    return true;
  }

  /** Learns again from the next rows, as after a repair. */
  relearn(): void {
    this.#values = new Float64Array(this.#learn * this.#channels);
    this.#times = new Float64Array(this.#learn);
    this.#phase.fill(0);
    this.surprise = Number.NaN;
  }

  /** The state that later rows depend on, as numbers. */
  snapshot(): Float64Array {
    const parts = this.#parts();
    const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 1));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    whole[at] = this.surprise;
    return whole;
  }

  /** Continues from the state of another instance of the same plan. Throws RangeError when the plan differs. */
  restore(snapshot: Float64Array): void {
    if (snapshot[0] === this.#learn) this.#forgetRows();
    else this.relearn();
    const parts = this.#parts();
    const size = parts.reduce((sum, part) => sum + part.length, 1);
    if (snapshot.length !== size)
      throw new RangeError(`a state of ${size} numbers is needed here, this one has ${snapshot.length}`);
    let at = 0;
    for (const part of parts) {
      part.set(snapshot.subarray(at, at + part.length));
      at += part.length;
    }
    this.surprise = snapshot[at] as number;
  }

  /**
   * Share of each channel in what is surprising about the last judged row, into `out`: how much of the squared
   * distance vanishes when the channel takes the value that the others make likely (Alcala and Qin 2009), with the
   * sign of its deviation.
   */
  channelShares(out: Float64Array): void {
    this.#shares.ofChannels(this.#off, out);
  }

  /** The same for the level that follows slow changes. */
  levelShares(out: Float64Array): void {
    this.#shares.ofChannels(this.#watch.level, out);
  }

  /** The same for groups of channels, such as the signals of a control loop; without a sign. */
  groupShares(groups: readonly (readonly number[])[], out: Float64Array): void {
    this.#shares.ofGroups(this.#off, groups, out);
  }

  get #off(): Float64Array {
    return (this.#phase[2] as number) < 2 ? this.#watch.offRow : this.#watch.offAverage;
  }

  #parts(): readonly Float64Array[] {
    return [this.#phase, this.#usual, this.#relations.state, this.#watch.state, this.#values, this.#times];
  }

  #forgetRows(): void {
    this.#values = new Float64Array(0);
    this.#times = new Float64Array(0);
  }

  #collect(time: Micros, values: Float64Array): void {
    const row = this.#phase[0] as number;
    this.#values.set(values, row * this.#channels);
    this.#times[row] = time;
    this.#phase[0] = row + 1;
    if (this.isLearned) this.#finishLearning();
  }

  #finishLearning(): void {
    const count = this.#learn;
    const times = this.#times;
    const values = this.#values;
    const steps = Float64Array.from({ length: count - 1 }, (_, i) => (times[i + 1] as number) - (times[i] as number));
    const step = steps.slice().sort()[steps.length >> 1] as number;
    const gaps = Uint8Array.from({ length: count }, (_, i) =>
      i > 0 && (steps[i - 1] as number) > GAP_STEPS * step ? 1 : 0,
    );
    const rows = { count, values, times, step, gaps };
    this.#usual.set(learnUsualSquares(this.#relations, this.#watch, rows));
    fitRelations(this.#relations, rows);
    this.#watch.begin(step);
    for (let row = 0; row < count; row++)
      if (this.#watch.take(times[row] as number, values, row * this.#channels)) this.#watch.adapt();
    this.#forgetRows();
  }

  /** The most surprising of the statistics that exist, with Bonferroni's correction for their number. */
  #judge(): void {
    let most = Number.NEGATIVE_INFINITY;
    let tried = 0;
    for (let at = 0; at < 4; at++) {
      const spread = this.#usual[2 * at + 1] as number;
      if (spread === 0) continue;
      tried++;
      const surprise = squaresSurprise(this.#watch.squares[at] as number, this.#usual[2 * at] as number, spread);
      if (surprise <= most) continue;
      most = surprise;
      this.#phase[2] = at;
    }
    this.surprise = tried === 0 ? 0 : Math.max(0, most - Math.log10(tried));
  }
}
