import type { AlertView, Mark } from "../../../edge/contracts/alerts/alert.ts";
import { asksForAck } from "../../../edge/contracts/alerts/alert-order.ts";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { AssetUid, TagRef, TagUid } from "../../../edge/contracts/plant/tag.ts";
import type { MarkAnswer, PastAlert } from "./api.ts";
import { evidenceOf, evidenceOfAnswer, type RecordEvidence } from "./evidence-record.ts";
import { ms, only, time } from "./record-fields.ts";

/** A user's action on an alert. */
interface RecordMark {
  readonly atMs: number;
  readonly by: string;
  readonly comment?: string;
}

/** Figures of the alert, in the tag's unit. */
interface RecordValues {
  readonly tagUid?: TagUid;
  readonly raised?: number;
  readonly peak?: number;
  readonly peakMs?: number;
  readonly now?: number;
  readonly nowMs?: number;
}

type Kept = Pick<
  AlertView,
  "alertUid" | "rule" | "assetUid" | "kind" | "annunciation" | "priority" | "state" | "message" | "response"
>;

/**
 * An alert in the form of every list and the drawer, the same for active and past alerts. Times in milliseconds UTC.
 */
export interface AlertRecord extends Kept {
  readonly occurrenceUid: string;
  readonly asksAck: boolean;
  readonly raisedMs: number;
  readonly clearedMs?: number;
  readonly acknowledged?: RecordMark;
  readonly evidence: readonly RecordEvidence[];
  readonly values?: RecordValues;
  readonly comments: readonly RecordMark[];
  /** Name of the source whose server has the condition; absent for the edge's own rules. */
  readonly conditionOf?: string;
  /** The server sends no times: these are the arrival times of its events. */
  readonly isArrivalTime?: boolean;
  readonly shelf?: { readonly untilMs: number; readonly by: string; readonly reason: string };
  readonly suppressedBy?: string;
  readonly causedBy?: string;
  readonly members: readonly { readonly assetUid: AssetUid; readonly rule: string; readonly sinceMs: number }[];
  readonly memberCount: number;
  readonly outOfService?: RecordMark & { readonly scope?: "rule" | "asset" };
  readonly reraised: number;
}

type TagUidOf = (ref: TagRef) => TagUid | undefined;

/** The record of an alert of the stream. */
export function recordOfView(alert: AlertView, tagUidOf: TagUidOf): AlertRecord {
  const { shelf, values, origin, members = [], outOfService } = alert;
  const scope = outOfService?.scope;
  return {
    ...kept(alert),
    occurrenceUid: alert.occurrenceUid,
    asksAck: asksForAck(alert),
    raisedMs: ms(alert.raisedAt),
    ...only("clearedMs", alert.clearedAt === undefined ? undefined : ms(alert.clearedAt)),
    ...only("acknowledged", markOf(alert.acknowledged)),
    evidence: alert.evidence.map((one) => evidenceOf(one, tagUidOf)),
    ...only("values", values === undefined ? undefined : valuesOf(values, tagUidOf)),
    comments: alert.comments.map(someMark),
    ...only("conditionOf", origin.conditionId === undefined ? undefined : origin.source),
    ...only("isArrivalTime", alert.condition?.isArrivalTime),
    ...only(
      "shelf",
      shelf === undefined ? undefined : { untilMs: ms(shelf.until), by: shelf.by, reason: shelf.reason },
    ),
    ...only("suppressedBy", alert.suppressedBy),
    ...only("causedBy", alert.causedBy),
    members: members.map(({ assetUid, rule, since }) => ({ assetUid, rule, sinceMs: ms(since) })),
    memberCount: alert.memberCount ?? members.length,
    ...only(
      "outOfService",
      outOfService === undefined ? undefined : { ...someMark(outOfService), ...only("scope", scope) },
    ),
    reraised: alert.reraised,
  };
}

/** The record of an alert of the API; an older edge leaves fields out. */
export function recordOfEntry(alert: PastAlert): AlertRecord {
  const { shelf, values, origin, members = [], acknowledged } = alert;
  const mark = acknowledged === null ? undefined : markOfAnswer(acknowledged);
  return {
    ...kept({ ...alert, response: alert.response ?? undefined }),
    occurrenceUid: alert.occurrenceUid ?? "",
    asksAck: alert.asksAck ?? asksForAck(withoutNull(alert)),
    raisedMs: time(alert.raisedAt) ?? Number.NaN,
    ...only("clearedMs", time(alert.clearedAt)),
    ...only("acknowledged", mark),
    evidence: (alert.evidence ?? []).map(evidenceOfAnswer),
    ...only("values", values === null || values === undefined ? undefined : valuesOfAnswer(values)),
    comments: (alert.comments ?? []).map(markOfAnswer),
    ...only("conditionOf", origin?.conditionId === null ? undefined : origin?.source),
    ...only("isArrivalTime", alert.condition?.isArrivalTime === true ? true : undefined),
    ...only(
      "shelf",
      shelf === null || shelf === undefined
        ? undefined
        : { untilMs: time(shelf.until) ?? Number.NaN, by: shelf.by, reason: shelf.reason },
    ),
    ...only("suppressedBy", alert.suppressedBy ?? undefined),
    ...only("causedBy", alert.causedBy ?? undefined),
    members: members.map(({ assetUid, rule, since }) => ({ assetUid, rule, sinceMs: time(since) ?? Number.NaN })),
    memberCount: alert.memberCount ?? members.length,
    reraised: alert.reraised ?? 0,
  };
}

function kept(alert: Omit<Kept, "response"> & { readonly response?: Kept["response"] | undefined }): Kept {
  const { alertUid, rule, assetUid, kind, annunciation, priority, state, message, response } = alert;
  return { alertUid, rule, assetUid, kind, annunciation, priority, state, message, ...only("response", response) };
}

function someMark({ at, by, comment }: Mark): RecordMark {
  return { atMs: ms(at), by, ...only("comment", comment) };
}

function markOf(mark: Mark | undefined): RecordMark | undefined {
  return mark === undefined ? undefined : someMark(mark);
}

function markOfAnswer({ at, by, comment }: MarkAnswer): RecordMark {
  return { atMs: time(at) ?? Number.NaN, by, ...only("comment", comment ?? undefined) };
}

function valuesOf(
  { tag, raised, peak, peakAt, now, nowAt }: NonNullable<AlertView["values"]>,
  tagUidOf: TagUidOf,
): RecordValues {
  return {
    raised,
    peak,
    peakMs: ms(peakAt),
    ...only("tagUid", tagUidOf(tag)),
    ...only("now", now),
    ...only("nowMs", nowAt === undefined ? undefined : ms(nowAt)),
  };
}

function valuesOfAnswer({ tagUid, raised, peak, peakAt, now, nowAt }: NonNullable<PastAlert["values"]>): RecordValues {
  return {
    ...only("tagUid", tagUid ?? undefined),
    ...only("raised", raised ?? undefined),
    ...only("peak", peak ?? undefined),
    ...only("peakMs", time(peakAt)),
    ...only("now", now ?? undefined),
    ...only("nowMs", time(nowAt)),
  };
}

/** Works out a field that an older edge leaves out. */
function withoutNull({ annunciation, state, acknowledged }: PastAlert): Parameters<typeof asksForAck>[0] {
  return {
    annunciation,
    state,
    ...(acknowledged === null ? {} : { acknowledged: { at: 0 as Micros, by: acknowledged.by } }),
  };
}
