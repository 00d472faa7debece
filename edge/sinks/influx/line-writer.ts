/** Writes samples in InfluxDB line protocol. */
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import { qualityOf } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import { escapeMeasurement, escapeTag, measurementOf, seriesTags } from "./line-names.ts";
import { LineText } from "./line-text.ts";
import { hasValue, putValue } from "./line-values.ts";

/** A line has at most this many samples, so that a refused line is soon taken apart. */
const MAX_SAMPLES_PER_LINE = 100;
const SECOND_US = 1_000_000;
/** Bound for a number, its status, a time and their separators. */
const NUMBERS_BYTES = 100;
const [COMMA, SPACE, LINE_BREAK, INTEGER] = [44, 32, 10, 105];

/** Fixed text of a tag's samples, made once per tag. */
interface LineParts {
  /** `spindle,asset=…,component=spindle,edge=…,site=… ` */
  readonly series: Uint8Array;
  /** `speed=` */
  readonly field: Uint8Array;
  /** `speed_q=` */
  readonly quality: Uint8Array;
  readonly type: Tag["type"];
  /** Number of the series, dense. */
  readonly number: number;
}

/**
 * Lines of one write. Samples of one series and time share a line: a server takes a point with twenty fields ten
 * times faster than twenty points.
 */
export interface Lines {
  /** Line after line, each with a line break at its end. Valid until the next write. */
  readonly bytes: Buffer;
  /** Where each line begins, and where the last one ends. */
  readonly starts: Uint32Array;
  /** For each line: number of its series, its time, and how many samples it has. */
  readonly series: Uint32Array;
  readonly times: Float64Array;
  readonly counts: Uint32Array;
  /** For each sample of the batches the index of its line. */
  readonly lineOf: Uint32Array;
  /** Indexes of samples whose tag is not in the config any more. Without a name they cannot be written. */
  readonly nameless: number[];
}

/** In `lineOf`: the sample has no name. */
const NO_LINE = 0xffff_ffff;

/** Which samples share a line. */
interface Plan {
  lines: number;
  readonly series: Uint32Array;
  readonly times: Float64Array;
  readonly counts: Uint32Array;
  readonly lineOf: Uint32Array;
  readonly nameless: number[];
}

/** One of the lines as text, without its line break. */
export function lineAt({ bytes, starts }: Pick<Lines, "bytes" | "starts">, line: number): string {
  return bytes.toString("utf8", starts[line], (starts[line + 1] as number) - 1);
}

/** Writes samples as InfluxDB line protocol in µs. Rules in docs/influxdb.md. */
export class LineWriter {
  readonly #tags: Pick<TagTable, "at">;
  readonly #edgeId: string;
  readonly #site: string;
  readonly #parts: (LineParts | undefined)[] = [];
  readonly #series = new Map<string, number>();
  readonly #text = new LineText();
  /**
   * By series: the line for samples of its time. By ref: the newest line with a sample of it. Both hold index +
   * `#base`, so that lines of earlier writes do not count.
   */
  #openLine = new Float64Array(64).fill(-1);
  #lineOfRef = new Float64Array(64).fill(-1);
  #base = 0;
  #second = -1;
  #secondText = "";

  constructor(tags: Pick<TagTable, "at">, names: { edgeId: string; site: string }) {
    this.#tags = tags;
    this.#edgeId = names.edgeId;
    this.#site = names.site;
  }

  write(batches: readonly SampleBatch[]): Lines {
    let total = 0;
    for (const batch of batches) total += batch.length;
    const plan: Plan = {
      lines: 0,
      series: new Uint32Array(total),
      times: new Float64Array(total),
      counts: new Uint32Array(total),
      lineOf: new Uint32Array(total),
      nameless: [],
    };
    let sample = 0;
    for (const batch of batches) for (let i = 0; i < batch.length; i++) this.#assign(plan, sample++, batch, i);
    this.#text.clear();
    const starts = plan.lines === total ? this.#writeInOrder(batches, plan) : this.#writeSorted(batches, plan);
    this.#base += plan.lines;
    const { lines, series, times, counts, lineOf, nameless } = plan;
    return {
      bytes: this.#text.bytes,
      starts,
      series: series.subarray(0, lines),
      times: times.subarray(0, lines),
      counts: counts.subarray(0, lines),
      lineOf,
      nameless,
    };
  }

  /** A line with this sample alone. */
  single(batch: SampleBatch, i: number): string {
    const parts = this.#partsOf(batch.tags[i] as TagRef);
    if (parts === undefined) return "";
    const text = new LineText();
    this.#putSample(text, { parts, isFirst: true }, batch, i);
    this.#putTime(text, batch.times[i] as number);
    return text.bytes.toString("utf8", 0, text.length - 1);
  }

