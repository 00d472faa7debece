/** Answers queries in the language of Prometheus about tags and their history (docs/prometheus.md). */
import { EdgeError } from "../contracts/errors.ts";
import type { HistorianReader } from "../contracts/path/historian.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { TwinReader } from "../contracts/path/twin.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { TagTable } from "../contracts/plant/tag.ts";
import type { PromAnswer, PromQueries, PromRange, PromSeries } from "../contracts/promql/queries.ts";
import type { Expression, Selector } from "./ast.ts";
import { evaluated, samplesOf, timeAt } from "./evaluate.ts";
import { parseQuery } from "./parser.ts";
import { typeOf } from "./signatures.ts";
import { StoredReader } from "./stored.ts";
import { SeriesTable, type TagSeries } from "./tag-series.ts";
import type { Grid, Series, Value } from "./values.ts";
import { Work } from "./work.ts";

export interface PromqlParts {
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
  readonly historian: Pick<HistorianReader, "raw" | "aligned" | "trends">;
  readonly twin: Pick<TwinReader, "value" | "status" | "isLive">;
  readonly now: () => Micros;
}

const MOST_CHARACTERS = 10_000;
/** As in Prometheus. */
const MOST_STEPS = 11_000;
/** A time that is not older is the present, which the twin knows. */
const PRESENT_US = 5e6;

export function openPromql(parts: PromqlParts): PromQueries {
  // The tags of a running edge change only with its config, which starts it anew.
  const table = new SeriesTable(parts.plant, parts.tags);
  return {
    instant: async (query, time) => {
      const expression = read(query);
      const grid = { from: time, step: 0, count: 1 };
      if (expression.kind === "selector" && expression.window !== undefined)
        return await matrixOf(parts, table, { selector: expression, grid });
      return await answered(parts, table, { expression, grid, isInstant: true });
    },
    range: async (query, range) => {
      const expression = read(query);
      const type = typeOf(expression);
      if (type !== "scalar" && type !== "vector")
        throw new EdgeError("bad-request", "a query over a range gives a scalar or an instant vector");
      return await answered(parts, table, { expression, grid: gridOf(range), isInstant: false });
    },
    series: (selectors) => chosen(table, selectors).map(({ labels }) => Object.fromEntries(labels)),
    labels: (selectors) => [...new Set(chosen(table, selectors).flatMap(({ labels }) => [...labels.keys()]))].sort(),
    labelValues: (label, selectors) => {
      const values = chosen(table, selectors).flatMap(({ labels }) => labels.get(label) ?? []);
      return [...new Set(values)].sort();
    },
    metrics: () =>
      [...table.names()].map(([name, { name: title, unit, role }]) => ({
        name,
        type: role === "energy-import" || role?.startsWith("parts-") === true ? "counter" : "gauge",
        help: `${title.en} / ${title.zh}`,
        unit: unit ?? "",
      })),
  };
}

function read(query: string): Expression {
  if (query.length > MOST_CHARACTERS)
    throw new EdgeError("bad-request", `a query may have ${MOST_CHARACTERS} characters at most`);
  return parseQuery(query);
}

function gridOf({ from, to, step }: PromRange): Grid {
  if (!(step > 0) || to < from) throw new EdgeError("bad-request", "step must be above 0, and end not before start");
  const count = Math.floor((to - from) / step) + 1;
  if (count > MOST_STEPS)
    throw new EdgeError(
      "bad-request",
      `the range has ${count} steps; at most ${MOST_STEPS} are answered, so take a longer step`,
    );
  return { from, step, count };
}

function chosen(table: SeriesTable, selectors: readonly string[]): readonly TagSeries[] {
  if (selectors.length === 0) return table.all;
  const found = selectors.flatMap((text) => {
    const expression = read(text);
    if (expression.kind !== "selector" || expression.window !== undefined)
      throw new EdgeError("bad-request", "match[] takes selectors without a window");
    return table.select(expression.matchers);
  });
  return [...new Set(found)];
}

async function answered(
  { historian, twin, now }: PromqlParts,
  table: SeriesTable,
  {
    expression,
    grid,
    isInstant,
  }: { readonly expression: Expression; readonly grid: Grid; readonly isInstant: boolean },
): Promise<PromAnswer> {
  const reader = new StoredReader(historian);
  const isPresent = isInstant && Math.abs(now() - grid.from) <= PRESENT_US;
  const newest = isPresent ? (series: TagSeries) => newestOf(twin, series) : undefined;
  const value = await evaluated({ table, reader, grid, newest, knownTo: now() + PRESENT_US }, expression);
  const infos = infosOf(reader);
  if (value.kind === "string") return { kind: "string", time: grid.from, text: value.text, infos };
  if (isInstant && value.kind === "scalar")
    return { kind: "scalar", time: grid.from, value: value.values[0] as number, infos };
  const series: PromSeries[] = [];
  const work = new Work();
  for (const { labels, values } of seriesOf(value)) {
    await work.of(values.length);
    const known = [...values.keys()].filter((at) => value.kind === "scalar" || !Number.isNaN(values[at] as number));
    if (known.length === 0) continue;
    series.push({
      labels: Object.fromEntries(labels),
      times: known.map((at) => timeAt(grid, at)),
      values: known.map((at) => values[at] as number),
    });
  }
  return { kind: isInstant ? "vector" : "matrix", series, infos };
}

function seriesOf(value: Exclude<Value, { kind: "string" }>): readonly Series[] {
  return value.kind === "vector" ? value.series : [{ labels: new Map(), values: value.values }];
}

/** Samples as they were stored. */
async function matrixOf(
  { historian }: PromqlParts,
  table: SeriesTable,
  { selector, grid }: { readonly selector: Selector; readonly grid: Grid },
): Promise<PromAnswer> {
  const reader = new StoredReader(historian);
  const all = await samplesOf({ table, reader, grid }, selector);
  const series = all.map(({ series: { labels }, stored: { times, values, isHeldFirst } }): PromSeries => {
    const known = [...values.keys()].filter((at) => at >= Number(isHeldFirst) && !Number.isNaN(values[at] as number));
    return {
      labels: Object.fromEntries(labels),
      times: known.map((at) => times[at] as Micros),
      values: known.map((at) => values[at] as number),
    };
  });
  return { kind: "matrix", series: series.filter(({ times }) => times.length > 0), infos: infosOf(reader) };
}

function newestOf(twin: PromqlParts["twin"], { tag: { ref } }: TagSeries): number {
  return twin.isLive(ref) && twin.status(ref) < 0x8000_0000 ? twin.value(ref) : Number.NaN;
}

function infosOf({ resolutions }: StoredReader): readonly string[] {
  const rolled = [...resolutions].filter((one) => one !== "samples");
  return rolled.length === 0 ? [] : [`computed from roll-ups of ${rolled.join(", ")}, not from every sample`];
}
