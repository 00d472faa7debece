/** How often something happens: so many times in so many seconds, or as if (then `n` need not be whole). */
export interface Rate {
  readonly n: number;
  readonly seconds: number;
}

/**
 * Weights of what others say, as if so many events more had been seen. At most as few as are not enough to go by,
 * because machines differ in kind, and what ten of them did cannot say how much.
 */
const WEIGHTS = [0.5, 1, 2, 4] as const;
/** Usual rates that are tried, as multiples of the rate of all events, most of which may be one machine's. */
const MULTIPLES = Array.from({ length: 9 }, (_, at) => 2 ** ((at - 4) / 2));

/**
 * What others say of a rate: as if so many events had been seen of it in so many seconds (empirical Bayes: counts are
 * Poisson, rates are gamma, with the mean and shape that make what was seen of the others likeliest; J. O. Berger,
 * Statistical Decision Theory and Bayesian Analysis, 1985, section 4.5). Nothing where nothing has happened to them.
 * Times that are not over add seconds and no event: they are censored.
 */
export function usualOf(others: readonly Rate[]): Rate {
  const { n, seconds } = sumOf(others);
  let best: Rate = { n: 0, seconds: 0 };
  if (n === 0 || !(seconds > 0)) return best;
  let most = Number.NEGATIVE_INFINITY;
  for (const weight of WEIGHTS)
    for (const multiple of MULTIPLES) {
      const tried = { n: Math.min(n, weight), seconds: (Math.min(n, weight) * seconds) / n / multiple };
      const likelihood = others.reduce((sum, rate) => sum + logLikelihood(rate, tried), 0);
      if (likelihood <= most) continue;
      most = likelihood;
      best = tried;
    }
  return best;
}

export function sumOf(rates: readonly Rate[]): Rate {
  return rates.reduce((sum, one) => ({ n: sum.n + one.n, seconds: sum.seconds + one.seconds }), { n: 0, seconds: 0 });
}

/** Of so many events in so many seconds, but for what does not depend on the gamma of `usual`. */
function logLikelihood({ n, seconds }: Rate, usual: Rate): number {
  let sum = -usual.n * Math.log1p(seconds / usual.seconds) - n * Math.log(usual.seconds + seconds);
  for (let at = 0; at < n; at++) sum += Math.log(usual.n + at);
  return sum;
}
