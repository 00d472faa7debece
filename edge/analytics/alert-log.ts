import { type FileHandle, mkdir, open, readFile, rename, truncate } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Logger } from "pino";
import type { Alert } from "../contracts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";

/** A log larger than this, and four times what its living alerts need, is written anew. */
const COMPACT_ABOVE_BYTES = 4 * 1024 * 1024;

/**
 * Keeps alerts on disk: one line per change with the whole alert, so the last
 * line of an alert is its state. A line is `CRC-32 of the JSON, 8 hex digits,
 * space, JSON, newline`. A torn last line (the process was killed while
 * writing) is cut off at the next start; a bad line in between is left out and
 * counted.
 */
export class AlertLog {
  readonly #path: string;
  readonly #folder: string;
  readonly #log: Logger;
  /** Undefined while the file is being replaced and after a failed write. */
  #file: FileHandle | undefined;
  #bytes: number;
  /** What is not on disk yet: only the newest state of each alert, so a full disk cannot grow it without bound. */
  #pending = new Map<string, Alert>();
  #writing: Promise<void> | undefined;
  #isFailing = false;
  /** Lines that were unreadable at the start. */
  badLines = 0;

  private constructor(file: FileHandle, place: { path: string; folder: string; bytes: number }, log: Logger) {
    this.#file = file;
    this.#path = place.path;
    this.#folder = place.folder;
    this.#bytes = place.bytes;
    this.#log = log;
  }

  /** Opens the log in `folder` and gives back the newest state of every alert in it, oldest change first. */
  static async open(folder: string, log: Logger): Promise<{ alertLog: AlertLog; alerts: Alert[] }> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, "alerts.log");
    const content = await readOrEmpty(path);
    const { alerts, badLines, goodBytes } = replay(content);
    if (goodBytes < content.length) {
      log.warn({ path, bytes: content.length - goodBytes }, "cut off a torn end of the alert log");
      await truncate(path, goodBytes);
    }
    if (badLines > 0) log.error({ path, badLines }, "lines of the alert log are damaged; those changes are lost");
    const file = await open(path, "a", 0o600);
    await syncFolder(folder);
    const alertLog = new AlertLog(file, { path, folder, bytes: goodBytes }, log);
    alertLog.badLines = badLines;
    return { alertLog, alerts };
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Remembers a change for the next `flush`. */
  append(alert: Alert): void {
    this.#pending.delete(alert.alertUid);
    this.#pending.set(alert.alertUid, alert);
  }

  get hasPending(): boolean {
    return this.#pending.size > 0;
  }

  /** Resolves when everything appended so far is on disk. Callers that come together share one fsync. Rejects with EdgeError `disk`; the changes stay pending. */
  async flush(): Promise<void> {
    // A write that is under way may not hold what was appended since it began.
    while (this.#writing !== undefined) await this.#writing.catch(() => undefined);
    if (this.#pending.size === 0) return;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  /** Whether most of the file is history that `alerts` no longer needs. */
  isWasteful(alerts: number): boolean {
    return this.#bytes > COMPACT_ABOVE_BYTES && this.#bytes > alerts * 4 * 1024;
  }

  /** Replaces the log by one line per alert, as `alerts` tells them when the log is free. The old file stays whole until the new one is on disk. */
  async compact(alerts: () => readonly Alert[]): Promise<void> {
    while (this.#writing !== undefined) await this.#writing.catch(() => undefined);
    this.#writing = this.#rewrite(alerts()).finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#file?.close();
    }
  }

  async #write(): Promise<void> {
    const taken = this.#pending;
    this.#pending = new Map();
    // After a failed write half a line may be there; the newline ends it.
    const bytes = Buffer.from(`${this.#isFailing ? "\n" : ""}${[...taken.values()].map(lineOf).join("")}`);
    try {
      this.#file ??= await open(this.#path, "a", 0o600);
      await this.#file.appendFile(bytes);
      await this.#file.datasync();
      this.#bytes += bytes.length;
      if (this.#isFailing) this.#log.info({ path: this.#path }, "the alert log can be written again");
      this.#isFailing = false;
    } catch (error) {
      // What came meanwhile is newer and wins.
      for (const [uid, alert] of this.#pending) taken.set(uid, alert);
      this.#pending = taken;
      // Opened anew by the next write: the disk may have been mounted again, or the file replaced.
      const broken = this.#file;
      this.#file = undefined;
      await broken?.close().catch(() => undefined);
      if (!this.#isFailing) this.#log.error({ path: this.#path, err: error, pending: taken.size }, "the alert log cannot be written; trying again");
      this.#isFailing = true;
      throw new EdgeError("disk", `the change is not on disk: ${this.#path} cannot be written; free space or mend the disk, it is tried again`, { cause: error });
    }
  }

  async #rewrite(alerts: readonly Alert[]): Promise<void> {
    const fresh = `${this.#path}.new`;
    const bytes = Buffer.from(alerts.map(lineOf).join(""));
    const file = await open(fresh, "w", 0o600);
    try {
      await file.appendFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    // Windows does not replace a file that is open.
    const old = this.#file;
    this.#file = undefined;
    await old?.close();
    await rename(fresh, this.#path);
    await syncFolder(this.#folder);
    this.#bytes = bytes.length;
  }
}

function lineOf(alert: Alert): string {
  const json = JSON.stringify(alert);
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
}

function replay(content: Buffer): { alerts: Alert[]; badLines: number; goodBytes: number } {
  const newest = new Map<string, Alert>();
  let badLines = 0;
  let badAtEnd = 0;
  let goodBytes = 0;
  let start = 0;
  while (start < content.length) {
    const end = content.indexOf(10, start);
    if (end === start) {
      start++;
      continue;
    }
    const alert = end < 0 ? undefined : parseLine(content.toString("utf8", start, end));
    start = end < 0 ? content.length : end + 1;
    if (alert === undefined) {
      badAtEnd++;
      continue;
    }
    badLines += badAtEnd;
    badAtEnd = 0;
    goodBytes = start;
    newest.delete(alert.alertUid);
    newest.set(alert.alertUid, alert);
  }
  return { alerts: [...newest.values()], badLines, goodBytes };
}

/** The alert of a line, or undefined when a byte of it is not what was written. */
function parseLine(line: string): Alert | undefined {
  const json = line.slice(9);
  if (line[8] !== " " || line.slice(0, 8) !== crc32(json).toString(16).padStart(8, "0")) return undefined;
  return JSON.parse(json) as Alert;
}

async function readOrEmpty(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw new EdgeError("disk", `the alert log ${path} cannot be read; check its owner and permissions`, { cause: error });
  }
}

/** Makes a new or renamed file survive a power cut. Folders cannot be opened for that on Windows, where it is not needed. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
