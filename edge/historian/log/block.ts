/**
 * One block of a segment file. Little-endian; a block begins at a multiple of 8
 * within its file and is padded to one, so that columns can be read in place.
 *
 *   0  u32  magic "GMBK"
 *   4  u8   kind
 *   5  u8   encoding of the payload, 1 so far
 *   6  u16  0
 *   8  u32  length: payload bytes without padding
 *  12  u32  count: items in the block; 0 in a dictionary
 *  16  f64  seq: number of the first item since the log began
 *  24  u32  CRC32 over bytes 0 to 23 and the payload
 *  28  u32  0
 *  32  payload
 */
import { crc32 } from "node:zlib";

export const BLOCK_HEADER_BYTES = 32;
const BLOCK_MAGIC = Buffer.from("GMBK", "latin1");
/** The edge writes no longer payload, so a header with a larger length is damaged. */
export const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

export const BlockKind = { dictionary: 1, samples: 2, events: 3, waveform: 4 } as const;
export type BlockKind = (typeof BlockKind)[keyof typeof BlockKind];

export const BLOCK_KIND_AT = 4;
const ENCODING = 1;
const CRC_AT = 24;

/** A block with a correct CRC. `payload` is a view of the bytes that were read. */
export interface Block {
  readonly kind: number;
  readonly seq: number;
  readonly count: number;
  readonly payload: Buffer;
  /** Length of the whole block in the file. */
  readonly bytes: number;
}

function blockBytes(payloadBytes: number): number {
  return BLOCK_HEADER_BYTES + ((payloadBytes + 7) & ~7);
}

/** Room for a block: write the payload from `BLOCK_HEADER_BYTES` on, then seal it. */
export function newBlock(payloadBytes: number): Buffer {
  return Buffer.from(new ArrayBuffer(blockBytes(payloadBytes)));
}

/** A usual group at 100,000 samples a second. */
const ROOM_BYTES = 1024 * 1024;

/**
 * Reuses memory for the blocks of one group after the other: each group is on disk, or refused, before the next is
 * encoded. New memory would cost as much as the encoding.
 */
export class BlockRoom {
  #bytes: Buffer | undefined;
  #used = 0;

  /** Frees the blocks made before. */
  clear(): void {
    this.#used = 0;
  }

  /** Like `newBlock`; new memory where the room is full. */
  block(payloadBytes: number): Buffer {
    const bytes = blockBytes(payloadBytes);
    if (this.#used + bytes > ROOM_BYTES) return newBlock(payloadBytes);
    this.#bytes ??= Buffer.from(new ArrayBuffer(ROOM_BYTES));
    this.#used += bytes;
    return this.#bytes.subarray(this.#used - bytes, this.#used).fill(0);
  }
}

/** Fills in header and CRC. */
export function sealBlock(
  block: Buffer,
  kind: BlockKind,
  options: { seq: number; count: number; payloadBytes: number },
): Buffer {
  BLOCK_MAGIC.copy(block, 0);
  block.writeUInt8(kind, BLOCK_KIND_AT);
  block.writeUInt8(ENCODING, 5);
  block.writeUInt32LE(options.payloadBytes, 8);
  block.writeUInt32LE(options.count, 12);
  block.writeDoubleLE(options.seq, 16);
  block.writeUInt32LE(crcOf(block, 0, options.payloadBytes), CRC_AT);
  return block;
}

/**
 * The block at `at`, `more` when its end lies beyond the bytes read so far, `damaged` when no sound block can begin
 * here.
 */
export function blockAt(bytes: Buffer, at: number): Block | "more" | "damaged" {
  if (bytes.length - at < BLOCK_HEADER_BYTES)
    return bytes.subarray(at, at + 4).equals(BLOCK_MAGIC.subarray(0, Math.max(0, Math.min(4, bytes.length - at))))
      ? "more"
      : "damaged";
  if (bytes.compare(BLOCK_MAGIC, 0, 4, at, at + 4) !== 0) return "damaged";
  const payloadBytes = bytes.readUInt32LE(at + 8);
  if (payloadBytes > MAX_PAYLOAD_BYTES || bytes.readUInt8(at + 5) !== ENCODING) return "damaged";
  const whole = blockBytes(payloadBytes);
  if (bytes.length - at < whole) return "more";
  if (bytes.readUInt32LE(at + CRC_AT) !== crcOf(bytes, at, payloadBytes)) return "damaged";
  const start = at + BLOCK_HEADER_BYTES;
  return {
    kind: bytes.readUInt8(at + BLOCK_KIND_AT),
    count: bytes.readUInt32LE(at + 12),
    seq: bytes.readDoubleLE(at + 16),
    payload: bytes.subarray(start, start + payloadBytes),
    bytes: whole,
  };
}

/** Where the next block may begin after damage at `at`: at the next magic, or -1. */
export function nextMagic(bytes: Buffer, at: number): number {
  return bytes.indexOf(BLOCK_MAGIC, at + 1);
}

function crcOf(bytes: Buffer, at: number, payloadBytes: number): number {
  const start = at + BLOCK_HEADER_BYTES;
  return crc32(bytes.subarray(start, start + payloadBytes), crc32(bytes.subarray(at, at + CRC_AT)));
}
