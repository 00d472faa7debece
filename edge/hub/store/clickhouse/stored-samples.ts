/** One tag's samples of an edge, read back from ClickHouse. */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { SampleStore, StoredColumns, StoredRange, StoredRows } from "../../../contracts/path/sample-store.ts";
import type { TagRef } from "../../../contracts/plant/tag.ts";
import { checkRows, MAX_ROWS } from "../../../historian/query/rows.ts";
import type { LogQuestions } from "./log-questions.ts";
import type { Kept } from "./retention.ts";
import { planOf, type Stretch, unitOf } from "./roll-up-plan.ts";
import { DOUBTFUL_FROM, MINUTE_US, USABLE } from "./roll-up-sql.ts";
import type { RowReader } from "./row-reader.ts";

/** How far a value before a time is looked for: most tags have one within the first stretch, which is soon read. */
export const LOOK_BACK_US = [3_600e6, 86_400e6, 30 * 86_400e6, Number.POSITIVE_INFINITY] as const;
/** Rows of one piece for a visitor. */
const PIECE_ROWS = 100_000;

export class StoredSamples implements SampleStore {
  readonly #questions: LogQuestions;
  readonly #kept: Kept;

  constructor(questions: LogQuestions, kept: Kept) {
    this.#questions = questions;
    this.#kept = kept;
  }

  unit(step: Micros): Micros {
    return unitOf(step);
  }

  async rows(tag: TagRef, range: StoredRange, visit: (rows: StoredRows) => void): Promise<void> {
    const numbers = this.#numbers(tag, range);
    const sql = `SELECT toFloat64(time), value, status ${numbers} ORDER BY time LIMIT ${MAX_ROWS + 1}`;
    const reader = await this.#questions.rows(sql);
    for (let rows = 0; !reader.isDone; ) {
      const piece = pieceOf(reader, PIECE_ROWS);
      rows += piece.times.length;
      checkRows(rows);
      visit(piece);
    }
  }

  async before(tag: TagRef, time: Micros): Promise<StoredRows> {
    let to = time;
    for (const back of LOOK_BACK_US) {
      const from = time - back;
      const numbers = this.#numbers(tag, { from, to });
      const sql = `SELECT toFloat64(time), value, status ${numbers} ORDER BY time DESC LIMIT 1`;
      const found = pieceOf(await this.#questions.rows(sql), 1);
      if (found.times.length > 0 || !Number.isFinite(back)) return found;
      to = from;
    }
    throw new RangeError("the last stretch has no end");
  }

  async raw(tag: TagRef, range: StoredRange, limit: number) {
    const where = `${this.#questions.of("samples")} AND ref = ${tag} ${within(range)}`;
    const reader = await this.#questions.rows(
      `SELECT toFloat64(time), value, status, text ${where} ORDER BY time LIMIT ${limit}`,
    );
    const [times, values, statuses, texts]: [number[], number[], number[], (string | null)[]] = [[], [], [], []];
    while (!reader.isDone) {
      times.push(reader.f64());
      values.push(reader.f64());
      statuses.push(reader.u32());
      texts.push(reader.textOrNull());
    }
    return {
      times: Float64Array.from(times),
      values: Float64Array.from(values),
      statuses: Uint32Array.from(statuses),
      texts,
    };
  }

  async columns(tag: TagRef, range: StoredRange, step: Micros): Promise<StoredColumns> {
    const stretches = await planOf(this.#questions, range, step, this.#kept);
    const parts = stretches.map((stretch) => this.#columnsOf(tag, stretch, { origin: range.from, step }));
    const figure = (of: string): string => `if(sum(n) = 0, nan, ${of})`;
    const reader = await this.#questions.rows(
      `SELECT toFloat64(${range.from} + col * ${step}), ${figure("minIf(lo, n > 0)")}, ${figure("maxIf(hi, n > 0)")},
         ${figure("sumIf(total, n > 0) / sum(n)")}, ${figure("argMaxIf(latest, latest_at, n > 0)")},
         toFloat64(max(worst))
       FROM (${parts.join(" UNION ALL ")}) GROUP BY col ORDER BY col`,
    );
    const found: number[][] = [];
    while (!reader.isDone) found.push(Array.from({ length: 6 }, () => reader.f64()));
    const column = (index: number): Float64Array => Float64Array.from(found, (row) => row[index] as number);
    return {
      times: column(0),
      min: column(1),
      max: column(2),
      mean: column(3),
      last: column(4),
      statuses: column(5),
    };
  }

  /** What a stretch has for each column. Buckets fall into the column in which they begin. */
  #columnsOf(
    tag: TagRef,
    { level, ...range }: Stretch,
    { origin, step }: { readonly origin: Micros; readonly step: Micros },
  ): string {
    if (level === "samples")
      return `SELECT intDiv(time - ${origin}, ${step}) AS col, countIf(ok) AS n, minIf(value, ok) AS lo,
          maxIf(value, ok) AS hi, sumIf(value, ok) AS total, argMaxIf(value, time, ok) AS latest,
          maxIf(time, ok) AS latest_at, max(status) AS worst
        FROM (SELECT time, value, status, ${USABLE} AS ok ${this.#numbers(tag, range)}) GROUP BY col`;
    // A stretch that begins in the middle of a minute has that minute.
    const buckets = within({ from: Math.floor(range.from / MINUTE_US) * MINUTE_US, to: range.to }, "bucket");
    return `SELECT greatest(0, intDiv(bucket - ${origin}, ${step})) AS col, sum(usable) AS n,
        minIf(min, usable > 0) AS lo, maxIf(max, usable > 0) AS hi, sumIf(mean * usable, usable > 0) AS total,
        argMaxIf(last, until, usable > 0) AS latest, maxIf(until, usable > 0) AS latest_at,
        max(toUInt32(if(doubtful > 0, ${DOUBTFUL_FROM}, 0))) AS worst
      ${this.#questions.of(level)} AND ref = ${tag} ${buckets} GROUP BY col`;
  }

  #numbers(tag: TagRef, range: StoredRange): string {
    return `${this.#questions.of("samples")} AND ref = ${tag} AND isNull(text) ${within(range)}`;
  }
}

/** Whole µs; an end that is not finite is none. */
export function within({ from, to }: StoredRange, column = "time"): string {
  const after = Number.isFinite(from) ? `AND ${column} >= ${Math.floor(from)} ` : "";
  return Number.isFinite(to) ? `${after}AND ${column} < ${Math.floor(to)}` : after;
}

function pieceOf(reader: RowReader, most: number): StoredRows {
  const [times, values, statuses] = [new Float64Array(most), new Float64Array(most), new Uint32Array(most)];
  let length = 0;
  for (; length < most && !reader.isDone; length++) {
    times[length] = reader.f64();
    values[length] = reader.f64();
    statuses[length] = reader.u32();
  }
  return {
    times: times.subarray(0, length),
    values: values.subarray(0, length),
    statuses: statuses.subarray(0, length),
  };
}
