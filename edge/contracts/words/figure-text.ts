/** How key figures are written, on the screen and in reports. A dash stands for an unknown one. */
import { filledIn } from "../plant/filled-in.ts";
import type { Language } from "./language.ts";
import { numberText } from "./number-text.ts";
import { ageText, ageTexts } from "./time-text.ts";

const NONE = "—";
const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;

/** A ratio from 0 to 1 as a percentage. */
export function ratioText(ratio: number | null, language: Language): string {
  return ratio === null ? NONE : `${numberText(100 * ratio, language, 1)} %`;
}

/** Seconds as a figure: to the minute up to three days, because a shift is only eight hours; else tenths of a day. */
export function durationText(seconds: number | null, language: Language): string {
  if (seconds === null) return NONE;
  return `${seconds < 0 ? "−" : ""}${spanText(Math.abs(seconds), language)}`;
}

function spanText(seconds: number, language: Language): string {
  const say = filledIn(ageTexts, language);
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return ageText(seconds * 1000, language);
  if (minutes >= 72 * 60) return say("age.d", { n: numberText(seconds / DAY_S, language, 1) });
  const [h, min] = [Math.floor(minutes / 60), minutes % 60];
  const hours = say("age.h", { n: numberText(h, language, 0) });
  return min === 0 ? hours : `${hours} ${say("age.min", { n: String(min) })}`;
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
