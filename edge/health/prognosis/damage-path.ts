/** The damage of one component since its change began, thinned so that it stays small. */
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { medianOf } from "../evidence/median.ts";
import type { DamageKnots } from "./degradation.ts";
import { risingOf } from "./rising.ts";

/** Below this damage the component is as good as new, and its path starts over. */
const NEW = 0.03;
/** Number of points that are kept, and the time between them at first, which doubles whenever there are too many. */
const MOST = 96;
const SPACING_US = 60e6;
/**
 * Number of knots for a fit; points of the last knot as a share of those of the first, because what is left depends on
 * the newest damage; and the lower bound of the deviation of measurement.
 */
const KNOTS = 12;
const NEWEST = 0.25;
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

  /** Medians of stretches that get shorter towards the end, on the rising path next to them: damage never falls. */
  knots(): DamageKnots {
    const count = this.#times.length;
    const knots = Math.min(KNOTS, count >> 1);
    const times = new Float64Array(knots);
    const damages = new Float64Array(knots);
    const errors: number[] = [];
    for (let knot = 0; knot < knots; knot++) {
      const [from, to] = [borderOf(knot, knots, count), borderOf(knot + 1, knots, count)];
      times[knot] = medianOf(Float64Array.from(this.#times.slice(from, to)));
      damages[knot] = medianOf(Float64Array.from(this.#damages.slice(from, to)));
      for (let at = from + 1; at < to; at++)
        errors.push(Math.abs((this.#damages[at] as number) - (this.#damages[at - 1] as number)));
    }
    const each = errors.length === 0 ? 0 : (1.4826 * medianOf(Float64Array.from(errors))) / Math.SQRT2;
    const rising = risingOf(damages);
    const fallen = Math.sqrt(damages.reduce((sum, one, at) => sum + (one - (rising[at] as number)) ** 2, 0) / knots);
    const noise = Math.max(LEAST_NOISE, fallen || 0, each / Math.sqrt(Math.max(1, count / Math.max(1, knots))));
    return { times, damages: rising, noise, now: this.lastAt };
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

/** First point of a stretch; the numbers of points fall evenly from the first stretch to the last. */
function borderOf(stretch: number, stretches: number, points: number): number {
  const mean = (NEWEST + 1) / 2;
  const fall = (1 - NEWEST) / Math.max(1, stretches - 1);
  const share = (stretch * (1 + fall / 2 - (stretch * fall) / 2)) / (stretches * mean);
  return Math.min(points - (stretches - stretch), Math.max(stretch, Math.round(share * points)));
}
