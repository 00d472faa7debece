import { type FileHandle, mkdir, open, readFile, rename, truncate } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Logger } from "pino";
import type { Annunciation } from "../contracts/alarm-figures.ts";
import type { Alert } from "../contracts/alert.ts";
import { upgradedAlert } from "../contracts/alert-upgrade.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Deed } from "../contracts/journal.ts";

/** A log larger than this, and four times what its living alerts need, is written anew. */
const COMPACT_ABOVE_BYTES = 4 * 1024 * 1024;

/** A change of an alert, with the deeds of people that made it: they reach the disk together. */
export interface AlertLine {
  readonly alert: Alert;
  readonly deeds: readonly Deed[];
}

/** What a log that is written anew begins with: annunciations of alerts that it may no longer have. */
export type LogLine = AlertLine | { readonly annunciations: readonly Annunciation[] };

/**
 * Keeps alerts on disk: one line per change with the whole alert, so the last
 * line of an alert is its state. A line is `CRC-32 of the JSON, 8 hex digits,
 * space, JSON, newline`; the JSON is `{ v: 2, alert, deeds }`, or the bare alert
 * in logs of the first form. A torn last line (the process was killed while
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
  #pending = new Map<string, AlertLine>();
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

  /** Opens the log in `folder` and gives back its lines in order. `edge`: id that alerts of the first form get. */
  static async open(folder: string, { edge, log }: { edge: string; log: Logger }): Promise<{ alertLog: AlertLog; lines: LogLine[] }> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, "alerts.log");
    const content = await readOrEmpty(path);
    const { lines, badLines, goodBytes } = replay(content, edge);
    if (goodBytes < content.length) {
      log.warn({ path, bytes: content.length - goodBytes }, "cut off a torn end of the alert log");
      await truncate(path, goodBytes);
    }
    if (badLines > 0) log.error({ path, badLines }, "lines of the alert log are damaged; those changes are lost");
    const file = await open(path, "a", 0o600);
    await syncFolder(folder);
    const alertLog = new AlertLog(file, { path, folder, bytes: goodBytes }, log);
    alertLog.badLines = badLines;
    return { alertLog, lines };
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Remembers a change for the next `flush`. */
  append(alert: Alert, deeds: readonly Deed[] = []): void {
    const before = this.#pending.get(alert.alertUid);
    this.#pending.delete(alert.alertUid);
    this.#pending.set(alert.alertUid, { alert, deeds: [...(before?.deeds ?? []), ...deeds] });
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

  /** Whether most of the file is history that so many lines no longer need. */
  isWasteful(lines: number): boolean {
    return this.#bytes > COMPACT_ABOVE_BYTES && this.#bytes > lines * 4 * 1024;
  }

  /** Replaces the log by what `lines` tells when the log is free. The old file stays whole until the new one is on disk. */
  async compact(lines: () => readonly LogLine[]): Promise<void> {
    while (this.#writing !== undefined) await this.#writing.catch(() => undefined);
    this.#writing = this.#rewrite(lines()).finally(() => {
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
      for (const [uid, { alert, deeds }] of this.#pending) taken.set(uid, { alert, deeds: [...(taken.get(uid)?.deeds ?? []), ...deeds] });
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

  async #rewrite(lines: readonly LogLine[]): Promise<void> {
    const fresh = `${this.#path}.new`;
    const bytes = Buffer.from(lines.map(lineOf).join(""));
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

function lineOf(line: LogLine): string {
  const json = JSON.stringify({ v: 2, ...("alert" in line && line.deeds.length === 0 ? { alert: line.alert } : line) });
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
}

function replay(content: Buffer, edge: string): { lines: LogLine[]; badLines: number; goodBytes: number } {
  const lines: LogLine[] = [];
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
    const line = end < 0 ? undefined : parseLine(content.toString("utf8", start, end), edge);
    start = end < 0 ? content.length : end + 1;
    if (line === undefined) {
      badAtEnd++;
      continue;
    }
    badLines += badAtEnd;
    badAtEnd = 0;
    goodBytes = start;
    lines.push(line);
  }
  return { lines, badLines, goodBytes };
}

/** What a line says, or undefined when a byte of it is not what was written. */
function parseLine(text: string, edge: string): LogLine | undefined {
  const json = text.slice(9);
  if (text[8] !== " " || text.slice(0, 8) !== crc32(json).toString(16).padStart(8, "0")) return undefined;
  const { v, ...line } = JSON.parse(json) as { v?: number } & ({ alert: Alert; deeds?: Deed[] } | { annunciations: Annunciation[] });
  if (v === undefined) return { alert: upgradedAlert(line, edge), deeds: [] };
  return "alert" in line ? { alert: line.alert, deeds: line.deeds ?? [] } : line;
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
