/** Computes an expression at the times of a query. */
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { aggregated } from "./aggregation.ts";
import type { Aggregation, Binary, Call, Expression, Selector } from "./ast.ts";
import { INSTANT_FUNCTIONS, sorted } from "./instant-functions.ts";
import { type Labels, NAME, NO_LABELS, unnamed } from "./labels.ts";
import { combined } from "./operators.ts";
import type { Stored, StoredReader } from "./stored.ts";
import type { SeriesTable, TagSeries } from "./tag-series.ts";
import { type Grid, isEmpty, type Series, type Value } from "./values.ts";
import { lastOf, WINDOW_FUNCTIONS, type Window } from "./windows.ts";
import { type Size, Work } from "./work.ts";

/** Series of one selector, and values of all selectors of a query. */
const MOST_SERIES = 1_000;
const MOST_CELLS = 2_000_000;
/** Values in all windows of a query: windows that overlap look at each value again, some 20 ns each. */
const MOST_LOOKS = 10_000_000;
/** Values of windows that count as one piece of work: a promise for each window would cost more than the window. */
const ONE_PIECE = 10_000;

export interface EvaluationParts {
  readonly table: SeriesTable;
  readonly reader: StoredReader;
  readonly grid: Grid;
  /** Newest value of a tag, NaN where it is not live: for questions about the present. */
  readonly newest: ((series: TagSeries) => number) | undefined;
  /** The latest time about which anything is known, µs. */
  readonly knownTo: Micros;
}

/** Throws EdgeError `bad-request` at bounds, `unavailable`. */
export async function evaluated(parts: EvaluationParts, expression: Expression): Promise<Value> {
  return await new Evaluation(parts).of(expression);
}

/** The samples of a range vector at the end of the grid. */
export async function samplesOf(
  { table, reader, grid }: Pick<EvaluationParts, "table" | "reader" | "grid">,
  selector: Selector,
): Promise<readonly { readonly series: TagSeries; readonly stored: Stored }[]> {
  const chosen = bounded(table.select(selector.matchers));
  const to = grid.from - selector.offset;
  const window = selector.window as Micros;
  const stored = await reader.read(
    chosen.map(({ tag }) => tag),
    { from: to - window + 1, to, finest: window },
  );
  return chosen.map((series, at) => ({ series, stored: stored[at] as Stored }));
}

function bounded(chosen: readonly TagSeries[]): readonly TagSeries[] {
  if (chosen.length > MOST_SERIES)
    throw new EdgeError("bad-request", `a selector means ${chosen.length} series; at most ${MOST_SERIES} are answered`);
  return chosen;
}

class Evaluation {
  readonly #parts: EvaluationParts;
  readonly #work = new Work();
  #cells = 0;
  #looked = 0;

  constructor(parts: EvaluationParts) {
    this.#parts = parts;
  }

  async of(expression: Expression): Promise<Value> {
    const { count } = this.#parts.grid;
    switch (expression.kind) {
      case "number":
        return { kind: "scalar", values: new Float64Array(count).fill(expression.value) };
      case "text":
        return { kind: "string", text: expression.value };
      case "negative":
        return await this.#negative(await this.of(expression.of));
      case "selector":
        return { kind: "vector", series: await this.#instants(expression) };
      case "aggregation":
        return { kind: "vector", series: await this.#aggregation(expression) };
      case "binary":
        return await this.#binary(expression);
      case "call":
        return await this.#call(expression);
    }
  }

  async #vector(expression: Expression): Promise<readonly Series[]> {
    const value = await this.of(expression);
    if (value.kind !== "vector") throw new Error("the parser takes only vectors here");
    return value.series;
  }

  async #scalar(expression: Expression | undefined): Promise<Float64Array | undefined> {
    if (expression === undefined) return undefined;
    const value = await this.of(expression);
    if (value.kind !== "scalar") throw new Error("the parser takes only scalars here");
    return value.values;
  }

