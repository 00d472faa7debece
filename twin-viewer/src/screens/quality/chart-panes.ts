/** The one or two curves of a control chart with what stands at their points. */
import type { Signal } from "../../../../edge/contracts/quality/chart.ts";
import type { ChartAnswer } from "../../data/quality-api.ts";
import type { Pane } from "./chart-shape.ts";

export type CurveName = Signal["curve"];

export interface ChartPane extends Omit<Pane, "width" | "height"> {
  readonly curve: CurveName;
  /** Rules by the point that completed their pattern. */
  readonly rules: ReadonlyMap<number, readonly number[]>;
  /** All points of patterns. */
  readonly inPattern: ReadonlySet<number>;
  /** Points that were left out of the limits. */
  readonly excluded: ReadonlySet<number>;
}

/** Of `cusum`, the upper sum and the lower one; of `ewma`, `p` and `u` one curve; of the others their pair. */
export function panesOf(chart: ChartAnswer): readonly ChartPane[] {
  const { curves, model } = chart;
  if (curves === null || model === null) return [];
  const isSum = model.kind === "cusum";
  const same = (value: number | null) => curves.spread.map(() => value);
  const none = same(null);
  const common = (curve: CurveName) => ({ curve, ...patternsOf(chart, curve), excluded: excludedOf(chart) });
  const location: ChartPane = {
    ...common("location"),
    values: curves.location,
    lower: isSum ? none : curves.lower,
    upper: curves.upper,
    centre: isSum ? 0 : model.centre,
  };
  if (curves.spread.every((value) => value === null)) return [location];
  const spread: ChartPane = {
    ...common("spread"),
    values: curves.spread,
    lower: isSum ? curves.lower : same(curves.spreadLower),
    upper: isSum ? none : same(curves.spreadUpper),
    centre: isSum ? 0 : curves.spreadCentre,
  };
  return [location, spread];
}

function patternsOf({ signals }: ChartAnswer, curve: CurveName) {
  const rules = new Map<number, readonly number[]>();
  const inPattern = new Set<number>();
  for (const { curve: of, rule, from, to } of signals) {
    if (of !== curve) continue;
    rules.set(to, [...(rules.get(to) ?? []), rule]);
    for (let at = from; at <= to; at++) inPattern.add(at);
  }
  return { rules, inPattern };
}

function excludedOf({ limits, first, times }: ChartAnswer): ReadonlySet<number> {
  const places = (limits?.excluded ?? []).map((number) => number - first);
  return new Set(places.filter((at) => at >= 0 && at < times.length));
}

/** The part of the chart that the limits were computed from, as points; undefined where it is not in sight. */
export function phaseOneOf({ limits, first, times }: ChartAnswer): readonly [from: number, to: number] | undefined {
  if (limits === null) return undefined;
  const [from, to] = [Math.max(0, limits.from - first), Math.min(times.length - 1, limits.to - first)];
  return from <= to ? [from, to] : undefined;
}
