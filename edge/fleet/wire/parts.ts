/**
 * A message that is longer than the link should carry at once, such as a waveform, in parts: the hub puts them together
 * again before it reads any of it. Little-endian:
 *
 *   0  u32  magic "GUPP"                   4  u32  CRC32 over all that follows
 *   8  8 bytes: run                       16  f64  from      24  f64  to, as the whole message has them
 *  32  u32  index of the part             36  u32  parts     40  u32  bytes of the whole message
 *  44  bytes of the whole message, as many as each other part has but the last one
 */
import { crc32 } from "node:zlib";
import { bufferOf } from "./bytes.ts";
import type { FrameHead } from "./frame.ts";

const MAGIC = 0x50505547;
const HEAD_BYTES = 44;
/** Longest message, put together: bounds what a hub keeps of an edge. */
const MOST_WHOLE_BYTES = 16 * 1024 * 1024;

export interface Part {
  /** Of which message: the same for all its parts. */
  readonly of: string;
  readonly index: number;
  readonly count: number;
  readonly totalBytes: number;
  /** A view of the bytes that were read. */
  readonly bytes: Uint8Array;
}

/** The message itself where it is short enough, else its parts. */
export function partsOf(
  whole: Buffer,
  { run, from, to }: Pick<FrameHead, "run" | "from" | "to">,
  mostBytes: number,
): Buffer[] {
  if (whole.length <= mostBytes) return [whole];
  const step = Math.max(1, Math.floor(mostBytes) - HEAD_BYTES);
  const count = Math.ceil(whole.length / step);
  return Array.from({ length: count }, (_, index) => {
    const bytes = whole.subarray(index * step, (index + 1) * step);
    const part = Buffer.allocUnsafe(HEAD_BYTES + bytes.length);
    part.writeUInt32LE(MAGIC, 0);
    part.write(run, 8, "hex");
    part.writeDoubleLE(from, 16);
    part.writeDoubleLE(to, 24);
    part.writeUInt32LE(index, 32);
    part.writeUInt32LE(count, 36);
    part.writeUInt32LE(whole.length, 40);
    bytes.copy(part, HEAD_BYTES);
    part.writeUInt32LE(crc32(part.subarray(8)), 4);
    return part;
  });
}

/** Whether the bytes say that they are a part. */
export function isPart(message: Uint8Array): boolean {
  const bytes = bufferOf(message);
  return bytes.length >= 4 && bytes.readUInt32LE(0) === MAGIC;
}

/** Undefined where it is none, or damaged. */
export function readPart(message: Uint8Array): Part | undefined {
  const bytes = bufferOf(message);
  if (!isPart(bytes) || bytes.length <= HEAD_BYTES || bytes.readUInt32LE(4) !== crc32(bytes.subarray(8)))
    return undefined;
  const [index, count, totalBytes] = [bytes.readUInt32LE(32), bytes.readUInt32LE(36), bytes.readUInt32LE(40)];
  const body = bytes.subarray(HEAD_BYTES);
  if (index >= count || count > totalBytes || totalBytes > MOST_WHOLE_BYTES || body.length > totalBytes)
    return undefined;
  const of = `${bytes.toString("hex", 8, 32)}/${count}/${totalBytes}`;
  return { of, index, count, totalBytes, bytes: body };
}
