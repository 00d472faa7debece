/** Staged samples in the order of their times, slice by slice, second by second. */
import { columnsFor, type SampleColumns } from "../../batch/sample-columns.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { NO_TEXTS } from "../../contracts/path/sample-batch.ts";
import { readColumns } from "../embedded/columns.ts";
import type { RecordedSecond } from "../recording/arrival-order.ts";
import type { Stage } from "./stage.ts";
import { literal, OUTCOME } from "./stage-sql.ts";

const SECOND_US = 1e6;
const HOUR_US = 3_600e6;
/** Samples of a slice, which is sorted in memory: 200 MB with the slice that is read ahead. */
const MOST_ROWS = 2_000_000;
/** A longer time without any sample is passed over: time would be judged that nobody recorded. */
const GAP_HOURS = 24;

export interface Slice {
  readonly from: Micros;
  readonly to: Micros;
  /** Bound of its samples, or more where one second has more. */
  readonly rows: number;
}

/** Time without a sample. */
export interface Silence {
  readonly from: Micros;
  readonly to: Micros;
}

/** Slices of hours with samples, and what lies between them and is longer than a day. */
export function slicesOf(
  hours: ReadonlyMap<number, number>,
  most = MOST_ROWS,
): { readonly slices: readonly Slice[]; readonly silences: readonly Silence[] } {
  const slices: Slice[] = [];
  const silences: Silence[] = [];
  for (const hour of [...hours.keys()].sort((a, b) => a - b)) {
    const rows = hours.get(hour) as number;
    const from = hour * HOUR_US;
    const before = slices.at(-1);
    if (before !== undefined && from - before.to > GAP_HOURS * HOUR_US) silences.push({ from: before.to, to: from });
    else if (before !== undefined && from > before.to) slices.push({ from: before.to, to: from, rows: 0 });
    const parts = Math.min(3600, Math.ceil(rows / most));
    const last = slices.at(-1);
    if (parts === 1 && last !== undefined && last.to === from && last.rows + rows <= most) {
      slices[slices.length - 1] = { from: last.from, to: from + HOUR_US, rows: last.rows + rows };
      continue;
    }
    const length = Math.ceil(3600 / parts) * SECOND_US;
    for (let start = from; start < from + HOUR_US; start += length)
      slices.push({ from: start, to: Math.min(start + length, from + HOUR_US), rows: Math.ceil(rows / parts) });
  }
  return { slices, silences };
}

/** The samples that were read so far. */
export interface Replayed {
  samples: number;
  /** Samples of a tag with the time of an earlier one: only the first one counts. */
  repeated: number;
}

interface SortedSlice {
  readonly columns: SampleColumns;
  readonly length: number;
  readonly texts: readonly (readonly [row: number, text: string])[];
}

export class PastSamples {
  readonly slices: readonly Slice[];
  readonly silences: readonly Silence[];
  readonly replayed: Replayed = { samples: 0, repeated: 0 };
  readonly #stage: Stage;
  /** Time of the newest sample of each tag. */
  readonly #newest: Float64Array;

  /** `size`: one above the highest tag. */
  constructor(stage: Stage, size: number, most?: number) {
    this.#stage = stage;
    this.#newest = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
    const { slices, silences } = slicesOf(stage.hours, most);
    const [begin, end] = [stage.span.first, stage.span.last + SECOND_US].map(
      (time) => Math.floor(time / SECOND_US) * SECOND_US,
    ) as [Micros, Micros];
    this.slices = slices
      .map(({ from, to, rows }) => ({ from: Math.max(from, begin), to: Math.min(to, end), rows }))
      .filter(({ from, to }) => from < to);
    this.silences = silences;
  }

  /** Every second in order, without those of silences. Reads the next slice while the caller goes through one. */
  async *seconds(): AsyncGenerator<RecordedSecond> {
    let next = this.#read(this.slices[0]);
    try {
      for (const [index, slice] of this.slices.entries()) {
        const sorted = await next;
        next = this.#read(this.slices[index + 1]);
        yield* this.#secondsOf(slice, sorted);
      }
    } finally {
      // The caller may stop early, and closes the database then.
      await next.catch(() => undefined);
    }
  }

