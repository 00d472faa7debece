import type { Logger } from "pino";
import type { AlertView } from "../contracts/alerts/alert.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { Listeners } from "../observe/listeners.ts";

/** While the disk refuses, only the newest state of each alert waits beyond this. */
const MOST_WAITING = 10_000;

/** Tells changes to others once they are on disk, in order: what nobody will remember after a kill, nobody hears of. */
export class DurableChanges {
  readonly #toDisk: () => Promise<void>;
  readonly #listeners: Listeners<[alert: AlertView, at: Micros]>;
  #waiting: { readonly alert: AlertView; readonly at: Micros }[] = [];
  /** Changes told so far, and handed over so far. */
  #told = 0;
  #added = 0;
  #isSoon = false;

  constructor(toDisk: () => Promise<void>, log: Logger) {
    this.#toDisk = toDisk;
    this.#listeners = new Listeners("alerts", log);
  }

  subscribe(listener: (alert: AlertView, at: Micros) => unknown): () => void {
    return this.#listeners.add(listener);
  }

  add(alert: AlertView, at: Micros): void {
    this.#waiting.push({ alert, at });
    this.#added++;
    if (this.#waiting.length > MOST_WAITING) this.#thin();
  }

  /** Resolves when everything added so far is on disk and told. */
  async flush(): Promise<void> {
    const upTo = this.#added;
    await this.#toDisk();
    const due = this.#waiting.splice(0, Math.max(0, upTo - this.#told));
    this.#told += due.length;
    for (const { alert, at } of due) this.#listeners.tell(alert, at);
  }

  /** Flushes after the present turn. A disk that refuses is said by the log and tried again by whoever flushes next. */
  soon(): void {
    if (this.#isSoon) return;
    this.#isSoon = true;
    setImmediate(() => {
      this.#isSoon = false;
      this.flush().catch(() => undefined);
    });
  }

  #thin(): void {
    const newest = new Map<string, { readonly alert: AlertView; readonly at: Micros }>();
    for (const change of this.#waiting) {
      newest.delete(change.alert.alertUid);
      newest.set(change.alert.alertUid, change);
    }
    this.#waiting = [...newest.values()];
    this.#told = this.#added - this.#waiting.length;
  }
}
