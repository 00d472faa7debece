/**
 * The time that one component has left, from its path, earlier lives of its kind, and the errors of earlier
 * predictions.
 */
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { RemainingLife } from "../../contracts/records/remaining-life.ts";
import { DamagePath } from "./damage-path.ts";
import { type Ageing, lawOf, type TimeLeft, timeLeft } from "./degradation.ts";
import type { EarlierLives, Priors } from "./earlier-lives.ts";

/** Changes whenever the method does. */
const MODEL = "degradation-5";
/** A fit takes milliseconds, and a path hardly changes within this time. */
const EVERY_US = 600e6;
/** Damage below which the path is too young. */
const LEAST_DAMAGE = 0.1;
/** A component that is replaced beyond this damage counts as ended. */
const ENDED = 0.8;
/** At this share of a known limit nothing is left to foretell. */
const SPENT = 0.995;
/** Number of predictions of a life that are compared with its end. */
const MOST_SAID = 8;

interface Said extends TimeLeft {
  readonly at: Micros;
}

interface PrognosisState {
  readonly path: ReturnType<DamagePath["snapshot"]>;
  readonly left: Said | undefined;
  readonly triedAt: Micros;
  readonly said: readonly Said[];
}

export class Prognosis implements Learned<PrognosisState> {
  readonly #earlier: EarlierLives;
  readonly #ageing: () => Ageing | undefined;
  readonly #path = new DamagePath();
  #left: Said | undefined;
  #triedAt: Micros = Number.NaN;
  #said: Said[] = [];

  /** @param ageing how likely the component lasts by its age alone, asked for each fit */
  constructor(earlier: EarlierLives, ageing: () => Ageing | undefined = () => undefined) {
    this.#earlier = earlier;
    this.#ageing = ageing;
  }

  /** Time since which damage has been rising; NaN if it is not. */
  get since(): Micros {
    return this.#path.since;
  }

  /** Takes the damage of this second, NaN where it is unknown. */
  add(now: Micros, damage: number): void {
    this.#path.add(now, damage);
  }

  /** The time left, renewed every ten minutes; undefined where the path allows no prediction. */
  left(now: Micros, kind: string): RemainingLife | undefined {
    if (!(now - this.#triedAt < EVERY_US) && !this.#stands(now)) {
      this.#triedAt = now;
      const found = this.#leftNow(this.#earlier.priors(kind));
      this.#left = found === undefined ? undefined : { ...corrected(found, this.#earlier.factor(kind)), at: now };
      if (this.#left !== undefined) this.#keep({ ...(found as TimeLeft), at: now });
    }
    return this.#left === undefined ? undefined : { ...this.#left, model: MODEL };
  }

  /** The component was replaced at this time; its path ended as a fault of this `kind`. */
  renewed(kind: string): void {
    const priors = this.#earlier.priors(kind);
    const end = this.#endOf(priors);
    if (!Number.isNaN(end) && this.#said.length > 0) {
      const scores = this.#said.filter(({ at }) => at < end).map((one) => scoreOf(one, end));
      const knots = this.#path.knots();
      const spanS = (end - (knots.times[0] as Micros)) / 1e6;
      this.#earlier.ended(kind, { law: lawOf(knots, priors.shape), level: this.#path.last, scores, spanS });
    }
    this.#path.clear();
    this.#left = undefined;
    this.#triedAt = Number.NaN;
    this.#said = [];
  }

  snapshot(): PrognosisState {
    return { path: this.#path.snapshot(), left: this.#left, triedAt: this.#triedAt, said: [...this.#said] };
  }

  restore({ path, left, triedAt, said }: PrognosisState): void {
    this.#path.restore(path);
    this.#left = left;
    this.#triedAt = triedAt;
    this.#said = [...said];
  }

  /**
   * Whether the prediction stands, because nothing was measured since: a value that stands still, as where a method has
   * reached its end, would bring the end near by itself. It no longer stands once the predicted end has passed.
   */
  #stands(now: Micros): boolean {
    if (this.#left === undefined) return false;
    const { at, p50 } = this.#left;
    return !(this.#path.lastAt > at) && now < at + p50 * 1e6;
  }

  #leftNow(priors: Priors): TimeLeft | undefined {
    const { last } = this.#path;
    if (last < LEAST_DAMAGE || (priors.limit !== undefined && last >= SPENT * priors.limit)) return undefined;
    return timeLeft(this.#path.knots(), { ...priors, ageing: this.#ageing() });
  }

  /** When the life ended that the path shows; NaN where it did not. */
  #endOf({ limit }: Priors): Micros {
    if (limit !== undefined) return this.#path.reachedAt(SPENT * limit);
    return this.#path.last >= ENDED ? this.#path.seenAt : Number.NaN;
  }

  /** Keeps some predictions, spread over the life. */
  #keep(one: Said): void {
    this.#said.push(one);
    if (this.#said.length > MOST_SAID) this.#said = this.#said.filter((_said, at) => at % 2 === 0);
  }
}

/** Distance of the end from the median, in half widths of the interval on that side, on a logarithmic scale. */
function scoreOf({ at, p05, p50, p95 }: Said, end: Micros): number {
  const true_ = Math.max(1, (end - at) / 1e6);
  const away = Math.log(true_ / p50);
  return Math.abs(away) / Math.max(0.05, Math.log(away > 0 ? p95 / p50 : p50 / p05));
}

function corrected({ p05, p10, p50, p90, p95 }: TimeLeft, factor: number): TimeLeft {
  const moved = (to: number): number => p50 * (to / p50) ** factor;
  return { p05: moved(p05), p10: moved(p10), p50, p90: moved(p90), p95: moved(p95) };
}
