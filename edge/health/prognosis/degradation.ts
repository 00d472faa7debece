/**
 * Remaining life from a path of damage: a gamma process (van Noortwijk, Reliability Engineering and System Safety 94,
 * 2009) along an unknown law of growth, from an unknown start, to an unknown level at which function ends. Its
 * posterior is summed over a grid, because the four unknowns trade against each other.
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { END_LEVELS, type Priors } from "./earlier-lives.ts";
import { GROWTH_LAWS } from "./growth-laws.ts";
import { logDensityOf } from "./time-scale.ts";

/**
 * The measured path: knots in order of time, the standard deviation of their measurement, and the time of the newest
 * damage, which is later than the last knot.
 */
export interface DamageKnots {
  readonly times: Float64Array;
  readonly damages: Float64Array;
  readonly noise: number;
  readonly now: Micros;
}

/** Logarithm of the probability that a part of its age lasts for so many seconds, whatever its damage shows. */
export type Ageing = (seconds: number) => number;

interface KnownOfPart extends Priors {
  readonly ageing?: Ageing | undefined;
}

/** Quantiles of the time left, seconds. */
export interface TimeLeft {
  readonly p05: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
}

/** Whole times on a logarithmic grid, as multiples of the observed time. */
const [TIMES, SHORTEST, LONGEST] = [32, 0.9, 40];
/** Shares of the whole time that may have passed, denser towards the end. */
const [SHARES, DENSER] = [28, 1.5];
/** Prior of the times left, which prefers short ones: between a uniform (0) and a scale-free (1) distribution. */
const SHORTER = 0.4;
/**
 * Prior of the whole times besides: at 0 all shares that may have passed are equally likely, which makes early
 * forecasts too short where the start was seen, and 1 is scale-free.
 */
const LONGER = 0.4;
/** Weights below e^-10 are left out; number of bins of the histogram for quantiles. */
const [NEGLIGIBLE, BINS] = [10, 512];
/** With fewer knots there is no prediction, nor beyond this ratio of p90 to p10 if p90 is long too. */
const FEWEST = 4;
const WIDEST = 20;
const LONG = 0.5;

/** The time left after the newest damage; undefined where the path allows no prediction. */
export function timeLeft(
  knots: DamageKnots,
  { laws, levels, span, limit, shape, ageing }: KnownOfPart,
): TimeLeft | undefined {
  const { times, damages, noise, now } = knots;
  const count = times.length;
  const observedS = (now - (times[0] as Micros)) / 1e6;
  if (count < FEWEST || !(observedS > 0) || !((damages[count - 1] as number) > (damages[0] as number)))
    return undefined;
  const ends = limit === undefined ? END_LEVELS : [limit];
  const posterior = new Posterior(GROWTH_LAWS.length * TIMES * SHARES * ends.length);
  const path = { ages: times.map((time) => (now - time) / 1e6), damages, noise, shape };
  const grown = new Float64Array(count);
  const known = limit === undefined ? levels.map(Math.log) : [0];
  for (const [number, law] of GROWTH_LAWS.entries())
    for (let time = 0; time < TIMES; time++) {
      const wholeS = observedS * SHORTEST * (LONGEST / SHORTEST) ** (time / (TIMES - 1));
      for (let at = 0; at < SHARES; at++) {
        const rest = (1 - (at + 0.5) / SHARES) ** DENSER;
        const prior =
          (1 - 1 / DENSER) * Math.log(rest) -
          SHORTER * Math.log(rest * wholeS) +
          LONGER * Math.log(wholeS) +
          Math.log(laws[number] as number) +
          logPriorOf(rest * wholeS, observedS, { span, ageing });
        for (let knot = 0; knot < count; knot++)
          grown[knot] = law(Math.max(0, 1 - rest - (path.ages[knot] as number) / wholeS));
        for (let place = 0; place < ends.length; place++)
          posterior.add(
            rest * wholeS,
            prior + (known[place] as number) + logLikelihood(path, grown, ends[place] as number, limit !== undefined),
          );
      }
    }
  const [p05, p10, p50, p90, p95] = posterior.quantiles([0.05, 0.1, 0.5, 0.9, 0.95]) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return p90 > WIDEST * p10 && p90 > LONG * observedS ? undefined : { p05, p10, p50, p90, p95 };
}

/** What is known of the time left besides the path: the times of earlier lives, and the age of the part. */
function logPriorOf(restS: number, observedS: number, { span, ageing }: Pick<KnownOfPart, "span" | "ageing">): number {
  return (span === undefined ? 0 : logDensityOf(span, observedS + restS)) + (ageing?.(restS) ?? 0);
}

