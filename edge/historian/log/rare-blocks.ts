/** Dictionary, event and waveform blocks: they are rare, so JSON is fast enough. */
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { BLOCK_HEADER_BYTES, BlockKind, newBlock, sealBlock } from "./block.ts";

/** One line of a segment's dictionary: the data of a ref for a reader without this edge. */
export interface DictionaryEntry {
  readonly ref: TagRef;
  readonly tagUid: string;
  readonly assetUid: string;
  readonly component: string;
  readonly signal: string;
  readonly type: string;
  readonly unit?: string | undefined;
}

/** The entry of a tag: a plain object, which can be sent to other processes. */
export function entryOf({ ref, tagUid, assetUid, component, signal, type, unit }: DictionaryEntry): DictionaryEntry {
  return { ref, tagUid, assetUid, component, signal, type, ...(unit === undefined ? {} : { unit }) };
}

export function encodeDictionary(entries: readonly DictionaryEntry[], seq: number): Buffer {
  return jsonBlock(JSON.stringify(entries), BlockKind.dictionary, { seq, count: 0 });
}

export function decodeDictionary(payload: Buffer): DictionaryEntry[] {
  return JSON.parse(payload.toString("utf8")) as DictionaryEntry[];
}

const ENTRY = Buffer.from('{"ref":', "latin1");
const ZERO = 48;

/**
 * Whether a dictionary has a wanted entry, found without making the entries: a segment of a big plant has megabytes
 * of them, and a reader that reads on knows them all.
 */
export function hasWanted(payload: Buffer, isWanted: (ref: number) => boolean): boolean {
  // Quotes within a text are escaped, so nothing else looks like the beginning of an entry.
  for (let at = payload.indexOf(ENTRY); at >= 0; at = payload.indexOf(ENTRY, at)) {
    let ref = 0;
    at += ENTRY.length;
    for (let digit = (payload[at] ?? 0) - ZERO; digit >= 0 && digit <= 9; digit = (payload[++at] ?? 0) - ZERO)
      ref = ref * 10 + digit;
    if (isWanted(ref)) return true;
  }
  return false;
}

/** `json` is the JSON text of an array of `count` events. */
export function encodeEvents(json: string, count: number, seq: number): Buffer {
  return jsonBlock(json, BlockKind.events, { seq, count });
}

export function decodeEvents(payload: Buffer): EdgeEvent[] {
  return JSON.parse(payload.toString("utf8")) as EdgeEvent[];
}

function jsonBlock(json: string, kind: BlockKind, place: { seq: number; count: number }): Buffer {
  const payloadBytes = Buffer.byteLength(json);
  const block = newBlock(payloadBytes);
  block.write(json, BLOCK_HEADER_BYTES, "utf8");
  return sealBlock(block, kind, { ...place, payloadBytes });
}

/**   0 u32 bytes of the JSON head · 4 u32 points · f32[points] · JSON head */
export function encodeWaveform(waveform: WaveformBlock, seq: number): Buffer {
  const { points, ...head } = waveform;
  const json = Buffer.from(JSON.stringify(head));
  const payloadBytes = 8 + points.length * 4 + json.length;
  const block = newBlock(payloadBytes);
  block.writeUInt32LE(json.length, BLOCK_HEADER_BYTES);
  block.writeUInt32LE(points.length, BLOCK_HEADER_BYTES + 4);
  new Float32Array(block.buffer as ArrayBuffer, block.byteOffset + BLOCK_HEADER_BYTES + 8, points.length).set(points);
  json.copy(block, BLOCK_HEADER_BYTES + 8 + points.length * 4);
  return sealBlock(block, BlockKind.waveform, { seq, count: 1, payloadBytes });
}

/** Throws RangeError when payload and header contradict each other. */
export function decodeWaveform(payload: Buffer): WaveformBlock {
  if (payload.length < 8) throw new RangeError("waveform block is shorter than its header");
  const jsonBytes = payload.readUInt32LE(0);
  const length = payload.readUInt32LE(4);
  if (8 + length * 4 + jsonBytes !== payload.length)
    throw new RangeError("waveform block length does not match its header");
  const points = new Float32Array(length);
  for (let i = 0; i < length; i++) points[i] = payload.readFloatLE(8 + i * 4);
  const head = JSON.parse(payload.toString("utf8", 8 + length * 4)) as Omit<WaveformBlock, "points">;
  return { ...head, points };
}
