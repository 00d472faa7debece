/** Figures of one curve. Pure. */
import type { CurveFigure } from "./curves.ts";

/** Evenly sampled points; those that are not finite are left out. */
export interface SampledCurve {
  readonly points: ArrayLike<number>;
  /** Seconds from one point to the next. */
  readonly dtS: number;
}

/**
 * Greatest value and seconds until it, area under the curve (trapezoids over gaps too), last value. Undefined below two
 * usable points.
 */
export function curveFigures({ points, dtS }: SampledCurve): Readonly<Record<CurveFigure, number>> | undefined {
  let [peak, peakAt, area, end, endAt, count] = [Number.NEGATIVE_INFINITY, 0, 0, Number.NaN, 0, 0];
  for (let at = 0; at < points.length; at++) {
    const value = points[at] as number;
    if (!Number.isFinite(value)) continue;
    if (value > peak) [peak, peakAt] = [value, at];
    if (count > 0) area += ((value + end) / 2) * (at - endAt) * dtS;
    [end, endAt] = [value, at];
    count++;
  }
  return count < 2 ? undefined : { peak, "peak-at": peakAt * dtS, area, end };
}

/** UCUM code of a figure of a curve in `unit`. */
export function figureUnit(figure: CurveFigure, unit: string): string {
  return figure === "peak-at" ? "s" : figure === "area" ? `${unit}.s` : unit;
}
