/** Words of charts in the page's language. The keys stand here in full, so that each is known to be used. */
import type { ChartKind } from "../../../../edge/contracts/quality/chart.ts";
import { formatNumber } from "../../data/format.ts";
import type { CapabilityAnswer, FeatureAnswer, IndexAnswer } from "../../data/quality-api.ts";
import { unitSymbol } from "../../data/units.ts";
import { t } from "../../i18n/language.ts";
import type { ChartPane, CurveName } from "./chart-panes.ts";
import { decimalsOfSpread } from "./chart-shape.ts";

/** Indices are given with two decimals: their intervals are wider than that. */
const DECIMALS = 2;
/** Of a fitted distribution, less than one piece in a million means nothing. */
const LEAST_PERCENT = 0.0001;

export function kindText({ chart, size }: Pick<FeatureAnswer, "chart" | "size">): string {
  return t(`spc.kind-${chart}`, { size });
}

/** The rules that judge a chart: points of EWMA and CUSUM depend on each other, so that only limits do (rule QY5). */
export function rulesText({ chart, rules }: Pick<FeatureAnswer, "chart" | "rules">): string {
  return t(`spc.rules-${chart === "ewma" || chart === "cusum" ? "limits" : rules}`);
}

/** Name of a curve, by the kind of its chart. */
export function curveText(curve: CurveName, kind: ChartKind): string {
  if (curve === "location") return t(`spc.location-${kind}`);
  return kind === "i-mr" || kind === "xbar-r" || kind === "xbar-s" || kind === "cusum" ? t(`spc.spread-${kind}`) : "";
}

/** The distribution that was fitted, or why there is none. */
export function distributionText({
  distribution,
  normality,
}: Pick<NonNullable<CapabilityAnswer["capability"]>, "distribution" | "normality">): string {
  return t(
    distribution === null && normality === null ? "capability.dist-few" : `capability.dist-${distribution ?? "none"}`,
  );
}

export function indexText({ value }: Pick<IndexAnswer, "value">): string {
  return formatNumber(value, DECIMALS);
}

/** "1.05 to 1.62 (95 %)"; undefined where there is no interval. */
export function intervalOf({ low, high }: IndexAnswer): { readonly low: string; readonly high: string } | undefined {
  return low === null || high === null
    ? undefined
    : { low: formatNumber(low, DECIMALS), high: formatNumber(high, DECIMALS) };
}

/** A share, 0 to 1, as % with two digits that count; "< 0.0001 %" where it is less. */
export function percentText(share: number): string {
  const percent = 100 * share;
  if (percent === 0) return "0 %";
  if (percent < LEAST_PERCENT) return `< ${LEAST_PERCENT} %`;
  return `${formatNumber(percent, Math.max(0, 1 - Math.floor(Math.log10(percent))))} %`;
}

/** A value with its unit; nothing stands behind counts. */
export function withUnit(number: string, unit: string): string {
  return unit === "1" ? number : `${number} ${unitSymbol(unit)}`;
}

/** Numbers of a pane with decimals that fit the distance of its limits. */
export function numberOf({ lower, upper, centre, values }: Omit<ChartPane, "curve">): (value: number) => string {
  const top = upper.at(-1) ?? centre ?? values.at(-1) ?? 0;
  const bottom = lower.at(-1) ?? centre ?? 0;
  const decimals = decimalsOfSpread((top - bottom) / 6);
  return (value) => formatNumber(value, decimals);
}

/** "−0.012 – 0.012", "≤ 4.00" for a single limit; a dash without any. */
export function toleranceText(
  { lower, upper }: Pick<CapabilityAnswer, "lower" | "upper">,
  text: (value: number) => string,
): string {
  if (lower !== null && upper !== null) return `${text(lower)} – ${text(upper)}`;
  return upper !== null ? `≤ ${text(upper)}` : lower !== null ? `≥ ${text(lower)}` : "—";
}
