import type { SampleBatch } from "../../contracts/sample-batch.ts";
import { qualityOf } from "../../contracts/sample-batch.ts";
import type { Tag, TagRef, TagTable } from "../../contracts/tag.ts";

/** A line holds at most so many samples, so that one that is refused is soon taken apart. */
const MAX_SAMPLES_PER_LINE = 100;
const SECOND_US = 1_000_000;
/** `000` to `999`: two of them are the six digits of a microsecond. */
const DIGITS = Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, "0"));

/** The text of a sample without value, status and time: made once per tag. */
interface LineParts {
  /** `spindle,asset=…,component=spindle,edge=…,site=… ` */
  readonly series: string;
  /** `speed=` */
  readonly field: string;
  /** `speed_q=` */
  readonly quality: string;
  readonly type: Tag["type"];
  /** Number of the series, dense. */
  readonly number: number;
}

/** Lines of one write. Samples of one series and time share a line: a server takes a point with twenty fields ten times faster than twenty points. */
export interface Lines {
  readonly lines: string[];
  /** For each line the number of its series, its time and how many samples it has. */
  readonly series: Uint32Array;
  readonly times: Float64Array;
  readonly counts: Uint32Array;
  /** For each sample of the batches the index of its line. */
  readonly lineOf: Uint32Array;
  /** Indexes of samples whose ref no tag has any more. They cannot be named, so they cannot be written. */
  readonly nameless: number[];
}

/** In `lineOf`: the sample has no name. */
const NO_LINE = 0xffff_ffff;

/** Samples as InfluxDB line protocol in µs. Rules in docs/influxdb.md. */
export class LineWriter {
  readonly #tags: Pick<TagTable, "at">;
  readonly #edgeId: string;
  readonly #site: string;
  readonly #parts: (LineParts | undefined)[] = [];
  readonly #series = new Map<string, number>();
  /** By series: the line that samples of its time go into. By ref: the newest line with a sample of it. Both hold index + `#base`, so that those of earlier writes are none. */
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
    const lines: string[] = [];
    const made = { lines, series: new Uint32Array(total), times: new Float64Array(total), counts: new Uint32Array(total), lineOf: new Uint32Array(total), nameless: [] as number[] };
    let sample = 0;
    for (const batch of batches) for (let i = 0; i < batch.length; i++) this.#add(made, sample++, batch, i);
    for (let line = 0; line < lines.length; line++) lines[line] += ` ${this.#timeText(made.times[line] as number)}`;
    this.#base += lines.length;
    return { ...made, series: made.series.subarray(0, lines.length), times: made.times.subarray(0, lines.length), counts: made.counts.subarray(0, lines.length) };
  }

  /** A sample's line without any other in it. */
  single(batch: SampleBatch, i: number): string {
    const parts = this.#partsOf(batch.tags[i] as TagRef);
    return parts === undefined ? "" : `${parts.series}${fieldsOf(parts, batch, i)} ${this.#timeText(batch.times[i] as number)}`;
  }

  #add(made: Lines, sample: number, batch: SampleBatch, i: number): void {
    const ref = batch.tags[i] as TagRef;
    const parts = this.#partsOf(ref);
    if (parts === undefined) {
      made.nameless.push(sample);
      made.lineOf[sample] = NO_LINE;
      return;
    }
    const time = batch.times[i] as number;
    const open = (this.#openLine[parts.number] as number) - this.#base;
    // A tag that comes twice takes a line of its own, because the last one of a key is to stay.
    const fits = open >= 0 && made.times[open] === time && (this.#lineOfRef[ref] as number) - this.#base !== open && (made.counts[open] as number) < MAX_SAMPLES_PER_LINE;
    const line = fits ? open : made.lines.length;
    if (fits) made.lines[line] += `,${fieldsOf(parts, batch, i)}`;
    else {
      made.lines.push(`${parts.series}${fieldsOf(parts, batch, i)}`);
      made.series[line] = parts.number;
      made.times[line] = time;
      this.#openLine[parts.number] = line + this.#base;
    }
    made.counts[line] = (made.counts[line] as number) + 1;
    made.lineOf[sample] = line;
    this.#lineOfRef[ref] = line + this.#base;
  }

  /** Sixteen digits from their parts: a number of that size takes five times as long. */
  #timeText(time: number): string {
    const second = Math.floor(time / SECOND_US);
    if (second < 1000) return String(time);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondText = String(second);
    }
    const micros = time - second * SECOND_US;
    const millis = Math.floor(micros / 1000);
    return `${this.#secondText}${DIGITS[millis]}${DIGITS[micros - millis * 1000]}`;
  }

  #partsOf(ref: TagRef): LineParts | undefined {
    const known = this.#parts[ref];
    if (known !== undefined) return known;
    const tag = this.#tags.at(ref);
    if (tag === undefined) return undefined;
    const series = `${escapeMeasurement(measurementOf(tag.component))},${seriesTags(tag, { edgeId: this.#edgeId, site: this.#site })
      .map(([key, value]) => `${key}=${escapeTag(value)}`)
      .join(",")} `;
    const number = this.#series.get(series) ?? this.#series.size;
    this.#series.set(series, number);
    const field = escapeTag(tag.signal);
    const parts = { series, field: `${field}=`, quality: `${field}_q=`, type: tag.type, number };
    this.#parts[ref] = parts;
    this.#openLine = withRoom(this.#openLine, number);
    this.#lineOfRef = withRoom(this.#lineOfRef, ref);
    return parts;
  }
}

