import uPlot from "uplot";
import { fetchGaps, fetchTrend, type Span, type TrendAnswer } from "../data/api.ts";
import { csvLine } from "../data/csv.ts";
import { type ChartGap, placedGaps } from "./chart-gaps.ts";
import type { Series } from "./series.ts";
import { withGaps } from "./trend-gaps.ts";

/** Curves on one time axis, seconds: mean of each, then minimum and maximum of the first. */
export interface TrendTable {
  readonly data: uPlot.AlignedData;
  readonly isEmpty: boolean;
  readonly gaps: readonly ChartGap[];
}

/**
 * Asks for every curve with its declared gaps, and joins them. A request that fails is an error: a chart without one of
 * its curves, or drawn across a gap, would mislead.
 */
export async function fetchSeries(series: readonly Series[], span: Span, width: number): Promise<TrendTable> {
  const spanOf = (shiftMs: number): Span => ({ fromMs: span.fromMs - shiftMs, toMs: span.toMs - shiftMs });
  // Curves of one span share the answer about gaps.
  const shifts = [...new Set(series.map(({ shiftMs }) => shiftMs))];
  const [answers, lists] = await Promise.all([
    Promise.all(series.map(({ tag, shiftMs }) => fetchTrend(tag.tagUid, spanOf(shiftMs), width))),
    Promise.all(shifts.map((shiftMs) => fetchGaps(spanOf(shiftMs)))),
  ]);
  const gaps = series.flatMap((one, i) =>
    placedGaps(lists[shifts.indexOf(one.shiftMs)] ?? [], one, i, spanOf(one.shiftMs)),
  );
  return tableOf(answers, series, gaps);
}

/** Curves on one time axis; a pause without a sample breaks a curve. */
export function tableOf(
  answers: readonly TrendAnswer[],
  series: readonly Series[],
  gaps: readonly ChartGap[] = [],
): TrendTable {
  const tables = answers.map((answer, i): uPlot.AlignedData => {
    const shiftMs = series[i]?.shiftMs ?? 0;
    const times = answer.times.map((time) => (time === null ? Number.NaN : (Date.parse(time) + shiftMs) / 1000));
    const columns = i === 0 ? [answer.mean, answer.min, answer.max] : [answer.mean];
    return withGaps(times, columns) as unknown as uPlot.AlignedData;
  });
  const isEmpty = answers.every((answer) => answer.times.length === 0);
  const [first, ...others] = tables;
  if (first === undefined) return { data: [[]], isEmpty, gaps };
  // The mean of the first comes first, its extremes last, so that curve n is column n + 1.
  const joined =
    others.length === 0
      ? first
      : uPlot.join([first, ...others], tables.map((table) => table.slice(1).map(() => 2)) as uPlot.JoinNullMode[][]);
  const [x, mean, low, high, ...rest] = joined;
  return { data: [x, mean, ...rest, low, high] as uPlot.AlignedData, isEmpty, gaps };
}

/** Lines for a spreadsheet: time in UTC, then one column for each curve. */
export function csvOf({ data }: TrendTable, names: readonly string[]): string {
  const lines: string[] = [csvLine(["time", ...names])];
  for (const [row, seconds] of data[0].entries()) {
    const values = names.map((_, i) => data[i + 1]?.[row]);
    if (values.every((value) => value === null || value === undefined)) continue;
    // Numbers stay unchanged: a minus does not start a formula.
    const cells = values.map((value) => (value === null || value === undefined ? "" : String(value)));
    lines.push([new Date(Number(seconds) * 1000).toISOString(), ...cells].join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}
