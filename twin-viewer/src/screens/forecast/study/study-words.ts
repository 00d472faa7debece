/** Names and figures of studies as texts. */
import type { Levels } from "../../../../../edge/contracts/forecast/studies.ts";
import { AS_IS, type Estimate, type Fate, type Outcome } from "../../../../../edge/contracts/forecast/study-answer.ts";
import { formatNumber, formatSigned } from "../../../data/format.ts";
import { t } from "../../../i18n/language.ts";

/** A variant by its levels, without those that leave the plant as it is. */
export function variantText(levels: Levels): string {
  const changed = Object.entries(levels).filter(([, level]) => level !== AS_IS);
  if (changed.length === 0) return t("forecast.as-it-is");
  return changed.map(([factor, level]) => t("study.level", { factor, level })).join(t("study.and"));
}

export function outcomeText(outcome: Outcome): string {
  return t(`study.outcome-${outcome}`);
}

/** Three digits are enough for figures of a model; a dash for what is not known. */
export function figureText(value: number | null): string {
  return value === null || !Number.isFinite(value) ? "–" : formatNumber(value, decimalsOf(value));
}

export function gainText({ mean, low, high }: Estimate): string {
  if (!isKnown(mean)) return "–";
  const text = (value: number): string => (isKnown(value) ? formatSigned(value, decimalsOf(value)) : "–");
  return t("study.gain-range", { mean: text(mean), low: text(low), high: text(high) });
}

export function fateText(fate: Fate): string {
  return "afterRuns" in fate ? t(`study.fate-${fate.kind}`, { runs: fate.afterRuns }) : t(`study.fate-${fate.kind}`);
}

function isKnown(value: number | null): boolean {
  return value !== null && Number.isFinite(value);
}

function decimalsOf(value: number): number {
  if (Number.isInteger(value)) return 0;
  const size = Math.abs(value);
  return size >= 100 ? 0 : size >= 10 ? 1 : 2;
}
