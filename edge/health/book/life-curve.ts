/** Health and evidence of one component over its life, thinned so that it stays small (rule HB14). */
import type { LifeColumns } from "../../contracts/health/component-condition.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Stretches that are kept, and their length at first, which doubles whenever they are too many. */
const MOST = 192;
const STRETCH_US = 60e6;

interface LifeCurveState extends LifeColumns {
  readonly stretch: number;
  readonly lastAt: Micros;
}

export class LifeCurve implements Learned<LifeCurveState> {
  readonly #times = new Float64Array(MOST);
  readonly #health = new Float32Array(MOST);
  readonly #evidence = new Float32Array(MOST);
  #length = 0;
  #stretch = STRETCH_US;
  #lastAt: Micros = Number.NaN;

  /** Time of the newest judgement; NaN before the first. */
  get lastAt(): Micros {
    return this.#lastAt;
  }

  /** Takes the health (NaN: unknown) and the strongest evidence of this second. */
  add(now: Micros, health: number, evidence: number): void {
    this.#lastAt = now;
    const begins = Math.floor(now / this.#stretch) * this.#stretch;
    // The clock was set back: stretches of its future become one with those of its present.
    while (this.#length > 1 && begins <= (this.#times[this.#length - 2] as number)) this.#join();
    const last = this.#length - 1;
    if (last >= 0 && begins <= (this.#times[last] as number)) {
      this.#times[last] = begins;
      this.#health[last] = lowest(this.#health[last] as number, health);
      this.#evidence[last] = Math.max(this.#evidence[last] as number, evidence);
      return;
    }
    if (this.#length === MOST) {
      this.#thin();
      this.add(now, health, evidence);
      return;
    }
    this.#times[this.#length] = begins;
    this.#health[this.#length] = health;
    this.#evidence[this.#length] = evidence;
    this.#length++;
  }

  /** Copies, oldest first. */
  columns(): LifeColumns {
    return {
      times: this.#times.slice(0, this.#length),
      health: this.#health.slice(0, this.#length),
      evidence: this.#evidence.slice(0, this.#length),
    };
  }

  /** The component is another one. */
  clear(): void {
    this.#length = 0;
    this.#stretch = STRETCH_US;
  }

  snapshot(): LifeCurveState {
    return { ...this.columns(), stretch: this.#stretch, lastAt: this.#lastAt };
  }

  restore({ times, health, evidence, stretch, lastAt }: LifeCurveState): void {
    this.#length = Math.min(times.length, MOST);
    this.#times.set(times.subarray(0, MOST));
    this.#health.set(health.subarray(0, MOST));
    this.#evidence.set(evidence.subarray(0, MOST));
    this.#stretch = stretch;
    this.#lastAt = lastAt;
  }

  /** The two newest stretches become one, with the worst of both. */
  #join(): void {
    const [one, other] = [this.#length - 2, this.#length - 1];
    this.#health[one] = lowest(this.#health[one] as number, this.#health[other] as number);
    this.#evidence[one] = Math.max(this.#evidence[one] as number, this.#evidence[other] as number);
    this.#length--;
  }

  /** Stretches of double length: the worst of those that fall together stays. */
  #thin(): void {
    this.#stretch *= 2;
    let kept = -1;
    for (let at = 0; at < this.#length; at++) {
      const begins = Math.floor((this.#times[at] as number) / this.#stretch) * this.#stretch;
      if (kept >= 0 && this.#times[kept] === begins) {
        this.#health[kept] = lowest(this.#health[kept] as number, this.#health[at] as number);
        this.#evidence[kept] = Math.max(this.#evidence[kept] as number, this.#evidence[at] as number);
      } else {
        kept++;
        this.#times[kept] = begins;
        this.#health[kept] = this.#health[at] as number;
        this.#evidence[kept] = this.#evidence[at] as number;
      }
    }
    this.#length = kept + 1;
  }
}

/** The lower of two, of which either may be unknown. */
function lowest(one: number, other: number): number {
  return Number.isNaN(one) || other < one ? other : one;
}
