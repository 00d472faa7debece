/** Values of an expression at the times of a query. */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Labels } from "./labels.ts";

/** Times `from`, `from + step` … of a query, `count` of them. */
export interface Grid {
  readonly from: Micros;
  readonly step: Micros;
  readonly count: number;
}

/** One series; NaN where it has no value. */
export interface Series {
  readonly labels: Labels;
  readonly values: Float64Array;
}

export type Value =
  | { readonly kind: "scalar"; readonly values: Float64Array }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "vector"; readonly series: readonly Series[] };

export function isEmpty({ values }: Series): boolean {
  return values.every((value) => Number.isNaN(value));
}
