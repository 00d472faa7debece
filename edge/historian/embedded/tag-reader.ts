import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { Gathered } from "../query/figures.ts";
import { ROLLUP_LEVELS, RollupBuilder, type RollupColumns, type RollupLevel } from "../query/rollup.ts";
import { MAX_ROWS, NO_ROWS, RowCollector, type Rows } from "../query/rows.ts";
import { readColumns } from "./columns.ts";
import { joinRollups, ROLLUP_SELECT, takeRollups } from "./rollup-rows.ts";
import { parquet } from "./span-parquet.ts";
import { listOf, pathIn, pathList, type Span } from "./spans.ts";
import type { Store } from "./store.ts";

interface Range {
  readonly from: Micros;
  readonly to: Micros;
}

/** Reads one tag from all sources: closed spans, the database, and the tail that came with the question. */
export class TagReader {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Every sample in [from, to); the finest roll-ups where samples are no longer kept. */
  gather(ref: TagRef, range: Range, tail: Rows = NO_ROWS): Promise<Gathered> {
    return this.#store.questions.run(async () => {
      const rows = new RowCollector();
      const spans = this.#store.spans.within(range.from, range.to);
      await this.#addSamples(rows, ref, { spans, range });
      await this.#addFresh(rows, ref, range, tail);
      const rollups = await this.#readRollups(ref, {
        spans: spans.filter(({ files }) => !files.has("samples")),
        range,
        level: undefined,
      });
      return rollups.length === 0 ? { rows: rows.finish() } : { rows: rows.finish(), rollups };
    });
  }

  /** Roll-ups of a level for the whole buckets in [from, to), samples for the rest at both ends. */
  gatherRolledUp(
    ref: TagRef,
    range: Range,
    { level, tail = NO_ROWS }: { level: RollupLevel; tail?: Rows },
  ): Promise<Gathered> {
    return this.#store.questions.run(async () => {
      const inner = {
        from: Math.ceil(range.from / level.us) * level.us,
        to: Math.floor(range.to / level.us) * level.us,
      };
      if (inner.from >= inner.to) return { rows: NO_ROWS };
      const ends = new RowCollector();
      for (const end of [
        { from: range.from, to: inner.from },
        { from: inner.to, to: range.to },
      ])
        if (end.from < end.to)
          await this.#addSamples(ends, ref, { spans: this.#store.spans.within(end.from, end.to), range: end });
      const stored = await this.#readRollups(ref, {
        spans: this.#store.spans.within(inner.from, inner.to),
        range: inner,
        level,
      });
      const fresh = new RowCollector();
      await this.#addFresh(fresh, ref, range, tail);
      const { rows, rollups } = rolledUp(fresh.finish(), ref, { inner, level });
      ends.addAll(rows.times, rows.values, rows.statuses);
      return { rows: ends.finish(), rollups: joinRollups(stored, rollups) };
    });
  }

  /** The newest sample before `time`, whose value holds at `time`. */
  async before(ref: TagRef, time: Micros, tail: Rows = NO_ROWS): Promise<Rows> {
    const base = this.#store.spans.before(time);
    const carried = new RowCollector();
    if (base?.files.has("last")) {
      await this.#store.questions.run(() =>
        this.#read(
          `SELECT time::DOUBLE, value, status FROM ${parquet(base, "last")} WHERE ref = ${ref} AND text IS NULL`,
          (times, values, statuses) => carried.addAll(times, values, statuses),
        ),
      );
    }
    const since = { from: base?.to ?? Number.MIN_SAFE_INTEGER, to: time };
    await this.#store.questions.run(async () => {
      await this.#addSamples(carried, ref, { spans: this.#store.spans.within(since.from, since.to), range: since });
      // The database may also hold samples older than the last span.
      await this.#addFresh(carried, ref, { from: Number.MIN_SAFE_INTEGER, to: time }, tail);
    });
    const rows = carried.finish();
    const last = rows.length - 1;
    return last < 0
      ? NO_ROWS
      : {
          length: 1,
          times: rows.times.slice(last),
          values: rows.values.slice(last),
          statuses: rows.statuses.slice(last),
        };
  }

  async #addSamples(
    into: RowCollector,
    ref: TagRef,
    { spans, range }: { spans: readonly Span[]; range: Range },
  ): Promise<void> {
    const list = pathList(spans, "samples", ref);
    if (list === "[]") return;
    const sql = `SELECT time::DOUBLE, value, status FROM read_parquet(${list})
                 WHERE ref = ${ref} ${within("time", range)} ${oneMoreThan(into)}`;
    await this.#read(sql, (times, values, statuses) => into.addAll(times, values, statuses));
  }

  /** Samples that are not in a span yet, in order of arrival. */
  async #addFresh(into: RowCollector, ref: TagRef, range: Range, tail: Rows): Promise<void> {
    if (this.#store.hasStored)
      await this.#read(
        `SELECT time::DOUBLE, value, status FROM samples
         WHERE ref = ${ref} ${within("time", range)} ${oneMoreThan(into)}`,
        (times, values, statuses) => into.addAll(times, values, statuses),
      );
    for await (const { length, tags, times, values, statuses } of this.#store.hot.read(range, { ref })) {
      for (let i = 0; i < length; i++) {
        if (tags[i] !== ref) continue;
        const time = times[i] as number;
        if (time >= range.from && time < range.to) into.add(time, values[i] as number, statuses[i] as number);
      }
    }
    for (let i = 0; i < tail.length; i++) {
      const time = tail.times[i] as number;
      if (time >= range.from && time < range.to) into.add(time, tail.values[i] as number, tail.statuses[i] as number);
    }
  }

  async #readRollups(
    ref: TagRef,
    { spans, range, level }: { spans: readonly Span[]; range: Range; level: RollupLevel | undefined },
  ): Promise<RollupColumns> {
    const builder: RollupColumns[] = [];
    for (const { name } of level === undefined ? ROLLUP_LEVELS.slice(1) : [level]) {
      const files = spans.filter((span) => span.files.has(name) && (level !== undefined || finestOf(span) === name));
      const list = level === undefined ? pathList(files, name) : this.#wholeLevel(name, files);
      if (list === "[]") continue;
      const sql = `SELECT ${ROLLUP_SELECT} FROM read_parquet(${list}) WHERE ref = ${ref} ${within("bucket", range)}`;
      await readColumns(this.#store.reader, sql, (columns, rows) => void builder.push(takeRollups(columns, rows)));
    }
    return joinRollups(...builder);
  }

  /** Files of a level for these spans: merged ones where there are some. */
  #wholeLevel(name: RollupLevel["name"], spans: readonly Span[]): string {
    if (name !== "1min" && name !== "1h") return pathList(spans, name);
    const { paths, rest } = this.#store.merged.cover(name, spans, this.#store.spans.all());
    return listOf([...paths, ...rest.map((span) => pathIn(span, name))]);
  }

  #read(sql: string, visit: (times: Float64Array, values: Float64Array, statuses: Uint32Array) => void): Promise<void> {
    return readColumns(this.#store.reader, sql, (columns, rows) => {
      const [times, values, statuses] = columns as unknown as [Float64Array, Float64Array, Uint32Array];
      visit(times.subarray(0, rows), values.subarray(0, rows), statuses.subarray(0, rows));
    });
  }
}

