import { Bytes } from "./bytes.ts";

/** Runs of equal values, each `count` long. */
export interface Run {
  readonly value: number;
  readonly count: number;
}

function bitsOf(highest: number): number {
  return highest === 0 ? 1 : 32 - Math.clz32(highest);
}

/** The run-length part of Parquet's hybrid encoding (Encodings.md, RLE = 3). */
function writeRuns(out: Bytes, runs: readonly Run[], bits: number): void {
  const width = Math.ceil(bits / 8);
  for (const { value, count } of runs) {
    if (count === 0) continue;
    out.varint(2 * count);
    for (let at = 0; at < width; at++) out.byte((value >>> (8 * at)) & 255);
  }
}

/** Definition levels of an optional column, 1 where there is a value, preceded by their length. */
export function definitionLevels(runs: readonly Run[]): Uint8Array {
  const body = new Bytes();
  writeRuns(body, runs, 1);
  const out = new Bytes(body.length + 4);
  out.uint32(body.length);
  out.bytes(body.written);
  return out.written;
}

/** Indices into a dictionary of `size` entries, as runs (RLE_DICTIONARY). */
export function dictionaryIndices(runs: readonly Run[], size: number): Uint8Array {
  const bits = bitsOf(Math.max(0, size - 1));
  const out = new Bytes();
  out.byte(bits);
  writeRuns(out, runs, bits);
  return out.written;
}

/** Texts or bytes one after another, each preceded by its length (PLAIN of BYTE_ARRAY). */
export function plainByteArrays(values: readonly (string | Uint8Array)[]): Uint8Array {
  const out = new Bytes();
  for (const value of values) {
    const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : value;
    out.uint32(bytes.length);
    out.bytes(bytes);
  }
  return out.written;
}

const BLOCK = 128;
const MINI_BLOCKS = 4;
const MINI = BLOCK / MINI_BLOCKS;

/** Whole numbers up to 2^53 as packed differences (DELTA_BINARY_PACKED = 5); equal steps cost next to nothing. */
export function deltaPacked(values: Float64Array): Uint8Array {
  const out = new Bytes(1024 + values.length);
  out.varint(BLOCK);
  out.varint(MINI_BLOCKS);
  out.varint(values.length);
  out.zigzag(values[0] ?? 0);
  const rest = new Float64Array(BLOCK);
  for (let start = 1; start < values.length; start += BLOCK) {
    const count = Math.min(BLOCK, values.length - start);
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < count; at++) {
      const delta = (values[start + at] as number) - (values[start + at - 1] as number);
      rest[at] = delta;
      if (delta < least) least = delta;
    }
    out.zigzag(least);
    for (let at = 0; at < count; at++) rest[at] = (rest[at] as number) - least;
    writeMiniBlocks(out, rest, count);
  }
  return out.written;
}

function writeMiniBlocks(out: Bytes, rest: Float64Array, count: number): void {
  const widths: number[] = [];
  for (let mini = 0; mini < MINI_BLOCKS; mini++) {
    let highest = 0;
    for (let at = mini * MINI; at < Math.min(count, (mini + 1) * MINI); at++)
      highest = Math.max(highest, rest[at] as number);
    widths.push(highest === 0 ? 0 : Math.floor(Math.log2(highest)) + 1);
  }
  for (const width of widths) out.byte(width);
  for (let mini = 0; mini * MINI < count; mini++)
    pack(out, rest, {
      from: mini * MINI,
      count: Math.max(0, Math.min(MINI, count - mini * MINI)),
      width: widths[mini] as number,
    });
}

/** `width` bits per value, lowest bit first; the mini block is padded with zeros. */
function pack(
  out: Bytes,
  rest: Float64Array,
  { from, count, width }: { readonly from: number; readonly count: number; readonly width: number },
): void {
  if (width === 0) return;
  let held = 0;
  let bits = 0;
  for (let at = 0; at < MINI; at++) {
    let value = at < count ? (rest[from + at] as number) : 0;
    let left = width;
    // Sixteen bits at a time, so that doubles hold them exactly.
    while (left > 0) {
      const take = Math.min(16, left);
      const scale = 2 ** take;
      const low = value % scale;
      value = Math.floor(value / scale);
      left -= take;
      held += low * 2 ** bits;
      bits += take;
      while (bits >= 8) {
        out.byte(held % 256);
        held = Math.floor(held / 256);
        bits -= 8;
      }
    }
  }
}
