/** Which plan judges a measured feature. */
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import { type Conversion, conversionOf } from "../contracts/plant/unit-conversion.ts";
import type { Feature } from "../contracts/production/material-event.ts";
import type { PlanConfig } from "./config.ts";

/** Plans by the name of the feature. */
export class Plans {
  readonly #byFeature = new Map<string, PlanConfig[]>();

  constructor(plans: readonly PlanConfig[]) {
    for (const plan of plans) {
      const same = this.#byFeature.get(plan.feature);
      if (same === undefined) this.#byFeature.set(plan.feature, [plan]);
      else same.push(plan);
    }
  }

  /** The plan of a feature at a gauge. A piece whose variant nobody reported fits only plans of all variants. */
  of({ feature, gauge, variant }: { readonly feature: string; readonly gauge: string; readonly variant: string }) {
    return this.#byFeature
      .get(feature)
      ?.find(
        ({ gauges, variants }) =>
          gauges.some((word) => matchesWord(word, gauge)) && variants.some((word) => matchesWord(word, variant)),
      );
  }
}

/** Value and limits in the plan's unit; NaN: no limit. */
export interface PlannedValue {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The reported value in the plan's unit, with the plan's limits or else the reported ones. Undefined where the unit is
 * another dimension. A report without a unit is in the plan's.
 */
export function inPlan(plan: PlanConfig, { value, lower, upper, unit }: Feature): PlannedValue | undefined {
  const conversion = conversionOf(unit ?? plan.unit, plan.unit);
  if (conversion === undefined) return undefined;
  return {
    value: converted(value, conversion),
    lower: plan.lower ?? converted(lower ?? Number.NaN, conversion),
    upper: plan.upper ?? converted(upper ?? Number.NaN, conversion),
  };
}

/** What the chart judges: the value; its deviation from the middle of its limits; or 1 for a nonconforming piece. */
export function judgedOf(plan: PlanConfig, { value, lower, upper }: PlannedValue, ok: boolean): number {
  if (plan.chart.kind === "p") return ok ? 0 : 1;
  if (!plan.isDeviation) return value;
  return value - middleOf(lower, upper, plan.nominal);
}

/** The middle of two limits, else the nominal value or the single limit; 0 where there is nothing to deviate from. */
export function middleOf(lower: number, upper: number, nominal: number | undefined): number {
  const middle = (lower + upper) / 2;
  if (!Number.isNaN(middle)) return middle;
  return nominal ?? (Number.isNaN(lower) ? (Number.isNaN(upper) ? 0 : upper) : lower);
}

function converted(value: number, { factor, offset }: Conversion): number {
  return value * factor + offset;
}
