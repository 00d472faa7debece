import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { NO_TEXTS } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { type ColumnMemory, NEW_MEMORY } from "./column-room.ts";
import { type Columns, FIXED_BYTES, layOut, MAX_BLOCK_SAMPLES } from "./sample-layout.ts";

/**
 * Decodes the batches of a payload into columns of `room`; with `ref` none where no sample belongs to this tag.
 * Throws RangeError when payload and header contradict each other.
 */
export function decodeSampleBlock(
  payload: Buffer,
  { room = NEW_MEMORY, ref }: { readonly room?: ColumnMemory | undefined; readonly ref?: TagRef | undefined } = {},
): SampleBatch[] {
  if (payload.length < FIXED_BYTES) throw new RangeError("sample block is shorter than its header");
  const aligned = payload.byteOffset % 8 === 0 ? payload : Buffer.from(Uint8Array.from(payload).buffer);
  const n = aligned.readUInt32LE(0);
  const parts = aligned.readUInt32LE(4);
  const base = aligned.readDoubleLE(8);
  const wide = aligned.readUInt32LE(16);
  const textBytes = aligned.readUInt32LE(20);
  const [refBytes, timeBytes, statusMode, flagsMode] = [
    aligned.readUInt8(24),
    aligned.readUInt8(25),
    aligned.readUInt8(26),
    aligned.readUInt8(27),
  ] as [2 | 4, 8 | 4 | 2, 0 | 1 | 2, 0 | 1];
  if (n > MAX_BLOCK_SAMPLES || wide > n || parts > n) throw new RangeError("sample block counts do not fit together");
  const shape = { n, wide, refBytes, timeBytes, statusMode, flagsMode, parts, table: aligned.readUInt16LE(30) };
  const columns = layOut(aligned.buffer as ArrayBuffer, aligned.byteOffset + FIXED_BYTES, shape);
  if (columns.textsAt - aligned.byteOffset + textBytes !== aligned.length)
    throw new RangeError("sample block length does not match its header");
  if (ref !== undefined && !columns.refs.includes(ref)) return [];
  const whole = {
    length: n,
    tags: room.u32(n),
    times: room.f64(n),
    values: room.f64(n),
    statuses: room.u32(n),
    flags: room.u8(n),
  };
  whole.tags.set(columns.refs);
  decodeTimes(whole.times, columns.times, { base, timeBytes });
  decodeValues(whole.values, columns);
  decodeStatuses(whole.statuses, columns, statusMode);
  if (flagsMode === 1) whole.flags.set(columns.flags);
  else whole.flags.fill(aligned.readUInt8(28));
  const textsAt = columns.textsAt - aligned.byteOffset;
  const texts =
    textBytes === 0 ? [] : (JSON.parse(aligned.toString("utf8", textsAt, textsAt + textBytes)) as [number, string][]);
  return splitParts(whole, columns, texts);
}

function decodeTimes(
  times: Float64Array,
  stored: Columns["times"],
  { base, timeBytes }: { readonly base: number; readonly timeBytes: number },
): void {
  if (timeBytes === 8) times.set(stored);
  const step = timeBytes === 2 ? 1000 : 1;
  if (timeBytes !== 8) for (let i = 0; i < times.length; i++) times[i] = (stored[i] as number) * step + base;
}

function decodeValues(values: Float64Array, { wide, narrow, bitmap }: Columns): void {
  if (wide.length === values.length) {
    values.set(wide);
    return;
  }
  let w = 0;
  for (let i = 0; i < values.length; i++) {
    const isWide = bitmap.length !== 0 && (((bitmap[i >> 3] as number) >> (i & 7)) & 1) === 1;
    values[i] = isWide ? (wide[w++] as number) : (narrow[i - w] as number) / 1000;
  }
}

function decodeStatuses(statuses: Uint32Array, columns: Columns, mode: number): void {
  if (mode === 2) statuses.set(columns.fullStatuses);
  else if (mode === 0) statuses.fill(columns.table[0] ?? 0);
  else for (let i = 0; i < statuses.length; i++) statuses[i] = columns.table[columns.indexes[i] as number] as number;
}

/**
 * Batches as views of the columns of all of them. `texts`: by the index of their sample, ascending. Throws RangeError
 * where the batches are longer than the columns.
 */
export function splitParts(
  whole: Omit<SampleBatch, "receivedAt" | "texts">,
  { lengths, receivedAt }: { readonly lengths: ArrayLike<number>; readonly receivedAt: ArrayLike<Micros> },
  texts: readonly [number, string][],
): SampleBatch[] {
  const batches: SampleBatch[] = [];
  let from = 0;
  let text = 0;
  for (let part = 0; part < lengths.length; part++) {
    const to = from + (lengths[part] as number);
    if (to > whole.length) throw new RangeError("sample block parts are longer than the block");
    let mine: Map<number, string> | undefined;
    for (; text < texts.length && (texts[text] as [number, string])[0] < to; text++) {
      const [index, value] = texts[text] as [number, string];
      mine ??= new Map();
      mine.set(index - from, value);
    }
    batches.push({
      length: to - from,
      tags: whole.tags.subarray(from, to),
      times: whole.times.subarray(from, to),
      receivedAt: receivedAt[part] as Micros,
      values: whole.values.subarray(from, to),
      statuses: whole.statuses.subarray(from, to),
      flags: whole.flags.subarray(from, to),
      texts: mine ?? NO_TEXTS,
    });
    from = to;
  }
  return batches;
}
