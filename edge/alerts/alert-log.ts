import { join } from "node:path";
import type { Logger } from "pino";
import type { Act } from "../contracts/access/journal.ts";
import type { Annunciation } from "../contracts/alerts/alarm-figures.ts";
import type { Alert } from "../contracts/alerts/alert.ts";
import { upgradedAlert } from "../contracts/alerts/alert-upgrade.ts";
import { EdgeError } from "../contracts/errors.ts";
import { checkedLine, readCheckedLine } from "../store/checked-line.ts";
import { LineFile } from "../store/line-file.ts";

/** A log is rewritten when it is larger than this and larger than four times the size of its open alerts. */
const COMPACT_ABOVE_BYTES = 4 * 1024 * 1024;

/** A change of an alert, with the operator actions that caused it: both are written together. */
export interface AlertLine {
  readonly alert: Alert;
  readonly acts: readonly Act[];
}

/** First line of a rewritten log: annunciations of alerts that the log may no longer contain. */
export type LogLine = AlertLine | { readonly annunciations: readonly Annunciation[] };

/**
 * Keeps alerts on disk: one line per change with the whole alert, so the last line of an alert is its state. A line is
 * `CRC-32 of the JSON, 8 hex digits, space, JSON, newline`; the JSON is `{ v: 2, alert, deeds }`, or the bare alert in
 * the oldest format. A torn last line (the process was killed while writing) is cut off at the next start; a bad line
 * in between is left out and counted.
 */
export class AlertLog {
  readonly #file: LineFile;
  readonly #log: Logger;
  /**
   * Changes that are not on disk yet. Holds only the newest state of each alert, so that it does not grow while the
   * disk is full.
   */
  #pending = new Map<string, AlertLine>();
  #writing: Promise<void> | undefined;
  #isFailing = false;
  /** Lines that were unreadable at the start. */
  badLines = 0;

  private constructor(file: LineFile, log: Logger) {
    this.#file = file;
    this.#log = log;
  }

  /** Opens the log in `folder` and returns its lines in order. `edge`: id for alerts in the oldest format. */
  static async open(
    folder: string,
    { edge, log }: { edge: string; log: Logger },
  ): Promise<{ alertLog: AlertLog; lines: LogLine[] }> {
    const path = join(folder, "alerts.log");
    let lines: LogLine[] = [];
    let badLines = 0;
    const { file, cutBytes } = await LineFile.open(path, (content) => {
      const read = replay(content, edge);
      ({ lines, badLines } = read);
      return read.goodBytes;
    });
    if (cutBytes > 0) log.warn({ path, bytes: cutBytes }, "removed an incomplete last line of the alert log");
    if (badLines > 0) log.error({ path, badLines }, "lines of the alert log are damaged; those changes are lost");
    const alertLog = new AlertLog(file, log);
    alertLog.badLines = badLines;
    return { alertLog, lines };
  }

  get bytes(): number {
    return this.#file.bytes;
  }

  /** Remembers a change for the next `flush`. */
  append(alert: Alert, acts: readonly Act[] = []): void {
    const before = this.#pending.get(alert.alertUid);
    this.#pending.delete(alert.alertUid);
    this.#pending.set(alert.alertUid, { alert, acts: [...(before?.acts ?? []), ...acts] });
  }

  get hasPending(): boolean {
    return this.#pending.size > 0;
  }

  /**
   * Resolves when everything appended so far is on disk. Callers that wait at the same time share one fsync. Rejects
   * with EdgeError `disk`; the changes stay pending.
   */
  async flush(): Promise<void> {
    // Lines that were appended since a running write began are not part of it.
    while (this.#writing !== undefined) await this.#writing.catch(() => undefined);
    if (this.#pending.size === 0) return;
    this.#writing = this.#write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  /** Whether most of the file is history, given the number of lines that are still needed. */
  isWasteful(lines: number): boolean {
    return this.bytes > COMPACT_ABOVE_BYTES && this.bytes > lines * 4 * 1024;
  }

  /**
   * Replaces the log by `lines`, which is called when no write is under way. The old file stays whole until the new
   * one is on disk.
   */
  async compact(lines: () => readonly LogLine[]): Promise<void> {
    while (this.#writing !== undefined) await this.#writing.catch(() => undefined);
    this.#writing = this.#file.replace(lines().map(lineOf).join("")).finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#file.close();
    }
  }

  async #write(): Promise<void> {
    const taken = this.#pending;
    this.#pending = new Map();
    try {
      await this.#file.append([...taken.values()].map(lineOf).join(""));
      if (this.#isFailing) this.#log.info({ path: this.#file.path }, "the alert log can be written again");
      this.#isFailing = false;
    } catch (error) {
      // Changes that came meanwhile are newer and win.
      for (const [uid, { alert, acts }] of this.#pending)
        taken.set(uid, { alert, acts: [...(taken.get(uid)?.acts ?? []), ...acts] });
      this.#pending = taken;
      if (!this.#isFailing)
        this.#log.error(
          { path: this.#file.path, err: error, pending: taken.size },
          "the alert log cannot be written; trying again",
        );
      this.#isFailing = true;
      throw new EdgeError(
        "disk",
        `the change is not on disk: ${this.#file.path} cannot be written; free space or repair the disk, it is ` +
          "tried again",
        { cause: error },
      );
    }
  }
}

/** On disk, acts keep the name `deeds`, so that old data folders and older versions of the program still work. */
function lineOf(line: LogLine): string {
  if (!("alert" in line)) return checkedLine({ v: 2, ...line });
  const { alert, acts } = line;
  return checkedLine({ v: 2, alert, ...(acts.length === 0 ? {} : { deeds: acts }) });
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

/** Parses a line; undefined when a byte of it was changed. */
function parseLine(text: string, edge: string): LogLine | undefined {
  const record = readCheckedLine(text);
  if (record === undefined) return undefined;
  const { v, ...line } = record as { v?: number } & (
    | { alert: Alert; deeds?: Act[] }
    | { annunciations: Annunciation[] }
  );
  if (v === undefined) return { alert: upgradedAlert(line, edge), acts: [] };
  return "alert" in line ? { alert: line.alert, acts: line.deeds ?? [] } : line;
}
