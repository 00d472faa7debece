import type { Geometry, Ratings } from "../../../edge/contracts/plant/component-kinds.ts";
import type { Component } from "../../../edge/contracts/plant/components.ts";
import type { TextKey } from "../i18n/catalogue.ts";
import { formatMeasured, formatNumber } from "./format.ts";
import { unitSymbol } from "./units.ts";

type Field = Exclude<keyof Geometry, "designation"> | keyof Ratings;

/** UCUM code by the unit that ends a field's name; fields without one are counts or ratios. */
const UNITS: readonly (readonly [ending: string, unit: string])[] = [
  ["PerMin", "/min"],
  ["M3PerH", "m3/h"],
  ["Mbar", "mbar"],
  ["Hours", "h"],
  ["Cycles", "1"],
  ["Deg", "deg"],
  ["Bar", "bar"],
  ["Mm", "mm"],
  ["M2", "m2"],
  ["Nm", "N.m"],
  ["Ah", "A.h"],
  ["W", "W"],
  ["V", "V"],
  ["N", "N"],
];

/** A measure or rating of a component with its name. */
export interface ComponentFact {
  readonly name: TextKey;
  readonly value: string;
}

/** Facts about a component: designation, measures, ratings, the life that it had before. */
export function factsOf({ geometry, ratings, priorLife }: Component): readonly ComponentFact[] {
  const { designation, ...measures } = geometry ?? {};
  const numbers = Object.entries({ ...measures, ...ratings }) as [Field, number][];
  return [
    ...(designation === undefined ? [] : [{ name: "components.designation" as const, value: designation }]),
    ...numbers.map(([field, value]) => ({ name: `components.${field}` as const, value: withUnit(field, value) })),
    ...(priorLife?.hours === undefined
      ? []
      : [{ name: "components.prior-hours" as const, value: formatMeasured(priorLife.hours, { unit: "h" }) }]),
    ...(priorLife?.cycles === undefined
      ? []
      : [{ name: "components.prior-cycles" as const, value: formatNumber(priorLife.cycles) }]),
  ];
}

function withUnit(field: Field, value: number): string {
  const unit = UNITS.find(([ending]) => field.endsWith(ending))?.[1];
  // As the config has it: a measure of a drawing is not rounded.
  const decimals = String(value).split(".")[1]?.length ?? 0;
  if (unit === undefined || unit === "1") return formatNumber(value, decimals);
  return unit === "W" ? formatMeasured(value, { unit }) : `${formatNumber(value, decimals)} ${unitSymbol(unit)}`;
}
