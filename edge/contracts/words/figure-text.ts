/** How key figures are written, on the screen and in reports. A dash stands for an unknown one. */
import type { Language } from "./language.ts";
import { numberText } from "./number-text.ts";
import { ageText } from "./time-text.ts";

const NONE = "—";
const HOUR_S = 3_600;

/** A ratio from 0 to 1 as a percentage. */
export function ratioText(ratio: number | null, language: Language): string {
  return ratio === null ? NONE : `${numberText(100 * ratio, language, 1)} %`;
}

/** Seconds in their largest useful unit. */
export function durationText(seconds: number | null, language: Language): string {
  if (seconds === null) return NONE;
  return `${seconds < 0 ? "−" : ""}${ageText(Math.abs(seconds) * 1000, language)}`;
}

/** Seconds in hours, without the unit. */
export function hoursText(seconds: number | null, language: Language): string {
  if (seconds === null) return NONE;
  const value = seconds / HOUR_S;
  return numberText(value, language, value < 10 ? 2 : value < 100 ? 1 : 0);
}

/** Pieces an hour. */
export function rateText(perHour: number | null, language: Language): string {
  return perHour === null ? NONE : numberText(perHour, language, 1);
}

/** An amount and its standard uncertainty: the last digit of the amount is the first one of the uncertainty. */
export function measuredTexts(
  amount: number,
  u: number | null,
  language: Language,
): { readonly amount: string; readonly u: string | undefined } {
  const digits = u === null || u === 0 ? 1 : Math.min(Math.max(-Math.floor(Math.log10(u)), 0), 4);
  return { amount: numberText(amount, language, digits), u: u === null ? undefined : numberText(u, language, digits) };
}

/** Symbol of a unit of the meter tree. */
export function amountUnit(unit: "kWh" | "m3" | string): string {
  return unit === "m3" ? "m³" : unit;
}