  async #binary(binary: Binary): Promise<Value> {
    const left = await this.of(binary.left);
    const right = await this.of(binary.right);
    const combination = await combined(binary, [left, right], { count: this.#parts.grid.count, work: this.#work });
    if (combination.kind !== "vector") return combination;
    return { kind: "vector", series: combination.series.filter((series) => !isEmpty(series)) };
  }

  async #negative(value: Value): Promise<Value> {
    if (value.kind === "scalar") return { kind: "scalar", values: value.values.map((one) => -one) };
    if (value.kind === "string") return value;
    const series: Series[] = [];
    for (const { labels, values } of value.series) {
      await this.#work.of(values.length);
      series.push({ labels: unnamed(labels), values: values.map((one) => -one) });
    }
    return { kind: "vector", series };
  }

  async #aggregation(aggregation: Aggregation): Promise<readonly Series[]> {
    const series = await this.#vector(aggregation.of);
    const { parameter } = aggregation;
    const { count } = this.#parts.grid;
    const label = parameter?.kind === "text" ? parameter.value : undefined;
    const values = label === undefined ? await this.#scalar(parameter) : undefined;
    const given = { ...(label === undefined ? {} : { label }), ...(values === undefined ? {} : { parameter: values }) };
    const all = await aggregated(aggregation, series, { count, work: this.#work, ...given });
    return all.filter((one) => !isEmpty(one));
  }

  async #call({ name, args }: Call): Promise<Value> {
    const { grid } = this.#parts;
    const at = args.findIndex((arg) => arg.kind === "selector" && arg.window !== undefined);
    if (at >= 0) {
      const parameter = await this.#scalar(args[1 - at]);
      return { kind: "vector", series: await this.#windows(name, args[at] as Selector, parameter) };
    }
    if (name === "time")
      return { kind: "scalar", values: Float64Array.from({ length: grid.count }, (_, i) => timeAt(grid, i) / 1e6) };
    if (name === "pi") return { kind: "scalar", values: new Float64Array(grid.count).fill(Math.PI) };
    const [first, ...more] = args as [Expression, ...Expression[]];
    if (name === "vector")
      return { kind: "vector", series: [{ labels: NO_LABELS, values: (await this.#scalar(first)) as Float64Array }] };
    const series = await this.#vector(first);
    const size = { count: grid.count, work: this.#work };
    if (name === "scalar") return { kind: "scalar", values: await onlyOne(series, size) };
    if (name === "absent") {
      const one = { labels: demanded(first), values: await absent(series, size) };
      return { kind: "vector", series: isEmpty(one) ? [] : [one] };
    }
    if (name === "sort" || name === "sort_desc") return { kind: "vector", series: sorted(series, name === "sort") };
    const one = await this.#scalar(more[0]);
    const other = await this.#scalar(more[1]);
    const compute = INSTANT_FUNCTIONS[name] as (typeof INSTANT_FUNCTIONS)[string];
    const computed: Series[] = [];
    for (const { labels, values } of series) {
      await this.#work.of(grid.count);
      computed.push({
        labels: unnamed(labels),
        values: values.map((value, i) => compute(value, one?.[i], other?.[i])),
      });
    }
    return { kind: "vector", series: computed.filter((made) => !isEmpty(made)) };
  }

  async #instants(selector: Selector): Promise<readonly Series[]> {
    const { table, newest, grid } = this.#parts;
    const chosen = this.#counted(table.select(selector.matchers));
    if (newest !== undefined && selector.offset === 0)
      return chosen
        .map((series) => ({ labels: series.labels, values: Float64Array.of(newest(series)) }))
        .filter((one) => !isEmpty(one));
    const window = Math.max(grid.step, 1);
    const series = await this.#overWindows(chosen, { window, offset: selector.offset }, lastOf);
    return series.filter((one) => !isEmpty(one));
  }

  async #windows(name: string, selector: Selector, parameter: Float64Array | undefined): Promise<readonly Series[]> {
    const chosen = this.#counted(this.#parts.table.select(selector.matchers));
    const compute = WINDOW_FUNCTIONS[name] as (typeof WINDOW_FUNCTIONS)[string];
    const window = selector.window as Micros;
    const series = await this.#overWindows(chosen, { window, offset: selector.offset }, (one, at) =>
      compute(one, parameter?.[at] ?? Number.NaN),
    );
    const named =
      name === "last_over_time" ? series : series.map(({ labels, values }) => ({ labels: unnamed(labels), values }));
    return named.filter((one) => !isEmpty(one));
  }

  #counted(chosen: readonly TagSeries[]): readonly TagSeries[] {
    this.#cells += bounded(chosen).length * this.#parts.grid.count;
    if (this.#cells > MOST_CELLS)
      throw new EdgeError(
        "bad-request",
        `the query computes more than ${MOST_CELLS} values; take fewer series or a longer step`,
      );
    return chosen;
  }

  async #overWindows(
    chosen: readonly TagSeries[],
    { window, offset }: { readonly window: Micros; readonly offset: Micros },
    compute: (window: Window, at: number) => number,
  ): Promise<readonly Series[]> {
    const { reader, grid, knownTo } = this.#parts;
    const from = grid.from - offset - window;
    const to = timeAt(grid, grid.count - 1) - offset;
    const finest = Math.max(1, Math.min(window, grid.count > 1 ? grid.step : window));
    const stored = await reader.read(
      chosen.map(({ tag }) => tag),
      { from, to, finest },
    );
    const all: Series[] = [];
    for (const [number, { labels }] of chosen.entries()) {
      const of = stored[number] as Stored;
      const values = new Float64Array(grid.count);
      let [first, end, computed] = [0, 0, 0];
      for (let at = 0; at < grid.count; at++) {
        const until = timeAt(grid, at) - offset;
        if (until > knownTo) {
          values.fill(Number.NaN, at);
          break;
        }
        while (end < of.times.length && (of.times[end] as Micros) <= until) end++;
        while (first < end && (of.times[first] as Micros) <= until - window) first++;
        if (compute !== lastOf) this.#look(end - first);
        computed += 1 + (compute === lastOf ? 0 : end - first);
        if (computed > ONE_PIECE) {
          await this.#work.of(computed);
          computed = 0;
        }
        values[at] = compute({ of, first, end, to: until, length: window }, at);
      }
      await this.#work.of(computed);
      all.push({ labels, values });
    }
    return all;
  }

  #look(values: number): void {
    this.#looked += values;
    if (this.#looked > MOST_LOOKS)
      throw new EdgeError(
        "bad-request",
        `the query looks at more than ${MOST_LOOKS} values in its windows; take a longer step or shorter windows`,
      );
  }
}

export function timeAt({ from, step }: Grid, at: number): Micros {
  return from + at * step;
}

/** The value of the only series that has one; NaN where none or several have. */
async function onlyOne(series: readonly Series[], { count, work }: Size): Promise<Float64Array> {
  const only = new Float64Array(count).fill(Number.NaN);
  for await (const [from, to] of work.goes(count, series.length))
    for (let at = from; at < to; at++) {
      const known = series.filter(({ values }) => !Number.isNaN(values[at] as number));
      if (known.length === 1) only[at] = (known[0] as Series).values[at] as number;
    }
  return only;
}

/** 1 where no series has a value. */
async function absent(series: readonly Series[], { count, work }: Size): Promise<Float64Array> {
  const values = new Float64Array(count).fill(Number.NaN);
  for await (const [from, to] of work.goes(count, series.length))
    for (let at = from; at < to; at++)
      if (series.every((one) => Number.isNaN(one.values[at] as number))) values[at] = 1;
  return values;
}

/**
 * The labels that a selector demands: `absent` has them. A label that a later matcher names again is dropped, whatever
 * that matcher says, as Prometheus does; one that was named by other matchers before stays.
 */
function demanded(of: Expression): Labels {
  const labels = new Map<string, string>();
  const seen = new Set<string>();
  for (const { op, label, value } of of.kind === "selector" ? of.matchers : []) {
    if (label === NAME) continue;
    if (op === "=" && !seen.has(label)) {
      seen.add(label);
      if (value !== "") labels.set(label, value);
    } else labels.delete(label);
  }
  return labels;
}
