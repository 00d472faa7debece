/** Phase II of a control chart: judges one subgroup after the other by a model, with a constant amount of state. */
import type { ChartCurves, ChartModel, RuleSet, Signal, Subgroups } from "../../contracts/quality/chart.ts";
import { c4Of, rangeConstants } from "./chart-constants.ts";
import { deviationOf, meanOf, rangeOf, subgroupAt } from "./chart-model.ts";
import { RunRules } from "./run-rules.ts";

/** Bit of a spread beyond its limits; the lower ones are the patterns of `RunRules.rules`. */
const SPREAD_BIT = 1 << 8;

interface SpreadLimits {
  readonly centre: number;
  readonly lower: number;
  readonly upper: number;
}

/** State between two subgroups: EWMA, or the two sums, or the last single value; and the points of the rules. */
export interface JudgeState {
  readonly sums: readonly [number, number];
  readonly isStarted: boolean;
  readonly points: readonly number[];
}

/**
 * Rules other than a point beyond the limits apply to means, single values and shares. Points of EWMA and CUSUM depend
 * on each other, and spreads are not symmetric, so that only their limits count.
 */
export class ChartJudge {
  readonly rules: RunRules;
  readonly #model: ChartModel;
  readonly #spread: SpreadLimits;
  /** Standard deviation of the plotted statistic where all subgroups have the same size. */
  readonly #deviation: number;
  /** EWMA; or upper and lower sum of CUSUM in standard deviations; or the last single value. */
  #first: number;
  #second = 0;
  #isStarted = false;
  /** The newest point. */
  location = Number.NaN;
  lower = Number.NaN;
  upper = Number.NaN;
  spread = Number.NaN;

  constructor(model: ChartModel, set: RuleSet) {
    const { kind, size, sigma, lambda, centre } = model;
    this.#model = model;
    this.rules = new RunRules(kind === "ewma" || kind === "cusum" ? "limits" : set);
    this.#deviation = (sigma / Math.sqrt(size)) * (kind === "ewma" ? Math.sqrt(lambda / (2 - lambda)) : 1);
    this.#spread = spreadLimits(model);
    this.#first = kind === "ewma" ? centre : 0;
  }

  get spreadLimits(): SpreadLimits {
    return this.#spread;
  }

  /** Takes a subgroup, of `p` and `u` one number and how many were inspected. Returns the signals as bits; 0: none. */
  add(values: Float64Array, inspected = Number.NaN): number {
    const { kind } = this.#model;
    if (kind === "cusum") return this.#sum(meanOf(values));
    if (kind === "p" || kind === "u") return this.#count(values[0] as number, inspected);
    const { centre, width, lambda } = this.#model;
    const mean = meanOf(values);
    this.location = kind === "ewma" ? this.#first + lambda * (mean - this.#first) : mean;
    const reach = this.#deviation * width;
    this.lower = centre - reach;
    this.upper = centre + reach;
    this.spread = this.#spreadOf(values, mean);
    this.#first = this.location;
    this.#isStarted = true;
    const { lower, upper } = this.#spread;
    const isSpreadBeyond = this.spread > upper || this.spread < lower;
    return this.rules.add(((this.location - centre) / reach) * 3) | (isSpreadBeyond ? SPREAD_BIT : 0);
  }

  /** Forgets all subgroups, as after a new model or an intervention. */
  restart(): void {
    this.#first = this.#model.kind === "ewma" ? this.#model.centre : 0;
    this.#second = 0;
    this.#isStarted = false;
    this.rules.restart();
  }

