/** Questions in the query language of Prometheus (rules PQ1 to PQ10 in docs/rules/prometheus.md). */
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { PromAnswer, PromMetric, PromQueries, PromRange } from "../../../contracts/promql/queries.ts";
import { type Caller, demand } from "../caller.ts";

export interface PromDeps {
  /** Absent where the edge has no history to ask. */
  readonly prometheus?: PromQueries;
}

/** At one time. Throws EdgeError `bad-request`, `unavailable`. */
export async function promInstant(deps: PromDeps, caller: Caller, query: string, time: Micros): Promise<PromAnswer> {
  demand(caller, "GET /api/prometheus/api/v1/query");
  return await queriesOf(deps).instant(query, time);
}

/** At each step of a range. Throws EdgeError `bad-request`, `unavailable`. */
export async function promRange(deps: PromDeps, caller: Caller, query: string, range: PromRange): Promise<PromAnswer> {
  demand(caller, "GET /api/prometheus/api/v1/query_range");
  return await queriesOf(deps).range(query, range);
}

/** Labels of the series that match. Throws EdgeError `bad-request`. */
export function promSeries(
  deps: PromDeps,
  caller: Caller,
  selectors: readonly string[],
): readonly Readonly<Record<string, string>>[] {
  demand(caller, "GET /api/prometheus/api/v1/series");
  return queriesOf(deps).series(selectors);
}

/** Names of labels, or the values of one. Throws EdgeError `bad-request`. */
export function promLabels(
  deps: PromDeps,
  caller: Caller,
  { label, selectors }: { readonly label?: string; readonly selectors: readonly string[] },
): readonly string[] {
  demand(caller, "GET /api/prometheus/api/v1/labels");
  const queries = queriesOf(deps);
  return label === undefined ? queries.labels(selectors) : queries.labelValues(label, selectors);
}

/** Type, title and unit of each name. */
export function promMetrics(deps: PromDeps, caller: Caller): readonly PromMetric[] {
  demand(caller, "GET /api/prometheus/api/v1/metadata");
  return queriesOf(deps).metrics();
}

function queriesOf({ prometheus }: PromDeps): PromQueries {
  if (prometheus === undefined) throw new EdgeError("unavailable", "This edge has no history to ask.");
  return prometheus;
}
