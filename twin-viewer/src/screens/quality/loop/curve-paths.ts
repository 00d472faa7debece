/** Places of two bands of curves in their picture, and the area of a band. Pure. */
import { type Scale, scaleAround } from "../../../charts/panes/scale.ts";
import type { CurveBandAnswer, CurveComparisonAnswer } from "../../../data/loop-api.ts";
import type { Scale as Places } from "../chart-shape.ts";

/** Values of the axis, and where columns and values lie in a picture of this width. */
export interface CurveFrame extends Scale, Places {
  readonly width: number;
}

/** Values of both bands from the least to the greatest, with a margin. */
export function frameOf({ good, bad }: CurveComparisonAnswer, width: number, height: number): CurveFrame {
  const known = [good, bad].flatMap(({ low, high }) => [...low, ...high]).filter((value) => value !== null);
  const { low, high } = scaleAround(Math.min(...known), Math.max(...known)) ?? { low: 0, high: 1 };
  const step = width / good.median.length;
  return {
    ...{ width, low, high, step },
    x: (column) => (column + 0.5) * step,
    y: (value) => height * (1 - (value - low) / (high - low)),
  };
}

/** The area between both quantiles; columns without them are left out at the ends. */
export function bandPath({ x, y }: CurveFrame, { low, high }: CurveBandAnswer): string {
  const columns = low.flatMap((value, column) => (value === null || high[column] == null ? [] : [column]));
  const point = (column: number, value: number | null | undefined): string =>
    `${x(column).toFixed(1)} ${y(value ?? 0).toFixed(1)}`;
  if (columns.length < 2) return "";
  const over = columns.map((column) => point(column, high[column]));
  const under = columns.toReversed().map((column) => point(column, low[column]));
  return `M${[...over, ...under].join("L")}Z`;
}
