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
/** A value that stood for so long counts once more, as a part at rest; until then nothing was measured. */
const HELD_US = 3600e6;
/**
 * Number of knots for a fit, of two points or more. A path of this length has at least so many, if it has so many
 * points. Points of the last knot as a share of those of the first, because what is left depends on the newest damage.
 * Lower bound of the deviation of measurement.
 */
const KNOTS = 12;
const [LONG_US, FEW] = [1800e6, 4];
const NEWEST = 0.25;
const LEAST_NOISE = 0.01;

interface DamagePathState {
  readonly times: Float64Array;
  readonly damages: Float64Array;
  readonly spacing: number;
  /** Absent in files of earlier edges. */
  readonly seenAt?: Micros;
}

export class DamagePath implements Learned<DamagePathState> {
  #times: number[] = [];
  #damages: number[] = [];
  #spacing = SPACING_US;
  #seenAt: Micros = Number.NaN;

  /** Time when the path begins; NaN if there is none. */
  get since(): Micros {
    return this.#times[0] ?? Number.NaN;
  }

  get last(): number {
    return this.#damages.at(-1) ?? Number.NaN;
  }

  /** When the damage was measured last; NaN before the first time. */
  get lastAt(): Micros {
    return this.#times.at(-1) ?? Number.NaN;
  }

  /** Until when the newest value stood. */
  get seenAt(): Micros {
    return this.#seenAt;
  }

  /** When the damage first reached a level; NaN if it did not. */
  reachedAt(level: number): Micros {
    return this.#times[this.#damages.findIndex((damage) => damage >= level)] ?? Number.NaN;
  }

  /** Takes the damage that is known now. A value that stands still was not measured anew. */
  add(time: Micros, damage: number): void {
    if (Number.isNaN(damage)) return;
    const sinceLast = time - this.lastAt;
    if (damage === this.last) this.#seenAt = time;
    if (sinceLast < (damage === this.last ? HELD_US : this.#spacing)) return;
    if (damage < NEW) this.clear();
    this.#seenAt = time;
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
    const isLong = this.#seenAt - this.since >= LONG_US;
    const knots = Math.min(KNOTS, Math.max(count >> 1, isLong ? Math.min(FEW, count) : 0));
    const times = new Float64Array(knots);
    const damages = new Float64Array(knots);
    for (let knot = 0; knot < knots; knot++) {
      const [from, to] = [borderOf(knot, knots, count), borderOf(knot + 1, knots, count)];
      times[knot] = medianOf(Float64Array.from(this.#times.slice(from, to)));
      damages[knot] = medianOf(Float64Array.from(this.#damages.slice(from, to)));
    }
    const rising = risingOf(damages);
    const fallen = Math.sqrt(damages.reduce((sum, one, at) => sum + (one - (rising[at] as number)) ** 2, 0) / knots);
    const noise = Math.max(LEAST_NOISE, fallen || 0, this.#error / Math.sqrt(Math.max(1, count / Math.max(1, knots))));
    return { times, damages: rising, noise, now: this.#seenAt };
  }

  /** Deviation of one measurement, from bends between three neighbours, so that growth is not taken for error. */
  get #error(): number {
    const damages = this.#damages;
    if (damages.length < 3) return 0;
    const bends = Float64Array.from({ length: damages.length - 2 }, (_, at) =>
      Math.abs((damages[at] as number) - 2 * (damages[at + 1] as number) + (damages[at + 2] as number)),
    );
    return (1.4826 * medianOf(bends)) / Math.sqrt(6);
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
      seenAt: this.#seenAt,
    };
  }

  restore({ times, damages, spacing, seenAt }: DamagePathState): void {
    this.#times = [...times];
    this.#damages = [...damages];
    this.#spacing = spacing;
    this.#seenAt = seenAt ?? this.lastAt;
  }
}

/** First point of a stretch; the numbers of points fall evenly from the first stretch to the last. */
function borderOf(stretch: number, stretches: number, points: number): number {
  const mean = (NEWEST + 1) / 2;
  const fall = (1 - NEWEST) / Math.max(1, stretches - 1);
  const share = (stretch * (1 + fall / 2 - (stretch * fall) / 2)) / (stretches * mean);
  return Math.min(points - (stretches - stretch), Math.max(stretch, Math.round(share * points)));
}
