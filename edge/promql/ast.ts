/** Expressions of the query language of Prometheus, as far as they are understood here (docs/prometheus.md). */
import type { Micros } from "../contracts/path/sample-batch.ts";

export interface Matcher {
  readonly label: string;
  readonly op: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

export interface Selector {
  readonly kind: "selector";
  readonly matchers: readonly Matcher[];
  /** Length of the window of a range vector, µs; undefined for an instant vector. */
  readonly window: Micros | undefined;
  /** How far back it looks, µs. */
  readonly offset: Micros;
}

export interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Expression[];
  /** Place in the text, from 1. */
  readonly at: number;
}

export interface Aggregation {
  readonly kind: "aggregation";
  readonly op: string;
  readonly labels: readonly string[];
  /** The labels are those that go; else those that stay. */
  readonly isWithout: boolean;
  readonly parameter: Expression | undefined;
  readonly of: Expression;
}

export interface Binary {
  readonly kind: "binary";
  readonly op: string;
  readonly left: Expression;
  readonly right: Expression;
  /** A comparison gives 0 or 1 instead of a choice. */
  readonly isBool: boolean;
  readonly matching: Matching;
}

/** Which series of both sides belong together. */
export interface Matching {
  readonly labels: readonly string[];
  /** Only these labels count; else all but these. */
  readonly isOn: boolean;
  /** The side that may have many series for one of the other. */
  readonly many: "left" | "right" | undefined;
  /** Labels that the many take from the one. */
  readonly include: readonly string[];
}

export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "negative"; readonly of: Expression }
  | Selector
  | Call
  | Aggregation
  | Binary;

export type ValueType = "scalar" | "string" | "vector" | "matrix";

export const AGGREGATIONS = [
  "sum",
  "avg",
  "min",
  "max",
  "count",
  "group",
  "stddev",
  "stdvar",
  "topk",
  "bottomk",
  "quantile",
  "count_values",
] as const;

/** Aggregations that take a parameter before the vector. */
export const WITH_PARAMETER: ReadonlySet<string> = new Set(["topk", "bottomk", "quantile", "count_values"]);
