/**
 * Turns reports of servers on their conditions into alerts. Pure functions. Rules A60 to A66 in docs/rules/alert.md.
 */
import {
  type Alert,
  type AlertOrigin,
  type Mark,
  type OperatorAction,
  SERVER,
  type ServerFacts,
  type Shelf,
} from "../contracts/alerts/alert.ts";
import type { ConditionReport } from "../contracts/alerts/condition.ts";
import { EdgeError } from "../contracts/errors.ts";
import { afterAction, commented } from "./alert-actions.ts";
import { cleared } from "./alert-findings.ts";
import { SHELF_MAX_US } from "./alert-state.ts";

export interface Reporting {
  /** Id of this edge. */
  readonly edge: string;
  newUid(): string;
}

/**
 * The alert after a report, or undefined where there is no alert and the report needs none. Returns the same object
 * when the report adds nothing. An operator's act here holds until the server contradicts it or a new occurrence
 * begins.
 */
export function afterReport(
  alert: Alert | undefined,
  report: ConditionReport,
  reporting: Reporting,
): Alert | undefined {
  if (alert?.condition !== undefined && isOld(alert.condition, report)) return alert;
  if (alert === undefined && !report.active && !asksForSomething(report)) return undefined;
  const isNew = alert === undefined || isNewOccurrence(alert, report);
  const base = isNew ? occurrence(alert, report, reporting) : alert;
  const { rule, kind, annunciation, severity, message } = report;
  const updated: Alert = {
    ...base,
    rule,
    kind,
    annunciation,
    severity,
    message,
    evidence: report.evidence ?? base.evidence,
    latched: report.latched ?? false,
    condition: factsOf(report),
  };
  const ended = report.active
    ? withoutEnd(updated)
    : updated.clearedAt === undefined
      ? cleared(updated, report.at)
      : updated;
  return withComment(withHiding(withMarks(ended, report), report, base.condition), report);
}

/** Whether a report begins a new alert. A server that repeats a condition that is over does not open it again. */
export function isNews(over: Alert | undefined, report: ConditionReport): boolean {
  return over?.condition === undefined || (report.active && report.at > over.condition.at);
}

/** The condition ended while the source was not connected: its server no longer knows it. */
export function afterMissing(alert: Alert, at: number): Alert {
  if (alert.condition === undefined || (!alert.condition.retain && alert.clearedAt !== undefined)) return alert;
  const gone = alert.clearedAt === undefined ? cleared(alert, at) : alert;
  return { ...gone, latched: false, condition: { ...alert.condition, retain: false } };
}

/**
 * The alert after the server has carried out an action. What it reported meanwhile is its echo of this action, under
 * the name of the edge's session: it would have refused a step that another client had taken.
 */
export function afterForwarding(alert: Alert, action: OperatorAction, before: Alert): Alert {
  const { acknowledged, confirmed, ...rest } = alert;
  const isSame = alert.occurrenceUid === before.occurrenceUid;
  const isEcho = (kind: OperatorAction["kind"]): boolean => isSame && action.kind === kind;
  const bare: Alert = {
    ...rest,
    ...(acknowledged === undefined || isEcho("acknowledge") ? {} : { acknowledged }),
    ...(confirmed === undefined || isEcho("confirm") ? {} : { confirmed }),
  };
  try {
    return afterAction(bare, action);
  } catch (error) {
    if (error instanceof EdgeError && error.code === "conflict") return alert;
    throw error;
  }
}

function isOld(known: ServerFacts, { at, eventId, retain }: ConditionReport): boolean {
  return at < known.at || (at === known.at && eventId === known.eventId && retain === known.retain);
}

function asksForSomething({ retain, acknowledged, confirmed }: ConditionReport): boolean {
  return retain && (!acknowledged || confirmed === false);
}

/** The cause came back, or the server needs an acknowledgement again that it had already. */
function isNewOccurrence(alert: Alert, report: ConditionReport): boolean {
  return (
    report.active && (alert.clearedAt !== undefined || (alert.condition?.acknowledged === true && !report.acknowledged))
  );
}

