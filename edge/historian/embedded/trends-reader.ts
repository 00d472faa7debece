import type { Resolution, TrendGrid, Trends, TrendsQuestion } from "../../contracts/path/historian.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { trendLevelFor } from "../../contracts/path/trend-levels.ts";
import { checkRows, RowCollector } from "../query/rows.ts";
import { plainGrid, TrendBuilder, wholeGrid } from "../query/trend-columns.ts";
import { readColumns } from "./columns.ts";
import type { MergedLevel } from "./merged-rollups.ts";
import { listOf, pathList, pathsIn, type Span } from "./spans.ts";
import type { Store } from "./store.ts";

interface Range {
  readonly from: Micros;
  readonly to: Micros;
}

/** What one question collects, tag by tag. */
interface Collecting {
  readonly grid: TrendGrid;
  /** By ref. */
  readonly builders: ReadonlyMap<number, TrendBuilder>;
  /** SQL that selects the tags. */
  readonly ofTags: string;
  readonly tail: SampleBatch;
}

/**
 * Many tags in the same pixel columns (rule D24): whole buckets of the coarsest level that fits, from merged roll-ups
 * where there are some; every sample where columns are short.
 */
export class TrendsReader {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  trends({ refs, ...question }: TrendsQuestion, tail: SampleBatch): Promise<Trends> {
    return this.#store.questions.run(async () => {
      const level = trendLevelFor((question.to - question.from) / question.width);
      const grid = level === undefined ? plainGrid(question) : wholeGrid(question, level.us);
      const builders = new Map(refs.map((ref) => [ref as number, new TrendBuilder(grid)]));
      const ofTags = `ref >= ${Math.min(...refs)} AND ref <= ${Math.max(...refs)} AND ref IN (${refs.join(", ")})`;
      const collecting = { grid, builders, ofTags, tail };
      const resolution =
        refs.length === 0
          ? "samples"
          : level === undefined
            ? await this.#addSamples(collecting)
            : await this.#addRolledUp(collecting, level.name);
      const finished = new Map(Array.from(builders, ([ref, builder]) => [ref, builder.finish(resolution)]));
      const tags = refs.map((ref) => finished.get(ref) as NonNullable<ReturnType<typeof finished.get>>);
      return { grid, rawFrom: this.#rawFrom(), tags };
    });
  }

  /** Every sample; roll-ups where samples are no longer kept. Returns the coarsest resolution. */
  async #addSamples(collecting: Collecting): Promise<Resolution> {
    const { grid, ofTags } = collecting;
    const spans = this.#store.spans.within(grid.from, grid.to);
    const whole = spans.filter(({ files }) => files.has("samples"));
    const rows = await this.#fresh(collecting, async (add) => {
      const refs = [...collecting.builders.keys()];
      const paths = whole.flatMap((span) => [...new Set(refs.flatMap((ref) => pathsIn(span, "samples", ref)))]);
      if (paths.length > 0) await this.#readSamples(`read_parquet(${listOf(paths)})`, ofTags, { range: grid, add });
    });
    for (const [ref, { length, ...columns }] of rows) collecting.builders.get(ref)?.addRows({ length, ...columns });
    const rest = spans.filter(({ files }) => !files.has("samples"));
    return rest.length === 0 ? "samples" : await this.#addSpans(collecting, rest, "10s");
  }

  /** Whole buckets of a level, and the samples that are in no span yet. */
  async #addRolledUp(collecting: Collecting, level: MergedLevel | "10s"): Promise<Resolution> {
    const { grid } = collecting;
    const spans = this.#store.spans.within(grid.from, grid.to);
    const { paths, rest } =
      level === "10s" ? { paths: [], rest: spans } : this.#store.merged.cover(level, spans, this.#store.spans.all());
    if (paths.length > 0) await this.#addBuckets(collecting, listOf(paths));
    const coarsest = await this.#addSpans(collecting, rest, level === "10min" ? "1min" : level);
    const rows = await this.#fresh(collecting, async () => undefined);
    for (const [ref, own] of rows) collecting.builders.get(ref)?.addRows(own);
    return coarserOf(level, coarsest);
  }

  /** Spans at a level, or at the next coarser one that they still have. Returns the coarsest that was read. */
  async #addSpans(
    collecting: Collecting,
    spans: readonly Span[],
    level: Exclude<MergedLevel, "10min"> | "10s",
  ): Promise<Resolution> {
    let coarsest: Resolution = level;
    let left = spans;
    for (const name of (["10s", "1min", "1h"] as const).slice(["10s", "1min", "1h"].indexOf(level))) {
      const having = left.filter(({ files }) => files.has(name));
      if (having.length === 0) continue;
      left = left.filter(({ files }) => !files.has(name));
      coarsest = name;
      await this.#addBuckets(collecting, pathList(having, name));
    }
    return coarsest;
  }

  async #addBuckets({ grid, builders, ofTags }: Collecting, paths: string): Promise<void> {
    const { from, to, origin, step } = grid;
    const ifAny = (figure: string): string => `coalesce((${figure} FILTER (usable > 0))::DOUBLE, 'NaN'::DOUBLE)`;
    const sql = `SELECT ref, ((bucket - ${origin}) // ${step})::UINTEGER AS col, sum(usable)::DOUBLE,
        ${ifAny('min("min")')}, ${ifAny('max("max")')}, ${ifAny("sum(mean * usable)")},
        ${ifAny('arg_max("last", bucket)')}, ${ifAny("max(bucket + until)")}, max(marks & 1)::UTINYINT
      FROM read_parquet(${paths}) WHERE ${ofTags} AND bucket >= ${from} AND bucket < ${to} GROUP BY ref, col`;
    await readColumns(this.#store.reader, sql, (columns, rows) => {
      const [refs, cols, usables, min, max, sum, last, lastAt, doubted] = columns as readonly Float64Array[];
      const at = (column: Float64Array | undefined, row: number): number => column?.[row] as number;
      for (let row = 0; row < rows; row++)
        builders.get(at(refs, row))?.add({
          column: at(cols, row),
          usables: at(usables, row),
          min: at(min, row),
          max: at(max, row),
          sum: at(sum, row),
          last: at(last, row),
          lastAt: at(lastAt, row),
          isDoubtful: at(doubted, row) > 0,
        });
    });
  }

  /** Samples that are in no span yet, after those that `first` adds, tag by tag; of one key the last arrival stays. */
  async #fresh(
    { grid, builders, ofTags, tail }: Collecting,
    first: (add: (ref: number, from: RowsOf) => void) => Promise<void>,
  ) {
    const collectors = new Map<number, RowCollector>();
    let sum = 0;
    const collectorOf = (ref: number): RowCollector => {
      const known = collectors.get(ref) ?? new RowCollector();
      collectors.set(ref, known);
      return known;
    };
    const add = (ref: number, { times, values, statuses }: RowsOf): void => {
      sum += times.length;
      checkRows(sum);
      collectorOf(ref).addAll(times, values, statuses);
    };
    // A million samples of all tags may wait: an array finds the wanted ones faster than a map.
    const isWanted = new Uint8Array(Math.max(...builders.keys()) + 1);
    for (const ref of builders.keys()) isWanted[ref] = 1;
    const take = ({ length, tags, times, values, statuses, texts }: SampleBatch): void => {
      for (let i = 0; i < length; i++) {
        const ref = tags[i] as number;
        if (isWanted[ref] !== 1) continue;
        const time = times[i] as number;
        if (time < grid.from || time >= grid.to || texts.has(i)) continue;
        checkRows(++sum);
        collectorOf(ref).add(time, values[i] as number, statuses[i] as number);
      }
    };
    await first(add);
    if (this.#store.hasStored) await this.#readSamples("samples", ofTags, { range: grid, add });
    for await (const batch of this.#store.hot.read(grid)) take(batch);
    take(tail);
    return Array.from(collectors, ([ref, collector]) => [ref, collector.finish()] as const);
  }

  async #readSamples(
    table: string,
    ofTags: string,
    { range, add }: { readonly range: Range; readonly add: (ref: number, rows: RowsOf) => void },
  ): Promise<void> {
    const sql = `SELECT ref, time::DOUBLE, value, status FROM ${table}
                 WHERE ${ofTags} AND time >= ${range.from} AND time < ${range.to}`;
    await readColumns(this.#store.reader, sql, (columns, rows) => {
      const [refs, times, values, statuses] = columns as unknown as [
        Uint32Array,
        Float64Array,
        Float64Array,
        Uint32Array,
      ];
      // Files are sorted by tag, so that a chunk has few runs.
      for (let from = 0, to = 0; from < rows; from = to) {
        const ref = refs[from] as number;
        while (to < rows && refs[to] === ref) to++;
        add(ref, {
          times: times.subarray(from, to),
          values: values.subarray(from, to),
          statuses: statuses.subarray(from, to),
        });
      }
    });
  }

  /** Where unbroken samples begin: after the newest span that has lost them. */
  #rawFrom(): Micros | null {
    const spans = this.#store.spans.all();
    const lost = spans.findLast(({ files }) => !files.has("samples") && !files.has("texts"));
    return lost?.to ?? spans[0]?.from ?? this.#store.began ?? null;
  }
}

type RowsOf = Pick<ReturnType<RowCollector["finish"]>, "times" | "values" | "statuses">;

const ORDER: readonly Resolution[] = ["samples", "1s", "10s", "1min", "10min", "1h"];

function coarserOf(a: Resolution, b: Resolution): Resolution {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}
