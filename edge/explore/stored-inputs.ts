/** Samples of the inputs of expressions, as they were stored. */
import { EdgeError } from "../contracts/errors.ts";
import type { HistorianReader } from "../contracts/path/historian.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../contracts/plant/tag.ts";
import { RowCollector, type Rows } from "../historian/query/rows.ts";
import type { Deadline } from "./deadline.ts";
import type { Input } from "./expressions.ts";

/** Samples of one question to the historian. */
const PAGE = 50_000;

export interface TimeSpan {
  readonly from: Micros;
  readonly to: Micros;
}

export interface StoredRows {
  readonly rows: Rows;
  /** By index; absent where a sample is a number. */
  readonly texts: ReadonlyMap<number, string>;
}

/** What a reading may take: samples, and time. */
export interface Allowance {
  readonly most: number;
  readonly deadline?: Deadline | undefined;
}

/** All samples of a tag in a range; undefined where there are more than `most`. */
export async function storedRows(
  historian: Pick<HistorianReader, "raw">,
  ref: TagRef,
  { from, to, most, deadline }: TimeSpan & Allowance,
): Promise<StoredRows | undefined> {
  const rows = new RowCollector();
  const texts = new Map<number, string>();
  for (let start = from; start < to; ) {
    deadline?.check();
    const page = await historian.raw(ref, start, to, PAGE);
    for (const [i, time] of page.times.entries()) {
      const text = page.texts[i] ?? null;
      if (text !== null) texts.set(rows.length, text);
      rows.add(time, page.values[i] ?? Number.NaN, page.statuses[i] as number);
    }
    if (rows.length > most) return undefined;
    if (page.times.length < PAGE) break;
    start = (page.times.at(-1) as Micros) + 1;
  }
  return { rows: rows.finish(), texts };
}

/**
 * What the tags hold at the beginning of a range, and all their samples in it; undefined where these are more than
 * `most` together: each takes memory and time, whichever tag it belongs to.
 */
export async function storedInputs(
  historian: Pick<HistorianReader, "raw" | "aligned">,
  tags: readonly Tag[],
  span: TimeSpan & Allowance,
): Promise<readonly Input[] | undefined> {
  const { from } = span;
  const { values } = await historian.aligned(
    tags.map(({ ref }) => ref),
    from,
    from + 1,
    1,
  );
  const inputs: Input[] = [];
  let left = span.most;
  for (const [i, { ref }] of tags.entries()) {
    const stored = await storedRows(historian, ref, { ...span, most: left });
    if (stored === undefined) return undefined;
    left -= stored.rows.length;
    inputs.push({ held: values[i]?.[0] ?? Number.NaN, rows: stored.rows });
  }
  return inputs;
}

/** Throws EdgeError `bad-request`. */
export function tooMany(most: number): EdgeError {
  return new EdgeError("bad-request", `there are more than ${most} samples in this range; ask for a shorter one`);
}
