/** Aggregations over series, at each time for itself. */
import { EdgeError } from "../contracts/errors.ts";
import type { Aggregation } from "./ast.ts";
import { keyOf, type Labels, NAME, NO_LABELS, reduced } from "./labels.ts";
import type { Series } from "./values.ts";
import { quantile, variance } from "./windows.ts";
import type { Size } from "./work.ts";

/** Values of all series that one count_values makes. */
const MOST_COUNTED = 2_000_000;
const LABEL = /^[a-zA-Z_]\w*$/;

type Fold = (values: readonly number[], parameter: number) => number;

const FOLDS: Readonly<Record<string, Fold>> = {
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

interface Group {
  readonly labels: Labels;
  readonly members: Series[];
}

interface Given extends Size {
  /** By time, of topk, bottomk and quantile. */
  readonly parameter?: Float64Array;
  /** Of count_values. */
  readonly label?: string;
}

/** Throws EdgeError `bad-request` at the bounds. */
export async function aggregated(
  { op, labels, isWithout }: Pick<Aggregation, "op" | "labels" | "isWithout">,
  series: readonly Series[],
  given: Given,
): Promise<readonly Series[]> {
  const names = new Set(isWithout ? [...labels, NAME] : labels);
  const groups = new Map<string, Group>();
  for (const one of series) {
    const kept = names.size === 0 && !isWithout ? NO_LABELS : reduced(one.labels, names, !isWithout);
    const key = keyOf(kept);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels: kept, members: [one] });
    else group.members.push(one);
  }
  if (op === "count_values") return await countedValues([...groups.values()], given);
  const all: Series[] = [];
  for (const { labels: kept, members } of groups.values()) {
    if (op === "topk" || op === "bottomk") all.push(...(await extremes(members, op === "topk", given)));
    else all.push({ labels: kept, values: await folded(FOLDS[op] as Fold, members, given) });
  }
  return all;
}

async function folded(
  fold: Fold,
  members: readonly Series[],
  { count, parameter, work }: Given,
): Promise<Float64Array> {
  const values = new Float64Array(count).fill(Number.NaN);
  for await (const [from, to] of work.goes(count, members.length))
    for (let at = from; at < to; at++) {
      const known = members.map((one) => one.values[at] as number).filter((value) => !Number.isNaN(value));
      if (known.length > 0) values[at] = fold(known, parameter?.[at] ?? Number.NaN);
    }
  return values;
}

async function extremes(
  members: readonly Series[],
  isTop: boolean,
  { count, parameter, work }: Given,
): Promise<readonly Series[]> {
  const kept = members.map(({ labels }) => ({ labels, values: new Float64Array(count).fill(Number.NaN) }));
  for await (const [from, to] of work.goes(count, members.length))
    for (let at = from; at < to; at++) {
      const most = Math.max(0, Math.floor(parameter?.[at] ?? 0));
      const order = members
        .map(({ values }, index) => ({ index, value: values[at] as number }))
        .filter(({ value }) => !Number.isNaN(value))
        .sort((a, b) => (isTop ? b.value - a.value : a.value - b.value));
      for (const { index, value } of order.slice(0, most)) (kept[index] as Series).values[at] = value;
    }
  return kept;
}

/** A series for each value of a group: numbers that hardly repeat would be millions of them. */
async function countedValues(groups: readonly Group[], { count, label = "", work }: Given): Promise<readonly Series[]> {
  if (!LABEL.test(label)) throw new EdgeError("bad-request", `${JSON.stringify(label)} is not a label`);
  const all: Series[] = [];
  for (const { labels, members } of groups) {
    const found = new Map<number, Float64Array>();
    for await (const [from, to] of work.goes(count, members.length))
      for (let at = from; at < to; at++) {
        for (const { values } of members) {
          const value = values[at] as number;
          if (Number.isNaN(value)) continue;
          const counts = found.get(value) ?? new Float64Array(count).fill(Number.NaN);
          counts[at] = (counts[at] || 0) + 1;
          found.set(value, counts);
        }
        if ((all.length + found.size) * count > MOST_COUNTED)
          throw new EdgeError("bad-request", "count_values finds too many different values; round them first");
      }
    for (const [value, values] of found) all.push({ labels: new Map([...labels, [label, String(value)]]), values });
  }
  return all;
}
