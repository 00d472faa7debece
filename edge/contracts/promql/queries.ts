/** Questions in the query language of Prometheus, and their answers, whatever surface asks them. */
import type { Micros } from "../path/sample-batch.ts";

export interface PromRange {
  readonly from: Micros;
  /** Inclusive. */
  readonly to: Micros;
  readonly step: Micros;
}

export interface PromSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly times: readonly Micros[];
  readonly values: readonly number[];
}

/** `infos`: what the reader should know about the figures, such as that they come from roll-ups. */
export type PromAnswer = { readonly infos: readonly string[] } & (
  | { readonly kind: "vector" | "matrix"; readonly series: readonly PromSeries[] }
  | { readonly kind: "scalar"; readonly time: Micros; readonly value: number }
  | { readonly kind: "string"; readonly time: Micros; readonly text: string }
);

export interface PromMetric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  /** UCUM; empty where it has none. */
  readonly unit: string;
}

/** All throw EdgeError `bad-request` for a query that cannot be read or is too large, `unavailable` without history. */
export interface PromQueries {
  instant(query: string, time: Micros): Promise<PromAnswer>;
  range(query: string, range: PromRange): Promise<PromAnswer>;
  /** Without selectors: of all series. */
  series(selectors: readonly string[]): readonly Readonly<Record<string, string>>[];
  labels(selectors: readonly string[]): readonly string[];
  labelValues(label: string, selectors: readonly string[]): readonly string[];
  metrics(): readonly PromMetric[];
}
