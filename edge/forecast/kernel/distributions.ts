import { normalQuantile } from "../../detect/maths/robust-fit.ts";

/**
 * A distribution is its quantile function: the value below which a share in (0, 1) of all values lies. So every value
 * takes one random number, more of it never gives less, and two variants of a plant stay in step where they differ in
 * parameters or kind (inversion; A. Law, Simulation Modeling and Analysis (2015), chapters 8 and 11).
 *
 * Each function below gives one, in the unit of its parameters, and throws a RangeError that names a wrong parameter.
 */
export type Distribution = (share: number) => number;

const MOST_STAGES = 100;
/** Newton's method needs 10 steps where most values lie, and about 40 at the ends. */
const MOST_STEPS = 200;

export function exponential(mean: number): Distribution {
  mustBePositive({ mean });
  return (share) => -mean * Math.log1p(-share);
}

/** `shape` below 1: early failures; above: wear. */
export function weibull({ scale, shape }: { readonly scale: number; readonly shape: number }): Distribution {
  mustBePositive({ scale, shape });
  return (share) => scale * (-Math.log1p(-share)) ** (1 / shape);
}

/** May be negative. */
export function normal({ mean, deviation }: { readonly mean: number; readonly deviation: number }): Distribution {
  mustBeFinite({ mean });
  mustBePositive({ deviation });
  return (share) => mean + deviation * normalQuantile(share);
}

/** `spread`: standard deviation of the logarithm. */
export function lognormal({ median, spread }: { readonly median: number; readonly spread: number }): Distribution {
  mustBePositive({ median, spread });
  return (share) => median * Math.exp(spread * normalQuantile(share));
}

export function triangular(parts: {
  readonly least: number;
  readonly likeliest: number;
  readonly most: number;
}): Distribution {
  const { least, likeliest, most } = parts;
  mustBeFinite({ least, likeliest, most });
  if (!(least <= likeliest && likeliest <= most && least < most))
    throw new RangeError(`least ${least}, likeliest ${likeliest} and most ${most} must rise`);
  const width = most - least;
  const below = (likeliest - least) / width;
  return (share) =>
    share < below ? least + width * Math.sqrt(share * below) : most - width * Math.sqrt((1 - share) * (1 - below));
}

/**
 * Sum of `stages` (1 to 100) exponential times with the same mean, `mean` together: a gamma distribution of whole
 * shape. The share has a closed form. Newton's method from its point of inflection approaches the value from one side,
 * and so always arrives.
 */
export function erlang({ mean, stages }: { readonly mean: number; readonly stages: number }): Distribution {
  mustBePositive({ mean });
  if (!Number.isInteger(stages) || stages < 1 || stages > MOST_STAGES)
    throw new RangeError(`stages ${stages} must be a whole number from 1 to ${MOST_STAGES}`);
  const scale = mean / stages;
  return (share) => {
    let at = stages - 1;
    for (let step = 0; step < MOST_STEPS; step++) {
      // Terms of Poisson's distribution: the last is the density, their sum the share above.
      let term = Math.exp(-at);
      let above = term;
      for (let stage = 1; stage < stages; stage++) {
        term *= at / stage;
        above += term;
      }
      const change = (above - (1 - share)) / term;
      at += change;
      if (Math.abs(change) <= 1e-12 * at) break;
    }
    return scale * at;
  };
}

/** Straight lines between quantiles that divide all values into equal shares, the least and the greatest among them. */
export function empirical(quantiles: readonly number[]): Distribution {
  const values = Float64Array.from(quantiles);
  if (values.length < 2)
    throw new RangeError(`${values.length} quantiles: give at least the least and the greatest value`);
  const wrong = values.findIndex((value, at) => !Number.isFinite(value) || value < (values[at - 1] ?? value));
  if (wrong !== -1) throw new RangeError(`quantile ${wrong + 1} is ${values[wrong]}: all must be finite and rise`);
  const steps = values.length - 1;
  return (share) => {
    const place = share * steps;
    const from = Math.min(Math.floor(place), steps - 1);
    const low = values[from] as number;
    return low + (place - from) * ((values[from + 1] as number) - low);
  };
}

/** Points at which a distribution is read for its mean. */
const MEAN_POINTS = 200;

/** Mean, without the little that lies beyond the outermost points. */
export function meanOf(distribution: Distribution): number {
  let sum = 0;
  for (let at = 0; at < MEAN_POINTS; at++) sum += distribution((at + 0.5) / MEAN_POINTS);
  return sum / MEAN_POINTS;
}

function mustBePositive(parameters: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(parameters))
    if (!(value > 0 && value < Number.POSITIVE_INFINITY))
      throw new RangeError(`${name} ${value} must be finite and above 0`);
}

function mustBeFinite(parameters: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(parameters))
    if (!Number.isFinite(value)) throw new RangeError(`${name} ${value} must be finite`);
}
