/**
 * Files of a site between edge and hub, beside the log (docs/rules/hub-sites.md). The edge names the list of its files
 * by its hash; the hub asks for what it lacks, piece by piece:
 *
 *   hub                                      edge
 *    | -- files: which ----------------------> |  after a greeting
 *    | <- files: list {at, sha256, size} ----- |  also on a change, again until the hub has all of it
 *    | -- files: piece {sha256, from} -------> |  of the list, then of each file
 *    | <- file-piece ------------------------- |  or files: gone, where the file has changed since
 *    | -- files: have {sha256} --------------> |  or files: refused, with what is too large
 *
 * What goes over the line is compressed (zstd), and hashes and sizes are those of the compressed bytes.
 */
import { crc32 } from "node:zlib";
import { MOST_SIDE_BYTES } from "../../contracts/fleet/side-channel.ts";
import { jsonObjectIn } from "../../contracts/fleet/untrusted.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { bufferOf } from "./bytes.ts";

export const FILES_TOPIC = "files";
export const PIECE_TOPIC = "file-piece";

/** Bytes of a piece at most; the edge sends shorter ones on slow links. */
export const MOST_PIECE_BYTES = 40 * 1024;
/** A list, compressed or not. An edge makes none that is longer. */
export const MOST_LIST_BYTES = 4 * 1024 * 1024;
export const MOST_FILES = 10_000;
/** Names of files that were left out; of more there is a number alone. */
export const MOST_LEFT_OUT = 1_000;
export const MOST_NAME = 300;
const HASH_BYTES = 32;
const HEAD_BYTES = HASH_BYTES + 8 + 4;
const HASH = /^[0-9a-f]{64}$/;
/** A name in a folder: no step up, no hidden file, nothing that another system reads as a device or a path. */
const PART = /^(?!\.)[^\\/:*?"<>|\p{Cc}]+$/u;

/** Names of the files that each site has; those of the plant's folder are below `files/`. */
export const SITE_FILES = { plant: "plant.json", layout: "layout.json", islands: "islands.log" } as const;
export const FOLDER = "files/";

/** A content by which both sides name it. */
export interface Content {
  /** Of the compressed bytes, hex. */
  readonly sha256: string;
  readonly size: number;
}

export interface ListedFile extends Content {
  readonly name: string;
  /** Bytes of the file itself. */
  readonly length: number;
}

export interface SiteFileList {
  readonly version: 1;
  /** In order of their names. */
  readonly files: readonly ListedFile[];
  /** Files that the config names and that were not sent: too large, or not there. */
  readonly leftOut: readonly string[];
  /** How many more were not sent. */
  readonly leftOutMore?: number;
}

export type FilesMessage =
  | { readonly kind: "which" }
  /** `at`: from when on these files hold, by the edge's clock. */
  | ({ readonly kind: "list"; readonly at: Micros } & Content)
  | { readonly kind: "piece"; readonly sha256: string; readonly from: number }
  | { readonly kind: "gone" | "have"; readonly sha256: string }
  /** The hub does not take the list: it is none, or longer than `mostListBytes`, or its files than `mostBytes`. */
  | ({ readonly kind: "refused"; readonly sha256: string } & ListBounds);

interface ListBounds {
  readonly mostListBytes: number;
  readonly mostBytes: number;
}

export function writeFilesMessage(message: FilesMessage): Buffer {
  return Buffer.from(JSON.stringify(message));
}

/** From outside. Undefined where it is no such message. */
export function readFilesMessage(body: Uint8Array): FilesMessage | undefined {
  const { kind, sha256, size, from, at, ...bounds } = (jsonObjectIn(body, MOST_SIDE_BYTES) ?? {}) as Record<
    string,
    unknown
  >;
  if (kind === "which") return { kind };
  if (typeof sha256 !== "string" || !HASH.test(sha256)) return undefined;
  if (kind === "gone" || kind === "have") return { kind, sha256 };
  const { mostListBytes, mostBytes } = bounds;
  if (kind === "refused" && isCount(mostListBytes) && isCount(mostBytes))
    return { kind, sha256, mostListBytes, mostBytes };
  if (kind === "piece" && isCount(from)) return { kind, sha256, from };
  if (kind === "list" && isCount(size) && size > 0 && isCount(at)) return { kind, sha256, size, at };
  return undefined;
}

export interface FilePiece {
  readonly sha256: string;
  readonly from: number;
  readonly bytes: Uint8Array;
}

/** Hash, position and checksum of the bytes, then the bytes. */
export function writePiece({ sha256, from, bytes }: FilePiece): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(sha256, "hex");
  head.writeDoubleLE(from, HASH_BYTES);
  head.writeUInt32LE(crc32(bytes), HASH_BYTES + 8);
  return Buffer.concat([head, bytes]);
}

/** Undefined where it is damaged, empty or too long. */
export function readPiece(body: Uint8Array): FilePiece | undefined {
  if (body.length <= HEAD_BYTES || body.length > HEAD_BYTES + MOST_PIECE_BYTES) return undefined;
  const buffer = bufferOf(body);
  const from = buffer.readDoubleLE(HASH_BYTES);
  const bytes = buffer.subarray(HEAD_BYTES);
  if (!isCount(from) || buffer.readUInt32LE(HASH_BYTES + 8) !== crc32(bytes)) return undefined;
  return { sha256: buffer.toString("hex", 0, HASH_BYTES), from, bytes };
}

/** A list from outside, within bounds. Undefined where it is none. */
export function readSiteFileList(bytes: Uint8Array, mostBytes: number): SiteFileList | undefined {
  const {
    version,
    files,
    leftOut,
    leftOutMore = 0,
  } = (jsonObjectIn(bytes, MOST_LIST_BYTES) ?? {}) as Record<string, unknown>;
  if (version !== 1) return undefined;
  if (!Array.isArray(files) || files.length > MOST_FILES || !files.every(isListed)) return undefined;
  if (!Array.isArray(leftOut) || leftOut.length > MOST_LEFT_OUT || !leftOut.every(isShort)) return undefined;
  if (!isCount(leftOutMore)) return undefined;
  const names = new Set(files.map(({ name }) => name));
  const total = files.reduce((sum, { size, length }) => sum + size + length, 0);
  if (names.size < files.length || total > mostBytes) return undefined;
  return {
    version: 1,
    files: files.map(({ name, sha256, size, length }) => ({ name, sha256, size, length })),
    leftOut,
    leftOutMore,
  };
}

/** How many files were not sent. */
export function leftOutOf({ leftOut, leftOutMore = 0 }: SiteFileList): number {
  return leftOut.length + leftOutMore;
}

function isListed(value: unknown): value is ListedFile {
  const { name, sha256, size, length } = (value ?? {}) as Partial<Record<keyof ListedFile, unknown>>;
  return (
    isName(name) && typeof sha256 === "string" && HASH.test(sha256) && isCount(size) && size > 0 && isCount(length)
  );
}

/** One of the fixed names, or a path below the folder. */
export function isName(value: unknown): value is string {
  if (!isShort(value)) return false;
  if ((Object.values(SITE_FILES) as string[]).includes(value)) return true;
  return (
    value.startsWith(FOLDER) &&
    value
      .slice(FOLDER.length)
      .split("/")
      .every((part) => PART.test(part))
  );
}

function isShort(value: unknown): value is string {
  return typeof value === "string" && value.length <= MOST_NAME;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
