/** How well scores rank rows by their label. */
export interface Ranking {
  readonly rows: number;
  readonly positives: number;
  /** Mean precision over the positives, from the highest score down; rows of the same score count together. */
  readonly averagePrecision: number;
  /** Chance that a positive row scores above a negative one; ties count half. */
  readonly rocAuc: number;
}

/** @param labels 0 or 1 */
export function rankingOf(labels: ArrayLike<number>, scores: ArrayLike<number>): Ranking {
  const order = Array.from(labels, (_, row) => row).sort((a, b) => (scores[b] as number) - (scores[a] as number));
  const positives = Array.from(labels).reduce((sum, label) => sum + label, 0);
  const negatives = order.length - positives;
  let [hits, misses, precision, above] = [0, 0, 0, 0];
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at] as number];
    let [more, others] = [0, 0];
    for (; at < order.length && scores[order[at] as number] === score; at++)
      if (labels[order[at] as number] === 1) more++;
      else others++;
    above += others * (hits + more / 2);
    hits += more;
    misses += others;
    precision += more * (hits / (hits + misses));
  }
  return {
    rows: order.length,
    positives,
    averagePrecision: positives > 0 ? precision / positives : Number.NaN,
    rocAuc: positives > 0 && negatives > 0 ? above / (positives * negatives) : Number.NaN,
  };
}