/** For a span without samples. */
function finestOf({ files }: Span): string | undefined {
  return ROLLUP_LEVELS.slice(1).find(({ name }) => files.has(name))?.name;
}

/** Finds a question about too many samples before all of them are in memory. */
function oneMoreThan({ length }: RowCollector): string {
  return `LIMIT ${MAX_ROWS + 1 - length}`;
}

function within(column: "time" | "bucket", { from, to }: Range): string {
  return `AND ${column} >= ${from} AND ${column} < ${to}`;
}

/** Rolls up whole buckets and keeps the other samples. In order of time the samples of a bucket are adjacent. */
function rolledUp(
  { length, times, values, statuses }: Rows,
  ref: TagRef,
  { inner, level }: { inner: Range; level: RollupLevel },
): { rows: Rows; rollups: RollupColumns } {
  const builder = new RollupBuilder(level.us, 1);
  const rest = new RowCollector();
  let from = 0;
  while (from < length && (times[from] as number) < inner.from) from++;
  let to = from;
  while (to < length && (times[to] as number) < inner.to) to++;
  builder.addRun(ref, { times, values, statuses }, from, to);
  rest.addAll(times.slice(0, from), values.slice(0, from), statuses.slice(0, from));
  rest.addAll(times.slice(to), values.slice(to), statuses.slice(to));
  return { rows: rest.finish(), rollups: builder.finish() };
}