function occurrence(alert: Alert | undefined, report: ConditionReport, { edge, newUid }: Reporting): Alert {
  const { source, conditionId, branchId, rule, assetUid, kind, annunciation, severity, message, at } = report;
  const origin: AlertOrigin = { edge, source, conditionId, ...(branchId === undefined ? {} : { branchId }) };
  const fresh = {
    occurrenceUid: newUid(),
    origin,
    rule,
    assetUid,
    kind,
    annunciation,
    severity,
    message,
    evidence: [],
    raisedAt: at,
    latched: false,
    realarmed: 0,
  };
  if (alert === undefined) return { alertUid: newUid(), ...fresh, comments: [], reraised: 0 };
  const { shelf, outOfService, suppressedBy, comments, alertUid, reraised } = alert;
  return {
    alertUid,
    ...fresh,
    comments,
    reraised: reraised + 1,
    ...(shelf === undefined ? {} : { shelf }),
    ...(outOfService === undefined ? {} : { outOfService }),
    ...(suppressedBy === undefined ? {} : { suppressedBy }),
  };
}

function factsOf({
  eventId,
  at,
  isArrivalTime,
  acknowledged,
  confirmed,
  retain,
  shelved,
}: ConditionReport): ServerFacts {
  const optional = {
    ...(isArrivalTime === true ? { isArrivalTime } : {}),
    ...(confirmed === undefined ? {} : { confirmed }),
  };
  return { eventId, at, ...optional, acknowledged, shelved: shelved !== undefined, retain };
}

function withoutEnd(alert: Alert): Alert {
  const { clearedAt: _cleared, ...rest } = alert;
  return rest;
}

/**
 * Marks each step done that the server reports as done, with the name that it gives. A condition that the server no
 * longer retains needs no step.
 */
function withMarks(alert: Alert, report: ConditionReport): Alert {
  const by: Mark = { at: report.at, by: report.comment?.by || SERVER };
  const isSettled = !report.active && !report.retain;
  const acknowledged = alert.acknowledged ?? (report.acknowledged || isSettled ? by : undefined);
  const confirmed =
    alert.confirmed ?? (report.confirmed === true || (isSettled && report.confirmed === false) ? by : undefined);
  return {
    ...alert,
    ...(acknowledged === undefined ? {} : { acknowledged }),
    ...(confirmed === undefined ? {} : { confirmed }),
  };
}

/** Takes shelf, suppression and service from the server; actions that were done only here stay. */
function withHiding(alert: Alert, report: ConditionReport, before: ServerFacts | undefined): Alert {
  const { shelf, suppressedBy, outOfService, ...rest } = alert;
  const service =
    report.outOfService === true
      ? (outOfService ?? { at: report.at, by: SERVER })
      : outOfService?.by === SERVER
        ? undefined
        : outOfService;
  const suppression =
    report.suppressed === true ? (suppressedBy ?? SERVER) : suppressedBy === SERVER ? undefined : suppressedBy;
  const held = report.shelved === undefined ? (before?.shelved === true ? undefined : shelf) : shelfOf(report, shelf);
  return {
    ...rest,
    ...(held === undefined ? {} : { shelf: held }),
    ...(suppression === undefined ? {} : { suppressedBy: suppression }),
    ...(service === undefined ? {} : { outOfService: service }),
  };
}

function shelfOf({ shelved, at }: ConditionReport, known: Shelf | undefined): Shelf | undefined {
  if (shelved === undefined) return undefined;
  const until = Math.min(shelved.until ?? Number.POSITIVE_INFINITY, at + SHELF_MAX_US);
  return known?.kind === shelved.kind
    ? { ...known, until: shelved.until === undefined ? known.until : until }
    : { kind: shelved.kind, until, by: SERVER, reason: "" };
}

function withComment(alert: Alert, { comment, at }: ConditionReport): Alert {
  if (comment === undefined || comment.text === "") return alert;
  const known =
    alert.comments.at(-1)?.comment === comment.text ||
    alert.acknowledged?.comment === comment.text ||
    alert.confirmed?.comment === comment.text;
  return known ? alert : commented(alert, { at, by: comment.by || SERVER, comment: comment.text });
}
