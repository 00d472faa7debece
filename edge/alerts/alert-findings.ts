/** Changes of an alert by detectors: raised, cleared, more urgent. Pure functions. */
import { isDeepStrictEqual } from "node:util";
import { type Alert, type AlertOrigin, priorityOf } from "../contracts/alerts/alert.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AlertAttributes } from "../detect/rules/attributes.ts";
import { valuesAfter, valuesAtEnd } from "./alert-values.ts";

/** The parts of a new alert that do not come from the detector. */
export interface Raising {
  readonly origin: AlertOrigin;
  readonly attributes: AlertAttributes;
  newUid(): string;
}

/**
 * The alert after a finding, or undefined where there is no alert. Returns the same object when the log needs no new
 * line. A return after clearing, and a rise to a more urgent priority, need a new acknowledgement.
 */
export function afterFinding(alert: Alert | undefined, finding: Finding, raising: Raising): Alert | undefined {
  if (alert === undefined) return finding.standing ? raised(finding, raising) : undefined;
  if (!finding.standing) return alert.clearedAt === undefined ? ended(alert, finding) : alert;
  if (alert.clearedAt !== undefined) return returned(alert, finding, raising);
  if (finding.severity === alert.severity) return alert;
  if (priorityOf(finding.severity) >= priorityOf(alert.severity)) return refreshed(alert, finding);
  const { acknowledged: _acknowledged, ...rest } = alert;
  return refreshed(rest, finding);
}

function ended(alert: Alert, { at, endedBy }: Finding): Alert {
  return { ...cleared(alert, at), ...(endedBy === undefined ? {} : { endedBy }) };
}

/** The alert with the detector's newest finding; the facts of its life cycle stay. */
export function refreshed(alert: Alert, finding: Finding): Alert {
  const { severity, message, evidence, component, hypotheses, health, rul, value, at, members, memberCount } = finding;
  const values = valuesAfter(alert.values, value, at);
  const { rul: _earlier, ...kept } = alert;
  const fallen = memberCount === undefined ? {} : { members: members ?? [], memberCount };
  return {
    // A forecast that its rule no longer makes does not stay.
    ...kept,
    severity,
    message,
    evidence,
    ...(component === undefined ? {} : { component }),
    ...(hypotheses === undefined ? {} : { hypotheses }),
    ...(health === undefined ? {} : { health }),
    ...(rul === undefined ? {} : { rul }),
    ...(values === undefined ? {} : { values }),
    ...fallen,
  };
}

/** The alert after its cause is gone. A shelf for this occurrence ends with it. */
export function cleared(alert: Alert, at: Micros): Alert {
  const gone = { ...alert, ...valuesAtEnd(alert), clearedAt: Math.max(at, alert.raisedAt) };
  if (alert.shelf?.kind !== "oneShot") return gone;
  const { shelf: _shelf, ...rest } = gone;
  return rest;
}

/** The re-alarm of an occurrence that is still active: it needs a new acknowledgement. Undefined when it is not due. */
export function afterWaiting(
  alert: Alert,
  { reAlarmS, reAlarmTimes }: AlertAttributes,
  now: Micros,
): Alert | undefined {
  if (
    reAlarmS === undefined ||
    alert.clearedAt !== undefined ||
    alert.annunciatedAt === undefined ||
    alert.realarmed >= reAlarmTimes
  )
    return undefined;
  const since = Math.max(alert.annunciatedAt, alert.acknowledged?.at ?? 0);
  // A clock that was set back must not put it off until it has caught up.
  if (Math.abs(now - since) < reAlarmS * 1e6) return undefined;
  const { acknowledged: _acknowledged, ...rest } = alert;
  return { ...rest, realarmed: alert.realarmed + 1 };
}

function raised(finding: Finding, { origin, attributes, newUid }: Raising): Alert {
  const { rule, assetUid, kind, severity, message, evidence, at } = finding;
  const { annunciation, response, latches } = attributes;
  const raised: Alert = {
    alertUid: newUid(),
    occurrenceUid: newUid(),
    origin,
    rule,
    assetUid,
    kind,
    annunciation,
    severity,
    message,
    evidence,
    ...(response === undefined ? {} : { response }),
    raisedAt: at,
    latched: latches,
    comments: [],
    reraised: 0,
    realarmed: 0,
  };
  return refreshed(raised, finding);
}

/**
 * The alert with the attributes that its rule has now. An advisory that became an alarm needs a new acknowledgement.
 */
export function afterAttributes(alert: Alert, { annunciation, response }: AlertAttributes): Alert {
  if (alert.annunciation === annunciation || alert.clearedAt !== undefined) return alert;
  const { acknowledged, response: _response, ...rest } = alert;
  const keeps = annunciation !== "alarm" && acknowledged !== undefined;
  return { ...rest, annunciation, ...(keeps ? { acknowledged } : {}), ...(response === undefined ? {} : { response }) };
}

/** The same alert with a new occurrence. */
function returned(alert: Alert, finding: Finding, { attributes, newUid }: Raising): Alert {
  const {
    clearedAt: _cleared,
    endedBy: _ended,
    acknowledged: _acknowledged,
    annunciatedAt: _annunciated,
    response: _response,
    values: _values,
    hypotheses: _hypotheses,
    health: _health,
    ...rest
  } = alert;
  const { annunciation, response, latches } = attributes;
  const again = {
    ...rest,
    occurrenceUid: newUid(),
    annunciation,
    latched: latches,
    ...(response === undefined ? {} : { response }),
    raisedAt: Math.max(finding.at, alert.raisedAt),
    reraised: alert.reraised + 1,
    realarmed: 0,
  };
  return refreshed(again, finding);
}

/**
 * Whether the finding is a repetition: its place in the log is not after that of the finding that last changed the
 * alert.
 */
export function isRepeated({ saidAt }: Finding, last: Alert | undefined): boolean {
  const known = last?.saidAt;
  if (saidAt === undefined || known?.log !== saidAt.log) return false;
  return (saidAt.position - known.position || saidAt.number - known.number) <= 0;
}

/** The alert with the place in the log of the finding that changed it. */
export function withPlaceInLog(alert: Alert, { saidAt }: Finding): Alert {
  return saidAt === undefined ? alert : { ...alert, saidAt };
}

/** Whether the alert already shows everything in a finding. */
export function sameText(alert: Alert, finding: Finding): boolean {
  const [was, is] = [alert.evidence[0], finding.evidence[0]];
  const { value: found } = finding;
  const sameValue =
    found === undefined ||
    (alert.values?.now === found.value && (found.peak ?? alert.values.peak) === alert.values.peak);
  const sameFallen = finding.memberCount === undefined || alert.memberCount === finding.memberCount;
  const sameWhy = was?.value === is?.value && was?.prediction?.at === is?.prediction?.at;
  const sameCause =
    (finding.component ?? alert.component) === alert.component &&
    (finding.hypotheses === undefined || isDeepStrictEqual(finding.hypotheses, alert.hypotheses)) &&
    (finding.health ?? alert.health) === alert.health &&
    isDeepStrictEqual(finding.rul, alert.rul);
  return alert.message.en === finding.message.en && sameWhy && sameValue && sameFallen && sameCause;
}
