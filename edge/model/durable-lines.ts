import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { basename, dirname } from "node:path";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import { checkedLine, readCheckedLine } from "../store/checked-line.ts";
import { syncFolder } from "../store/sync-folder.ts";

/** An append-only file of JSON lines, each with its checksum. What `append` returned from is on disk. */
export class DurableLines {
  readonly path: string;
  #fd: number;

  private constructor(path: string, fd: number) {
    this.path = path;
    this.#fd = fd;
  }

  /**
   * Opens or makes the file and hands over every record. A torn end, which a
   * power cut leaves, is cut off: nothing that was not wholly written was ever
   * used. A damaged line before good ones throws: it was used, so guessing
   * would give its data to another owner.
   */
  static open(path: string, format: string): { lines: DurableLines; records: unknown[] } {
    try {
      return openLines(path, format, (fd) => new DurableLines(path, fd));
    } catch (error) {
      throw error instanceof EdgeError ? error : diskError(path, error);
    }
  }

  append(records: readonly unknown[]): void {
    if (records.length === 0) return;
    try {
      writeAll(this.#fd, records.map(checkedLine).join(""));
      fsyncSync(this.#fd);
    } catch (error) {
      throw diskError(this.path, error);
    }
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }
}

function openLines(path: string, format: string, make: (fd: number) => DurableLines): { lines: DurableLines; records: unknown[] } {
  const isNew = !existsSync(path);
  const { records, goodBytes } = isNew ? { records: [], goodBytes: 0 } : decode(path, readFileSync(path));
  const [header, ...rest] = records;
  if (header !== undefined) checkHeader(path, format, header);
  const fd = openSync(path, "a", 0o640);
  ftruncateSync(fd, goodBytes);
  if (header === undefined) writeAll(fd, checkedLine({ format, version: 1 }));
  fsyncSync(fd);
  if (isNew) syncFolder(dirname(path));
  return { lines: make(fd), records: rest };
}

function checkHeader(path: string, format: string, header: unknown): void {
  const { format: found, version } = header as { format?: unknown; version?: unknown };
  if (found !== format) throw new EdgeError("disk", `${path} is not a file of ${format}; take it out of the data folder`);
  if (version !== 1) throw new EdgeError("disk", `${path} was written by a newer version (format ${String(version)}); start that version, or use another data folder`);
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
    else if (damagedLine > 0) throw new EdgeError("disk", `${path} is damaged in line ${damagedLine}; restore ${basename(path)} from a backup, or start with an empty data folder`);
    else {
      records.push(record);
      goodBytes = end + 1;
    }
    start = end < 0 ? bytes.length : end + 1;
  }
  return { records, goodBytes };
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written);
}

/** Says which path, which user and what to run. */
export function diskError(path: string, error: unknown): EdgeError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const user = process.getuid === undefined ? (process.env["USERNAME"] ?? "this user") : `user ${process.getuid()}`;
  const folder = dirname(path);
  const remedy =
    code === "EACCES" || code === "EPERM"
      ? `run: sudo chown -R ${process.getuid?.() ?? "USER"} ${folder}`
      : code === "EROFS"
        ? `it lies on a read-only mount; choose another --data-dir`
        : code === "ENOSPC"
          ? "the disk is full; make room and start again"
          : "check the path";
  return new EdgeError("disk", `${user} cannot write ${path} (${code ?? reasonOf(error)}): ${remedy}`);
}
