import type { Logger } from "pino";
import { uuidv7 } from "../batch/uuidv7.ts";
import { type Alert, type AlertBook, type AlertKind, type AlertView, type OperatorAction, priorityOf } from "../contracts/alert.ts";
import type { Finding } from "../contracts/detector.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/sample-batch.ts";
import { AlertLog } from "./alert-log.ts";
import { afterAction, afterFinding, alertState, isShelved, refreshed, viewOf } from "./alert-state.ts";
import { ruleKey } from "./rule-detector.ts";

/** Evidence of a standing alert follows its detector this often at most, so that readers are not woken by every sample. */
const REFRESH_US = 1_000_000;
/** Activations remembered for the alarm rate. */
const ACTIVATIONS_MAX = 4096;
/** Places beyond `maxStanding` that only safety alerts may take. */
const SAFETY_RESERVE = 256;

export interface AlertBookOptions {
  /** Folder of `alerts.log`. */
  readonly dir: string;
  /** µs UTC. */
  readonly clock: () => Micros;
  readonly log: Logger;
  /** Alerts that are not closed. Advisories may take half of the places; beyond them only safety alerts are taken, up to a reserve. */
  readonly maxStanding?: number;
  /** Told of every change of state, with the alert as it became. Evidence that only follows its value is none. */
  onChanged?(alert: AlertView, at: Micros): void;
  /** Closed alerts that are kept. */
  readonly historyLimit?: number;
}

/** An alert book and those who write it: detectors by `apply`, time by `tick`. */
export interface OpenAlertBook extends AlertBook {
  /** Takes what detectors saw. Level, not edge: the same finding twice changes nothing. Disk follows within a second. */
  apply(findings: readonly Finding[]): void;
  /** Ends shelves whose time is over and writes what is pending. Call it about once a second. */
  tick(now: Micros): void;
  /** Clears what stands under rules and assets that nobody watches any more, such as after a config change. `keys` as `ruleKey` makes them. */
  retain(keys: ReadonlySet<string>): void;
  /** Process, safety and system alarms that were annunciated since then (ISA-18.2: shelved ones and advisories are not). */
  annunciatedSince(from: Micros): number;
  /** Findings that found no place. */
  readonly refused: number;
  close(): Promise<void>;
}

/** Opens the book with what stood when the edge last ran. */
export async function openAlertBook(options: AlertBookOptions): Promise<OpenAlertBook> {
  const { alertLog, alerts } = await AlertLog.open(options.dir, options.log);
  return new DurableAlertBook(alertLog, alerts, options);
}

class DurableAlertBook implements OpenAlertBook {
  readonly #alertLog: AlertLog;
  readonly #options: AlertBookOptions;
  readonly #maxStanding: number;
  readonly #historyLimit: number;
  /** Not closed, by `ruleKey`. */
  readonly #standing = new Map<string, Alert>();
  readonly #byUid = new Map<string, Alert>();
  /** Closed ones in the order they closed. */
  readonly #closed = new Map<string, Alert>();
  readonly #refreshedAt = new Map<string, Micros>();
  readonly #activations: Micros[] = [];
  #version = 1;
  #advisories = 0;
  #isFlooded = false;
  refused = 0;

  constructor(alertLog: AlertLog, alerts: readonly Alert[], options: AlertBookOptions) {
    this.#alertLog = alertLog;
    this.#options = options;
    this.#maxStanding = options.maxStanding ?? 2000;
    this.#historyLimit = options.historyLimit ?? 5000;
    const now = options.clock();
    for (const alert of alerts) this.#put(alert, now);
  }

  get version(): number {
    return this.#version;
  }

