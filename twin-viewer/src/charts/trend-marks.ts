import type uPlot from "uplot";
import type { ChartGap } from "./chart-gaps.ts";

/** Canvas pixels between the lines of a hatch, and the least width of a gap, at one device pixel per CSS pixel. */
const HATCH = 5;
const GAP_MIN = 3;

/** Hatches declared gaps over the height of the chart, below the curves, as the small chart of an alert does. */
export function hatchGaps(chart: uPlot, gaps: readonly ChartGap[], color: string): void {
  const { left, top, width, height } = chart.bbox;
  const scale = window.devicePixelRatio;
  const context = chart.ctx;
  for (const { fromS, toS } of gaps) {
    const begin = Math.max(left, chart.valToPos(fromS, "x", true));
    const end = Math.min(left + width, Math.max(chart.valToPos(toS, "x", true), begin + GAP_MIN * scale));
    if (end <= begin) continue;
    context.save();
    context.beginPath();
    context.rect(begin, top, end - begin, height);
    context.clip();
    context.strokeStyle = color;
    context.lineWidth = scale;
    context.beginPath();
    // One raster for the whole chart: gaps of two curves that overlap hatch the same lines.
    const step = HATCH * scale * Math.SQRT2;
    for (let x = left - height; x < left + width; x += step) {
      if (x + height < begin || x > end) continue;
      context.moveTo(x, top + height);
      context.lineTo(x + height, top);
    }
    context.stroke();
    context.strokeRect(begin, top, end - begin, height);
    context.restore();
  }
}

/** A dashed line at a limit, where the axis shows it. */
export function drawLimit(chart: uPlot, limit: number, color: string): void {
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
