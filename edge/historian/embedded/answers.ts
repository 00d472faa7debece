import type {
  Aggregate,
  AggregateQuestion,
  Aligned,
  StateDuration,
  Trend,
  TrendQuestion,
} from "../../contracts/path/historian.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { alignedOf, durationsOf, figuresOf, type Gathered, trendOf } from "../query/figures.ts";
import { ROLLUP_LEVELS, type RollupLevel } from "../query/rollup.ts";
import { checkRows, RowCollector, type Rows } from "../query/rows.ts";
import { UNKNOWN_ARRIVAL } from "./arrival.ts";
import { lendHistory } from "./lend-history.ts";
import type { RawAnswer, RawQuestion, StoreQuestion } from "./protocol.ts";
import { ReplayReader } from "./replay-reader.ts";
import { pathList, type Span } from "./spans.ts";
import type { Store } from "./store.ts";
import { TagReader } from "./tag-reader.ts";
import { TrendsReader } from "./trends-reader.ts";

/**
 * Up to this range every sample is read; in a longer one, roll-ups replace whole buckets. A day of one tag at 1 Hz is
 * 86,400 samples, read in 50 ms.
 */
const MAX_RAW_US = 26 * 3600e6;
/** Fewest buckets in a column, so that columns of whole buckets are hardly longer than requested. */
const MIN_BUCKETS = 8;

type RawRow = [time: number, value: number, text: string | null, status: number, arrived: number | null];

interface RawSample {
  readonly time: Micros;
  readonly value: number;
  readonly text: string | null;
  readonly status: number;
  /** 0 where it is not known. */
  readonly arrivedBy: Micros;
}

/** Answers the edge's questions about history. */
export class Answers {
  readonly #store: Store;
  readonly #tags: TagReader;
  readonly #trends: TrendsReader;
  readonly #replay: ReplayReader;

  constructor(store: Store) {
    this.#store = store;
    this.#trends = new TrendsReader(store);
    this.#tags = new TagReader(store);
    this.#replay = new ReplayReader(store);
  }

  /** The type of the answer follows from the kind of the question. */
  async to(ask: StoreQuestion, tail: SampleBatch): Promise<unknown> {
    switch (ask.kind) {
      case "trend":
        return this.#trend(ask.question, rowsOf(tail));
      case "trends":
        return this.#trends.trends(ask.question, tail);
      case "raw":
        return this.#raw(ask.question, tail);
      case "aggregates":
        return this.#aggregates(ask.question, rowsOf(tail));
      case "durations":
        return this.#durations(ask.ref, { from: ask.from, to: ask.to, now: ask.now }, rowsOf(tail));
      case "aligned":
        return this.#aligned(ask.refs, ask, tail);
      case "keyframe":
        return this.#replay.keyframe(ask.at, tail);
      case "stretch":
        return this.#replay.stretch(ask.question, tail);
      case "range":
        return this.#replay.range();
      case "events":
        return this.#replay.events(ask.question);
      case "waveforms":
        return this.#store.waveforms(ask.question);
      case "waveform":
        return this.#store.waveform(ask.ref, ask.start);
      case "lend":
        return lendHistory(this.#store, ask.question, tail);
      case "count":
        return this.#count();
    }
  }

  async #trend({ ref, from, to, width }: TrendQuestion, tail: Rows): Promise<Trend> {
    const step = Math.max(1, Math.ceil((to - from) / width));
    const level = to - from > MAX_RAW_US ? levelFor(step) : undefined;
    if (level === undefined)
      return trendOf(ref, await this.#tags.gather(ref, { from, to }, tail), { from, to, step, origin: from });
    const gathered = await this.#tags.gatherRolledUp(ref, { from, to }, { level, tail });
    return trendOf(ref, gathered, { from, to, step: Math.ceil(step / level.us) * level.us, origin: 0 });
  }

  async #aggregates({ ref, edges }: AggregateQuestion, tail: Rows): Promise<readonly Aggregate[]> {
    const [from, to] = [edges[0] as Micros, edges.at(-1) as Micros];
    const held = await this.#tags.before(ref, from, tail);
    const level =
      to - from > MAX_RAW_US ? ROLLUP_LEVELS.findLast(({ us }) => edges.every((edge) => edge % us === 0)) : undefined;
    const gathered =
      level === undefined || level.us < 10e6
        ? await this.#tags.gather(ref, { from, to }, tail)
        : await this.#tags.gatherRolledUp(ref, { from, to }, { level, tail });
    return figuresOf(after(held, gathered), Float64Array.from(edges), Math.min(to, Date.now() * 1000));
  }

