/** Periods that an expression finds in history: batches, stops, start-ups (event frames). */
import type { Micros } from "../path/sample-batch.ts";
import { type Static, Type } from "../schema.ts";
import { Expression } from "./curve.ts";

const closed = { additionalProperties: false } as const;
const TagKey = Type.String({ minLength: 1, maxLength: 1024 });

export const PeriodRule = Type.Object(
  {
    /** A period lasts as long as this is true. */
    expression: Expression,
    /** Shorter ones are left out. */
    leastSeconds: Type.Number({ minimum: 0, maximum: 366 * 86_400 }),
    /** A tag whose change ends a period and begins the next: the id of a batch, a program. */
    splitBy: Type.Optional(TagKey),
  },
  closed,
);
export type PeriodRule = Readonly<Static<typeof PeriodRule>>;

export const PeriodDefinitionContent = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 120, pattern: "\\S" }),
    rule: PeriodRule,
    /** Tags whose figures a list of periods shows. */
    figures: Type.Array(TagKey, { maxItems: 20 }),
  },
  closed,
);
export type PeriodDefinitionContent = Readonly<Static<typeof PeriodDefinitionContent>>;

/** Bounds of one search. */
export const MOST_PERIODS = 1_000;
export const MOST_PERIOD_FIGURES = 20;

/** Figures of one tag in a period. Null: no usable sample. */
export interface PeriodFigures {
  readonly tag: string;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly last: number | null;
}

export interface Period {
  readonly from: Micros;
  readonly to: Micros;
  /** It may have begun before the range; `from` is the beginning of the range. */
  readonly isOpenBefore: boolean;
  /** It was still true at the end of the range; `to` is that end. */
  readonly isOpenAfter: boolean;
  /** Value of the tag that splits: a text, or the label or number of a value. Null without one. */
  readonly split: string | null;
  readonly figures: readonly PeriodFigures[];
  /** Alerts that were raised in it about the assets of its inputs. */
  readonly alerts: number;
}

export interface FoundPeriods {
  /** Oldest first. */
  readonly periods: readonly Period[];
  /** There are more: the first `MOST_PERIODS` are listed. */
  readonly isCut: boolean;
  /** Raw samples are kept from here on; periods before it cannot be found. Null where that is not known. */
  readonly rawFrom: Micros | null;
}
