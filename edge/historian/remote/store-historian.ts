import { EdgeError } from "../../contracts/errors.ts";
import type {
  Aggregate,
  AggregateQuestion,
  Aligned,
  HistorianReader,
  StateDuration,
  Trend,
  TrendGrid,
  TrendQuestion,
  Trends,
  TrendsQuestion,
} from "../../contracts/path/historian.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { SampleStore, StoredColumns, StoredRange } from "../../contracts/path/sample-store.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { checkAligned, checkEdges, checkRange, checkRaw, checkTrend } from "../query/check-question.ts";
import { alignedOf, durationsOf, figuresOf, trendOf } from "../query/figures.ts";
import { checkRows, isDoubtful, RowCollector, type Rows } from "../query/rows.ts";
import { columnsOfTrend, plainGrid } from "../query/trend-columns.ts";

/** Bound of stretches that are read sample by sample, because the store may lack samples of them. */
const MAX_STRETCHES = 8;

/** Committed samples that the store may not have. */
export interface UnwrittenTail {
  /** Undefined when the store lacks more samples than memory holds. */
  copy(ref: TagRef): SampleBatch | undefined;
}

/**
 * Answers from a store of another system. Samples on their way there come from memory, so that no answer ends in a
 * hole; while more are on their way than memory holds, questions reject with `unavailable`.
 */
export class StoreHistorian implements HistorianReader {
  readonly #store: SampleStore;
  readonly #tail: UnwrittenTail;
  readonly #now: () => Micros;

  constructor(store: SampleStore, tail: UnwrittenTail, now: () => Micros) {
    this.#store = store;
    this.#tail = tail;
    this.#now = now;
  }

