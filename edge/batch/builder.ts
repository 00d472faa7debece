import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import { NO_TEXTS } from "../contracts/path/sample-batch.ts";
import type { TagRef } from "../contracts/plant/tag.ts";
import { columnsInOne, type SampleColumns } from "./sample-columns.ts";

const FIRST_CAPACITY = 64;
/**
 * From this length on, a batch that fills most of its columns keeps them. A smaller batch is copied: that is cheaper
 * than the memory it would hold.
 */
const LARGE = 4_096;
/** Up to this count a loop is faster than `fill`. */
const FEW = 64;

/** Columns of a builder with room from `from` on, for writing many samples at once. Valid until the next other call. */
export interface OpenColumns {
  tags: Uint32Array;
  times: Float64Array;
  numbers: Float64Array;
  from: number;
}

/** Grows columns one sample at a time and hands out a finished batch. Reusable after `finish`. */
export class BatchBuilder {
  #columns = columnsInOne(FIRST_CAPACITY);
  #texts: Map<number, string> | undefined;
  #length = 0;
  /** One object for all batches, because it is also used between single samples. */
  readonly #open: OpenColumns = {
    tags: this.#columns.tags,
    times: this.#columns.times,
    numbers: this.#columns.values,
    from: 0,
  };

  get length(): number {
    return this.#length;
  }

  add(tag: TagRef, time: Micros, value: number, status: number, flags: number): void {
    if (this.#length === this.#columns.tags.length) this.#grow();
    const columns = this.#columns;
    const at = this.#length++;
    columns.tags[at] = tag;
    columns.times[at] = time;
    columns.values[at] = value;
    columns.statuses[at] = status;
    columns.flags[at] = flags;
  }

  /** Adds a sample that is text; its number is NaN. */
  addText(tag: TagRef, time: Micros, text: string, status: number, flags: number): void {
    this.#texts ??= new Map();
    this.#texts.set(this.#length, text);
    this.add(tag, time, Number.NaN, status, flags);
  }

  /** Makes room for `more` samples. Write tags, times and numbers, then call `wrote` with their count. */
  room(more: number): OpenColumns {
    while (this.#columns.tags.length < this.#length + more) this.#grow();
    const open = this.#open;
    open.tags = this.#columns.tags;
    open.times = this.#columns.times;
    open.numbers = this.#columns.values;
    open.from = this.#length;
    return open;
  }

  /** Takes `count` samples that were written into the room, as Good, with these flags. */
  wrote(count: number, flags: number): void {
    const { statuses, flags: flagsOf } = this.#columns;
    const from = this.#length;
    const to = from + count;
    this.#length = to;
    if (count > FEW) {
      statuses.fill(0, from, to);
      flagsOf.fill(flags, from, to);
    } else {
      for (let at = from; at < to; at++) {
        statuses[at] = 0;
        flagsOf[at] = flags;
      }
    }
  }

  /** Time of the oldest sample so far, or `most` where none is older. */
  oldest(most: Micros): Micros {
    const { times } = this.#columns;
    let oldest = most;
    for (let at = 0; at < this.#length; at++) oldest = Math.min(oldest, times[at] as number);
    return oldest;
  }

  /** Drops the samples after the first `length`, such as those of a message that proved malformed. */
  truncate(length: number): void {
    if (this.#texts !== undefined) for (let at = length; at < this.#length; at++) this.#texts.delete(at);
    this.#length = Math.min(length, this.#length);
  }

  /**
   * The batch so far, with columns of exactly its length as views of one separate buffer. The builder starts again,
   * empty.
   */
  finish(receivedAt: Micros): SampleBatch {
    const length = this.#length;
    const filled = this.#filled();
    const capacity = this.#columns.tags.length;
    const isLarge = length >= LARGE && length * 2 > capacity;
    const columns = isLarge ? filled : copyInto(columnsInOne(length), filled);
    // The next batch is likely to be about as long; more room would be cleared and collected for nothing.
    if (isLarge) this.#columns = columnsInOne(Math.min(capacity, length + (length >> 3)));
    const texts = this.#texts ?? NO_TEXTS;
    this.#texts = undefined;
    this.#length = 0;
    return { length, ...columns, receivedAt, texts };
  }

  #filled(): SampleColumns {
    const { tags, times, values, statuses, flags } = this.#columns;
    const length = this.#length;
    return {
      tags: tags.subarray(0, length),
      times: times.subarray(0, length),
      values: values.subarray(0, length),
      statuses: statuses.subarray(0, length),
      flags: flags.subarray(0, length),
    };
  }

  /** Large columns grow by a quarter only, because a batch keeps the memory that it does not fill. */
  #grow(): void {
    const filled = this.#filled();
    const capacity = this.#columns.tags.length;
    this.#columns = copyInto(columnsInOne(capacity < 4 * LARGE ? capacity * 2 : Math.ceil(capacity * 1.25)), filled);
  }
}

function copyInto(to: SampleColumns, from: SampleColumns): SampleColumns {
  to.tags.set(from.tags);
  to.times.set(from.times);
  to.values.set(from.values);
  to.statuses.set(from.statuses);
  to.flags.set(from.flags);
  return to;
}
