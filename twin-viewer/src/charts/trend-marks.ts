import type uPlot from "uplot";
import type { ChartGap } from "./chart-gaps.ts";
import { hatchStretch } from "./hatch.ts";

/** Hatches declared gaps over the height of the chart, below the curves, as the small chart of an alert does. */
export function hatchGaps(chart: uPlot, gaps: readonly ChartGap[], color: string): void {
  for (const { fromS, toS } of gaps)
    hatchStretch(chart.ctx, chart.bbox, {
      from: chart.valToPos(fromS, "x", true),
      to: chart.valToPos(toS, "x", true),
      color,
      scale: window.devicePixelRatio,
    });
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
