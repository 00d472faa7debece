/**
 * A message from an edge to its hub: items of the edge's log from one position to another, in their order.
 * Little-endian:
 *
 *   0  u32  magic "GUP1" or "GUP2"         4  u32  CRC32 over all that follows
 *   8  8 bytes: run, the start of the edge that sent it (greeting.ts)
 *  16  f64  from, position of the first item      24  f64  to, position after the last
 *  32  f64  samples · events · left out · lost before `from`, as the edge counted them; the rest are waveforms
 *  64  u32  bytes of the body before compression
 *  68  u32  in "GUP2" alone: CRC32 of the message that it continues, 0 where it begins a chain (chain.ts)
 *      body, compressed (zstd, RFC 8878): the number of pieces, each piece with its kind before it (PieceKind), and the
 *      samples of all of them together, because fewer and longer columns compress better
 */
import { constants, crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import { isArrival } from "./arrival.ts";
import { ByteReader, ByteWriter, bufferOf, jsonIn } from "./bytes.ts";
import { Chain } from "./chain.ts";
import { type Counts, NO_COUNTS } from "./counts.ts";
import { type DescribedTag, readDescribedTags } from "./described-tag.ts";
import { readSamples } from "./read-samples.ts";
import { readWaveforms, writeWaveforms } from "./waveforms.ts";
import { writeSamples } from "./write-samples.ts";

const MAGIC = 0x31505547;
const CHAINED_MAGIC = 0x32505547;
const HEAD_BYTES = 68;
const CHAINED_HEAD_BYTES = 72;
/** Hex digits of a run. */
const RUN_DIGITS = 16;
/** Most bytes of a body: a forged message must not take the memory of the hub. */
export const MOST_BODY_BYTES = 32 * 1024 * 1024;
/** Of a message of newest values; those of any plant unpack to less. */
export const MOST_LIVE_BYTES = 8 * 1024 * 1024;
/** Most pieces of a message, of which an edge makes one an item at most. */
const MOST_PIECES = 1 << 17;
/** Higher levels of zstd save 3 % more on samples and take three times as long. */
const LEVEL = 3;
/** Bytes of each call of zstd, and of the memory for what it gives: a message in one call. */
const CHUNK_BYTES = 64 * 1024;
const LEAST_CHUNK_BYTES = 64;
/** A forged length takes no more memory than this before its bytes come. */
const MOST_CHUNK_BYTES = 1024 * 1024;

const PieceKind = { tags: 0, samples: 1, events: 2, leftOut: 3, lost: 4, waveforms: 5 } as const;

/** Items in their order. `leftOut`: notes in place of items that are not sent. `tags` take no position. */
export type Piece =
  | { readonly kind: "tags"; readonly tags: readonly DescribedTag[] }
  | { readonly kind: "samples"; readonly batches: readonly SampleBatch[] }
  | { readonly kind: "events" | "leftOut"; readonly events: readonly EdgeEvent[] }
  | { readonly kind: "waveforms"; readonly waveforms: readonly WaveformBlock[] }
  | { readonly kind: "lost"; readonly items: number };

export interface FrameHead {
  readonly run: string;
  readonly from: LogPosition;
  readonly to: LogPosition;
  /** What the edge counted before `from`. */
  readonly before: Counts;
  /** The message that it continues, 0 for none; undefined where messages are not chained. */
  readonly continues?: number;
}

const body = new ByteWriter();

/** @param chain what the hub knows of the messages before, which this one continues; the hub must know chains */
export function encodeFrame({ run, from, to, before }: FrameHead, pieces: readonly Piece[], chain?: Chain): Buffer {
  const headBytes = chain === undefined ? HEAD_BYTES : CHAINED_HEAD_BYTES;
  body.clear();
  body.varint(pieces.length);
  for (const piece of pieces) writePiece(piece);
  const batches = pieces.flatMap((piece) => (piece.kind === "samples" ? piece.batches : []));
  if (batches.length > 0) writeSamples(body, batches, chain);
  const packed = zstdCompressSync(body.view(), {
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL },
    chunkSize: CHUNK_BYTES,
    ...dictionaryOf(chain),
  });
  const frame = Buffer.allocUnsafe(headBytes + packed.length);
  frame.writeUInt32LE(chain === undefined ? MAGIC : CHAINED_MAGIC, 0);
  frame.write(run, 8, "hex");
  const numbers = [from, to, before.samples, before.events, before.leftOut, before.lost];
  for (const [index, number] of numbers.entries()) frame.writeDoubleLE(number, 16 + index * 8);
  frame.writeUInt32LE(body.length, 64);
  if (chain !== undefined) frame.writeUInt32LE(chain.last, HEAD_BYTES);
  packed.copy(frame, headBytes);
  const checksum = crc32(frame.subarray(8));
  frame.writeUInt32LE(checksum, 4);
  chain?.continueWith(checksum, body.view());
  return frame;
}

function dictionaryOf(chain: Chain | undefined): { dictionary?: Buffer } {
  const dictionary = chain?.dictionary;
  return dictionary === undefined ? {} : { dictionary };
}

function writePiece(piece: Piece): void {
  body.u8(PieceKind[piece.kind]);
  if (piece.kind === "samples") body.varint(piece.batches.length);
  else if (piece.kind === "lost") body.varint(piece.items);
  else if (piece.kind === "waveforms") writeWaveforms(body, piece.waveforms);
  else body.block(Buffer.from(JSON.stringify(piece.kind === "tags" ? piece.tags : piece.events)));
}

/** Whether the bytes say that they are a message, damaged or not. */
export function isFrame(frame: Uint8Array): boolean {
  const magic = frame.length < 4 ? 0 : bufferOf(frame).readUInt32LE(0);
  return magic === MAGIC || magic === CHAINED_MAGIC;
}

