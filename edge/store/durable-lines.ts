import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { basename, dirname } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { checkedLine, readCheckedLine } from "./checked-line.ts";
import { diskError } from "./disk-error.ts";
import { syncFolderSync } from "./sync-folder.ts";

/** An append-only file of JSON lines, each with its checksum. When `append` returns, the line is on disk. */
export class DurableLines {
  readonly path: string;
  #fd: number;
  /** Length of the acknowledged lines. A failed write may have left bytes after it. */
  #bytes: number;
  #mayBeTorn = false;

  private constructor(path: string, fd: number, bytes: number) {
    this.path = path;
    this.#fd = fd;
    this.#bytes = bytes;
  }

  /**
   * Opens or creates the file and passes on every record. A torn last line, from a power cut, is cut off: an incomplete
   * line was never used. A damaged line before good ones throws: it was in use, so a guess would give its data to
   * another owner.
   */
  static open(path: string, format: string): { lines: DurableLines; records: unknown[] } {
    try {
      return openLines(path, format, (fd, bytes) => new DurableLines(path, fd, bytes));
    } catch (error) {
      throw error instanceof EdgeError ? error : diskError(path, error);
    }
  }

  /** Length of the file. */
  get bytes(): number {
    return this.#bytes;
  }

  append(records: readonly unknown[]): void {
    if (records.length === 0) return;
    const bytes = Buffer.from(records.map(checkedLine).join(""));
    try {
      // A good line after half a line would be damage in the middle of the file, which the next start refuses.
      if (this.#mayBeTorn) ftruncateSync(this.#fd, this.#bytes);
      this.#mayBeTorn = true;
      writeAll(this.#fd, bytes);
      fsyncSync(this.#fd);
      this.#mayBeTorn = false;
      this.#bytes += bytes.length;
    } catch (error) {
      throw diskError(this.path, error);
    }
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }
}

function openLines(
  path: string,
  format: string,
  make: (fd: number, bytes: number) => DurableLines,
): { lines: DurableLines; records: unknown[] } {
  const isNew = !existsSync(path);
  const { records, goodBytes } = isNew ? { records: [], goodBytes: 0 } : decode(path, readFileSync(path));
  const [header, ...rest] = records;
  if (header !== undefined) checkHeader(path, format, header);
  const fd = openSync(path, "a", 0o640);
  ftruncateSync(fd, goodBytes);
  const first = Buffer.from(header === undefined ? checkedLine({ format, version: 1 }) : "");
  writeAll(fd, first);
  fsyncSync(fd);
  if (isNew) syncFolderSync(dirname(path));
  return { lines: make(fd, goodBytes + first.length), records: rest };
}

function checkHeader(path: string, format: string, header: unknown): void {
  const { format: found, version } = header as { format?: unknown; version?: unknown };
  if (found !== format)
    throw new EdgeError("disk", `${path} is not a file of ${format}; take it out of the data folder`);
  if (version !== 1)
    throw new EdgeError(
      "disk",
      `${path} was written by a newer version (format ${String(version)}); start that version, or use another ` +
        "data folder",
    );
}

function decode(path: string, bytes: Buffer): { records: unknown[]; goodBytes: number } {
  const records: unknown[] = [];
  let start = 0;
  let line = 0;
  let goodBytes = 0;
  let damagedLine = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(10, start);
    line++;
    const record = end < 0 ? undefined : readCheckedLine(bytes.toString("utf8", start, end));
    if (record === undefined) damagedLine ||= line;
    else if (damagedLine > 0)
      throw new EdgeError(
        "disk",
        `${path} is damaged in line ${damagedLine}; restore ${basename(path)} from a backup, or start with an ` +
          "empty data folder",
      );
    else {
      records.push(record);
      goodBytes = end + 1;
    }
    start = end < 0 ? bytes.length : end + 1;
  }
  return { records, goodBytes };
}

function writeAll(fd: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written);
}
