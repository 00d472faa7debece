import { type Alert, type AlertState, type AlertView, type OperatorAction, priorityOf } from "../contracts/alert.ts";
import type { Finding } from "../contracts/detector.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/sample-batch.ts";

/** A shelf is always limited in time (ISA-18.2); nobody hides an alert for longer than a day. */
export const SHELF_MAX_US = 24 * 3600 * 1e6;
const NAME_MAX = 200;
const TEXT_MAX = 2000;

/**
 * What the facts of an alert amount to.
 *
 *              | not acknowledged | acknowledged
 *   standing   | active           | acknowledged
 *   cleared    | cleared          | closed
 *
 * Shelved hides any of them until its time.
 */
export function alertState(alert: Alert, now: Micros): AlertState {
  if (isShelved(alert, now)) return "shelved";
  if (alert.clearedAt === undefined) return alert.acknowledged === undefined ? "active" : "acknowledged";
  return alert.acknowledged === undefined ? "cleared" : "closed";
}

/** A shelf that reaches further ahead than allowed was set before the clock went back; it no longer holds. */
export function isShelved(alert: Alert, now: Micros): boolean {
  return alert.shelved !== undefined && now < alert.shelved.until && alert.shelved.until - now <= SHELF_MAX_US;
}

export function viewOf(alert: Alert, now: Micros): AlertView {
  return { ...alert, state: alertState(alert, now), priority: priorityOf(alert.severity) };
}

/**
 * The alert after a finding, or undefined where there is none. The same object
 * comes back when nothing a log must remember has changed. A return after
 * clearing, and a rise to a more urgent priority, need a new acknowledgement.
 */
export function afterFinding(alert: Alert | undefined, finding: Finding, newUid: () => string): Alert | undefined {
  if (alert === undefined) return finding.standing ? raised(finding, newUid()) : undefined;
  if (!finding.standing) return alert.clearedAt === undefined ? { ...alert, clearedAt: Math.max(finding.at, alert.raisedAt) } : alert;
  const isMoreUrgent = priorityOf(finding.severity) < priorityOf(alert.severity);
  if (alert.clearedAt !== undefined) {
    const { clearedAt: _cleared, acknowledged: _acknowledged, ...rest } = alert;
    return refreshed({ ...rest, reraised: alert.reraised + 1 }, finding);
  }
  if (finding.severity === alert.severity) return alert;
  if (!isMoreUrgent) return refreshed(alert, finding);
  const { acknowledged: _acknowledged, ...rest } = alert;
  return refreshed(rest, finding);
}

/** The alert with what the detector says now; the same life-cycle facts. */
export function refreshed(alert: Alert, finding: Finding): Alert {
  return { ...alert, severity: finding.severity, message: finding.message, evidence: finding.evidence };
}

function raised(finding: Finding, alertUid: string): Alert {
  const { rule, assetUid, kind, severity, message, evidence, at } = finding;
  return { alertUid, rule, assetUid, kind, severity, message, evidence, raisedAt: at, reraised: 0 };
}

/** The alert after what an operator did. Throws EdgeError `bad-request` or `conflict`; the message says why. */
export function afterAction(alert: Alert, action: OperatorAction): Alert {
  checkWords(action);
  if (alertState(alert, action.at) === "closed") throw new EdgeError("conflict", "the alert is closed: it was acknowledged and its cause is gone");
  switch (action.kind) {
    case "acknowledge":
      return acknowledgedBy(alert, action);
    case "shelve":
      return shelvedBy(alert, action);
    case "unshelve": {
      if (!isShelved(alert, action.at)) throw new EdgeError("conflict", "the alert is not shelved");
      const { shelved: _shelved, ...rest } = alert;
      return rest;
    }
  }
}

function acknowledgedBy(alert: Alert, action: Extract<OperatorAction, { kind: "acknowledge" }>): Alert {
  if (alert.acknowledged !== undefined) {
    throw new EdgeError("conflict", `the alert was acknowledged by ${alert.acknowledged.by} at ${new Date(alert.acknowledged.at / 1000).toISOString()} already`);
  }
  const { at, by, comment } = action;
  return { ...alert, acknowledged: comment === undefined ? { at, by } : { at, by, comment } };
}

function shelvedBy(alert: Alert, action: Extract<OperatorAction, { kind: "shelve" }>): Alert {
  const { at, until, by, reason } = action;
  if (!Number.isFinite(until) || until <= at) throw new EdgeError("bad-request", "until: a shelf must end later than now");
  if (until - at > SHELF_MAX_US) throw new EdgeError("bad-request", "until: a shelf lasts 24 hours at most");
  return { ...alert, shelved: { until, by, reason } };
}

function checkWords(action: OperatorAction): void {
  if (!Number.isFinite(action.at)) throw new EdgeError("bad-request", "at: not a time");
  checkText("by", action.by, NAME_MAX);
  if (action.kind === "shelve") checkText("reason", action.reason, TEXT_MAX);
  if (action.kind === "acknowledge" && action.comment !== undefined && action.comment.length > TEXT_MAX) throw new EdgeError("bad-request", `comment: at most ${TEXT_MAX} characters`);
}

function checkText(field: string, text: string, max: number): void {
  if (text.trim() === "") throw new EdgeError("bad-request", `${field}: must not be empty`);
  if (text.length > max) throw new EdgeError("bad-request", `${field}: at most ${max} characters`);
}
