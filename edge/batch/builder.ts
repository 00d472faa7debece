import type { Micros, SampleBatch } from "../contracts/sample-batch.ts";
import { NO_TEXTS } from "../contracts/sample-batch.ts";
import type { TagRef } from "../contracts/tag.ts";

const FIRST_CAPACITY = 64;
/** Time, value, tag, status, flags. */
const SAMPLE_BYTES = 8 + 8 + 4 + 4 + 1;

/** Columns of a builder with room from `from` on, for who writes many samples at once. Good until the builder is used otherwise. */
export interface OpenColumns {
  tags: Uint32Array;
  times: Float64Array;
  numbers: Float64Array;
  from: number;
}

/** Grows columns one sample at a time and hands out a finished batch. Reusable after `finish`. */
export class BatchBuilder {
  #tags = new Uint32Array(FIRST_CAPACITY);
  #times = new Float64Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);
  #statuses = new Uint32Array(FIRST_CAPACITY);
  #flags = new Uint8Array(FIRST_CAPACITY);
  #texts: Map<number, string> | undefined;
  #length = 0;
  /** One for all, because it is asked for between single samples too. */
  readonly #open: OpenColumns = { tags: this.#tags, times: this.#times, numbers: this.#values, from: 0 };

  get length(): number {
    return this.#length;
  }

  add(tag: TagRef, time: Micros, value: number, status: number, flags: number): void {
    if (this.#length === this.#tags.length) this.#grow();
    const at = this.#length++;
    this.#tags[at] = tag;
    this.#times[at] = time;
    this.#values[at] = value;
    this.#statuses[at] = status;
    this.#flags[at] = flags;
  }

  /** Adds a sample that is text; its number is NaN. */
  addText(tag: TagRef, time: Micros, text: string, status: number, flags: number): void {
    this.#texts ??= new Map();
    this.#texts.set(this.#length, text);
    this.add(tag, time, Number.NaN, status, flags);
  }

  /** Room for `more` samples. Write tags, times and numbers, then say how many by `wrote`. */
  room(more: number): OpenColumns {
    while (this.#tags.length < this.#length + more) this.#grow();
    const open = this.#open;
    open.tags = this.#tags;
    open.times = this.#times;
    open.numbers = this.#values;
    open.from = this.#length;
    return open;
  }

  /** So many samples were written where there was room: Good, with these flags. */
  wrote(count: number, flags: number): void {
    const from = this.#length;
    this.#length += count;
    this.#statuses.fill(0, from, this.#length);
    this.#flags.fill(flags, from, this.#length);
  }

  /** Takes back everything added after the builder had `length` samples, such as what a message brought before it proved malformed. */
  truncate(length: number): void {
    if (this.#texts !== undefined) for (let at = length; at < this.#length; at++) this.#texts.delete(at);
    this.#length = Math.min(length, this.#length);
  }

  /** The batch so far, with columns of exactly its length, all in one buffer; the builder starts anew. */
  finish(receivedAt: Micros): SampleBatch {
    const length = this.#length;
    const buffer = new ArrayBuffer(length * SAMPLE_BYTES);
    const times = new Float64Array(buffer, 0, length);
    const values = new Float64Array(buffer, length * 8, length);
    const tags = new Uint32Array(buffer, length * 16, length);
    const statuses = new Uint32Array(buffer, length * 20, length);
    const flags = new Uint8Array(buffer, length * 24, length);
    times.set(this.#times.subarray(0, length));
    values.set(this.#values.subarray(0, length));
    tags.set(this.#tags.subarray(0, length));
    statuses.set(this.#statuses.subarray(0, length));
    flags.set(this.#flags.subarray(0, length));
    const texts = this.#texts ?? NO_TEXTS;
    this.#texts = undefined;
    this.#length = 0;
    return { length, tags, times, receivedAt, values, statuses, flags, texts };
  }

  #grow(): void {
    const capacity = this.#tags.length * 2;
    const grown = <T extends Uint32Array | Float64Array | Uint8Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#tags = grown(new Uint32Array(capacity), this.#tags);
    this.#times = grown(new Float64Array(capacity), this.#times);
    this.#values = grown(new Float64Array(capacity), this.#values);
    this.#statuses = grown(new Uint32Array(capacity), this.#statuses);
    this.#flags = grown(new Uint8Array(capacity), this.#flags);
  }
}
