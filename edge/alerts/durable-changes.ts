import type { Logger } from "pino";
import type { Act } from "../contracts/access/journal.ts";
import type { Alert, AlertView } from "../contracts/alerts/alert.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { Listeners } from "../observe/listeners.ts";
import type { AlertLog, LogLine } from "./alert-log.ts";
import { viewOf } from "./alert-state.ts";
import { WrittenPeaks } from "./alert-values.ts";

/** While the disk refuses, beyond this number only the newest state of each alert waits. */
const MOST_WAITING = 10_000;

/** Brings changes of alerts to disk, then passes them on, in order: readers learn of no change that a kill undoes. */
export class DurableChanges {
  readonly #alertLog: AlertLog;
  readonly #peaks = new WrittenPeaks();
  readonly #listeners: Listeners<[alert: AlertView, at: Micros]>;
  #waiting: { readonly alert: AlertView; readonly at: Micros }[] = [];
  /** Numbers of changes passed on and added so far. */
  #passedOn = 0;
  #added = 0;
  #isSoon = false;

  constructor(alertLog: AlertLog, log: Logger) {
    this.#alertLog = alertLog;
    this.#listeners = new Listeners("alerts", log);
  }

  subscribe(listener: (alert: AlertView, at: Micros) => unknown): () => void {
    return this.#listeners.add(listener);
  }

  add(alert: Alert, at: Micros, acts: readonly Act[]): void {
    this.#alertLog.append(alert, acts);
    this.#peaks.wrote(alert, at);
    this.#waiting.push({ alert: viewOf(alert, at), at });
    this.#added++;
    if (this.#waiting.length > MOST_WAITING) this.#thin();
  }

  /** Writes a peak that moved since it was last written. To disk only: the listeners have this value already. */
  addPeak(alert: Alert, now: Micros): void {
    if (this.#peaks.isDue(alert, now)) this.#alertLog.append(this.#peaks.wrote(alert, now));
  }

  /** Resolves when everything added so far is on disk and passed on. Rejects with EdgeError `disk`. */
  async flush(): Promise<void> {
    const upTo = this.#added;
    await this.#alertLog.flush();
    const due = this.#waiting.splice(0, Math.max(0, upTo - this.#passedOn));
    this.#passedOn += due.length;
    for (const { alert, at } of due) this.#listeners.notify(alert, at);
  }

  /** Flushes after the present turn. When the disk refuses, the log reports it and the next flush tries again. */
  soon(): void {
    if (this.#isSoon || !this.#alertLog.hasPending) return;
    this.#isSoon = true;
    setImmediate(() => {
      this.#isSoon = false;
      this.flush().catch(() => undefined);
    });
  }

  /**
   * Writes pending changes and rewrites a log that is mostly history. `needed`: number of lines of the rewritten log.
   */
  async writeBehind(needed: number, lines: () => readonly LogLine[]): Promise<void> {
    try {
      await this.flush();
      if (this.#alertLog.isWasteful(needed)) await this.#alertLog.compact(lines);
    } catch {
      // The log has reported the error and keeps the changes for the next tick.
    }
  }

  async close(): Promise<void> {
    await this.flush().catch(() => undefined);
    await this.#alertLog.close();
  }

  #thin(): void {
    const newest = new Map<string, { readonly alert: AlertView; readonly at: Micros }>();
    for (const change of this.#waiting) {
      newest.delete(change.alert.alertUid);
      newest.set(change.alert.alertUid, change);
    }
    this.#waiting = [...newest.values()];
    this.#passedOn = this.#added - this.#waiting.length;
  }
}