/** Index in `GROWTH_LAWS` of the law that fits an ended path best. */
export function lawOf({ times, damages, noise, now }: DamageKnots, shape: number): number {
  const count = times.length;
  const observedS = (now - (times[0] as Micros)) / 1e6;
  const path = { ages: times.map((time) => (now - time) / 1e6), damages, noise, shape };
  const grown = new Float64Array(count);
  let [best, most] = [0, Number.NEGATIVE_INFINITY];
  for (const [number, law] of GROWTH_LAWS.entries())
    for (let time = 0; time < TIMES; time++) {
      const wholeS = observedS * SHORTEST * (LONGEST / SHORTEST) ** (time / (TIMES - 1));
      for (let knot = 0; knot < count; knot++) grown[knot] = law(Math.max(0, 1 - (path.ages[knot] as number) / wholeS));
      const log = logLikelihood(path, grown, damages[count - 1] as number);
      if (log > most) [best, most] = [number, log];
    }
  return best;
}

interface Path {
  /** Seconds before the last knot. */
  readonly ages: Float64Array;
  readonly damages: Float64Array;
  readonly noise: number;
  readonly shape: number;
}

/**
 * Likelihood of independent increments: those of a gamma process plus the measurement errors of both ends, as functions
 * of their means. A gamma increment x of mean m and scale c has about exp(-(x - m)² / (2 c (2 x + m) / 3)) sqrt(m), to
 * the second order of its skewness and of the factorials; normal increments of variance c m would prefer small means
 * where the shape m / c is about 1, and put ends twice too late. Where errors are the larger part, nothing but their
 * normal distribution remains. If the level at the end is known, what is left up to there is one more increment.
 */
function logLikelihood({ damages, noise, shape }: Path, grown: Float64Array, level: number, isKnown = false): number {
  let [log, product] = [0, 1];
  let [before, seenBefore, measured] = [0, 0, noise ** 2];
  const scale = level / shape;
  for (let knot = 0; knot < grown.length; knot++) {
    const now = grown[knot] as number;
    const seen = damages[knot] as number;
    const mean = level * (now - before);
    const rise = seen - seenBefore;
    log -= 0.5 * ((rise - mean) ** 2 / ((scale * (2 * Math.max(0, rise) + mean)) / 3 + measured));
    product *= 1 + (scale * mean) / measured;
    [before, seenBefore, measured] = [now, seen, 2 * noise ** 2];
  }
  if (isKnown) {
    const mean = level * (1 - before);
    const rise = level - seenBefore;
    log -= 0.5 * ((rise - mean) ** 2 / ((scale * (2 * Math.max(0, rise) + mean)) / 3 + noise ** 2));
    product *= 1 + (scale * mean) / noise ** 2;
  }
  return log + 0.5 * Math.log(product);
}

/** Samples with the logarithms of their weights. */
class Posterior {
  readonly #values: Float64Array;
  readonly #logs: Float64Array;
  #count = 0;
  #most = Number.NEGATIVE_INFINITY;

  constructor(size: number) {
    this.#values = new Float64Array(size);
    this.#logs = new Float64Array(size);
  }

  add(value: number, log: number): void {
    this.#values[this.#count] = value;
    this.#logs[this.#count] = log;
    this.#count++;
    if (log > this.#most) this.#most = log;
  }

  /** Quantiles from a histogram of logarithms, so that nothing needs sorting. */
  quantiles(shares: readonly number[]): readonly number[] {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let at = 0; at < this.#count; at++) {
      if ((this.#logs[at] as number) < this.#most - NEGLIGIBLE) continue;
      low = Math.min(low, this.#values[at] as number);
      high = Math.max(high, this.#values[at] as number);
    }
    const width = Math.max(1e-9, Math.log(high / low) / BINS);
    const weights = new Float64Array(BINS + 1);
    let total = 0;
    for (let at = 0; at < this.#count; at++) {
      const log = (this.#logs[at] as number) - this.#most;
      if (log < -NEGLIGIBLE) continue;
      const bin = Math.floor(Math.log((this.#values[at] as number) / low) / width);
      const weight = Math.exp(log);
      weights[bin] = (weights[bin] as number) + weight;
      total += weight;
    }
    let [sum, bin] = [0, 0];
    return shares.map((share) => {
      while (bin < BINS && sum + (weights[bin] as number) < share * total) sum += weights[bin++] as number;
      const within = (share * total - sum) / Math.max(1e-300, weights[bin] as number);
      return low * Math.exp(width * (bin + Math.min(1, within)));
    });
  }
}
