import type { Annunciation } from "../contracts/alerts/alarm-figures.ts";
import { type Alert, priorityOf } from "../contracts/alerts/alert.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";

/** ISA-18.2 and EEMUA 191 ask for thirty days. */
const KEPT_US = 30 * 86_400e6;
/** About 1,600 a day for thirty days, ten times the recommended rate; the oldest are dropped first. */
const MOST = 50_000;

/**
 * Every annunciation of the last thirty days, derived from the changes of alerts: a new `annunciatedAt` is one, a
 * `clearedAt` ends the newest. Alarms only: advisories and events do not annunciate. Replaying the log gives the same
 * result.
 */
export class Annunciations {
  #all: Annunciation[] = [];
  readonly #newest = new Map<string, Annunciation>();

  get size(): number {
    return this.#all.length;
  }

  observe(alert: Alert): void {
    if (alert.annunciation !== "alarm" || alert.annunciatedAt === undefined) return;
    const { alertUid, rule, assetUid, annunciatedAt: at, clearedAt } = alert;
    const known = this.#newest.get(alertUid);
    if (known?.at !== at)
      this.#add({
        alertUid,
        rule,
        assetUid,
        priority: priorityOf(alert.severity),
        at,
        ...(clearedAt === undefined ? {} : { clearedAt }),
      });
    else if (clearedAt !== undefined) known.clearedAt ??= clearedAt;
  }

  /** Restores the annunciations from the first line of a rewritten log. */
  restore(annunciations: readonly Annunciation[]): void {
    for (const one of annunciations) this.#add(one);
  }

  /** Oldest first, annunciated in [from, to). */
  within(from: Micros, to: Micros): readonly Annunciation[] {
    return this.#all.filter(({ at }) => at >= from && at < to);
  }

  countSince(from: Micros): number {
    let count = 0;
    for (let i = this.#all.length - 1; i >= 0 && (this.#all[i] as Annunciation).at >= from; i--) count++;
    return count;
  }

  /** Forgets annunciations that are older than thirty days, and the oldest beyond the bound. */
  trim(now: Micros): void {
    const first = this.#all.findIndex(({ at }) => at >= now - KEPT_US);
    const gone = Math.max(first < 0 ? this.#all.length : first, this.#all.length - MOST);
    if (gone <= 0) return;
    for (const one of this.#all.slice(0, gone))
      if (this.#newest.get(one.alertUid) === one) this.#newest.delete(one.alertUid);
    this.#all = this.#all.slice(gone);
  }

  all(): readonly Annunciation[] {
    return this.#all;
  }

  #add(one: Annunciation): void {
    this.#newest.set(one.alertUid, one);
    this.#all.push(one);
    if (this.#all.length > MOST + 1000) this.trim(one.at);
  }
}
