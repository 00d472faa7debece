/** Lines and bands of curves as paths of a picture. Pure. */
import type { CurveBandAnswer, CurveComparisonAnswer } from "../../../data/loop-api.ts";

export interface CurveFrame {
  readonly width: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
  readonly columns: number;
}

/** Values of both bands from the least to the greatest, with a margin of a twentieth. */
export function frameOf({ good, bad }: CurveComparisonAnswer, width: number, height: number): CurveFrame {
  const known = [good, bad].flatMap(({ low, high }) => [...low, ...high]).filter((value) => value !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const margin = (most - least || Math.abs(most) || 1) / 20;
  return { width, height, low: least - margin, high: most + margin, columns: good.median.length };
}

export function leftOf({ width, columns }: CurveFrame, column: number): number {
  return (width * (column + 0.5)) / columns;
}

export function topOf({ height, low, high }: CurveFrame, value: number): number {
  return height * (1 - (value - low) / (high - low));
}

const number = (value: number): string => value.toFixed(1);

/** A line that breaks where a value is missing. */
export function linePath(frame: CurveFrame, values: readonly (number | null)[]): string {
  let isOpen = false;
  return values
    .map((value, column) => {
      if (value === null) {
        isOpen = false;
        return "";
      }
      const step = `${isOpen ? "L" : "M"}${number(leftOf(frame, column))} ${number(topOf(frame, value))}`;
      isOpen = true;
      return step;
    })
    .join("");
}

/** The area between both quantiles; columns without them are left out at the ends. */
export function bandPath(frame: CurveFrame, { low, high }: CurveBandAnswer): string {
  const columns = low.flatMap((value, column) => (value === null || high[column] == null ? [] : [column]));
  const point = (column: number, value: number | null | undefined): string =>
    `${number(leftOf(frame, column))} ${number(topOf(frame, value ?? 0))}`;
  if (columns.length < 2) return "";
  const over = columns.map((column) => point(column, high[column]));
  const under = columns.toReversed().map((column) => point(column, low[column]));
  return `M${[...over, ...under].join("L")}Z`;
}
