/** Curves of an operation, such as force over way, of good pieces and of those with a defect (rules RC33 to RC36). */
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText, Tag } from "../plant/tag.ts";

/** Figures of a curve that are compared with defects as those of a signal are. */
export const CURVE_FIGURES = ["peak", "peak-at", "area", "end"] as const;
export type CurveFigure = (typeof CURVE_FIGURES)[number];

/** Units of accelerations: a burst has no course that repeats from piece to piece, so that its points say nothing. */
const ACCELERATIONS: ReadonlySet<string> = new Set(["m/s2", "mm/s2", "cm/s2", "[g]"]);
const FIGURE = new RegExp(` (${CURVE_FIGURES.join("|")})$`);

/** Whether a tag holds a curve of an operation. */
export function isCurve({ type, unit, class: personal }: Pick<Tag, "type" | "unit" | "class">): boolean {
  return type === "waveform" && personal === undefined && unit !== undefined && !ACCELERATIONS.has(unit);
}

/** Name of a figure of a signal, such as `ram/force-curve peak`. */
export function figureName(signal: string, figure: CurveFigure): string {
  return `${signal} ${figure}`;
}

/** The figure that a name is of, and its signal; undefined where it is none. */
export function figureIn(name: string): { readonly signal: string; readonly figure: CurveFigure } | undefined {
  const figure = FIGURE.exec(name)?.[1] as CurveFigure | undefined;
  return figure === undefined ? undefined : { signal: name.slice(0, -figure.length - 1), figure };
}

export interface CurvePiecesQuestion {
  readonly key: string;
  readonly from: Micros;
  readonly to: Micros;
  /** Of the good ones and of the bad ones. */
  readonly most: number;
}

/** Work on a piece. */
export interface PieceWork {
  readonly piece: string;
  readonly operation: string;
  readonly station: string;
  /** To the second. */
  readonly doneAt: Micros;
  /** Seconds; null: nobody reported the begin. */
  readonly durationS: number | null;
}

/** Work on pieces of a class, newest piece first: of bad pieces nothing after the verdict, of good ones everything. */
export interface CurvePieces {
  readonly good: readonly PieceWork[];
  readonly bad: readonly PieceWork[];
}

/** A curve that pieces of a class have. */
export interface CurveChoice {
  readonly operation: string;
  /** Component and signal, such as `ram/force-curve`. */
  readonly signal: string;
  readonly name: LocalizedText;
  /** UCUM. */
  readonly unit: string;
}

/** Columns over the axis: median, and the quantiles of 10 and 90 %. NaN where too few curves reach. */
export interface CurveBand {
  readonly curves: number;
  readonly pieces: number;
  readonly median: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface CurveComparison {
  /** First value of the axis, and the width of a column. */
  readonly from: number;
  readonly width: number;
  readonly good: CurveBand;
  readonly bad: CurveBand;
  /** Where the medians differ most, measured by the scatter of the good ones; null: they can be compared nowhere. */
  readonly greatest: {
    readonly at: number;
    readonly good: number;
    readonly bad: number;
    readonly times: number;
  } | null;
  /** Medians of the figures of both. */
  readonly figures: readonly { readonly figure: CurveFigure; readonly good: number; readonly bad: number }[];
}

/** The axis of a comparison: a signal that was recorded together with the curve, else time. */
export interface CurveAxis {
  /** Null: time. */
  readonly name: LocalizedText | null;
  readonly unit: string;
}
