/** The damage of one component since its change began, thinned so that it stays small. */
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { medianOf } from "../evidence/median.ts";
import type { DamageKnots } from "./degradation.ts";

/** Below this damage the component is as good as new, and its path starts over. */
const NEW = 0.03;
/** Number of points that are kept, and the time between them at first, which doubles whenever there are too many. */
const MOST = 96;
const SPACING_US = 60e6;
/** Number of knots for a fit, and the lower bound of the deviation of measurement. */
const KNOTS = 12;
const LEAST_NOISE = 0.01;

interface DamagePathState {
  readonly times: Float64Array;
  readonly damages: Float64Array;
  readonly spacing: number;
}

export class DamagePath implements Learned<DamagePathState> {
  #times: number[] = [];
  #damages: number[] = [];
  #spacing = SPACING_US;

  /** Time when the path begins; NaN if there is none. */
  get since(): Micros {
    return this.#times[0] ?? Number.NaN;
  }

  get last(): number {
    return this.#damages.at(-1) ?? Number.NaN;
  }

  get lastAt(): Micros {
    return this.#times.at(-1) ?? Number.NaN;
  }

  add(time: Micros, damage: number): void {
    if (Number.isNaN(damage) || time - this.lastAt < this.#spacing) return;
    if (damage < NEW) this.clear();
    this.#times.push(time);
    this.#damages.push(damage);
    if (this.#times.length <= MOST) return;
    this.#times = this.#times.filter((_time, at) => at % 2 === 0);
    this.#damages = this.#damages.filter((_damage, at) => at % 2 === 0);
    this.#spacing *= 2;
  }

  /** Medians of equal stretches of time. */
  knots(): DamageKnots {
    const count = this.#times.length;
    const knots = Math.min(KNOTS, count >> 1);
    const times = new Float64Array(knots);
    const damages = new Float64Array(knots);
    const errors: number[] = [];
    for (let knot = 0; knot < knots; knot++) {
      const [from, to] = [Math.floor((knot * count) / knots), Math.floor(((knot + 1) * count) / knots)];
      const middle = medianOf(Float64Array.from(this.#damages.slice(from, to)));
      times[knot] = medianOf(Float64Array.from(this.#times.slice(from, to)));
      damages[knot] = middle;
      for (let at = from + 1; at < to; at++)
        errors.push(Math.abs((this.#damages[at] as number) - (this.#damages[at - 1] as number)));
    }
    const each = errors.length === 0 ? 0 : (1.4826 * medianOf(Float64Array.from(errors))) / Math.SQRT2;
    return { times, damages, noise: Math.max(LEAST_NOISE, each / Math.sqrt(Math.max(1, count / Math.max(1, knots)))) };
  }

  clear(): void {
    this.#times = [];
    this.#damages = [];
    this.#spacing = SPACING_US;
  }

  snapshot(): DamagePathState {
    return {
      times: Float64Array.from(this.#times),
      damages: Float64Array.from(this.#damages),
      spacing: this.#spacing,
    };
  }

  restore({ times, damages, spacing }: DamagePathState): void {
    this.#times = [...times];
    this.#damages = [...damages];
    this.#spacing = spacing;
  }
}