  async #durations(
    ref: TagRef,
    { from, to, now }: { from: Micros; to: Micros; now: Micros },
    tail: Rows,
  ): Promise<readonly StateDuration[]> {
    const held = await this.#tags.before(ref, from, tail);
    const { rows } = after(held, await this.#tags.gather(ref, { from, to }, tail));
    return durationsOf(rows, from, Math.min(to, now));
  }

  async #aligned(
    refs: readonly TagRef[],
    { from, to, step }: { from: Micros; to: Micros; step: Micros },
    tail: SampleBatch,
  ): Promise<Aligned> {
    const rows: Rows[] = [];
    for (const ref of refs) {
      const mine = rowsOf(tail, ref);
      rows.push(after(await this.#tags.before(ref, from, mine), await this.#tags.gather(ref, { from, to }, mine)).rows);
      checkRows(rows.reduce((sum, { length }) => sum + length, 0));
    }
    return alignedOf(rows, from, to, step);
  }

  /** Numbers and texts of one tag; for one key the last arrival counts. */
  async #raw({ ref, from, to, limit }: RawQuestion, tail: SampleBatch): Promise<RawAnswer> {
    const spans = this.#store.spans.within(from, to);
    const where = `WHERE ref = ${ref} AND time >= ${from} AND time < ${to}`;
    const sources = (["samples", "texts"] as const).flatMap((table) => {
      const columns =
        table === "samples"
          ? "time::DOUBLE AS time, value, NULL AS text, status"
          : "time::DOUBLE AS time, 'NaN'::DOUBLE AS value, text, status";
      const files = spans.filter((span) => span.files.has(table));
      const closed =
        files.length === 0
          ? []
          : [
              `SELECT ${columns}, 0 AS version, 0::BIGINT AS arrival, NULL AS arrived
               FROM read_parquet(${pathList(files, table, ref)}) ${where}`,
            ];
      const own = "1 AS version, rowid AS arrival, arrived::DOUBLE AS arrived";
      return [...closed, `SELECT ${columns}, ${own} FROM ${table} ${where}`];
    });
    // Spans of older versions hold NaN as a number beside each text.
    const sql = `SELECT time, value, text, status, arrived FROM (${sources.join(" UNION ALL ")})
                 QUALIFY row_number() OVER
                   (PARTITION BY time ORDER BY version DESC, text IS NULL, arrival DESC) = 1
                 ORDER BY time LIMIT ${limit}`;
    const found = new Map<number, RawSample>();
    await this.#store.questions.run(async () => {
      const rows = (await this.#store.reader.runAndReadAll(sql)).getRows() as RawRow[];
      for (const [time, value, text, status, arrived] of rows)
        found.set(time, { time, value, text, status, arrivedBy: arrived ?? builtAt(spans, time) });
      const take = (batch: SampleBatch): void => {
        for (let i = 0; i < batch.length; i++) {
          const time = batch.times[i] as number;
          if (batch.tags[i] === ref && time >= from && time < to)
            found.set(time, {
              time,
              value: batch.values[i] as number,
              text: batch.texts.get(i) ?? null,
              status: batch.statuses[i] as number,
              arrivedBy: batch.receivedAt,
            });
        }
      };
      for await (const batch of this.#store.hot.read({ from, to }, { ref, hasArrival: true })) take(batch);
      take(tail);
    });
    const ordered = [...found.values()].sort((a, b) => a.time - b.time).slice(0, limit);
    return {
      times: ordered.map(({ time }) => time),
      values: ordered.map(({ value }) => (Number.isFinite(value) ? value : null)),
      texts: ordered.map(({ text }) => text),
      statuses: ordered.map(({ status }) => status),
      arrivedBy: ordered.map(({ arrivedBy }) => (arrivedBy > 0 ? arrivedBy : null)),
    };
  }

  /** Number of stored samples, texts included. */
  async #count(): Promise<number> {
    const sources = (["samples", "texts"] as const).flatMap((table) => {
      const files = this.#store.spans.all().filter((span) => span.files.has(table));
      return [
        `(SELECT count(*) FROM ${table})`,
        ...(files.length === 0 ? [] : [`(SELECT count(*) FROM read_parquet(${pathList(files, table)}))`]),
      ];
    });
    const [counts = []] = await this.#store.ask(`SELECT ${sources.join(" + ")}`);
    return Number(counts[0]) + this.#store.hot.length;
  }
}

/** When the span of this time was built; 0 where that is not known. The spans are in order. */
function builtAt(spans: readonly Span[], time: Micros): Micros {
  return spans.findLast(({ from }) => from <= time)?.placed?.built ?? UNKNOWN_ARRIVAL;
}

function levelFor(step: Micros): RollupLevel | undefined {
  return ROLLUP_LEVELS.slice(1).findLast(({ us }) => us * MIN_BUCKETS <= step);
}

/** The value at the beginning comes before the later ones. */
function after(held: Rows, { rows, rollups }: Gathered): Gathered {
  if (held.length === 0) return rollups === undefined ? { rows } : { rows, rollups };
  const all = new RowCollector();
  all.addAll(held.times, held.values, held.statuses);
  all.addAll(rows.times, rows.values, rows.statuses);
  return rollups === undefined ? { rows: all.finish() } : { rows: all.finish(), rollups };
}

/** The numbers of a batch of one tag, or of one tag in a batch of several. */
function rowsOf(batch: SampleBatch, ref?: TagRef): Rows {
  const rows = new RowCollector();
  for (let i = 0; i < batch.length; i++) {
    if ((ref === undefined || batch.tags[i] === ref) && !batch.texts.has(i))
      rows.add(batch.times[i] as number, batch.values[i] as number, batch.statuses[i] as number);
  }
  return rows.finish();
}
