/**
 * A twin change as bytes: what edge and viewer share. Little-endian, columns
 * after one header, each column aligned to its element size.
 *
 *   0  u32  magic 0x01424D47 ("GMB" + format 1)
 *   4  u32  n: samples in the frame
 *   8  f64  version: the twin version this frame brings the reader to
 *  16  f64  baseTime: µs UTC, the oldest source time in the frame
 *  24  f64  receivedAt: µs UTC
 *  32  u8   layout: 0 = times as u16 ms after baseTime, 1 = times as f64 µs
 *  33  u8   last: 1 on the last piece of a snapshot or change
 *  34  u16  0
 *  36  u32  textBytes
 *  40  f64[n] values · times (f64[n] | u16[n]) · u32[n] refs · u32[n] statuses · u8[n] flags · UTF-8 JSON [[index, text], …]
 *
 * Order on the wire: values f64, (layout 1) times f64, refs u32, statuses u32,
 * (layout 0) times u16, flags u8, texts.
 */
import type { Micros, SampleBatch } from "../contracts/sample-batch.ts";
import { NO_TEXTS } from "../contracts/sample-batch.ts";

const MAGIC = 0x01424d47;
const HEADER_BYTES = 40;
/** Whole milliseconds that fit u16; frames that span more carry f64 times. */
const U16_SPAN_US = 65_535_000;

export interface WireFrame {
  readonly version: number;
  readonly last: boolean;
  readonly samples: SampleBatch;
}

/** Encodes samples `from` (inclusive) to `to` (exclusive) of a batch. Source times lose their sub-millisecond part only in layout 0, which live frames use. */
export function encodeFrame(batch: SampleBatch, version: number, options: { from?: number; to?: number; last?: boolean; exactTimes?: boolean } = {}): Uint8Array {
  const from = options.from ?? 0;
  const to = options.to ?? batch.length;
  const n = to - from;
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const time = batch.times[i] as number;
    if (time < oldest) oldest = time;
    if (time > newest) newest = time;
  }
  if (n === 0) oldest = newest = batch.receivedAt;
  const exact = options.exactTimes === true || !(newest - oldest <= U16_SPAN_US);
  const texts = encodeTexts(batch, from, to);
  const bytes = new Uint8Array(HEADER_BYTES + n * (exact ? 25 : 19) + texts.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, n, true);
  view.setFloat64(8, version, true);
  view.setFloat64(16, oldest, true);
  view.setFloat64(24, batch.receivedAt, true);
  view.setUint8(32, exact ? 1 : 0);
  view.setUint8(33, options.last === false ? 0 : 1);
  view.setUint32(36, texts.length, true);
  let at = HEADER_BYTES;
  new Float64Array(bytes.buffer, at, n).set(batch.values.subarray(from, to));
  at += n * 8;
  if (exact) {
    new Float64Array(bytes.buffer, at, n).set(batch.times.subarray(from, to));
    at += n * 8;
  }
  new Uint32Array(bytes.buffer, at, n).set(batch.tags.subarray(from, to));
  at += n * 4;
  new Uint32Array(bytes.buffer, at, n).set(batch.statuses.subarray(from, to));
  at += n * 4;
  if (!exact) {
    const offsets = new Uint16Array(bytes.buffer, at, n);
    for (let i = 0; i < n; i++) offsets[i] = Math.round(((batch.times[from + i] as number) - oldest) / 1000);
    at += n * 2;
  }
  bytes.set(batch.flags.subarray(from, to), at);
  bytes.set(texts, at + n);
  return bytes;
}

/** Decodes one frame. Throws RangeError on anything that is not one. The columns are views into `bytes` where alignment allows. */
export function decodeFrame(bytes: Uint8Array): WireFrame {
  if (bytes.byteLength < HEADER_BYTES) throw new RangeError("frame is shorter than its header");
  // Not `slice`: that of a Node.js Buffer shares the memory it should leave.
  const whole = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError("not a twin frame");
  const n = view.getUint32(4, true);
  const exact = view.getUint8(32) === 1;
  const textBytes = view.getUint32(36, true);
  if (whole.byteLength !== HEADER_BYTES + n * (exact ? 25 : 19) + textBytes) throw new RangeError("frame length does not match its header");
  const base: Micros = view.getFloat64(16, true);
  let at = whole.byteOffset + HEADER_BYTES;
  const values = new Float64Array(whole.buffer, at, n);
  at += n * 8;
  let times = new Float64Array(0);
  if (exact) {
    times = new Float64Array(whole.buffer as ArrayBuffer, at, n);
    at += n * 8;
  }
  const tags = new Uint32Array(whole.buffer, at, n);
  at += n * 4;
  const statuses = new Uint32Array(whole.buffer, at, n);
  at += n * 4;
  if (!exact) {
    const offsets = new Uint16Array(whole.buffer, at, n);
    times = new Float64Array(n);
    for (let i = 0; i < n; i++) times[i] = base + (offsets[i] as number) * 1000;
    at += n * 2;
  }
  const flags = new Uint8Array(whole.buffer, at, n);
  at += n;
  return {
    version: view.getFloat64(8, true),
    last: view.getUint8(33) === 1,
    samples: { length: n, tags, times, receivedAt: view.getFloat64(24, true), values, statuses, flags, texts: decodeTexts(whole, at - whole.byteOffset, textBytes) },
  };
}

function encodeTexts(batch: SampleBatch, from: number, to: number): Uint8Array {
  if (batch.texts.size === 0) return new Uint8Array(0);
  const pairs: [number, string][] = [];
  for (const [index, text] of batch.texts) if (index >= from && index < to) pairs.push([index - from, text]);
  return pairs.length === 0 ? new Uint8Array(0) : new TextEncoder().encode(JSON.stringify(pairs));
}

function decodeTexts(bytes: Uint8Array, at: number, length: number): ReadonlyMap<number, string> {
  if (length === 0) return NO_TEXTS;
  try {
    return new Map(JSON.parse(new TextDecoder().decode(bytes.subarray(at, at + length))) as [number, string][]);
  } catch (error) {
    throw new RangeError("texts of the frame are not readable", { cause: error });
  }
}