  snapshot(): JudgeState {
    return { sums: [this.#first, this.#second], isStarted: this.#isStarted, points: this.rules.snapshot() };
  }

  restore({ sums: [first, second], isStarted, points }: JudgeState): void {
    this.#first = first;
    this.#second = second;
    this.#isStarted = isStarted;
    this.rules.restore(points);
  }

  #spreadOf(values: Float64Array, mean: number): number {
    switch (this.#model.kind) {
      case "i-mr":
        return this.#isStarted ? Math.abs(mean - this.#first) : Number.NaN;
      case "xbar-r":
        return rangeOf(values);
      case "xbar-s":
        return deviationOf(values);
      default:
        return Number.NaN;
    }
  }

  /** Upper and lower sum in the feature's unit; after a signal, both begin anew (a signal is a call to act). */
  #sum(mean: number): number {
    const { centre, reference, width } = this.#model;
    const z = (mean - centre) / this.#deviation;
    this.#first = Math.max(0, this.#first + z - reference);
    this.#second = Math.max(0, this.#second - z - reference);
    this.location = this.#first * this.#deviation;
    this.spread = -this.#second * this.#deviation;
    this.upper = width * this.#deviation;
    this.lower = -this.upper;
    const found = (this.#first > width ? 1 : 0) | (this.#second > width ? SPREAD_BIT : 0);
    if (found !== 0) this.restart();
    return found;
  }

  #count(found: number, inspected: number): number {
    const { kind, centre } = this.#model;
    const deviation = Math.sqrt((kind === "p" ? centre * (1 - centre) : centre) / inspected);
    this.location = found / inspected;
    this.lower = Math.max(0, centre - 3 * deviation);
    this.upper = kind === "p" ? Math.min(1, centre + 3 * deviation) : centre + 3 * deviation;
    return this.rules.add((this.location - centre) / deviation);
  }
}

function spreadLimits({ kind, size, sigma }: ChartModel): SpreadLimits {
  if (kind === "i-mr" || kind === "xbar-r") {
    const { d2, d3 } = rangeConstants(kind === "i-mr" ? 2 : size);
    return { centre: d2 * sigma, lower: Math.max(0, d2 - 3 * d3) * sigma, upper: (d2 + 3 * d3) * sigma };
  }
  if (kind !== "xbar-s") return { centre: Number.NaN, lower: Number.NaN, upper: Number.NaN };
  const c4 = c4Of(size);
  const reach = 3 * Math.sqrt(1 - c4 * c4);
  return { centre: c4 * sigma, lower: Math.max(0, c4 - reach) * sigma, upper: (c4 + reach) * sigma };
}

/** All curves and signals of a chart over a number of subgroups, from its beginning. */
export function judgeAll(
  model: ChartModel,
  set: RuleSet,
  { values, inspected }: Subgroups,
): { readonly curves: ChartCurves; readonly signals: readonly Signal[] } {
  const size = model.kind === "p" || model.kind === "u" ? 1 : model.size;
  const groups = Math.floor(values.length / size);
  const judge = new ChartJudge(model, set);
  const column = (): Float64Array => new Float64Array(groups);
  const [location, lower, upper, spread] = [column(), column(), column(), column()];
  const signals: Signal[] = [];
  for (let at = 0; at < groups; at++) {
    const bits = judge.add(subgroupAt(values, size, at), inspected?.[at]);
    location[at] = judge.location;
    lower[at] = judge.lower;
    upper[at] = judge.upper;
    spread[at] = judge.spread;
    if (bits !== 0) signals.push(...signalsIn(bits, judge, at));
  }
  const { centre, lower: spreadLower, upper: spreadUpper } = judge.spreadLimits;
  return { curves: { location, lower, upper, spread, spreadCentre: centre, spreadLower, spreadUpper }, signals };
}

/** The signals that the subgroup with the number `at` completes. */
export function signalsIn(bits: number, { rules }: Pick<ChartJudge, "rules">, at: number): readonly Signal[] {
  const found: Signal[] = rules.rules.flatMap(({ pattern, rule, points }, bit) =>
    (bits & (1 << bit)) === 0 ? [] : [{ pattern, rule, curve: "location", from: Math.max(0, at - points + 1), to: at }],
  );
  if ((bits & SPREAD_BIT) !== 0) found.push({ pattern: "beyond-limit", rule: 1, curve: "spread", from: at, to: at });
  return found;
}
