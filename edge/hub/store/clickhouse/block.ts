/** A stretch of the copy of a log, and its rows as columns of the tables. */
import type { EdgeEvent } from "../../../contracts/path/event-batch.ts";
import { LOG_MARK } from "../../../contracts/path/log-mark.ts";
import type { SampleBatch } from "../../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../../contracts/path/source.ts";
import type { WaveformBlock } from "../../../contracts/path/waveform-block.ts";
import type { LogChunk, LogItem } from "../../../historian/log/log-chunk.ts";
import type { KnownTag } from "../../edge-record.ts";
import type { NativeBlock } from "./native-block.ts";

/**
 * Where a block begins and ends, and when it was cut, s UTC by the server's clock: the same on each attempt, so that
 * its bytes are too.
 */
export interface Cut {
  readonly from: LogPosition;
  readonly to: LogPosition;
  readonly stored: number;
  /** What comes before this position is sent again, because the database lost it. */
  readonly againTo?: LogPosition;
}

const SAMPLE_COLUMNS = "log, ref, time, value, status, flags, position, received, stored";
export const EVENT_COLUMNS =
  "log, time, event_uid, type, asset_uid, received, schema, piece_id, job_id, condition_id, payload, position, stored";
export const WAVEFORM_COLUMNS = "log, ref, time, received, dt, unit, status, flags, context, points, position, stored";
export const TAG_COLUMNS = "log, ref, since, tag_uid, asset_uid, component, signal, type, unit, stored";

interface PlacedBatch {
  readonly at: LogPosition;
  readonly batch: SampleBatch;
}

interface PlacedEvent {
  readonly at: LogPosition;
  readonly event: EdgeEvent;
}

interface PlacedWaveform {
  readonly at: LogPosition;
  readonly waveform: WaveformBlock;
}

interface Parts {
  readonly batches: readonly PlacedBatch[];
  readonly events: readonly PlacedEvent[];
  readonly waveforms: readonly PlacedWaveform[];
}

/** What a chunk has, each with its position. Marks of time are no history. */
export function partsOf({ items = [] }: LogChunk): Parts {
  return {
    batches: items.filter((item): item is LogItem & PlacedBatch => "batch" in item),
    events: items.filter((item): item is LogItem & PlacedEvent => "event" in item && item.event.type !== LOG_MARK),
    waveforms: items.filter((item): item is LogItem & PlacedWaveform => "waveform" in item),
  };
}

/** Writes the samples. Returns the names of the columns. */
export function writeSamples(
  block: NativeBlock,
  parts: readonly PlacedBatch[],
  { log, stored }: { readonly log: bigint; readonly stored: number },
): string {
  const rows = parts.reduce((sum, { batch }) => sum + batch.length, 0);
  const hasTexts = parts.some(({ batch }) => batch.texts.size > 0);
  block.begin(hasTexts ? 10 : 9, rows);
  block.column("log", "UInt64");
  block.same(log);
  block.column("ref", "UInt32");
  for (const { batch } of parts) block.raw(batch.tags.subarray(0, batch.length));
  block.column("time", "Int64");
  for (const { batch } of parts) block.wholes(batch.times.subarray(0, batch.length));
  block.column("value", "Float64");
  for (const { batch } of parts) block.raw(batch.values.subarray(0, batch.length));
  block.column("status", "UInt32");
  for (const { batch } of parts) block.raw(batch.statuses.subarray(0, batch.length));
  block.column("flags", "UInt8");
  for (const { batch } of parts) block.raw(batch.flags.subarray(0, batch.length));
  block.column("position", "UInt64");
  for (const { at, batch } of parts) block.counting(at, batch.length);
  block.column("received", "Int64");
  for (const { batch } of parts) block.same(wholeOf(batch.receivedAt), batch.length);
  block.column("stored", "DateTime('UTC')");
  block.same32(stored);
  if (hasTexts) writeTexts(block, parts);
  return hasTexts ? `${SAMPLE_COLUMNS}, text` : SAMPLE_COLUMNS;
}

/** Most samples have none: a byte of null for each, then the texts, empty where there is none. */
function writeTexts(block: NativeBlock, parts: readonly PlacedBatch[]): void {
  block.column("text", "Nullable(String)");
  for (const { batch } of parts) for (let i = 0; i < batch.length; i++) block.bytes(batch.texts.has(i) ? 0 : 1, 1);
  for (const { batch } of parts) for (let i = 0; i < batch.length; i++) block.text(batch.texts.get(i) ?? "");
}