/** The head of a message; undefined where it is no message of this kind, or damaged. */
export function readHead(frame: Uint8Array): FrameHead | undefined {
  const bytes = bufferOf(frame);
  if (bytes.length < HEAD_BYTES) return undefined;
  const isChained = bytes.readUInt32LE(0) === CHAINED_MAGIC;
  if (isChained ? bytes.length < CHAINED_HEAD_BYTES : bytes.readUInt32LE(0) !== MAGIC) return undefined;
  if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(8))) return undefined;
  const numbers = Array.from({ length: 6 }, (_, index) => bytes.readDoubleLE(16 + index * 8));
  if (!numbers.every((number) => Number.isSafeInteger(number) && number >= 0)) return undefined;
  const [from, to, samples, events, leftOut, lost] = numbers as [number, number, number, number, number, number];
  if (to < from) return undefined;
  const run = bytes.toString("hex", 8, 8 + RUN_DIGITS / 2);
  const waveforms = from - samples - events - leftOut - lost;
  if (waveforms < 0) return undefined;
  const continues = isChained ? { continues: bytes.readUInt32LE(HEAD_BYTES) } : {};
  return { run, from, to, before: { samples, events, waveforms, leftOut, lost }, ...continues };
}

/** Bytes that the body of a message will have, as it says; 0 where it is no message. */
export function bodyBytesOf(frame: Uint8Array): number {
  const bytes = bufferOf(frame);
  return bytes.length < HEAD_BYTES ? 0 : bytes.readUInt32LE(64);
}

/**
 * The pieces of a message whose head was read. Throws where they contradict each other or the head; `chain`, at the
 * message that this one continues, is of no use then.
 */
export function readPieces(frame: Uint8Array, head: FrameHead, chain?: Chain): Piece[] {
  const bytes = bufferOf(frame);
  const length = bodyBytesOf(frame);
  const isChained = head.continues !== undefined;
  const continued = isChained ? (chain ?? new Chain()) : undefined;
  if (length > MOST_BODY_BYTES) throw new RangeError("a message is too large");
  const unpacked = zstdDecompressSync(bytes.subarray(isChained ? CHAINED_HEAD_BYTES : HEAD_BYTES), {
    maxOutputLength: Math.max(1, length),
    chunkSize: Math.min(Math.max(length, LEAST_CHUNK_BYTES), MOST_CHUNK_BYTES),
    ...dictionaryOf(continued),
  });
  if (unpacked.length !== length) throw new RangeError("a message has another length than it says");
  const reader = new ByteReader(unpacked);
  const count = reader.varint();
  if (count > Math.min(reader.left, MOST_PIECES)) throw new RangeError("a message has more pieces than it can have");
  const read = Array.from({ length: count }, () => readPiece(reader));
  const batches = reader.isAtEnd ? [] : readSamples(reader, continued);
  if (!reader.isAtEnd) throw new RangeError("a message is longer than its pieces");
  const pieces = withBatches(read, batches);
  const items = pieces.reduce((sum, piece) => sum + itemsOf(piece), 0);
  if (items !== head.to - head.from) throw new RangeError("a message has another number of items than it says");
  continued?.continueWith(bytes.readUInt32LE(4), unpacked);
  return pieces;
}

/** Samples are read after all pieces: so many batches of them belong here. */
interface BatchCount {
  readonly kind: "batches";
  readonly count: number;
}

/** Gives each piece of samples its batches. */
function withBatches(read: readonly (Piece | BatchCount)[], batches: readonly SampleBatch[]): Piece[] {
  let from = 0;
  const pieces = read.map((piece): Piece => {
    if (piece.kind !== "batches") return piece;
    from += piece.count;
    return { kind: "samples", batches: batches.slice(from - piece.count, from) };
  });
  if (from !== batches.length) throw new RangeError("a message has another number of batches than it says");
  return pieces;
}

function readPiece(reader: ByteReader): Piece | BatchCount {
  const kind = reader.u8();
  if (kind === PieceKind.samples) return { kind: "batches", count: reader.varint() };
  if (kind === PieceKind.lost) return { kind: "lost", items: reader.varint() };
  if (kind === PieceKind.waveforms) return { kind: "waveforms", waveforms: readWaveforms(reader) };
  const value = jsonIn(reader.block());
  if (kind === PieceKind.tags) return { kind: "tags", tags: readDescribedTags(value) };
  if (kind !== PieceKind.events && kind !== PieceKind.leftOut) throw new RangeError("a piece is of no known kind");
  if (!Array.isArray(value) || !value.every(isEvent)) throw new RangeError("the events of a message are none");
  return { kind: kind === PieceKind.events ? "events" : "leftOut", events: value };
}

/** Positions that a piece takes in the log. */
export function itemsOf(piece: Piece): number {
  if (piece.kind === "samples") return piece.batches.reduce((sum, { length }) => sum + length, 0);
  if (piece.kind === "lost") return piece.items;
  if (piece.kind === "waveforms") return piece.waveforms.length;
  return piece.kind === "tags" ? 0 : piece.events.length;
}

/** What the pieces hold. */
export function countsOf(pieces: readonly Piece[]): Counts {
  const counts = { ...NO_COUNTS };
  for (const piece of pieces) if (piece.kind !== "tags") counts[piece.kind] += itemsOf(piece);
  return counts;
}

function isEvent(value: unknown): value is EdgeEvent {
  const event = value as Partial<Record<keyof EdgeEvent, unknown>> | null;
  return (
    typeof event?.eventUid === "string" &&
    typeof event.type === "string" &&
    typeof event.schema === "string" &&
    Number.isFinite(event.time) &&
    isArrival(event.receivedAt) &&
    typeof event.payload === "object"
  );
}