  async #read(slice: Slice | undefined): Promise<SortedSlice> {
    const empty = { columns: columnsFor(0), length: 0, texts: [] };
    if (slice === undefined || slice.rows === 0) return empty;
    const { from, to } = slice;
    const files = this.#stage.files.map(literal).join(", ");
    const within = `FROM read_parquet([${files}], filename = true)
      WHERE outcome = ${OUTCOME.used} AND us >= ${from} AND us < ${to}`;
    const order = "ORDER BY us, ref, filename, line";
    const parts: (readonly [Uint32Array, Float64Array, Float64Array, Uint32Array])[] = [];
    await readColumns(
      this.#stage.connection,
      `SELECT ref, us::DOUBLE, coalesce(value, 'NaN'::DOUBLE), status ${within} ${order}`,
      (columns, rows) => parts.push(columns.map((column) => column.slice(0, rows)) as never),
    );
    // Only where a tag is a text: the numbers of the rows cost a second sort.
    const texts = this.#stage.hasTexts
      ? await this.#stage.connection.runAndReadAll(
          `SELECT place::DOUBLE, text FROM (SELECT text, row_number() OVER (${order}) - 1 AS place ${within})
           WHERE text IS NOT NULL`,
        )
      : undefined;
    const length = parts.reduce((sum, [refs]) => sum + refs.length, 0);
    const columns = columnsFor(length);
    let at = 0;
    for (const [refs, times, values, statuses] of parts) {
      columns.tags.set(refs, at);
      columns.times.set(times, at);
      columns.values.set(values, at);
      columns.statuses.set(statuses, at);
      at += refs.length;
    }
    return { columns, length, texts: (texts?.getRowsJS() ?? []).map(([row, text]) => [Number(row), String(text)]) };
  }

  *#secondsOf({ from, to }: Slice, sorted: SortedSlice): Generator<RecordedSecond> {
    const { columns, length, texts } = this.#withoutRepeats(sorted);
    let first = 0;
    let nextText = 0;
    for (let end = from + SECOND_US; end <= to; end += SECOND_US) {
      let next = first;
      while (next < length && (columns.times[next] as number) < end) next++;
      const ofSecond = new Map<number, string>();
      for (let text = texts[nextText]; text !== undefined && text[0] < next; text = texts[++nextText])
        ofSecond.set(text[0] - first, text[1]);
      this.replayed.samples += next - first;
      yield { at: end, batch: batchOf(columns, { first, next, at: end, texts: ofSecond }) };
      first = next;
    }
  }

  #withoutRepeats({ columns, length, texts }: SortedSlice): SortedSlice {
    const { tags, times, values, statuses } = columns;
    const places = new Map(texts);
    const kept: (readonly [number, string])[] = [];
    let to = 0;
    for (let at = 0; at < length; at++) {
      const ref = tags[at] as number;
      const time = times[at] as number;
      if (time <= (this.#newest[ref] as number)) {
        this.replayed.repeated++;
        continue;
      }
      this.#newest[ref] = time;
      tags[to] = ref;
      times[to] = time;
      values[to] = values[at] as number;
      statuses[to] = statuses[at] as number;
      const text = places.get(at);
      if (text !== undefined) kept.push([to, text]);
      to++;
    }
    return { columns, length: to, texts: kept };
  }
}

function batchOf(
  { tags, times, values, statuses, flags }: SampleColumns,
  { first, next, at, texts }: { first: number; next: number; at: Micros; texts: ReadonlyMap<number, string> },
): RecordedSecond["batch"] {
  return {
    length: next - first,
    tags: tags.subarray(first, next),
    times: times.subarray(first, next),
    receivedAt: at,
    values: values.subarray(first, next),
    statuses: statuses.subarray(first, next),
    flags: flags.subarray(first, next),
    texts: texts.size === 0 ? NO_TEXTS : texts,
  };
}
