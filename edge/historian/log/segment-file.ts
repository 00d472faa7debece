/**
 * Names and headers of segment files. `<number>-<first seq>.seg`: numbers grow
 * in the order the files were made, so a rewritten file comes after the one that it replaces.
 *
 *   0  8 bytes "GEMBALOG"     8  u16  format     10  u16  0
 *  12  u32  bytes of the JSON, padded with spaces to a multiple of 8
 *  16  u32  CRC32 of bytes 0 to 15 and the JSON   20  u32  0
 *  24  JSON of `SegmentHeader`
 */
import { type FileHandle, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { EdgeError } from "../../contracts/errors.ts";
import type { LogPosition } from "../../contracts/path/source.ts";

/** Format of this version. Lower ones are read, higher ones are refused. */
const SEGMENT_FORMAT = 1;

const MAGIC = Buffer.from("GEMBALOG", "latin1");
const FIXED_BYTES = 24;
const MAX_JSON_BYTES = 65_536;
const NAME = /^(\d{8})-(\d{16})\.seg$/;

export interface SegmentHeader {
  /** Identity of the log; positions in another log mean nothing here. */
  readonly logUid: string;
  readonly edgeId: string;
  readonly epoch: number;
  /** ms UTC. */
  readonly createdAt: number;
  readonly firstSeq: LogPosition;
}

export interface SegmentFile {
  readonly number: number;
  readonly firstSeq: LogPosition;
  readonly path: string;
}

export function segmentPath(dir: string, number: number, firstSeq: LogPosition): string {
  return join(dir, `${String(number).padStart(8, "0")}-${String(firstSeq).padStart(16, "0")}.seg`);
}

/** Segment files of a folder, oldest first. Ignores other files. */
export async function listSegments(dir: string): Promise<SegmentFile[]> {
  const files: SegmentFile[] = [];
  for (const name of await readdir(dir)) {
    const match = NAME.exec(name);
    if (match !== null) files.push({ number: Number(match[1]), firstSeq: Number(match[2]), path: join(dir, name) });
  }
  return files.sort((a, b) => a.number - b.number);
}

/** When the newest item in a folder of segments was written, ms UTC; undefined where there is none. */
export async function newestArrival(dir: string): Promise<number | undefined> {
  const segments = await listSegments(dir).catch(() => []);
  const newest = segments.at(-1);
  return newest === undefined ? undefined : (await stat(newest.path)).mtimeMs;
}

export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const json = JSON.stringify(header);
  const bytes = (Buffer.byteLength(json) + 7) & ~7;
  const block = Buffer.alloc(FIXED_BYTES + bytes, " ");
  MAGIC.copy(block, 0);
  block.writeUInt16LE(SEGMENT_FORMAT, 8);
  block.writeUInt16LE(0, 10);
  block.writeUInt32LE(bytes, 12);
  block.writeUInt32LE(0, 20);
  block.write(json, FIXED_BYTES, "utf8");
  block.writeUInt32LE(crc32(block.subarray(FIXED_BYTES), crc32(block.subarray(0, 16))), 16);
  return block;
}

/**
 * Header of a segment and the offset of its blocks; undefined when it is damaged. Then blocks are found by their
 * magic.
 */
export async function readSegmentHeader(
  file: FileHandle,
  path: string,
): Promise<{ header: SegmentHeader; bytes: number } | undefined> {
  const bytes = Buffer.alloc(FIXED_BYTES + MAX_JSON_BYTES);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
  if (bytesRead < FIXED_BYTES || bytes.compare(MAGIC, 0, 8, 0, 8) !== 0) return undefined;
  const jsonBytes = bytes.readUInt32LE(12);
  const end = FIXED_BYTES + jsonBytes;
  if (jsonBytes > MAX_JSON_BYTES || end > bytesRead) return undefined;
  if (bytes.readUInt32LE(16) !== crc32(bytes.subarray(FIXED_BYTES, end), crc32(bytes.subarray(0, 16))))
    return undefined;
  const format = bytes.readUInt16LE(8);
  if (format > SEGMENT_FORMAT)
    throw new EdgeError(
      "disk",
      `${path} was written by a newer Gemba (log format ${format}, this one reads up to ${SEGMENT_FORMAT}): ` +
        "start that version, or move the folder away",
    );
  return { header: JSON.parse(bytes.toString("utf8", FIXED_BYTES, end)) as SegmentHeader, bytes: end };
}