  standing(): readonly AlertView[] {
    const now = this.#options.clock();
    return [...this.#standing.values()].sort(newestFirst).map((alert) => viewOf(alert, now));
  }

  history(from: Micros, to: Micros, limit: number): readonly AlertView[] {
    const now = this.#options.clock();
    const found: Alert[] = [];
    for (const alert of this.#byUid.values()) if (alert.raisedAt >= from && alert.raisedAt < to) found.push(alert);
    return found
      .sort(newestFirst)
      .slice(0, Math.max(0, limit))
      .map((alert) => viewOf(alert, now));
  }

  find(alertUid: string): AlertView | undefined {
    const alert = this.#byUid.get(alertUid);
    return alert === undefined ? undefined : viewOf(alert, this.#options.clock());
  }

  async act(alertUid: string, action: OperatorAction): Promise<AlertView> {
    const before = this.#byUid.get(alertUid);
    if (before === undefined) throw new EdgeError("not-found", `there is no alert ${alertUid}; it may be older than what the book keeps`);
    const after = afterAction(before, action);
    // In memory first: a finding that comes while the disk works must build on it. The caller hears of it only when it is on disk.
    this.#change(after, action.at);
    await this.#alertLog.flush();
    return this.find(alertUid) ?? viewOf(after, action.at);
  }

  apply(findings: readonly Finding[]): void {
    const now = this.#options.clock();
    for (const finding of findings) {
      const before = this.#standing.get(ruleKey(finding.rule, finding.assetUid));
      if (before === undefined && finding.standing && !this.#hasPlace(finding.kind)) {
        this.#refuse(finding);
        continue;
      }
      const after = afterFinding(before, finding, () => uuidv7(now / 1000));
      if (after === undefined) continue;
      if (after === before) {
        if (finding.standing && before.clearedAt === undefined) this.#refresh(before, finding, now);
        continue;
      }
      if (finding.standing && isAnnunciation(before, after)) this.#annunciate(after, now);
      this.#change(after, now);
    }
  }

  tick(now: Micros): void {
    for (const alert of this.#standing.values()) {
      if (alert.shelved === undefined || isShelved(alert, now)) continue;
      const { shelved: _shelved, ...rest } = alert;
      this.#change(rest, now);
      if (rest.clearedAt === undefined && rest.acknowledged === undefined) this.#annunciate(rest, now);
    }
    if (this.#standing.size < this.#maxStanding / 2) this.#isFlooded = false;
    void this.#writeBehind();
  }

  retain(keys: ReadonlySet<string>): void {
    const now = this.#options.clock();
    for (const [key, alert] of this.#standing) if (!keys.has(key) && alert.clearedAt === undefined) this.#change({ ...alert, clearedAt: Math.max(now, alert.raisedAt) }, now);
  }

  annunciatedSince(from: Micros): number {
    let count = 0;
    for (let i = this.#activations.length - 1; i >= 0 && (this.#activations[i] as Micros) >= from; i--) count++;
    return count;
  }

  async close(): Promise<void> {
    await this.#alertLog.close();
  }

  #change(alert: Alert, now: Micros): void {
    this.#put(alert, now);
    this.#alertLog.append(alert);
    this.#version++;
    this.#options.onChanged?.(viewOf(alert, now), now);
  }

  /** Files an alert where its state belongs. */
  #put(alert: Alert, now: Micros): void {
    const key = ruleKey(alert.rule, alert.assetUid);
    const known = this.#standing.get(key);
    if (known !== undefined) {
      this.#standing.delete(key);
      if (isAdvisory(known.kind)) this.#advisories--;
      // Only after a damaged log: the line that closed the earlier alert is missing.
      if (known.alertUid !== alert.alertUid) this.#file(known);
    }
    this.#byUid.set(alert.alertUid, alert);
    if (alertState(alert, now) === "closed") {
      this.#file(alert);
      return;
    }
    this.#standing.set(key, alert);
    if (isAdvisory(alert.kind)) this.#advisories++;
  }

  /** Puts a closed alert into the history, which forgets its oldest ones. */
  #file(alert: Alert): void {
    this.#refreshedAt.delete(alert.alertUid);
    this.#closed.set(alert.alertUid, alert);
    for (const [uid] of this.#closed) {
      if (this.#closed.size <= this.#historyLimit) break;
      this.#closed.delete(uid);
      this.#byUid.delete(uid);
    }
  }

  #refresh(alert: Alert, finding: Finding, now: Micros): void {
    const last = this.#refreshedAt.get(alert.alertUid);
    if (last !== undefined && now >= last && now - last < REFRESH_US) return;
    if (sameText(alert, finding)) return;
    this.#refreshedAt.set(alert.alertUid, now);
    const fresh = refreshed(alert, finding);
    this.#standing.set(ruleKey(alert.rule, alert.assetUid), fresh);
    this.#byUid.set(alert.alertUid, fresh);
    this.#version++;
  }

  #hasPlace(kind: AlertKind): boolean {
    const size = this.#standing.size;
    if (kind === "safety") return size < this.#maxStanding + SAFETY_RESERVE;
    return size < this.#maxStanding && (!isAdvisory(kind) || this.#advisories < this.#maxStanding / 2);
  }

  #refuse(finding: Finding): void {
    this.refused++;
    if (this.#isFlooded) return;
    this.#isFlooded = true;
    this.#options.log.error(
      { rule: finding.rule, standing: this.#standing.size, maxStanding: this.#maxStanding },
      "the alert book is full; new alerts are counted but not taken until some are closed",
    );
  }

  #annunciate(alert: Alert, now: Micros): void {
    if (isAdvisory(alert.kind) || isShelved(alert, now)) return;
    if (this.#activations.push(now) > ACTIVATIONS_MAX) this.#activations.shift();
  }

  async #writeBehind(): Promise<void> {
    try {
      await this.#alertLog.flush();
      if (this.#alertLog.isWasteful(this.#byUid.size)) await this.#alertLog.compact(() => [...this.#closed.values(), ...this.#standing.values()]);
    } catch {
      // The log has said it and keeps the changes for the next tick.
    }
  }
}

function isAdvisory(kind: AlertKind): boolean {
  return kind === "anomaly" || kind === "prediction";
}

/** Raised, raised again, or more urgent than before: what a control room would hear. */
function isAnnunciation(before: Alert | undefined, after: Alert): boolean {
  return before === undefined || after.reraised > before.reraised || priorityOf(after.severity) < priorityOf(before.severity);
}

function sameText(alert: Alert, finding: Finding): boolean {
  return alert.message.en === finding.message.en && alert.evidence[0]?.value === finding.evidence[0]?.value && alert.evidence[0]?.prediction?.at === finding.evidence[0]?.prediction?.at;
}

function newestFirst(a: Alert, b: Alert): number {
  return b.raisedAt - a.raisedAt || (a.alertUid < b.alertUid ? 1 : -1);
}
