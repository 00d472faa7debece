import { type Static, Type } from "../schema.ts";
import { CurveSource, MOST_CURVES } from "./curve.ts";

export const EXPORT_FORMATS = ["csv", "xlsx"] as const;
export const EXPORT_LANGUAGES = ["zh", "en"] as const;

/** Bounds of one table. */
export const MOST_EXPORT_ROWS = 200_000;
export const MOST_EXPORT_CELLS = 4_000_000;

/** A curve of a table. */
export const ExportedCurve = Type.Object(
  {
    source: CurveSource,
    /** Replaces the name of the tag in the heading. */
    name: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);
export type ExportedCurve = Readonly<Static<typeof ExportedCurve>>;

export const ExportedCurves = Type.Array(ExportedCurve, { minItems: 1, maxItems: MOST_CURVES });
