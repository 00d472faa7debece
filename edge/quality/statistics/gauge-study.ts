/**
 * Gauge R&R of a crossed study by analysis of variance (AIAG, Measurement Systems Analysis, 4th edition, 2010, chapter
 * III B; D. C. Montgomery and G. C. Runger, Quality Engineering 6 (1993) 289).
 */
import type {
  GaugeResult,
  GaugeShare,
  GaugeStudy,
  Tolerance,
  VarianceRow,
} from "../../contracts/quality/capability.ts";
import { meanOf } from "./chart-model.ts";
import { aboveF } from "./special-functions.ts";

/** An interaction above this probability is pooled with the repeatability, as AIAG advises. */
const POOLED_ABOVE = 0.25;

/** Undefined below two parts, two operators or two trials, where the number of values differs, or without scatter. */
export function gaugeStudy(study: GaugeStudy, tolerance: Tolerance = {}): GaugeResult | undefined {
  const { parts, operators, trials, values } = study;
  if (Math.min(parts, operators, trials) < 2 || values.length !== parts * operators * trials) return undefined;
  const squares = squaresOf(study);
  if (!(squares.total > 0)) return undefined;
  const freedom = {
    part: parts - 1,
    operator: operators - 1,
    interaction: (parts - 1) * (operators - 1),
    repeatability: parts * operators * (trials - 1),
  };
  const mean = (key: keyof typeof freedom): number => squares[key] / freedom[key];
  const ratio = mean("interaction") / mean("repeatability");
  const interactionP = aboveF(ratio, freedom.interaction, freedom.repeatability);
  // Without scatter between trials nothing is left to pool with.
  const isPooled = interactionP > POOLED_ABOVE;
  const pooledFreedom = freedom.interaction + freedom.repeatability;
  const error = isPooled ? (squares.interaction + squares.repeatability) / pooledFreedom : mean("repeatability");
  const against = isPooled
    ? { mean: error, freedom: pooledFreedom }
    : { mean: mean("interaction"), freedom: freedom.interaction };
  const row = (key: keyof typeof freedom, tested?: readonly [number, number]): VarianceRow => ({
    freedom: freedom[key],
    square: squares[key],
    meanSquare: mean(key),
    ratio: tested?.[0] ?? Number.NaN,
    p: tested?.[1] ?? Number.NaN,
  });
  const tested = (key: "part" | "operator"): readonly [number, number] => {
    const of = mean(key) / against.mean;
    return [of, aboveF(of, freedom[key], against.freedom)];
  };
  return {
    rows: {
      part: row("part", tested("part")),
      operator: row("operator", tested("operator")),
      interaction: row("interaction", [ratio, interactionP]),
      repeatability: row("repeatability"),
    },
    isPooled,
    ...sharesOf({
      repeatability: error,
      interaction: isPooled ? 0 : Math.max(0, (mean("interaction") - error) / trials),
      operator: Math.max(0, (mean("operator") - against.mean) / (parts * trials)),
      part: Math.max(0, (mean("part") - against.mean) / (operators * trials)),
      within: withinLimits(tolerance, meanOf(values)),
    }),
  };
}

interface Squares {
  readonly part: number;
  readonly operator: number;
  readonly interaction: number;
  readonly repeatability: number;
  readonly total: number;
}

/** Sums of squares around the means, each from its own means, so that large values cost no digits. */
function squaresOf({ parts, operators, trials, values }: GaugeStudy): Squares {
  const grand = meanOf(values);
  const cell = new Float64Array(parts * operators);
  const part = new Float64Array(parts);
  const operator = new Float64Array(operators);
  let repeatability = 0;
  let total = 0;
  for (let at = 0; at < cell.length; at++) {
    const own = values.subarray(at * trials, (at + 1) * trials);
    const mean = meanOf(own);
    cell[at] = mean;
    part[Math.floor(at / operators)] = (part[Math.floor(at / operators)] as number) + mean / operators;
    operator[at % operators] = (operator[at % operators] as number) + mean / parts;
    for (const value of own) {
      repeatability += (value - mean) ** 2;
      total += (value - grand) ** 2;
    }
  }
  let interaction = 0;
  for (let at = 0; at < cell.length; at++) {
    const expected = (part[Math.floor(at / operators)] as number) + (operator[at % operators] as number) - grand;
    interaction += trials * ((cell[at] as number) - expected) ** 2;
  }
  const around = (means: Float64Array): number => means.reduce((sum, mean) => sum + (mean - grand) ** 2, 0);
  return {
    part: around(part) * operators * trials,
    operator: around(operator) * parts * trials,
    interaction,
    repeatability,
    total,
  };
}

interface Components {
  readonly repeatability: number;
  readonly interaction: number;
  readonly operator: number;
  readonly part: number;
  /** Number of deviations, and the width that they are compared with; undefined without limits. */
  readonly within: { readonly deviations: number; readonly width: number } | undefined;
}

type Shares = Pick<
  GaugeResult,
  "repeatability" | "reproducibility" | "interaction" | "gauge" | "part" | "total" | "categories"
>;

function sharesOf({ repeatability, interaction, operator, part, within }: Components): Shares {
  const reproducibility = operator + interaction;
  const gauge = repeatability + reproducibility;
  const total = gauge + part;
  const share = (variance: number): GaugeShare => {
    const deviation = Math.sqrt(variance);
    return {
      deviation,
      contributionPercent: (100 * variance) / total,
      studyPercent: 100 * Math.sqrt(variance / total),
      tolerancePercent: within === undefined ? null : (100 * within.deviations * deviation) / within.width,
    };
  };
  return {
    repeatability: share(repeatability),
    reproducibility: share(reproducibility),
    interaction: share(interaction),
    gauge: share(gauge),
    part: share(part),
    total: share(total),
    categories: gauge > 0 ? Math.floor(1.41 * Math.sqrt(part / gauge)) : 0,
  };
}

function withinLimits({ lower, upper }: Tolerance, mean: number): Components["within"] {
  if (lower !== undefined && upper !== undefined) return { deviations: 6, width: upper - lower };
  const single = lower ?? upper;
  return single === undefined ? undefined : { deviations: 3, width: Math.abs(single - mean) };
}
