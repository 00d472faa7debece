import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Bound of samples that one question reads: 100 MB. A day of one tag at 50 Hz is 4.3 million. */
export const MAX_ROWS = 5_000_000;

/** Samples of one tag as columns, in order of time, one per time. */
export interface Rows {
  readonly length: number;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly statuses: Uint32Array;
}

export const NO_ROWS: Rows = {
  length: 0,
  times: new Float64Array(0),
  values: new Float64Array(0),
  statuses: new Uint32Array(0),
};

/** Not Bad, and a number: usable for minimum, mean and the like. */
export function isUsable(value: number, status: number): boolean {
  return status < 0x8000_0000 && Number.isFinite(value);
}

/** Uncertain or Bad. */
export function isDoubtful(status: number): boolean {
  return status >= 0x4000_0000;
}

/** Collects samples of one tag in any order, with repeated keys. */
export class RowCollector {
  #times = new Float64Array(1024);
  #values = new Float64Array(1024);
  #statuses = new Uint32Array(1024);
  #length = 0;
  #isSorted = true;

  get length(): number {
    return this.#length;
  }

  add(time: Micros, value: number, status: number): void {
    if (this.#length === this.#times.length) this.#grow(this.#length + 1);
    const at = this.#length++;
    if (at > 0 && time <= (this.#times[at - 1] as number)) this.#isSorted = false;
    this.#times[at] = time;
    this.#values[at] = value;
    this.#statuses[at] = status;
  }

  addAll(times: Float64Array, values: Float64Array, statuses: Uint32Array): void {
    const from = this.#length;
    if (from + times.length > this.#times.length) this.#grow(from + times.length);
    this.#times.set(times, from);
    this.#values.set(values, from);
    this.#statuses.set(statuses, from);
    this.#length += times.length;
    for (let i = Math.max(1, from); this.#isSorted && i < this.#length; i++)
      this.#isSorted = (this.#times[i] as number) > (this.#times[i - 1] as number);
  }

  /** In order of time; of samples with the same time the last arrival stays (rule D6). */
  finish(): Rows {
    const rows = {
      length: this.#length,
      times: this.#times.subarray(0, this.#length),
      values: this.#values.subarray(0, this.#length),
      statuses: this.#statuses.subarray(0, this.#length),
    };
    return this.#isSorted ? rows : sortedRows(rows);
  }

  #grow(atLeast: number): void {
    checkRows(atLeast);
    const capacity = Math.max(atLeast, Math.min(MAX_ROWS, this.#times.length * 2));
    const grown = <T extends Float64Array | Uint32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#times = grown(new Float64Array(capacity), this.#times);
    this.#values = grown(new Float64Array(capacity), this.#values);
    this.#statuses = grown(new Uint32Array(capacity), this.#statuses);
  }
}

/** Throws EdgeError `bad-request` when a question needs more samples than the bound. */
export function checkRows(rows: number): void {
  if (rows > MAX_ROWS)
    throw new EdgeError("bad-request", `there are more than ${MAX_ROWS} samples in this range; ask for a shorter one`);
}

function sortedRows(rows: Rows): Rows {
  const { times } = rows;
  const order = Uint32Array.from({ length: rows.length }, (_, i) => i).sort(
    (a, b) => (times[a] as number) - (times[b] as number) || a - b,
  );
  let length = 0;
  for (let i = 0; i < order.length; i++) {
    const isLastOfKey = i + 1 === order.length || times[order[i + 1] as number] !== times[order[i] as number];
    if (isLastOfKey) order[length++] = order[i] as number;
  }
  const kept = order.subarray(0, length);
  return {
    length,
    times: Float64Array.from(kept, (i) => times[i] as number),
    values: Float64Array.from(kept, (i) => rows.values[i] as number),
    statuses: Uint32Array.from(kept, (i) => rows.statuses[i] as number),
  };
}
