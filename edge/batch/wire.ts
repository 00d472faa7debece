/**
 * A twin change as bytes: what edge and viewer share. Little-endian, columns
 * after one header, each column aligned to its element size. Nearly all
 * samples of a frame share a handful of (status, flags) pairs, so a sample
 * carries the number of its pair.
 *
 *   0  u32  magic 0x02424D47 ("GMB" + format 2)
 *   4  u32  n: samples in the frame
 *   8  f64  version: the twin version this frame brings the reader to
 *  16  f64  baseTime: µs UTC, the oldest source time in the frame
 *  24  f64  receivedAt: µs UTC
 *  32  u8   layout: bit 0: times as f64 µs instead of u16 ms after baseTime; bit 1: pair numbers as u16 instead of u8
 *  33  u8   last: 1 on the last piece of a snapshot or change
 *  34  u16  pairs
 *  36  u32  textBytes
 *  40  f64[n] values · (bit 0) f64[n] times · u32[n] refs · u32[pairs] statuses · (not bit 0) u16[n] times ·
 *      (bit 1) u16[n] pair numbers · (not bit 1) u8[n] pair numbers · u8[pairs] flags · UTF-8 JSON [[index, text], …]
 */
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import { NO_TEXTS } from "../contracts/path/sample-batch.ts";

const MAGIC = 0x02424d47;
const HEADER_BYTES = 40;
/** Whole milliseconds that fit u16; frames that span more carry f64 times. */
const U16_SPAN_US = 65_535_000;

export interface WireFrame {
  readonly version: number;
  readonly last: boolean;
  readonly samples: SampleBatch;
}

/** Pairs of status and flags that fit numbers of one byte. */
const NARROW_PAIRS = 256;

/**
 * Encodes samples `from` (inclusive) to `to` (exclusive) of a batch. Source times lose their sub-millisecond part
 * only in layout 0, which live frames use.
 */
export function encodeFrame(
  batch: SampleBatch,
  version: number,
  options: { from?: number; to?: number; last?: boolean; exactTimes?: boolean } = {},
): Uint8Array {
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
  const { pairs, numbers } = pairsOf(batch, from, to);
  const wide = pairs.length > NARROW_PAIRS;
  const texts = encodeTexts(batch, from, to);
  const bytes = new Uint8Array(lengthOf({ n, pairs: pairs.length, exact, wide }) + texts.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, n, true);
  view.setFloat64(8, version, true);
  view.setFloat64(16, oldest, true);
  view.setFloat64(24, batch.receivedAt, true);
  view.setUint8(32, (exact ? 1 : 0) | (wide ? 2 : 0));
  view.setUint8(33, options.last === false ? 0 : 1);
  view.setUint16(34, pairs.length, true);
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
  for (const pair of pairs) {
    view.setUint32(at, Math.floor(pair / 256), true);
    at += 4;
  }
  if (!exact) {
    const offsets = new Uint16Array(bytes.buffer, at, n);
    for (let i = 0; i < n; i++) offsets[i] = Math.round(((batch.times[from + i] as number) - oldest) / 1000);
    at += n * 2;
  }
  (wide ? new Uint16Array(bytes.buffer, at, n) : new Uint8Array(bytes.buffer, at, n)).set(numbers);
  at += wide ? n * 2 : n;
  for (const pair of pairs) bytes[at++] = pair % 256;
  bytes.set(texts, at);
  return bytes;
}

/**
 * The distinct pairs of a stretch, as `status · 256 + flags`, and the number of each sample's pair. A frame has at most
 * 65,535 pairs, and pieces are far smaller.
 */
function pairsOf(
  batch: SampleBatch,
  from: number,
  to: number,
): { readonly pairs: readonly number[]; readonly numbers: Uint16Array } {
  const pairs: number[] = [];
  const known = new Map<number, number>();
  const numbers = new Uint16Array(to - from);
  let [lastPair, lastNumber] = [-1, 0];
  for (let i = from; i < to; i++) {
    const pair = (batch.statuses[i] as number) * 256 + (batch.flags[i] as number);
    if (pair !== lastPair) {
      lastPair = pair;
      lastNumber = known.get(pair) ?? pairs.length;
      if (lastNumber === pairs.length) {
        if (pairs.length === 0xffff)
          throw new RangeError("a frame has at most 65,535 pairs of status and flags; send it in pieces");
        known.set(pair, lastNumber);
        pairs.push(pair);
      }
    }
    numbers[i - from] = lastNumber;
  }
  return { pairs, numbers };
}

/** Bytes of a frame without its texts. */
function lengthOf({ n, pairs, exact, wide }: { n: number; pairs: number; exact: boolean; wide: boolean }): number {
  return HEADER_BYTES + n * (12 + (exact ? 8 : 2) + (wide ? 2 : 1)) + pairs * 5;
}

/**
 * Decodes one frame. Throws RangeError on anything that is not one. The columns are views into `bytes` where
 * alignment allows.
 */
export function decodeFrame(bytes: Uint8Array): WireFrame {
  if (bytes.byteLength < HEADER_BYTES) throw new RangeError("frame is shorter than its header");
  // Not `slice`: on a Node.js Buffer it shares the memory instead of copying it.
  const whole = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError("not a twin frame");
  const n = view.getUint32(4, true);
  const layout = view.getUint8(32);
  const exact = (layout & 1) === 1;
  const wide = (layout & 2) === 2;
  const pairs = view.getUint16(34, true);
  const textBytes = view.getUint32(36, true);
  if (whole.byteLength !== lengthOf({ n, pairs, exact, wide }) + textBytes)
    throw new RangeError("frame length does not match its header");
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
  const pairStatuses = new Uint32Array(whole.buffer, at, pairs);
  at += pairs * 4;
  if (!exact) {
    const offsets = new Uint16Array(whole.buffer, at, n);
    times = new Float64Array(n);
    for (let i = 0; i < n; i++) times[i] = base + (offsets[i] as number) * 1000;
    at += n * 2;
  }
  const numbers = wide ? new Uint16Array(whole.buffer, at, n) : new Uint8Array(whole.buffer, at, n);
  at += wide ? n * 2 : n;
  const pairFlags = new Uint8Array(whole.buffer, at, pairs);
  at += pairs;
  const statuses = new Uint32Array(n);
  const flags = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const number = numbers[i] as number;
    if (number >= pairs)
      throw new RangeError("a sample of the frame names a pair of status and flags that is not there");
    statuses[i] = pairStatuses[number] as number;
    flags[i] = pairFlags[number] as number;
  }
  return {
    version: view.getFloat64(8, true),
    last: view.getUint8(33) === 1,
    samples: {
      length: n,
      tags,
      times,
      receivedAt: view.getFloat64(24, true),
      values,
      statuses,
      flags,
      texts: decodeTexts(whole, at - whole.byteOffset, textBytes),
    },
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
