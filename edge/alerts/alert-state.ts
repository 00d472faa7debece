import { type Alert, type AlertState, type AlertView, priorityOf } from "../contracts/alerts/alert.ts";
import { asksForAck } from "../contracts/alerts/alert-order.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { CAUSE } from "./alert-hiding.ts";

/** A shelf is always limited in time (ISA-18.2, 11.7): at most one day. */
export const SHELF_MAX_US = 24 * 3600 * 1e6;

/**
 * The state that follows from the facts of an alert (ISA-18.2-2016 figure 3, with its letters).
 *
 *              | not acknowledged | acknowledged
 *   standing   | active B         | acknowledged C
 *   latched    | latched E        | latched F
 *   cleared    | cleared D        | closed A
 *
 * Out of service (I), suppressed by design (H) and shelved (G) hide any of them, in this order, without changing them.
 */
export function alertState(alert: Alert, now: Micros): AlertState {
  if (alert.outOfService !== undefined) return "out-of-service";
  const state = trueState(alert);
  if (alert.suppressedBy !== undefined && state !== "closed") return "suppressed";
  return isShelved(alert, now) ? "shelved" : state;
}

/** The state of an alert, ignoring anything that hides it. */
function trueState(alert: Alert): "active" | "acknowledged" | "cleared" | "latched" | "closed" {
  if (alert.clearedAt === undefined) return alert.acknowledged === undefined ? "active" : "acknowledged";
  const isSeen = !asksForAcknowledgement(alert) || alert.acknowledged !== undefined;
  if (alert.latched) return "latched";
  return isSeen && !asksForConfirmation(alert) ? "closed" : "cleared";
}

/**
 * Alarms need an acknowledgement, and so do conditions whose server asks for one. Advisories and events do not, nor do
 * alerts that came and went while they were suppressed, because they never annunciated, nor alerts that ended under
 * their cause: acknowledging the cause is enough.
 */
function asksForAcknowledgement({ annunciation, condition, clearedAt, annunciatedAt, suppressedBy }: Alert): boolean {
  if (annunciation === "event" || (annunciation === "advisory" && condition === undefined)) return false;
  const isUnheard = annunciatedAt === undefined || suppressedBy === CAUSE;
  return !(clearedAt !== undefined && isUnheard && suppressedBy !== undefined);
}

/** Whether the server waits for a confirmation that was not given here either. */
function asksForConfirmation(alert: Alert): boolean {
  return alert.condition?.confirmed === false && alert.confirmed === undefined;
}

/** A shelf that reaches further ahead than allowed was set before the clock went back; it no longer holds. */
export function isShelved(alert: Alert, now: Micros): boolean {
  return alert.shelf !== undefined && now < alert.shelf.until && alert.shelf.until - now <= SHELF_MAX_US;
}

/** Whether it is announced now, that is, not hidden in one of the three ways. */
function isAnnounced(alert: Alert, now: Micros): boolean {
  return alert.outOfService === undefined && alert.suppressedBy === undefined && !isShelved(alert, now);
}

/**
 * Whether `after` annunciates: raised, raised again, more urgent, re-alarmed, or no longer hidden, and unacknowledged.
 */
export function isAnnunciation(before: Alert | undefined, after: Alert, now: Micros): boolean {
  if (!isAnnounced(after, now) || trueState(after) !== "active") return false;
  if (before === undefined || before.occurrenceUid !== after.occurrenceUid || after.realarmed > before.realarmed)
    return true;
  if (before.annunciation !== "alarm" && after.annunciation === "alarm") return true;
  return priorityOf(after.severity) < priorityOf(before.severity) || (isHidden(before) && !isHidden(after));
}

function isHidden({ shelf, suppressedBy, outOfService }: Alert): boolean {
  return shelf !== undefined || suppressedBy !== undefined || outOfService !== undefined;
}

export function viewOf(alert: Alert, now: Micros): AlertView {
  const state = alertState(alert, now);
  const asksAck = asksForAck({ ...alert, state });
  return { ...alert, state, priority: priorityOf(alert.severity), asksAck };
}

/** Whether the edge owns the alert and a detector watches it. */
const DETECTED = [
  ...["certificate/", "source-lost/", "peer-lost/", "sources-lost"],
  ...["danger-overdue/", "inspection-missed/", "resource-expired/"],
] as const;

/**
 * Alerts of the edge about itself, such as a full disk, have no rule in the config, so no change of the config ends
 * them. A detector lists the certificates, sources, dangers and inspections that it watches: the alert of one that was
 * replaced or settled while the edge was off ends.
 */
export function isAboutTheEdge({ assetUid, rule }: Pick<Alert, "assetUid" | "rule">): boolean {
  return assetUid.startsWith("urn:gemba:edge:") && !DETECTED.some((family) => rule.startsWith(family));
}
