import type { SampleBatch } from "../../contracts/sample-batch.ts";
import { qualityOf } from "../../contracts/sample-batch.ts";
import type { Tag, TagRef, TagTable } from "../../contracts/tag.ts";

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

export interface Lines {
  readonly lines: string[];
  /** For each line the number of its series. */
  readonly series: Uint32Array;
  /** For each line the index of its sample among all samples of the batches. */
  readonly samples: Uint32Array;
  /** Indexes of samples whose ref no tag has any more. They cannot be named, so they cannot be written. */
  readonly nameless: number[];
}

/** Samples as InfluxDB line protocol in µs. Rules in docs/influxdb.md. */
export class LineWriter {
  readonly #tags: Pick<TagTable, "at">;
  readonly #edgeId: string;
  readonly #site: string;
  readonly #parts: (LineParts | undefined)[] = [];
  readonly #series = new Map<string, number>();

  constructor(tags: Pick<TagTable, "at">, names: { edgeId: string; site: string }) {
    this.#tags = tags;
    this.#edgeId = names.edgeId;
    this.#site = names.site;
  }

  write(batches: readonly SampleBatch[]): Lines {
    let total = 0;
    for (const batch of batches) total += batch.length;
    const lines: string[] = [];
    const series = new Uint32Array(total);
    const samples = new Uint32Array(total);
    const nameless: number[] = [];
    let base = 0;
    for (const batch of batches) {
      const { length, tags, times, statuses, texts } = batch;
      for (let i = 0; i < length; i++) {
        const parts = this.#partsOf(tags[i] as TagRef);
        if (parts === undefined) {
          nameless.push(base + i);
          continue;
        }
        const status = statuses[i] as number;
        const value = qualityOf(status) === "bad" ? "" : fieldValue(parts.type, batch.values[i] as number, texts.size === 0 ? undefined : texts.get(i));
        samples[lines.length] = base + i;
        series[lines.length] = parts.number;
        lines.push(value === "" ? `${parts.series}${parts.quality}${status}i ${times[i]}` : `${parts.series}${parts.field}${value},${parts.quality}${status}i ${times[i]}`);
      }
      base += length;
    }
    return { lines, series: series.subarray(0, lines.length), samples: samples.subarray(0, lines.length), nameless };
  }

  #partsOf(ref: TagRef): LineParts | undefined {
    const known = this.#parts[ref];
    if (known !== undefined) return known;
    const tag = this.#tags.at(ref);
    if (tag === undefined) return undefined;
    const component = tag.component === "" ? "" : `,component=${escapeTag(tag.component)}`;
    const tags = `asset=${escapeTag(tag.assetUid)}${component},edge=${escapeTag(this.#edgeId)},site=${escapeTag(this.#site)}`;
    const field = escapeTag(tag.signal);
    const series = `${escapeMeasurement(measurementOf(tag.component))},${tags} `;
    const number = this.#series.get(series) ?? this.#series.size;
    this.#series.set(series, number);
    const parts = { series, field: `${field}=`, quality: `${field}_q=`, type: tag.type, number };
    this.#parts[ref] = parts;
    return parts;
  }
}

/** Kind of a component: its name without what tells one of several apart (`axis-x` and `axis-z` are `axis`, `joint-3` is `joint`). */
export function measurementOf(component: string): string {
  if (component === "") return "asset";
  const kind = component.replace(/-(?:\d+|[a-z])$/, "");
  return kind === "" ? component : kind;
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

/** Backslash before comma, space and (not in measurements) equals sign. A line cannot hold a line break, and a backslash at the end would escape what follows. */
function escapeTag(text: string): string {
  return escapeMeasurement(text).replaceAll("=", "\\=");
}

function escapeMeasurement(text: string): string {
  const clean = text.replaceAll(/[\r\n\0\\]/g, "_");
  return clean.replaceAll(",", "\\,").replaceAll(" ", "\\ ");
}

/** NUL is dropped, because no server stores it; line breaks become spaces, because not every server looks for quotes before it splits lines. */
function escapeText(text: string): string {
  return text
    .replaceAll("\0", "")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll(/\r\n|\r|\n/g, " ");
}
