import { filledIn } from "../plant/filled-in.ts";
import type { Language } from "./language.ts";
import { numberText } from "./number-text.ts";

/** Spans of time in their largest useful unit. */
export const ageTexts = {
  "age.ms": { en: "{n} s", zh: "{n} 秒" },
  "age.s": { en: "{n} s", zh: "{n} 秒" },
  "age.min": { en: "{n} min", zh: "{n} 分钟" },
  "age.h": { en: "{n} h", zh: "{n} 小时" },
  "age.d": { en: "{n} d", zh: "{n} 天" },
} as const;

/** A span of time in its largest useful unit. */
export function ageText(ms: number, language: Language): string {
  const say = filledIn(ageTexts, language);
  const whole = (unit: keyof typeof ageTexts, value: number) =>
    say(unit, { n: numberText(Math.round(value), language, 0) });
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return say("age.ms", { n: seconds < 0.05 ? "0" : numberText(seconds, language, 1) });
  if (seconds < 90) return whole("age.s", seconds);
  if (seconds < 90 * 60) return whole("age.min", seconds / 60);
  if (seconds < 72 * 3600) return whole("age.h", seconds / 3600);
  return whole("age.d", seconds / 86_400);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Time of day at the site. */
export function clockText(ms: number, timeZone: string, withSeconds = true): string {
  const key = `${timeZone}|${withSeconds}`;
  let format = clocks.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      ...(withSeconds ? { second: "2-digit" } : {}),
      hourCycle: "h23",
    });
    clocks.set(key, format);
  }
  return format.format(ms);
}

/** Day and time at the site. */
export function momentText(ms: number, timeZone: string, withSeconds = true): string {
  return `${dateText(ms, timeZone)} ${clockText(ms, timeZone, withSeconds)}`;
}

const dates = new Map<string, Intl.DateTimeFormat>();

/** Day at the site, `2026-11-27`. */
export function dateText(ms: number, timeZone: string): string {
  let format = dates.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    dates.set(timeZone, format);
  }
  return format.format(ms);
}
