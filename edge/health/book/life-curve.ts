/** Health and evidence of one component over its life, thinned so that it stays small (rule HB14). */
import type { LifeColumns } from "../../contracts/health/component-condition.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Stretches that are kept, and their length at first, which doubles whenever they are too many. */
const MOST = 192;
const STRETCH_US = 60e6;
/** Stretches that there is room for at first, which doubles up to {@link MOST}. */
const FEW = 24;

interface LifeCurveState extends LifeColumns {
  readonly stretch: number;
  readonly lastAt: Micros;
}

export class LifeCurve implements Learned<LifeCurveState> {
  /** Begins of stretches, in {@link STRETCH_US}. */
  #begins = new Uint32Array(FEW);
  #health = new Float32Array(FEW);
  #evidence = new Float32Array(FEW);
  #length = 0;
  #stretch = STRETCH_US;
  #lastAt: Micros = Number.NaN;
  /** Begin of the newest stretch; NaN before the first and after a change of their length. */
  #from: Micros = Number.NaN;
  /** The newest judgement, which the newest stretch holds while its begin is known. */
  #newestHealth = Number.NaN;
  #newestEvidence = Number.NaN;

  /** Time of the newest judgement; NaN before the first. */
  get lastAt(): Micros {
    return this.#lastAt;
  }

  /** Takes the health (NaN: unknown) and the strongest evidence of this second. */
  add(now: Micros, health: number, evidence: number): void {
    this.#lastAt = now;
    const isSame = evidence === this.#newestEvidence && Object.is(health, this.#newestHealth);
    this.#newestHealth = health;
    this.#newestEvidence = evidence;
    // Most judgements fall into the stretch of the one before, and most of these change nothing.
    if (now >= this.#from && now < this.#from + this.#stretch && this.#length > 0) {
      if (isSame) return;
      this.#lower(this.#length - 1, health, evidence);
      return;
    }
    const begins = Math.floor(now / this.#stretch) * this.#stretch;
    // The clock was set back: stretches of its future become one with those of its present.
    while (this.#length > 1 && begins <= this.#time(this.#length - 2)) this.#join();
    const last = this.#length - 1;
    if (last >= 0 && begins <= this.#time(last)) {
      this.#begins[last] = begins / STRETCH_US;
      this.#from = begins;
      this.#lower(last, health, evidence);
      return;
    }
    if (this.#length === MOST) {
      this.#thin();
      this.add(now, health, evidence);
      return;
    }
    this.#hold(this.#length + 1);
    this.#begins[this.#length] = begins / STRETCH_US;
    this.#health[this.#length] = health;
    this.#evidence[this.#length] = evidence;
    this.#length++;
    this.#from = begins;
  }

  /** Copies, oldest first. */
  columns(): LifeColumns {
    return {
      times: Float64Array.from({ length: this.#length }, (_, at) => this.#time(at)),
      health: this.#health.slice(0, this.#length),
      evidence: this.#evidence.slice(0, this.#length),
    };
  }

  /** The component is another one. */
  clear(): void {
    this.#length = 0;
    this.#stretch = STRETCH_US;
    this.#from = Number.NaN;
  }

  snapshot(): LifeCurveState {
    return { ...this.columns(), stretch: this.#stretch, lastAt: this.#lastAt };
  }

  restore({ times, health, evidence, stretch, lastAt }: LifeCurveState): void {
    this.#length = Math.min(times.length, MOST);
    this.#hold(this.#length);
    for (let at = 0; at < this.#length; at++) this.#begins[at] = (times[at] as number) / STRETCH_US;
    this.#health.set(health.subarray(0, MOST));
    this.#evidence.set(evidence.subarray(0, MOST));
    this.#stretch = stretch;
    this.#lastAt = lastAt;
    this.#from = Number.NaN;
  }

  #time(at: number): Micros {
    return (this.#begins[at] as number) * STRETCH_US;
  }

  /** Takes a judgement into a stretch, which keeps the worst. */
  #lower(at: number, health: number, evidence: number): void {
    this.#health[at] = lowest(this.#health[at] as number, health);
    this.#evidence[at] = Math.max(this.#evidence[at] as number, evidence);
  }

  /** Makes room for so many stretches. */
  #hold(length: number): void {
    if (length <= this.#begins.length) return;
    const room = Math.min(MOST, Math.max(length, 2 * this.#begins.length));
    const grown = <T extends Uint32Array | Float32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#begins = grown(new Uint32Array(room), this.#begins);
    this.#health = grown(new Float32Array(room), this.#health);
    this.#evidence = grown(new Float32Array(room), this.#evidence);
  }

  /** The two newest stretches become one, with the worst of both. */
  #join(): void {
    const [one, other] = [this.#length - 2, this.#length - 1];
    this.#lower(one, this.#health[other] as number, this.#evidence[other] as number);
    this.#length--;
  }

  /** Stretches of double length: the worst of those that fall together stays. */
  #thin(): void {
    this.#stretch *= 2;
    this.#from = Number.NaN;
    let kept = -1;
    for (let at = 0; at < this.#length; at++) {
      const begins = (Math.floor(this.#time(at) / this.#stretch) * this.#stretch) / STRETCH_US;
      if (kept >= 0 && this.#begins[kept] === begins) {
        this.#lower(kept, this.#health[at] as number, this.#evidence[at] as number);
      } else {
        kept++;
        this.#begins[kept] = begins;
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
