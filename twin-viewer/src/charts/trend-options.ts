import uPlot from "uplot";
import type { Span } from "../data/api.ts";
import { formatClock, formatNumber } from "../data/format.ts";
import { unitSymbol } from "../data/units.ts";
import type { Series } from "./trend-series.ts";

const HEIGHT = 190;
/** Curves differ by dashes, not by hue: hues are for alarms. */
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3]];

export interface ChartPlan {
  readonly series: readonly Series[];
  readonly width: number;
  readonly zone: string;
  readonly span: () => Span;
  /** Told what the pointer is over; empty elsewhere. */
  readonly onRead: (text: string) => void;
  readonly names: readonly string[];
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
  const stepped = paths === undefined ? {} : { paths };
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
    // The whole span asked for, also while the historian has less: where nothing is drawn, nothing is known.
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
          points: { show: false },
          ...stepped,
        }),
      ),
      { stroke: "transparent", points: { show: false }, ...stepped },
      { stroke: "transparent", points: { show: false }, ...stepped },
    ],
    bands: [{ series: [series.length + 2, series.length + 1], fill: token("band") }],
    hooks: {
      setCursor: [(chart) => plan.onRead(readAt(chart, plan))],
      draw: [
        (chart) => {
          for (const limit of limits) drawLimit(chart, limit, token("text2"));
        },
      ],
    },
  };
}

/** What the curves say under the pointer; empty elsewhere and in gaps. */
function readAt({ cursor, data }: uPlot, { series, zone }: ChartPlan): string {
  const { idx } = cursor;
  if (typeof idx !== "number") return "";
  const seconds = data[0][idx];
  if (seconds === undefined) return "";
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

function drawLimit(chart: uPlot, limit: number, color: string): void {
  const y = chart.valToPos(limit, "y", true);
  const { left, top, width, height } = chart.bbox;
  if (y < top || y > top + height) return;
  const context = chart.ctx;
  context.save();
  context.strokeStyle = color;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(left + width, y);
  context.stroke();
  context.restore();
}