  #assign(plan: Plan, sample: number, batch: SampleBatch, i: number): void {
    const ref = batch.tags[i] as TagRef;
    const parts = this.#partsOf(ref);
    if (parts === undefined) {
      plan.nameless.push(sample);
      plan.lineOf[sample] = NO_LINE;
      return;
    }
    const time = batch.times[i] as number;
    const open = (this.#openLine[parts.number] as number) - this.#base;
    // A second sample of a tag takes a line of its own, because the last sample of a key must stay.
    const fits =
      open >= 0 &&
      plan.times[open] === time &&
      (this.#lineOfRef[ref] as number) - this.#base !== open &&
      (plan.counts[open] as number) < MAX_SAMPLES_PER_LINE;
    const line = fits ? open : plan.lines++;
    if (!fits) {
      plan.series[line] = parts.number;
      plan.times[line] = time;
      this.#openLine[parts.number] = line + this.#base;
    }
    plan.counts[line] = (plan.counts[line] as number) + 1;
    plan.lineOf[sample] = line;
    this.#lineOfRef[ref] = line + this.#base;
  }

  /** Each sample has its own line. */
  #writeInOrder(batches: readonly SampleBatch[], { lines, times }: Plan): Uint32Array {
    const text = this.#text;
    const starts = new Uint32Array(lines + 1);
    let line = 0;
    for (const batch of batches) {
      for (let i = 0; i < batch.length; i++) {
        this.#putSample(text, { parts: this.#parts[batch.tags[i] as number] as LineParts, isFirst: true }, batch, i);
        this.#putTime(text, times[line] as number);
        starts[++line] = text.length;
      }
    }
    return starts;
  }

  /** Line by line, the samples of each in order of arrival. */
  #writeSorted(batches: readonly SampleBatch[], { lines, lineOf, times, counts }: Plan): Uint32Array {
    const ends = new Uint32Array(lines);
    for (let line = 1; line < lines; line++) ends[line] = (ends[line - 1] as number) + (counts[line - 1] as number);
    const [batchOf, indexOf] = [new Uint32Array(lineOf.length), new Uint32Array(lineOf.length)];
    let sample = 0;
    for (const [number, { length }] of batches.entries()) {
      for (let i = 0; i < length; i++) {
        const line = lineOf[sample++] as number;
        if (line === NO_LINE) continue;
        const place = ends[line] as number;
        ends[line] = place + 1;
        batchOf[place] = number;
        indexOf[place] = i;
      }
    }
    const text = this.#text;
    const starts = new Uint32Array(lines + 1);
    for (let line = 0, place = 0; line < lines; line++) {
      for (let isFirst = true; place < (ends[line] as number); place++, isFirst = false) {
        const batch = batches[batchOf[place] as number] as SampleBatch;
        const i = indexOf[place] as number;
        this.#putSample(text, { parts: this.#parts[batch.tags[i] as number] as LineParts, isFirst }, batch, i);
      }
      this.#putTime(text, times[line] as number);
      starts[line + 1] = text.length;
    }
    return starts;
  }

  /** Value and status of a sample; the status alone where there is no value. */
  #putSample(
    text: LineText,
    { parts, isFirst }: { parts: LineParts; isFirst: boolean },
    batch: SampleBatch,
    i: number,
  ): void {
    const status = batch.statuses[i] as number;
    const said = batch.texts.size === 0 ? undefined : batch.texts.get(i);
    text.reserve(
      parts.series.length +
        parts.field.length +
        parts.quality.length +
        NUMBERS_BYTES +
        (said === undefined ? 0 : 6 * said.length),
    );
    if (isFirst) text.put(parts.series);
    else text.putByte(COMMA);
    if (qualityOf(status) !== "bad" && hasValue(parts.type, batch.values[i] as number, said)) {
      text.put(parts.field);
      putValue(text, parts.type, { value: batch.values[i] as number, said });
      text.putByte(COMMA);
    }
    text.put(parts.quality);
    if (status < 10) text.putByte(48 + status);
    else text.putAscii(String(status));
    text.putByte(INTEGER);
  }

  /**
   * The time and the end of the line. Sixteen digits in two parts: one number of that size takes five times as long.
   */
  #putTime(text: LineText, time: number): void {
    text.putByte(SPACE);
    const second = Math.floor(time / SECOND_US);
    if (second < 1000) text.putAscii(String(time));
    else {
      if (second !== this.#second) {
        this.#second = second;
        this.#secondText = String(second);
      }
      text.putAscii(this.#secondText);
      text.putInteger(time - second * SECOND_US, 6);
    }
    text.putByte(LINE_BREAK);
  }

  #partsOf(ref: TagRef): LineParts | undefined {
    const known = this.#parts[ref];
    if (known !== undefined) return known;
    const tag = this.#tags.at(ref);
    if (tag === undefined) return undefined;
    const series = `${escapeMeasurement(measurementOf(tag.component))},${seriesTags(tag, {
      edgeId: this.#edgeId,
      site: this.#site,
    })
      .map(([key, value]) => `${key}=${escapeTag(value)}`)
      .join(",")} `;
    const number = this.#series.get(series) ?? this.#series.size;
    this.#series.set(series, number);
    const field = escapeTag(tag.signal);
    const parts = {
      series: bytesOf(series),
      field: bytesOf(`${field}=`),
      quality: bytesOf(`${field}_q=`),
      type: tag.type,
      number,
    };
    this.#parts[ref] = parts;
    this.#openLine = withRoom(this.#openLine, number);
    this.#lineOfRef = withRoom(this.#lineOfRef, ref);
    return parts;
  }
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function withRoom(column: Float64Array<ArrayBuffer>, index: number): Float64Array<ArrayBuffer> {
  if (index < column.length) return column;
  const larger = new Float64Array(Math.max(index + 1, column.length * 2)).fill(-1);
  larger.set(column);
  return larger;
}