function withRoom(column: Float64Array<ArrayBuffer>, index: number): Float64Array<ArrayBuffer> {
  if (index < column.length) return column;
  const larger = new Float64Array(Math.max(index + 1, column.length * 2)).fill(-1);
  larger.set(column);
  return larger;
}

/** Tags of the series that a tag's samples are in, by key, which is the order servers like best. */
export function seriesTags({ assetUid, component }: Pick<Tag, "assetUid" | "component">, { edgeId, site }: { edgeId: string; site: string }): readonly (readonly [key: string, value: string])[] {
  const of = component === "" ? [] : [["component", component] as const];
  return [["asset", assetUid], ...of, ["edge", edgeId], ["site", site]];
}

/** Kind of a component: its name without what tells one of several apart (`axis-x` and `axis-z` are `axis`, `joint-3` is `joint`). */
export function measurementOf(component: string): string {
  if (component === "") return "asset";
  const kind = component.replace(/-(?:\d+|[a-z])$/, "");
  return kind === "" ? component : kind;
}

/** Value and status of a sample; the status alone where there is no value. */
function fieldsOf({ field, quality, type }: LineParts, { values, statuses, texts }: SampleBatch, i: number): string {
  const status = statuses[i] as number;
  const value = qualityOf(status) === "bad" ? "" : fieldValue(type, values[i] as number, texts.size === 0 ? undefined : texts.get(i));
  return value === "" ? `${quality}${status}i` : `${field}${value},${quality}${status}i`;
}

/** Field types never change: number is a float, boolean a boolean, enum an integer, text a string. Empty where there is no value. */
function fieldValue(type: Tag["type"], value: number, text: string | undefined): string {
  switch (type) {
    case "number":
      return Number.isFinite(value) ? String(value) : "";
    case "boolean":
      return Number.isNaN(value) ? "" : value === 0 ? "false" : "true";
    case "enum":
      return Number.isSafeInteger(value) ? `${value}i` : "";
    case "text":
      return text === undefined ? "" : `"${escapeText(text)}"`;
    case "waveform":
      // Waveforms are blocks, never samples (rule K16 in docs/rules/kinds.md).
      return "";
  }
}

/** What no tag or name can hold: a line cannot hold a line break, and a backslash at the end would escape what follows. */
export function cleanName(text: string): string {
  return text.replaceAll(/[\r\n\0\\]/g, "_");
}

/** Backslash before comma, space and (not in measurements) equals sign. */
function escapeTag(text: string): string {
  return escapeMeasurement(text).replaceAll("=", "\\=");
}

function escapeMeasurement(text: string): string {
  return cleanName(text).replaceAll(",", "\\,").replaceAll(" ", "\\ ");
}

/** NUL is dropped, because no server stores it; line breaks become spaces, because not every server looks for quotes before it splits lines. */
function escapeText(text: string): string {
  return text
    .replaceAll("\0", "")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll(/\r\n|\r|\n/g, " ");
}
