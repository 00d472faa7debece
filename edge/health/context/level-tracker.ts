import type { Learned } from "../../contracts/path/follower.ts";
import type { Level } from "./place-table.ts";
import type { RegimePlaces } from "./regime-places.ts";

/** Rows that a new steady level must last: three minutes. */
const DWELL_ROWS = 6;
/** Rows after which signals that settle nowhere vary, and after which varying ones have settled: ten minutes. */
const RESTLESS_ROWS = 20;
/** A row leaves a level by a step: so many mean deviations, and at least so many times what is alike. */
const LEAVES = 4;
const STEP = 2;
/**
 * Share of a row in the present level, and in its mean deviation. The level follows fast, so that a load that wanders
 * within minutes makes no steps.
 */
const NEWEST = 0.2;
const NEWEST_NOISE = 0.02;

/** Rows of the run that ends now, rows away from the level, and 1 once there is a level. */
const [RUN, AWAY, HAS_LEVEL] = [0, 1, 2];

/**
 * `stays`: the row belongs to the present level. `between`: it left it, for nothing that lasts. `steady`, `varying`:
 * a new level begins, which `found` says.
 */
export type Step = "stays" | "between" | "steady" | "varying";

/** Finds the levels of an asset in its rows: steady ones and ways of varying, which begin and end by a step. */
export class LevelTracker implements Learned<readonly Float64Array[]> {
  /** The present level: it follows slow changes. */
  readonly level: { readonly mean: Float64Array; readonly noise: Float64Array };
  readonly #places: Pick<RegimePlaces, "least" | "isVarying">;
  /** Mean of the run of neighbouring rows that agree; mean and mean deviation of the rows away from the level. */
  readonly #run: Float64Array;
  readonly #away: { readonly mean: Float64Array; readonly noise: Float64Array };
  readonly #numbers = new Float64Array(3);

  constructor(signals: number, places: Pick<RegimePlaces, "least" | "isVarying">) {
    const column = (): Float64Array => new Float64Array(signals);
    this.#places = places;
    this.level = { mean: column(), noise: column() };
    this.#run = column();
    this.#away = { mean: column(), noise: column() };
  }

  /** The new level, after `steady` or `varying`. A steady one is where the newest row is: the first may be half way. */
  found(step: "steady" | "varying", row: Float64Array): Level {
    return step === "varying" ? this.#away : { mean: row, noise: new Float64Array(row.length) };
  }

  /** The new level is the present one from now on. `noise`: how much it is known to vary. */
  begin({ mean, noise }: Level): void {
    this.level.mean.set(mean);
    this.level.noise.set(noise);
    this.#numbers[AWAY] = 0;
    this.#numbers[HAS_LEVEL] = 1;
  }

  take(row: Float64Array): Step {
    const numbers = this.#numbers;
    this.#runOn(row);
    if (numbers[HAS_LEVEL] === 1 && !this.hasLeft(row)) {
      numbers[AWAY] = 0;
      this.#follow(row);
      return this.#places.isVarying(this.level) && (numbers[RUN] as number) >= RESTLESS_ROWS ? "steady" : "stays";
    }
    this.#goAway(row);
    if ((numbers[RUN] as number) >= DWELL_ROWS) return "steady";
    return (numbers[AWAY] as number) >= RESTLESS_ROWS ? "varying" : "between";
  }

  /** Whether any of the values is away from the present level. */
  hasLeft(row: Float64Array): boolean {
    for (let at = 0; at < row.length; at++) if (this.isAway(at, row[at] as number)) return true;
    return false;
  }

  isAway(signal: number, value: number): boolean {
    const { mean, noise } = this.level;
    const most = Math.max(STEP * (this.#places.least[signal] as number), LEAVES * (noise[signal] as number));
    return Math.abs(value - (mean[signal] as number)) > most;
  }

  snapshot(): readonly Float64Array[] {
    return this.#state.map((column) => column.slice());
  }

  restore(state: readonly Float64Array[]): void {
    for (const [at, column] of this.#state.entries()) column.set(state[at] as Float64Array);
  }

  get #state(): readonly Float64Array[] {
    return [this.level.mean, this.level.noise, this.#run, this.#away.mean, this.#away.noise, this.#numbers];
  }

  #runOn(row: Float64Array): void {
    const [run, { least }] = [this.#run, this.#places];
    let agrees = (this.#numbers[RUN] as number) > 0;
    for (let at = 0; at < row.length && agrees; at++)
      agrees = !(Math.abs((row[at] as number) - (run[at] as number)) > (least[at] as number));
    if (!agrees) {
      run.set(row);
      this.#numbers[RUN] = 1;
      return;
    }
    const count = Math.min(RESTLESS_ROWS, (this.#numbers[RUN] as number) + 1);
    this.#numbers[RUN] = count;
    for (let at = 0; at < row.length; at++) run[at] = moved(run[at] as number, row[at] as number, 1 / count);
  }

  #follow(row: Float64Array): void {
    const { mean, noise } = this.level;
    for (let at = 0; at < row.length; at++) {
      const value = row[at] as number;
      noise[at] = moved(noise[at] as number, Math.abs(value - (mean[at] as number)), NEWEST_NOISE);
      mean[at] = moved(mean[at] as number, value, NEWEST);
    }
  }

  #goAway(row: Float64Array): void {
    const { mean, noise } = this.#away;
    const count = (this.#numbers[AWAY] as number) + 1;
    this.#numbers[AWAY] = count;
    if (count === 1) {
      mean.set(row);
      noise.fill(0);
      return;
    }
    for (let at = 0; at < row.length; at++) {
      mean[at] = moved(mean[at] as number, row[at] as number, 1 / count);
      noise[at] = moved(noise[at] as number, Math.abs((row[at] as number) - (mean[at] as number)), 1 / count);
    }
  }
}

/** Moves a mean towards a value; an unknown mean (NaN) becomes the value, and an unknown value moves nothing. */
function moved(mean: number, value: number, share: number): number {
  if (Number.isNaN(value)) return mean;
  return Number.isNaN(mean) ? value : mean + share * (value - mean);
}
