import type { Signal, SignalValue } from "../kernel/signal.ts";
import type { Run } from "./parquet/encode.ts";
import type { ColumnData, ColumnSpec } from "./parquet/writer.ts";

/** BadSensorFailure of OPC UA. */
export const BAD_SENSOR_FAILURE = 0x808c0000;

/** The columns of a samples file. */
export const SAMPLE_COLUMNS: readonly ColumnSpec[] = [
  { name: "tag", kind: "text" },
  { name: "time", kind: "timestamp" },
  { name: "value", kind: "double", optional: true },
  { name: "text", kind: "text", optional: true },
  { name: "status", kind: "uint32" },
];

/** Samples of one tag, oldest first. */
export interface TagColumn {
  readonly tag: string;
  readonly isText: boolean;
  readonly count: number;
  readonly micros: Float64Array;
  /** NaN means no number: a text, or an instrument that dropped out. */
  readonly values: Float64Array;
  readonly texts: readonly string[];
  /** Indices of the samples whose instrument gave no value. */
  readonly dropped: readonly number[];
}

/** Samples of one tag since the last row group, for tags that are not written every second. */
export class TagSamples implements TagColumn {
  readonly tag: string;
  readonly signal: Signal;
  readonly isText: boolean;
  count = 0;
  micros = new Float64Array(64);
  values = new Float64Array(64);
  readonly texts: string[] = [];
  readonly dropped: number[] = [];
  /** The value written last; undefined before the first. */
  last: SignalValue | undefined;

  constructor(tag: string, signal: Signal) {
    this.tag = tag;
    this.signal = signal;
    this.isText = signal.type === "text";
  }

  /** A silent instrument gives nothing. */
  push(timeMicros: number, value: SignalValue): void {
    if (this.signal.disturbance?.isSilent === true) return;
    if (this.count === this.values.length) this.#grow();
    this.last = value;
    this.micros[this.count] = timeMicros;
    if (this.signal.fault?.kind === "dropped") {
      this.dropped.push(this.count);
      this.values[this.count++] = Number.NaN;
      if (this.signal.type === "text") this.texts.push("");
    } else if (typeof value === "string") {
      this.texts.push(value);
      this.values[this.count++] = Number.NaN;
    } else {
      this.values[this.count++] = typeof value === "number" ? value : value ? 1 : 0;
    }
  }

  #grow(): void {
    const times = new Float64Array(2 * this.micros.length);
    times.set(this.micros);
    this.micros = times;
    const values = new Float64Array(2 * this.values.length);
    values.set(this.values);
    this.values = values;
  }

  clear(): void {
    this.count = 0;
    this.texts.length = 0;
    this.dropped.length = 0;
  }
}

/** Collects runs of equal values. */
class Runs {
  readonly all: Run[] = [];
  #value = -1;
  #count = 0;

  add(value: number, count: number): void {
    if (count === 0) return;
    if (value === this.#value) {
      this.#count += count;
      return;
    }
    this.end();
    this.#value = value;
    this.#count = count;
  }

  end(): readonly Run[] {
    if (this.#count > 0) this.all.push({ value: this.#value, count: this.#count });
    this.#count = 0;
    return this.all;
  }
}

/** One row group of these samples, ordered by tag. */
export function rowGroup(tags: readonly TagColumn[]): {
  readonly rows: number;
  readonly columns: readonly ColumnData[];
} {
  const filled = tags.filter(({ count }) => count > 0);
  const rows = filled.reduce((sum, { count }) => sum + count, 0);
  const micros = new Float64Array(rows);
  const values = new Float64Array(rows);
  const tagRuns: Run[] = [];
  const present = new Runs();
  const hasText = new Runs();
  const status = new Runs();
  const texts = new Map<string, number>();
  const textRuns = new Runs();
  let row = 0;
  let valueCount = 0;
  for (const [at, samples] of filled.entries()) {
    const { count, isText } = samples;
    micros.set(samples.micros.subarray(0, count), row);
    tagRuns.push({ value: at, count });
    row += count;
    if (isText) {
      present.add(0, count);
      hasText.add(1, count);
      for (const text of samples.texts) {
        const index = texts.get(text) ?? texts.size;
        texts.set(text, index);
        textRuns.add(index, 1);
      }
    } else {
      hasText.add(0, count);
      valueCount += addValues(samples, { values, valueCount, present });
    }
    addStatus(samples, status);
  }
  const columns: ColumnData[] = [
    { kind: "text", dictionary: filled.map(({ tag }) => tag), runs: tagRuns, present: null },
    { kind: "timestamp", micros },
    { kind: "double", values: values.slice(0, valueCount), present: present.end() },
    { kind: "text", dictionary: [...texts.keys()], runs: textRuns.end(), present: hasText.end() },
    { kind: "uint32", dictionary: [0, BAD_SENSOR_FAILURE], runs: status.end() },
  ];
  return { rows, columns };
}

/** Copies the existing values, and returns their number. */
function addValues(
  { values: from, count, dropped }: TagColumn,
  into: { readonly values: Float64Array; readonly valueCount: number; readonly present: Runs },
): number {
  if (dropped.length === 0) {
    into.values.set(from.subarray(0, count), into.valueCount);
    into.present.add(1, count);
    return count;
  }
  let added = 0;
  for (let at = 0; at < count; at++) {
    const value = from[at] as number;
    into.present.add(Number.isNaN(value) ? 0 : 1, 1);
    if (!Number.isNaN(value)) into.values[into.valueCount + added++] = value;
  }
  return added;
}

function addStatus({ count, dropped }: TagColumn, status: Runs): void {
  let good = 0;
  for (const at of dropped) {
    status.add(0, at - good);
    status.add(1, 1);
    good = at + 1;
  }
  status.add(0, count - good);
}
