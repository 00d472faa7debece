/** Aggregations over series, at each time for itself. */
import type { Aggregation } from "./ast.ts";
import { keyOf, type Labels, NAME, NO_LABELS, reduced } from "./labels.ts";
import type { Series } from "./values.ts";
import { quantile, variance } from "./windows.ts";

const FOLDS: Readonly<Record<string, (values: readonly number[], parameter: number) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  min: (values) => values.reduce((a, b) => Math.min(a, b)),
  max: (values) => values.reduce((a, b) => Math.max(a, b)),
  count: ({ length }) => length,
  group: () => 1,
  stdvar: variance,
  stddev: (values) => Math.sqrt(variance(values)),
  quantile,
};

/** `parameter`: by time, of topk, bottomk and quantile; `label`: of count_values. */
export function aggregated(
  { op, labels, isWithout }: Pick<Aggregation, "op" | "labels" | "isWithout">,
  series: readonly Series[],
  { count, parameter, label }: { readonly count: number; readonly parameter?: Float64Array; readonly label?: string },
): readonly Series[] {
  const names = new Set(isWithout ? [...labels, NAME] : labels);
  const groups = new Map<string, { readonly labels: Labels; readonly members: Series[] }>();
  for (const one of series) {
    const kept = names.size === 0 && !isWithout ? NO_LABELS : reduced(one.labels, names, !isWithout);
    const key = keyOf(kept);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels: kept, members: [one] });
    else group.members.push(one);
  }
  return [...groups.values()].flatMap(({ labels: kept, members }) => {
    if (op === "topk" || op === "bottomk") return extremes(members, { count, parameter, isTop: op === "topk" });
    if (op === "count_values") return countedValues(kept, members, { count, label: label ?? "" });
    const fold = FOLDS[op] as (typeof FOLDS)[string];
    const values = new Float64Array(count).fill(Number.NaN);
    for (let at = 0; at < count; at++) {
      const known = members.map((one) => one.values[at] as number).filter((value) => !Number.isNaN(value));
      if (known.length > 0) values[at] = fold(known, parameter?.[at] ?? Number.NaN);
    }
    return [{ labels: kept, values }];
  });
}

function extremes(
  members: readonly Series[],
  {
    count,
    parameter,
    isTop,
  }: { readonly count: number; readonly parameter: Float64Array | undefined; readonly isTop: boolean },
): readonly Series[] {
  const kept = members.map(({ labels }) => ({ labels, values: new Float64Array(count).fill(Number.NaN) }));
  for (let at = 0; at < count; at++) {
    const most = Math.max(0, Math.floor(parameter?.[at] ?? 0));
    const order = members
      .map(({ values }, index) => ({ index, value: values[at] as number }))
      .filter(({ value }) => !Number.isNaN(value))
      .sort((a, b) => (isTop ? b.value - a.value : a.value - b.value));
    for (const { index, value } of order.slice(0, most)) (kept[index] as Series).values[at] = value;
  }
  return kept;
}

function countedValues(
  kept: Labels,
  members: readonly Series[],
  { count, label }: { readonly count: number; readonly label: string },
): readonly Series[] {
  const found = new Map<number, Float64Array>();
  for (let at = 0; at < count; at++) {
    for (const { values } of members) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      const counts = found.get(value) ?? new Float64Array(count).fill(Number.NaN);
      counts[at] = (Number.isNaN(counts[at] as number) ? 0 : (counts[at] as number)) + 1;
      found.set(value, counts);
    }
  }
  return [...found].map(([value, values]) => ({ labels: new Map([...kept, [label, String(value)]]), values }));
}