/** Events are rare, so each is an object already. */
export function writeEvents(
  block: NativeBlock,
  parts: readonly PlacedEvent[],
  { log, stored }: { readonly log: bigint; readonly stored: number },
): void {
  const texts = (name: string, of: (event: EdgeEvent) => string): void => {
    block.column(name, "String");
    for (const { event } of parts) block.text(of(event));
  };
  const rare = (name: string, of: (event: EdgeEvent) => string | undefined): void => {
    block.column(name, "Nullable(String)");
    for (const { event } of parts) block.bytes(of(event) === undefined ? 1 : 0, 1);
    for (const { event } of parts) block.text(of(event) ?? "");
  };
  const whole = (name: string, of: (part: PlacedEvent) => number, type = "Int64"): void => {
    block.column(name, type);
    block.wholes(Float64Array.from(parts, of));
  };
  block.begin(13, parts.length);
  block.column("log", "UInt64");
  block.same(log);
  whole("time", ({ event }) => event.time);
  texts("event_uid", ({ eventUid }) => eventUid);
  texts("type", ({ type }) => type);
  rare("asset_uid", ({ assetUid }) => assetUid);
  whole("received", ({ event }) => event.receivedAt);
  texts("schema", ({ schema }) => schema);
  rare("piece_id", ({ pieceId }) => pieceId);
  rare("job_id", ({ jobId }) => jobId);
  rare("condition_id", ({ conditionId }) => conditionId);
  texts("payload", ({ payload }) => JSON.stringify(payload));
  whole("position", ({ at }) => at, "UInt64");
  block.column("stored", "DateTime('UTC')");
  block.same32(stored);
}

/** Waveforms are rare too, and their points go in as they are. */
export function writeWaveforms(
  block: NativeBlock,
  parts: readonly PlacedWaveform[],
  { log, stored }: { readonly log: bigint; readonly stored: number },
): void {
  const wholes = (name: string, type: string, of: (part: PlacedWaveform) => number): void => {
    block.column(name, type);
    block.wholes(Float64Array.from(parts, of));
  };
  const texts = (name: string, of: (waveform: WaveformBlock) => string): void => {
    block.column(name, "String");
    for (const { waveform } of parts) block.text(of(waveform));
  };
  block.begin(12, parts.length);
  block.column("log", "UInt64");
  block.same(log);
  block.column("ref", "UInt32");
  block.raw(Uint32Array.from(parts, ({ waveform }) => waveform.tag));
  wholes("time", "Int64", ({ waveform }) => waveform.start);
  wholes("received", "Int64", ({ waveform }) => wholeOf(waveform.receivedAt));
  block.column("dt", "Float64");
  block.raw(Float64Array.from(parts, ({ waveform }) => waveform.dtS));
  texts("unit", ({ unit }) => unit);
  block.column("status", "UInt32");
  block.raw(Uint32Array.from(parts, ({ waveform }) => waveform.status));
  block.column("flags", "UInt8");
  block.raw(Uint8Array.from(parts, ({ waveform }) => waveform.flags));
  texts("context", ({ context }) => JSON.stringify(context));
  // Where each one's points end, then the points of all.
  let end = 0;
  wholes("points", "Array(Float32)", ({ waveform }) => {
    end += waveform.points.length;
    return end;
  });
  for (const { waveform } of parts) block.raw(waveform.points);
  wholes("position", "UInt64", ({ at }) => at);
  block.column("stored", "DateTime('UTC')");
  block.same32(stored);
}

export function writeTags(
  block: NativeBlock,
  tags: readonly KnownTag[],
  { log, stored }: { readonly log: bigint; readonly stored: number },
): void {
  const texts = (name: string, of: (tag: KnownTag) => string): void => {
    block.column(name, "String");
    for (const tag of tags) block.text(of(tag));
  };
  block.begin(10, tags.length);
  block.column("log", "UInt64");
  block.same(log);
  block.column("ref", "UInt32");
  block.raw(Uint32Array.from(tags, ({ ref }) => ref));
  block.column("since", "UInt64");
  block.wholes(Float64Array.from(tags, ({ since }) => since));
  texts("tag_uid", ({ tagUid }) => tagUid);
  texts("asset_uid", ({ assetUid }) => assetUid);
  texts("component", ({ component }) => component);
  texts("signal", ({ signal }) => signal);
  texts("type", ({ type }) => type);
  texts("unit", ({ unit }) => unit ?? "");
  block.column("stored", "DateTime('UTC')");
  block.same32(stored);
}

/** What an edge with a wrong clock sends must not end the block. */
function wholeOf(time: number): number {
  return Number.isFinite(time) ? Math.trunc(time) : 0;
}
