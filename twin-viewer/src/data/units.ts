import { unitSymbol as symbolOf } from "../../../edge/contracts/plant/unit-symbol.ts";
import { language } from "../i18n/chosen.ts";

/** Units that a language writes as words: Chinese does so for times, as for ages. */
const WORDS = {
  zh: new Map([
    ["ms", "毫秒"],
    ["s", "秒"],
    ["min", "分钟"],
    ["h", "小时"],
    ["d", "天"],
    ["1/10min", "次/10 分钟"],
  ]),
  en: new Map([["1/10min", "per 10 min"]]),
} as const;

/** A UCUM code in the usual notation of the page's language. */
export function unitSymbol(code: string | undefined): string {
  return (code === undefined ? undefined : WORDS[language.value].get(code)) ?? symbolOf(code);
}

/** Units whose large values read better in thousands. */
const THOUSANDS = new Map([
  ["W", "kW"],
  ["W.h", "kWh"],
  ["V.A", "kVA"],
  ["var", "kvar"],
  ["V.A{reactive}", "kvar"],
  ["V.A.h{reactive}", "kvarh"],
]);

/** Seconds from which a counted time, such as the power-on time of a machine, reads better in hours. */
const HOURS_FROM_S = 36_000;

/** A power or energy from one thousand on in thousands, a long time in hours; everything else unchanged. */
export function inLargerUnit(
  value: number,
  code: string | undefined,
): { readonly value: number; readonly symbol: string } {
  if (code === "s" && Math.abs(value) >= HOURS_FROM_S) return { value: value / 3600, symbol: unitSymbol("h") };
  const larger = code === undefined ? undefined : THOUSANDS.get(code);
  return larger === undefined || !(Math.abs(value) >= 1000)
    ? { value, symbol: unitSymbol(code) }
    : { value: value / 1000, symbol: larger };
}

const TO_SI = new Map([
  ["deg", Math.PI / 180],
  ["rad", 1],
  ["m", 1],
  ["mm", 0.001],
  ["cm", 0.01],
  ["um", 1e-6],
]);

/** Factor from a unit of angle or length to radians or metres; 1 for every other unit. */
export function toSi(code: string | undefined): number {
  return (code === undefined ? undefined : TO_SI.get(code)) ?? 1;
}
