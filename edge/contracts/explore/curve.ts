/** Curves over history: what they show, and the question for many of them. */
import type { TrendColumns, TrendGrid } from "../path/historian.ts";
import type { Micros } from "../path/sample-batch.ts";
import { type Static, Type } from "../schema.ts";

const closed = { additionalProperties: false } as const;

/** Bounds of one expression. The language itself bounds its text. */
const MOST_INPUTS = 20;

const TagKey = Type.String({
  minLength: 1,
  maxLength: 1024,
  description: "`tagUid` of a tag, or of a calculated tag.",
});

/**
 * An expression in the language of the detectors, such as `pressure > 6 and running == 3`: + - * /, comparisons, and,
 * or, not, abs, min, max, brackets. Each of its names stands for a tag.
 */
export const Expression = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 500 }),
    inputs: Type.Array(
      Type.Object({ name: Type.String({ pattern: "^[A-Za-z_][A-Za-z0-9_]*$", maxLength: 60 }), tag: TagKey }, closed),
      { minItems: 1, maxItems: MOST_INPUTS },
    ),
  },
  { ...closed, description: "An expression in the language of the detectors, with a tag for each of its names." },
);
export type Expression = Readonly<Static<typeof Expression>>;

/** What a curve shows: a tag (also a calculated one) by its uid, or an expression that nobody has saved. */
export const CurveSource = Type.Union([
  Type.Object({ tag: TagKey }, closed),
  Type.Object({ expression: Expression }, closed),
]);
export type CurveSource = Readonly<Static<typeof CurveSource>>;

/** Bounds of one question: curves, pixel columns, and both multiplied. */
export const MOST_CURVES = 100;
export const MOST_COLUMNS = 4_000;
export const MOST_CELLS = 200_000;

/**
 * A value holds until the next sample, so an empty column is a gap only where `quality` stays `none` for longer than
 * the tag is usually silent.
 */
export interface Curve extends TrendColumns {
  /** UCUM code; null where there is none, or where the unit of an expression is not known. */
  readonly unit: string | null;
  /** For an expression: figures follow from values that are this far apart, µs; 0: from every sample. */
  readonly stepUs: number;
  /** Why there are no figures, such as a tag that the config no longer has. */
  readonly problem?: { readonly zh: string; readonly en: string };
}

/** Many curves over one range. */
export interface CurveSet {
  readonly grid: TrendGrid;
  /** Raw samples are kept from here on; null where that is not known. Earlier figures come from roll-ups. */
  readonly rawFrom: Micros | null;
  /** In the order of the question. */
  readonly curves: readonly Curve[];
}
