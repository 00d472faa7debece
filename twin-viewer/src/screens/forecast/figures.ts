/** Figures of forecasts as texts. */
import type { Range } from "../../../../edge/contracts/forecast/answer.ts";
import { formatNumber } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";

/** A whole number; counts of a forecast are medians and means, whose decimals say nothing. */
export function roundText(value: number): string {
  return formatNumber(Math.round(value), 0);
}

/** A share of the runs; decimals would say more than so few runs can. */
export function shareText(share: number): string {
  return `${formatNumber(Math.round(100 * share), 0)} %`;
}

export function rangeText({ low, middle, high }: Range, decimals = 0): string {
  const text = (value: number): string => (decimals === 0 ? roundText(value) : formatNumber(value, decimals));
  return t("forecast.good-range", { low: text(low), middle: text(middle), high: text(high) });
}

/**
 * Good pieces: the whole numbers that lie inside of the interval, so that what happened is inside exactly if it is one
 * of them. An interval that has no room for them keeps a decimal.
 */
export function goodText(range: Range): string {
  const { low, middle, high } = range;
  const [least, near, most] = [Math.ceil(low), Math.round(middle), Math.floor(high)];
  const isWhole = least <= near && near <= most;
  const text = (whole: number, exact: number): string => (isWhole ? roundText(whole) : formatNumber(exact, 1));
  return t("forecast.good-range", { low: text(least, low), middle: text(near, middle), high: text(most, high) });
}

/** Ends of one scale that holds all intervals and marks, with some room. */
export function scaleOf(ranges: readonly Range[], marks: readonly number[]): readonly [number, number] {
  const all = [...ranges.flatMap(({ low, high }) => [low, high]), ...marks];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = Math.max(1, 0.08 * (most - least));
  return [Math.max(0, least - room), most + room];
}
