/** A loss that boosting minimises: first and second derivatives by the score, and the best constant to begin with. */
export interface Loss {
  base(target: Float64Array, rows: Int32Array): number;
  /** Fills `gradient` and `weight` of the given rows. */
  derive(
    target: Float64Array,
    score: Float64Array,
    rows: Int32Array,
    gradient: Float64Array,
    weight: Float64Array,
  ): void;
}

/** Half the squared error: scores are means. */
export const squaredError: Loss = {
  base: meanOf,
  derive(target, score, rows, gradient, weight) {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      gradient[row] = (score[row] as number) - (target[row] as number);
      weight[row] = 1;
    }
  },
};

/** Log loss of targets 0 and 1: scores are log odds. */
export const logLoss: Loss = {
  base(target, rows) {
    const share = Math.min(1 - 1e-6, Math.max(1e-6, meanOf(target, rows)));
    return Math.log(share / (1 - share));
  },
  derive(target, score, rows, gradient, weight) {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      const chance = 1 / (1 + Math.exp(-(score[row] as number)));
      gradient[row] = chance - (target[row] as number);
      weight[row] = chance * (1 - chance);
    }
  },
};

function meanOf(target: Float64Array, rows: Int32Array): number {
  let sum = 0;
  for (let at = 0; at < rows.length; at++) sum += target[rows[at] as number] as number;
  return rows.length === 0 ? 0 : sum / rows.length;
}
