import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import { BLOCK_HEADER_BYTES, BlockKind, type BlockRoom, sealBlock } from "./block.ts";
import { bitmapBytes, FIXED_BYTES, layOut, MAX_BLOCK_SAMPLES } from "./sample-layout.ts";

const NARROW_LIMIT = 2_147_483_647;
const U32_SPAN_US = 4_294_967_295;
const U16_SPAN_US = 65_535_000;
const MAX_TABLE = 256;

interface Shape {
  n: number;
  wide: number;
  refBytes: 2 | 4;
  timeBytes: 8 | 4 | 2;
  base: number;
  statuses: Uint32Array | undefined;
  statusMode: 0 | 1 | 2;
  flagsMode: 0 | 1;
  flags: number;
  texts: Buffer;
}

const scratchNarrow = new Int32Array(MAX_BLOCK_SAMPLES);
const scratchWide = new Float64Array(MAX_BLOCK_SAMPLES);
const scratchBits = new Uint8Array(MAX_BLOCK_SAMPLES / 8);

/** Encodes batches of at most `MAX_BLOCK_SAMPLES` samples in all as one sealed block. */
export function encodeSampleBlock(batches: readonly SampleBatch[], seq: number, room: BlockRoom): Buffer {
  const shape = shapeOf(batches);
  const payloadBytes = payloadBytesOf(shape, batches.length);
  const block = room.block(payloadBytes);
  writeFixed(block, shape, batches.length);
  writeColumns(block, shape, batches);
  return sealBlock(block, BlockKind.samples, { seq, count: shape.n, payloadBytes });
}

function shapeOf(batches: readonly SampleBatch[]): Shape {
  const { n, wide } = gatherValues(batches);
  const keys = keyShape(batches);
  const status = batches[0]?.statuses[0] ?? 0;
  const flags = batches[0]?.flags[0] ?? 0;
  const sameStatus = batches.every((batch) => isUniform(batch.statuses, batch.length, status));
  const sameFlags = batches.every((batch) => isUniform(batch.flags, batch.length, flags));
  const statuses = sameStatus ? Uint32Array.of(status) : statusTable(batches);
  return {
    n,
    wide,
    ...keys,
    statuses,
    statusMode: sameStatus ? 0 : statuses === undefined ? 2 : 1,
    flagsMode: sameFlags ? 0 : 1,
    flags,
    texts: encodeTexts(batches),
  };
}

/** Sorts the values into the scratch columns. */
function gatherValues(batches: readonly SampleBatch[]): { n: number; wide: number } {
  let n = 0;
  let wide = 0;
  scratchBits.fill(0);
  for (const { length, values } of batches) {
    for (let i = 0; i < length; i++, n++) {
      const value = values[i] as number;
      const thousandths = Math.round(value * 1000);
      // Minus zero does not count as an integer here.
      if (thousandths / 1000 === value && Math.abs(thousandths) <= NARROW_LIMIT && (value !== 0 || 1 / value > 0)) {
        scratchNarrow[n - wide] = thousandths;
      } else {
        scratchWide[wide++] = value;
        scratchBits[n >> 3] = (scratchBits[n >> 3] as number) | (1 << (n & 7));
      }
    }
  }
  return { n, wide };
}

function keyShape(batches: readonly SampleBatch[]): Pick<Shape, "refBytes" | "timeBytes" | "base"> {
  let maxRef = 0;
  let oldest = Number.POSITIVE_INFINITY;
  let newest = 0;
  let wholeMs = true;
  for (const { length, tags, times } of batches) {
    for (let i = 0; i < length; i++) {
      const ref = tags[i] as number;
      if (ref > maxRef) maxRef = ref;
      const time = times[i] as number;
      if (time < oldest) oldest = time;
      if (time > newest) newest = time;
      if (wholeMs && Math.floor(time / 1000) * 1000 !== time) wholeMs = false;
    }
  }
  const span = newest - oldest;
  return {
    refBytes: maxRef > 0xffff ? 4 : 2,
    timeBytes: wholeMs && span <= U16_SPAN_US ? 2 : span <= U32_SPAN_US ? 4 : 8,
    base: Number.isFinite(oldest) ? oldest : 0,
  };
}

function isUniform(column: Uint32Array | Uint8Array, length: number, value: number): boolean {
  for (let i = 0; i < length; i++) if (column[i] !== value) return false;
  return true;
}

