/** Reads the parts of a ZIP archive from memory (APPNOTE 6.3.10): stored or deflated, not encrypted, below 4 GiB. */
import { crc32, inflateRawSync } from "node:zlib";
import { WorkbookRefused } from "./workbook-refused.ts";

const END = 0x06054b50;
const END_BYTES = 22;
const MOST_COMMENT = 0xffff;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
/** A workbook has some dozen parts. */
const MOST_ENTRIES = 2_000;
/** Old .xls files, and workbooks with a password, are compound files instead. */
const COMPOUND_FILE = 0xe011cfd0;

interface Entry {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly bytes: number;
  readonly at: number;
}

/** The parts by their path. All parts that are read have together at most `mostBytes`. */
export class ZipReader {
  readonly #zip: Buffer;
  readonly #entries: ReadonlyMap<string, Entry>;
  #left: number;

  /** Throws WorkbookRefused. */
  constructor(zip: Buffer, mostBytes: number) {
    this.#zip = zip;
    this.#left = mostBytes;
    this.#entries = entriesOf(zip);
  }

  /** Undefined where there is no such part. Throws WorkbookRefused `damaged`, `locked`, `large`. */
  read(path: string): Buffer | undefined {
    const entry = this.#entries.get(path);
    if (entry === undefined) return undefined;
    const content = this.#contentOf(entry, path);
    this.#left -= content.length;
    if (content.length !== entry.bytes || crc32(content) !== entry.crc) throw new WorkbookRefused("damaged", path);
    return content;
  }

  #contentOf({ flags, method, packed, bytes, at }: Entry, path: string): Buffer {
    if ((flags & ENCRYPTED) !== 0) throw new WorkbookRefused("locked", path);
    if (bytes > this.#left) throw new WorkbookRefused("large", path);
    const data = this.#dataOf(at, packed, path);
    if (method === STORED) return data;
    if (method !== DEFLATED) throw new WorkbookRefused("damaged", path);
    try {
      // One byte more than declared is enough to find a part that lies about its size.
      return inflateRawSync(data, { maxOutputLength: bytes + 1 });
    } catch {
      throw new WorkbookRefused("damaged", path);
    }
  }

  #dataOf(at: number, packed: number, path: string): Buffer {
    const zip = this.#zip;
    if (at + LOCAL_BYTES > zip.length || zip.readUInt32LE(at) !== LOCAL) throw new WorkbookRefused("damaged", path);
    const start = at + LOCAL_BYTES + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
    if (start + packed > zip.length) throw new WorkbookRefused("damaged", path);
    return zip.subarray(start, start + packed);
  }
}

function entriesOf(zip: Buffer): ReadonlyMap<string, Entry> {
  if (zip.length >= 4 && zip.readUInt32LE(0) === COMPOUND_FILE) throw new WorkbookRefused("locked");
  const end = endOf(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  if (count > MOST_ENTRIES) throw new WorkbookRefused("large");
  const entries = new Map<string, Entry>();
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > end || zip.readUInt32LE(at) !== ENTRY) throw new WorkbookRefused("damaged");
    const nameEnd = at + ENTRY_BYTES + zip.readUInt16LE(at + 28);
    const path = zip.toString("utf8", at + ENTRY_BYTES, nameEnd);
    // Two parts of one path: readers would not agree on which counts.
    if (entries.has(path)) throw new WorkbookRefused("damaged", path);
    entries.set(path, {
      flags: zip.readUInt16LE(at + 8),
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      bytes: zip.readUInt32LE(at + 24),
      at: zip.readUInt32LE(at + 42),
    });
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/** Where the end of the directory stands: last in the file, before a comment. */
function endOf(zip: Buffer): number {
  const first = Math.max(0, zip.length - END_BYTES - MOST_COMMENT);
  for (let at = zip.length - END_BYTES; at >= first; at--) if (zip.readUInt32LE(at) === END) return at;
  throw new WorkbookRefused("no-zip");
}
