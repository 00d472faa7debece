/** Alerts, events and figures as programs get them: plain JSON, without names of people (rule UN16). */
import type { AlertView } from "../contracts/alerts/alert.ts";
import { HEALTH_ADAPTED } from "../contracts/health/adaptation.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import { LINKS_CHANGED } from "../contracts/path/live-links.ts";
import { LOG_MARK } from "../contracts/path/log-mark.ts";
import { ALERT_CHANGED } from "../contracts/path/replay.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { PEOPLE_COUNTED, PERSONAL_FIELDS } from "../contracts/plant/people.ts";
import type { Asset } from "../contracts/plant/plant.ts";
import type { Tag, TagRef } from "../contracts/plant/tag.ts";
import type { Kpi } from "../contracts/production/kpi.ts";
import { itemOf, type Recommendation } from "../contracts/records/advice-book.ts";
import { adviceState } from "../contracts/records/recommendation.ts";
import { ZONE_RISK_MINUTE } from "../contracts/safety/zone-history.ts";

export interface EntryContext {
  readonly edgeUid: string;
  assetOf(assetUid: string): Asset | undefined;
  tagOf(ref: TagRef): Tag | undefined;
}

/** What only followers of the log need, and what is about people. */
const INSIDE: ReadonlySet<string> = new Set([
  ...[LOG_MARK, LINKS_CHANGED, HEALTH_ADAPTED],
  ...[PEOPLE_COUNTED, ZONE_RISK_MINUTE],
]);
const PERSONAL: ReadonlySet<string> = new Set(PERSONAL_FIELDS.map((field) => field.toLowerCase()));

/** Undefined for events that stay inside. */
export function eventEntry(event: EdgeEvent, context: EntryContext): object | undefined {
  const { eventUid, type, assetUid, time, receivedAt, pieceId, jobId, schema, payload } = event;
  if (INSIDE.has(type)) return undefined;
  const isAlert = type === ALERT_CHANGED;
  return {
    schema: "event/1",
    eventUid,
    type,
    at: isoOf(time),
    receivedAt: isoOf(receivedAt),
    edge: context.edgeUid,
    asset: assetEntry(assetUid, context),
    pieceId: pieceId ?? null,
    jobId: jobId ?? null,
    payloadSchema: isAlert ? "alert/1" : schema,
    payload: isAlert ? alertEntry(payload as unknown as AlertView, context) : withoutPeople(payload),
  };
}

export function alertEntry(alert: AlertView, context: EntryContext): object {
  const { alertUid, occurrenceUid, rule, assetUid, component, kind, annunciation, severity, priority, state } = alert;
  const { message, response, hypotheses, raisedAt, clearedAt, acknowledged, values } = alert;
  const tag = values === undefined ? undefined : context.tagOf(values.tag);
  return {
    schema: "alert/1",
    alertUid,
    occurrenceUid,
    rule,
    edge: context.edgeUid,
    asset: assetEntry(assetUid, context),
    component: component === undefined || component === "" ? null : component,
    kind,
    annunciation,
    state,
    priority,
    severity,
    message,
    response: response ?? null,
    hypotheses: hypotheses ?? null,
    value:
      values === undefined || tag === undefined || tag.class === "personal"
        ? null
        : { tag: tag.tagUid, unit: tag.unit ?? null, raised: values.raised, peak: values.peak },
    raisedAt: isoOf(raisedAt),
    clearedAt: clearedAt === undefined ? null : isoOf(clearedAt),
    acknowledgedAt: acknowledged === undefined ? null : isoOf(acknowledged.at),
  };
}

export function adviceEntry(advice: Recommendation, context: EntryContext): object {
  const { adviceUid, rule, about, what, why, action, consequence, effect, basis, proposedAt, validUntil } = advice;
  return {
    schema: "recommendation/1",
    adviceUid,
    rule,
    edge: context.edgeUid,
    asset: assetEntry(about.assetUid, context),
    component: about.component ?? null,
    state: adviceState(advice),
    what,
    why,
    action: action ?? null,
    consequence: consequence ?? null,
    effect: effect ?? null,
    basis: basis.map(({ kind, uid }) => ({ kind, uid })),
    proposedAt: isoOf(proposedAt),
    validUntil: isoOf(validUntil),
    itemUid: itemOf(advice) ?? null,
  };
}

export function kpiEntry(kpi: Kpi, edgeUid: string): object {
  const { id, value, unit, scope, target, since, reason } = kpi;
  return {
    schema: "kpi/1",
    kpi: id,
    value,
    unit,
    line: scope ?? null,
    target: target ?? null,
    since: isoOf(since),
    reason: reason ?? null,
    edge: edgeUid,
  };
}

function assetEntry(assetUid: string | undefined, { assetOf }: EntryContext): object | null {
  if (assetUid === undefined) return null;
  const asset = assetOf(assetUid);
  return { uid: assetUid, label: asset?.label ?? null, path: asset?.equipmentPath ?? null };
}

/** The payload, at every depth, without fields that name a person. */
function withoutPeople(payload: unknown): unknown {
  if (Array.isArray(payload)) return payload.map(withoutPeople);
  if (typeof payload !== "object" || payload === null) return payload;
  return Object.fromEntries(
    Object.entries(payload).flatMap(([key, value]) =>
      PERSONAL.has(key.toLowerCase()) ? [] : [[key, withoutPeople(value)]],
    ),
  );
}

function isoOf(at: Micros): string | null {
  return Number.isFinite(at) ? new Date(at / 1000).toISOString() : null;
}
