import { fitRobustLine, type RobustLine } from "./robust-fit.ts";

/**
 * Time constants of the curves, in lengths of the window. These points cannot tell slower ones from a line, and faster
 * ones have settled within them.
 */
const BENDS = [0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4];
/** Probability before the data that the course is a line; the curves share the rest. */
const LINE = 0.5;
/** Residuals below this share of the points' range count as none, so that exact points leave weights finite. */
const EXACT = 1e-6;

/**
 * Probability that a trend, whose `line` reaches the limit, reaches it. Weighs the line against curves that bend away
 * from it towards a last value, y = level + slope · τ (1 − e^(−t/τ)), by how well they explain the points. Each curve
 * is a line in bent time, so that it has the same robust fit. Errors have a Laplace distribution of unknown scale
 * (likelihood (Σ|r|)^−n), with fewer independent points where residuals follow each other.
 */
export function shareThatReaches(
  times: Float64Array,
  values: Float64Array,
  { limit, line }: { readonly limit: number; readonly line: RobustLine },
): number {
  const count = times.length;
  const newest = times[count - 1] as number;
  const curves = BENDS.map((bend) => {
    const tau = bend * (newest - (times[0] as number));
    const fit = fitRobustLine(
      times.map((time) => -tau * Math.expm1((newest - time) / tau)),
      values,
      { count, z: 1 },
    );
    const isAhead = fit.slope * line.slope > 0 && (limit - fit.level) / fit.slope < tau;
    return { fit, isAhead, prior: (1 - LINE) / BENDS.length };
  });
  const courses = [{ fit: line, isAhead: true, prior: LINE }, ...curves];
  const none = EXACT * (Math.max(...values) - Math.min(...values)) + Number.MIN_VALUE;
  const least = none + Math.min(...courses.map(({ fit }) => fit.residual));
  const independent = count / Math.min(...courses.map(({ fit }) => fit.inflation));
  const weights = courses.map(({ fit, prior }) => prior * (least / (none + fit.residual)) ** independent);
  const sum = (all: readonly number[]): number => all.reduce((total, weight) => total + weight, 0);
  return sum(weights.filter((_, index) => courses[index]?.isAhead)) / sum(weights);
}
