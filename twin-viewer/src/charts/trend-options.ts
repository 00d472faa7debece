import uPlot from "uplot";
import type { Span } from "../data/api.ts";
import { formatClock, formatNumber } from "../data/format.ts";
import { unitSymbol } from "../data/units.ts";
import { breaksOf, type ChartGap } from "./chart-gaps.ts";
import { gapText } from "./gap-text.ts";
import type { Series } from "./series.ts";
import { drawLimit, hatchGaps } from "./trend-marks.ts";

const HEIGHT = 190;
/** Curves differ by dashes, not by hue: hues are for alarms. */
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3]];

export interface ChartPlan {
  readonly series: readonly Series[];
  readonly width: number;
  readonly zone: string;
  readonly span: () => Span;
  /** The gaps of the curves that the chart shows now. */
  readonly gaps: () => readonly ChartGap[];
  /** Called with the values or the gap under the pointer; with an empty text elsewhere. */
  readonly onRead: (text: string) => void;
}

/** Pattern of the n-th curve's line, for the legend. */
export function dashOf(curve: number): readonly number[] {
  return DASHES[curve % DASHES.length] as readonly number[];
}

export function optionsOf(plan: ChartPlan): uPlot.Options {
  const { series, width, zone, span } = plan;
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: token("text2"),
    grid: { stroke: token("line"), width: 1 },
    ticks: { stroke: token("line"), width: 1 },
    font: '11px "Noto Sans SC Variable", sans-serif',
  };
  // A value holds until the next one comes: sources report changes only.
  const paths = uPlot.paths.stepped?.({ align: 1 });
  const curve = (index: number) => ({
    ...(paths === undefined ? {} : { paths }),
    points: { show: false },
    gaps: breaker(plan, index),
  });
  const [first] = series;
  const tag = first?.tag;
  const limits =
    series.length > 1
      ? []
      : [tag?.limits?.lowLow, tag?.limits?.low, tag?.limits?.high, tag?.limits?.highHigh].filter(
          (limit) => limit !== undefined,
        );
  const units = [...new Set(series.map((one) => one.tag.unit ?? ""))];
  const scaleOf = (unit: string | undefined) => (units.indexOf(unit ?? "") === 0 ? "y" : "y2");
  const x = (): uPlot.Range.MinMax => [span().fromMs / 1000, span().toMs / 1000];
  const numbers = (_chart: uPlot, splits: number[]) => splits.map((value) => formatNumber(value));
  return {
    width,
    height: HEIGHT,
    cursor: { points: { size: 6 }, y: false },
    legend: { show: false },
    // The whole requested span, even if the historian has less: an empty part means that nothing is known.
    scales: { x: { time: true, range: x } },
    axes: [
      // Time of day at the site, as everywhere on the page.
      {
        ...axis,
        values: (_chart, splits, _axis, _space, step) =>
          splits.map((seconds) => formatClock(seconds * 1000, zone, step < 60)),
        space: 60,
      },
      { ...axis, size: 46, values: numbers },
      ...(units.length > 1
        ? [{ ...axis, scale: "y2", side: 1 as const, size: 46, grid: { show: false }, values: numbers }]
        : []),
    ],
    series: [
      {},
      ...series.map(
        (one, i): uPlot.Series => ({
          stroke: token("data"),
          width: 1.5,
          dash: [...dashOf(i)],
          scale: scaleOf(one.tag.unit),
          ...curve(i),
        }),
      ),
      { stroke: "transparent", ...curve(0) },
      { stroke: "transparent", ...curve(0) },
    ],
    bands: [{ series: [series.length + 2, series.length + 1], fill: token("band") }],
    hooks: {
      drawAxes: [(chart) => hatchGaps(chart, plan.gaps(), token("text2"))],
      setCursor: [(chart) => plan.onRead(readAt(chart, plan))],
      draw: [
        (chart) => {
          for (const limit of limits) drawLimit(chart, limit, token("text2"));
        },
      ],
    },
  };
}

/** Breaks a curve at its declared gaps, besides the pauses that the data hold. */
function breaker({ gaps, span }: ChartPlan, curve: number): uPlot.Series.GapsRefiner {
  return (chart, index, _first, _last, pauses) => {
    const own = gaps().filter((gap) => gap.curve === curve);
    const breaks = breaksOf(chart.data[0], chart.data[index] ?? [], own, span().toMs / 1000);
    const pixels = breaks.map(
      ([from, to]): uPlot.Series.Gap => [chart.valToPos(from, "x", true), chart.valToPos(to, "x", true)],
    );
    // The clip leaves out what lies before the end of the last gap that it was given, so they must not overlap.
    const merged: uPlot.Series.Gap[] = [];
    for (const [from, to] of [...pauses, ...pixels].sort((a, b) => a[0] - b[0])) {
      const last = merged.at(-1);
      if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
    }
    return merged;
  };
}

/** The values under the pointer, or the declared gap there; empty elsewhere and in pauses. */
function readAt(chart: uPlot, { series, zone, gaps }: ChartPlan): string {
  const { cursor, data } = chart;
  const { idx, left } = cursor;
  if (typeof idx !== "number") return "";
  const seconds = data[0][idx];
  if (seconds === undefined) return "";
  const atS = left === undefined || left < 0 ? Number.NaN : chart.posToVal(left, "x");
  const gap = gaps().find(({ fromS, toS }) => atS >= fromS && atS <= toS);
  if (gap !== undefined) return gapText(gap.declared, zone);
  const parts = series.flatMap(({ tag }, i) => {
    const value = data[i + 1]?.[idx];
    return typeof value === "number" ? [`${formatNumber(value)} ${unitSymbol(tag.unit)}`.trim()] : [];
  });
  if (parts.length === 0) return "";
  const [low, high] = [data[series.length + 1]?.[idx], data[series.length + 2]?.[idx]];
  const spread =
    series.length === 1 && typeof low === "number" && typeof high === "number" && low !== high
      ? ` [${formatNumber(low)}–${formatNumber(high)}]`
      : "";
  return `${formatClock(seconds * 1000, zone)} · ${parts.join(" · ")}${spread}`;
}