/** The distinct statuses of the batches; undefined when an index byte cannot name them all. */
function statusTable(batches: readonly SampleBatch[]): Uint32Array | undefined {
  const seen = new Set<number>();
  for (const { length, statuses } of batches) {
    for (let i = 0; i < length; i++) seen.add(statuses[i] as number);
    if (seen.size > MAX_TABLE) return undefined;
  }
  return Uint32Array.from(seen);
}

function payloadBytesOf(shape: Shape, parts: number): number {
  const { n, wide } = shape;
  const perSample =
    shape.refBytes + shape.timeBytes + (shape.statusMode === 0 ? 0 : shape.statusMode === 1 ? 1 : 4) + shape.flagsMode;
  return (
    FIXED_BYTES +
    parts * 12 +
    wide * 8 +
    (n - wide) * 4 +
    n * perSample +
    (shape.statuses?.length ?? 0) * 4 +
    bitmapBytes(n, wide) +
    shape.texts.length
  );
}

function writeFixed(block: Buffer, shape: Shape, parts: number): void {
  const at = BLOCK_HEADER_BYTES;
  block.writeUInt32LE(shape.n, at);
  block.writeUInt32LE(parts, at + 4);
  block.writeDoubleLE(shape.base, at + 8);
  block.writeUInt32LE(shape.wide, at + 16);
  block.writeUInt32LE(shape.texts.length, at + 20);
  block.writeUInt8(shape.refBytes, at + 24);
  block.writeUInt8(shape.timeBytes, at + 25);
  block.writeUInt8(shape.statusMode, at + 26);
  block.writeUInt8(shape.flagsMode, at + 27);
  block.writeUInt8(shape.flags, at + 28);
  block.writeUInt16LE(shape.statuses?.length ?? 0, at + 30);
}

function writeColumns(block: Buffer, shape: Shape, batches: readonly SampleBatch[]): void {
  const { n, wide } = shape;
  const columns = layOut(block.buffer as ArrayBuffer, block.byteOffset + BLOCK_HEADER_BYTES + FIXED_BYTES, {
    ...shape,
    parts: batches.length,
    table: shape.statuses?.length ?? 0,
  });
  columns.wide.set(scratchWide.subarray(0, wide));
  columns.narrow.set(scratchNarrow.subarray(0, n - wide));
  columns.bitmap.set(scratchBits.subarray(0, columns.bitmap.length));
  if (shape.statuses !== undefined) columns.table.set(shape.statuses);
  const indexOf =
    shape.statusMode === 1
      ? new Map(Array.from(shape.statuses as Uint32Array, (status, index) => [status, index]))
      : undefined;
  let k = 0;
  let part = 0;
  for (const batch of batches) {
    columns.receivedAt[part] = batch.receivedAt;
    columns.lengths[part++] = batch.length;
    columns.refs.set(batch.length === batch.tags.length ? batch.tags : batch.tags.subarray(0, batch.length), k);
    if (shape.statusMode === 2) columns.fullStatuses.set(batch.statuses.subarray(0, batch.length), k);
    if (shape.flagsMode === 1) columns.flags.set(batch.flags.subarray(0, batch.length), k);
    writeTimes(columns.times, k, batch, shape);
    if (indexOf !== undefined)
      for (let i = 0; i < batch.length; i++)
        columns.indexes[k + i] = indexOf.get(batch.statuses[i] as number) as number;
    k += batch.length;
  }
  shape.texts.copy(block, columns.textsAt - block.byteOffset);
}

/** One loop for each width, so that no loop chooses for each sample. */
function writeTimes(
  to: Uint16Array | Uint32Array | Float64Array,
  at: number,
  { length, times }: SampleBatch,
  { timeBytes, base }: Pick<Shape, "timeBytes" | "base">,
): void {
  if (timeBytes === 8) for (let i = 0; i < length; i++) to[at + i] = times[i] as number;
  else if (timeBytes === 4) for (let i = 0; i < length; i++) to[at + i] = (times[i] as number) - base;
  else for (let i = 0; i < length; i++) to[at + i] = ((times[i] as number) - base) / 1000;
}

/** Texts by the index of their sample over all batches, as JSON; empty where there are none. */
export function encodeTexts(batches: readonly SampleBatch[]): Buffer {
  const pairs: [number, string][] = [];
  let offset = 0;
  for (const batch of batches) {
    // In order of index, because the decoder assigns them to the batches in one pass.
    if (batch.texts.size > 0)
      for (const [index, text] of [...batch.texts].sort(([a], [b]) => a - b))
        if (index < batch.length) pairs.push([offset + index, text]);
    offset += batch.length;
  }
  return pairs.length === 0 ? Buffer.alloc(0) : Buffer.from(JSON.stringify(pairs));
}
