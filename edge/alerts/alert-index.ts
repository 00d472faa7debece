import type { Alert } from "../contracts/alerts/alert.ts";
import { conditionKeyText } from "../contracts/alerts/condition.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { ruleKey } from "../detect/rules/rule-detector.ts";
import { alertState } from "./alert-state.ts";

/** Key of an active alert: there is one per rule and asset, or per condition and branch. */
export function alertKey({ rule, assetUid, origin }: Pick<Alert, "rule" | "assetUid" | "origin">): string {
  const { source, conditionId, branchId } = origin;
  return conditionId === undefined
    ? ruleKey(rule, assetUid)
    : conditionKeyText({ source, conditionId, ...(branchId === undefined ? {} : { branchId }) });
}

/** Alerts in memory: active ones by key, all by uid, and the newest closed ones. */
export class AlertIndex {
  readonly #standing = new Map<string, Alert>();
  readonly #byUid = new Map<string, Alert>();
  /** Closed ones in the order they closed. */
  readonly #closed = new Map<string, Alert>();
  /**
   * The newest closed alert of each condition and of each follower's finding, by which repetitions are known.
   */
  readonly #over = new Map<string, Alert>();
  readonly #historyLimit: number;
  #advisories = 0;

  constructor(historyLimit: number) {
    this.#historyLimit = historyLimit;
  }

  get standing(): ReadonlyMap<string, Alert> {
    return this.#standing;
  }

  /** Number of active advisories. */
  get advisories(): number {
    return this.#advisories;
  }

  get size(): number {
    return this.#byUid.size;
  }

  find(alertUid: string): Alert | undefined {
    return this.#byUid.get(alertUid);
  }

  /** The newest closed alert of a condition or a follower's finding, while it is remembered. */
  over(key: string): Alert | undefined {
    return this.#over.get(key);
  }

  /** Every alert: closed ones in the order they closed, then active ones. */
  all(): Alert[] {
    return [...this.#closed.values(), ...this.#standing.values()];
  }

  within(from: Micros, to: Micros): Alert[] {
    const found: Alert[] = [];
    for (const alert of this.#byUid.values()) if (alert.raisedAt >= from && alert.raisedAt < to) found.push(alert);
    return found;
  }

  /** Files an alert with the active or the closed ones, by its state. */
  put(alert: Alert, now: Micros): void {
    const key = alertKey(alert);
    const known = this.#standing.get(key);
    if (known !== undefined) {
      this.#standing.delete(key);
      if (known.annunciation !== "alarm") this.#advisories--;
      // This happens only after a damaged log: the line that closed the earlier alert is missing.
      if (known.alertUid !== alert.alertUid) this.#file(known, key);
    }
    this.#byUid.set(alert.alertUid, alert);
    if (alertState(alert, now) === "closed") {
      this.#file(alert, key);
      return;
    }
    this.#closed.delete(alert.alertUid);
    this.#standing.set(key, alert);
    if (alert.annunciation !== "alarm") this.#advisories++;
  }

  /** Replaces an active alert by a newer version with the same life cycle. */
  refresh(alert: Alert): void {
    this.#standing.set(alertKey(alert), alert);
    this.#byUid.set(alert.alertUid, alert);
  }

  /** Adds a closed alert to the history, which forgets its oldest ones. */
  #file(alert: Alert, key: string): void {
    this.#closed.delete(alert.alertUid);
    this.#closed.set(alert.alertUid, alert);
    if (alert.condition !== undefined || alert.saidAt !== undefined) this.#over.set(key, alert);
    for (const [uid, oldest] of this.#closed) {
      if (this.#closed.size <= this.#historyLimit) break;
      this.#closed.delete(uid);
      this.#byUid.delete(uid);
      const its = alertKey(oldest);
      if (this.#over.get(its) === oldest) this.#over.delete(its);
    }
  }
}

export function newestFirst(a: Alert, b: Alert): number {
  return b.raisedAt - a.raisedAt || (a.alertUid < b.alertUid ? 1 : -1);
}
