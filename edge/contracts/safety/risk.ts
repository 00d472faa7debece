/** Levels of risk and how they follow from consequence and likelihood (rules SR1 to SR4). Pure. */

/** 红橙黄蓝, the highest first. A category that is shown with its word, not an alarm. */
export const RISK_LEVELS = ["red", "orange", "yellow", "blue"] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/**
 * LEC: likelihood × exposure × consequence (Graham and Kinney 1976). LS: likelihood × severity. matrix: a table of
 * levels by likelihood and severity.
 */
export const RISK_METHODS = ["LEC", "LS", "matrix"] as const;
export type RiskMethodKind = (typeof RISK_METHODS)[number];

/** A method with its tables. */
export interface RiskMethod {
  readonly kind: RiskMethodKind;
  /** Values that a hazard may have, in any order. */
  readonly likelihood: readonly number[];
  /** Of LEC alone. */
  readonly exposure: readonly number[];
  readonly severity: readonly number[];
  /** Lowest score of red, orange and yellow; below is blue. Of LEC and LS. */
  readonly bands: readonly [red: number, orange: number, yellow: number];
  /** Of the matrix: a row for each likelihood, a level for each severity, in the order of their lists. */
  readonly matrix: readonly (readonly RiskLevel[])[];
}

export interface Rated {
  readonly likelihood: number;
  readonly exposure?: number | undefined;
  readonly severity: number;
  /** Criterion of the plant's rule pack by which it is 重大 (major). */
  readonly major?: string | undefined;
}

export interface Rating {
  /** Null for a matrix, which has no score. */
  readonly score: number | null;
  /** By the score or the matrix alone. */
  readonly scored: RiskLevel;
  /** Red where a criterion says major, whatever the score. */
  readonly level: RiskLevel;
  readonly isMajor: boolean;
}

const FIVE = [1, 2, 3, 4, 5] as const;
const MATRIX: RiskMethod["matrix"] = [
  ["blue", "blue", "blue", "blue", "yellow"],
  ["blue", "blue", "blue", "yellow", "orange"],
  ["blue", "blue", "yellow", "orange", "orange"],
  ["blue", "yellow", "orange", "orange", "red"],
  ["yellow", "orange", "orange", "red", "red"],
];

/** Widely published tables, which a plant replaces by its own. */
export const METHOD_DEFAULTS: Readonly<Record<RiskMethodKind, Omit<RiskMethod, "kind">>> = {
  LEC: {
    likelihood: [0.1, 0.2, 0.5, 1, 3, 6, 10],
    exposure: [0.5, 1, 2, 3, 6, 10],
    severity: [1, 3, 7, 15, 40, 100],
    bands: [320, 160, 70],
    matrix: [],
  },
  LS: { likelihood: FIVE, exposure: [], severity: FIVE, bands: [20, 15, 9], matrix: [] },
  matrix: { likelihood: FIVE, exposure: [], severity: FIVE, bands: [20, 15, 9], matrix: MATRIX },
};

/** The rating of a hazard. A score never lowers what a criterion calls major. */
export function ratingOf(hazard: Rated, method: RiskMethod): Rating {
  const { score, scored } = scoredBy(hazard, method);
  const isMajor = hazard.major !== undefined;
  return { score, scored, level: isMajor ? "red" : scored, isMajor };
}

function scoredBy({ likelihood, exposure, severity }: Rated, method: RiskMethod): Pick<Rating, "score" | "scored"> {
  if (method.kind === "matrix") {
    const row = method.matrix[method.likelihood.indexOf(likelihood)];
    // A value that the table lacks is refused with the config; until then the worst is assumed.
    return { score: null, scored: row?.[method.severity.indexOf(severity)] ?? "red" };
  }
  const product = likelihood * severity * (method.kind === "LEC" ? (exposure ?? Math.max(...method.exposure)) : 1);
  const score = Number(product.toPrecision(12));
  const at = method.bands.findIndex((least) => score >= least);
  return { score, scored: RISK_LEVELS[at < 0 ? RISK_LEVELS.length - 1 : at] as RiskLevel };
}