  async trend(question: TrendQuestion): Promise<Trend> {
    checkTrend(question);
    const { ref } = question;
    const grid = this.#gridOf(question);
    const { from, to } = grid;
    const tail = rowsIn(this.#tailOf(ref), grid);
    const stored = await this.#store.columns(ref, { from, to }, grid.step);
    if (stored === undefined) return trendOf(ref, { rows: await this.#gather(ref, grid, tail) }, grid);
    if (tail.length === 0) return trendOfColumns(ref, [stored]);
    // A column with samples from memory is computed from all of its samples, because the store may have some of them.
    const stretches = stretchesOf(tail, grid);
    const parts: (StoredColumns | Trend)[] = [];
    let done = from;
    for (const stretch of stretches) {
      parts.push(columnsIn(stored, { from: done, to: stretch.from }));
      const rows = await this.#gather(ref, stretch, rowsIn(tail, stretch));
      parts.push(trendOf(ref, { rows }, { ...stretch, step: grid.step, origin: from }));
      done = stretch.to;
    }
    parts.push(columnsIn(stored, { from: done, to }));
    return trendOfColumns(ref, parts);
  }

  async trends({ refs, ...question }: TrendsQuestion): Promise<Trends> {
    checkTrend({ refs, ...question });
    const grid = this.#gridOf(question);
    const tags = [];
    for (const ref of refs) tags.push(columnsOfTrend(await this.trend({ ref, ...question }), grid));
    return { grid, rawFrom: null, tags };
  }

  /** Columns of whole buckets of the store, where it has such for columns of this length. */
  #gridOf(question: { readonly from: Micros; readonly to: Micros; readonly width: number }): TrendGrid {
    const plain = plainGrid(question);
    const unit = this.#store.unit?.(plain.step) ?? 1;
    const [from, step] = [Math.floor(plain.from / unit) * unit, Math.ceil(plain.step / unit) * unit];
    return { from, to: plain.to, origin: from, step, columns: Math.ceil((plain.to - from) / step) };
  }

  async raw(ref: TagRef, from: Micros, to: Micros, limit: number) {
    checkRaw(from, to, limit);
    const tail = this.#copyTail(ref);
    const { times, values, statuses, texts } = await this.#store.raw(ref, { from, to }, limit);
    const found = new Map(
      Array.from(times, (time, i) => [
        time,
        { time, value: values[i] as number, text: texts[i] ?? null, status: statuses[i] as number },
      ]),
    );
    for (let i = 0; i < tail.length; i++) {
      const time = tail.times[i] as number;
      if (time >= from && time < to)
        found.set(time, {
          time,
          value: tail.values[i] as number,
          text: tail.texts.get(i) ?? null,
          status: tail.statuses[i] as number,
        });
    }
    const ordered = [...found.values()].sort((a, b) => a.time - b.time).slice(0, limit);
    return {
      times: ordered.map(({ time }) => time),
      values: ordered.map(({ value }) => (Number.isFinite(value) ? value : null)),
      texts: ordered.map(({ text }) => text),
      statuses: ordered.map(({ status }) => status),
    };
  }

  async aggregates({ ref, edges }: AggregateQuestion): Promise<readonly Aggregate[]> {
    checkEdges(edges);
    const [from, to] = [edges[0] as Micros, edges.at(-1) as Micros];
    return figuresOf(
      { rows: await this.#holding(ref, { from, to }) },
      Float64Array.from(edges),
      Math.min(to, this.#now()),
    );
  }

  async stateDurations(ref: TagRef, from: Micros, to: Micros): Promise<readonly StateDuration[]> {
    checkRange(from, to);
    return durationsOf(await this.#holding(ref, { from, to }), from, Math.min(to, this.#now()));
  }

  async aligned(refs: readonly TagRef[], from: Micros, to: Micros, step: Micros): Promise<Aligned> {
    checkAligned(refs, { from, to, step });
    const rows: Rows[] = [];
    for (const ref of refs) {
      rows.push(await this.#holding(ref, { from, to }));
      checkRows(rows.reduce((sum, { length }) => sum + length, 0));
    }
    return alignedOf(rows, from, to, step);
  }

  /** Samples of a range, and the one before it that holds at its beginning. */
  async #holding(ref: TagRef, range: StoredRange): Promise<Rows> {
    const tail = this.#tailOf(ref);
    const rows = new RowCollector();
    const { times, values, statuses } = await this.#store.before(ref, range.from);
    rows.addAll(times, values, statuses);
    const earlier = rowsIn(tail, { from: Number.NEGATIVE_INFINITY, to: range.from });
    rows.addAll(earlier.times, earlier.values, earlier.statuses);
    const held = rows.finish();
    const last = Math.max(0, held.length - 1);
    const all = new RowCollector();
    all.addAll(held.times.slice(last), held.values.slice(last), held.statuses.slice(last));
    const inRange = await this.#gather(ref, range, rowsIn(tail, range));
    all.addAll(inRange.times, inRange.values, inRange.statuses);
    return all.finish();
  }

  /** Samples of a range; those from memory are newer where times are equal (rule D6). */
  async #gather(ref: TagRef, { from, to }: StoredRange, tail: Rows): Promise<Rows> {
    const rows = new RowCollector();
    await this.#store.rows(ref, { from, to }, ({ times, values, statuses }) => rows.addAll(times, values, statuses));
    rows.addAll(tail.times, tail.values, tail.statuses);
    return rows.finish();
  }

  /** Copied before the store is asked: a sample that is written meanwhile is in both, which is harmless. */
  #copyTail(ref: TagRef): SampleBatch {
    const tail = this.#tail.copy(ref);
    if (tail === undefined)
      throw new EdgeError(
        "unavailable",
        "the store that answers for history is further behind than memory reaches; " +
          "ask again when its sink has caught up",
      );
    return tail;
  }

  #tailOf(ref: TagRef): Rows {
    const batch = this.#copyTail(ref);
    const rows = new RowCollector();
    for (let i = 0; i < batch.length; i++)
      if (!batch.texts.has(i))
        rows.add(batch.times[i] as number, batch.values[i] as number, batch.statuses[i] as number);
    return rows.finish();
  }
}

function rowsIn({ times, values, statuses }: Rows, { from, to }: StoredRange): Rows {
  let first = 0;
  while (first < times.length && (times[first] as number) < from) first++;
  let end = first;
  while (end < times.length && (times[end] as number) < to) end++;
  return {
    length: end - first,
    times: times.slice(first, end),
    values: values.slice(first, end),
    statuses: statuses.slice(first, end),
  };
}

/** Whole columns around samples, neighbours joined; beyond a few stretches the rest of the range is one. */
function stretchesOf({ times }: Rows, { from, to, step }: { from: Micros; to: Micros; step: Micros }): StoredRange[] {
  const found: { from: Micros; to: Micros }[] = [];
  for (const time of times) {
    const start = from + Math.floor((time - from) / step) * step;
    const end = Math.min(to, start + step);
    const before = found.at(-1);
    if (before !== undefined && (start <= before.to || found.length === MAX_STRETCHES))
      before.to = Math.max(before.to, end);
    else found.push({ from: start, to: end });
  }
  return found;
}

function columnsIn(columns: StoredColumns, { from, to }: StoredRange): StoredColumns {
  let first = 0;
  while (first < columns.times.length && (columns.times[first] as number) < from) first++;
  let end = first;
  while (end < columns.times.length && (columns.times[end] as number) < to) end++;
  const part = (column: Float64Array): Float64Array => column.slice(first, end);
  return {
    times: part(columns.times),
    min: part(columns.min),
    max: part(columns.max),
    mean: part(columns.mean),
    last: part(columns.last),
    statuses: part(columns.statuses),
  };
}

function trendOfColumns(ref: TagRef, parts: readonly (StoredColumns | Trend)[]): Trend {
  const trends = parts.map((part) => ("ref" in part ? part : columnsAsTrend(ref, part)));
  return {
    ref,
    times: trends.flatMap(({ times }) => times),
    min: trends.flatMap(({ min }) => min),
    max: trends.flatMap(({ max }) => max),
    mean: trends.flatMap(({ mean }) => mean),
    last: trends.flatMap(({ last }) => last),
    doubtful: trends.flatMap(({ doubtful }) => doubtful),
  };
}

function columnsAsTrend(ref: TagRef, { times, min, max, mean, last, statuses }: StoredColumns): Trend {
  const column = (values: Float64Array): (number | null)[] =>
    Array.from(values, (value) => (Number.isFinite(value) ? value : null));
  return {
    ref,
    times: [...times],
    min: column(min),
    max: column(max),
    mean: column(mean),
    last: column(last),
    doubtful: Array.from(statuses, isDoubtful),
  };
}
