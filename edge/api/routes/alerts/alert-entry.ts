import type {
  AlertMember,
  AlertOrigin,
  AlertValues,
  AlertView,
  Mark,
  ServerFacts,
} from "../../../contracts/alerts/alert.ts";
import { asksForAck } from "../../../contracts/alerts/alert-order.ts";
import type { TagTable } from "../../../contracts/plant/tag.ts";
import { Type } from "../../../contracts/schema.ts";
import { AssetUid, closed, MaybeNumber, MaybeTime, orNull, Text } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { EvidenceEntry, evidenceEntry, finite } from "./evidence-entry.ts";
import { RemainingLifeEntry, remainingLifeEntry } from "./remaining-life-entry.ts";

const mark = closed({ at: MaybeTime, by: Type.String(), comment: orNull(Type.String()) });

const ValuesEntry = closed({
  tagUid: orNull(Type.String()),
  raised: MaybeNumber,
  peak: MaybeNumber,
  peakAt: MaybeTime,
  now: MaybeNumber,
  nowAt: MaybeTime,
});

const MemberEntry = closed({ assetUid: AssetUid, rule: Type.String(), since: MaybeTime });

/** An act that is on its way from a hub to the edge, which decides. */
export const SentActEntry = closed({
  eventUid: Type.String(),
  state: Type.String({ description: "`sent`: the edge is there. `waiting`: it goes when the link is back." }),
  why: Type.Optional(Text),
});

/** An alert in answers of the API. */
export const AlertEntry = closed({
  alertUid: Type.String(),
  occurrenceUid: Type.String({
    description:
      "New each time the cause comes. Send it with an action, and the action is refused if the alert has " +
      "been raised again.",
  }),
  origin: closed({
    edge: Type.String(),
    source: Type.String(),
    conditionId: orNull(Type.String()),
    branchId: orNull(Type.String()),
  }),
  rule: Type.String(),
  assetUid: AssetUid,
  component: orNull(Type.String(), "Path of the component of the asset that it is about, where its rule says so."),
  hypotheses: orNull(
    Type.Array(closed({ kind: Type.String(), p: Type.Number({ description: "Probability, 0 to 1." }) })),
    "Kinds of fault that would explain it, most likely first; null: its rule does not say.",
  ),
  health: orNull(Type.Number(), "Health of the component: 100 as new, 0 at the end of function."),
  rul: orNull(RemainingLifeEntry, "Remaining useful life of the component, where its damage allows an estimate."),
  kind: Type.String({ description: "`process`, `safety`, `system`, `anomaly` or `prediction`." }),
  annunciation: Type.String({
    description:
      "`alarm` needs a response; `advisory` has no priority colour and counts in no figure; `event` needs no response.",
  }),
  severity: Type.Integer({ description: "1 to 1000, as in OPC UA Part 9." }),
  priority: Type.Integer({ description: "ISA-18.2 priority, 1 (highest) to 4." }),
  state: Type.String({
    description:
      "`active`, `acknowledged`, `cleared` (condition gone, not yet acknowledged), `latched` (gone, waits for a " +
      "reset), `shelved`, `suppressed` (by design), `out-of-service` or `closed`.",
  }),
  asksAck: Type.Boolean({
    description: "Whether an acknowledgement is needed now: for alarms, not for advisories and events.",
  }),
  message: Text,
  evidence: Type.Array(EvidenceEntry),
  values: orNull(
    ValuesEntry,
    "The value that the alert is about: when raised, the worst since, and now, in the tag's unit.",
  ),
  response: orNull(
    closed({ action: Text, consequence: Text, withinS: Type.Number({ description: "Time to respond." }) }),
  ),
  raisedAt: MaybeTime,
  clearedAt: MaybeTime,
  acknowledged: orNull(mark),
  confirmed: orNull(mark),
  latched: Type.Boolean({ description: "Stays after its cause is gone until somebody resets it." }),
  shelf: orNull(
    closed({
      kind: Type.String({ description: "`timed`, or `oneShot`: ends with this occurrence if that is sooner." }),
      until: MaybeTime,
      by: Type.String(),
      reason: Type.String(),
    }),
  ),
  suppressedBy: orNull(Type.String({ description: "Suppression of the config, `server`, or `cause`." })),
  causedBy: orNull(Type.String({ description: "`alertUid` of the cause that hides this alert." })),
  members: Type.Array(MemberEntry, { description: "Alerts that follow from this cause, newest first, at most 100." }),
  memberCount: Type.Integer({
    description: "Number of alerts that follow from this cause, including those beyond the list.",
  }),
  outOfService: orNull(
    closed({
      ...mark.properties,
      scope: Type.String({
        description: "`alert`; `rule` or `asset` when its rule or its whole asset is out of service.",
      }),
    }),
  ),
  comments: Type.Array(mark),
  condition: orNull(
    closed({
      acknowledged: Type.Boolean({
        description:
          "False while the alert is acknowledged: the acknowledgement counts here only, the server does not " +
          "know of it.",
      }),
      confirmed: orNull(Type.Boolean()),
      shelved: Type.Boolean(),
      retain: Type.Boolean(),
      isArrivalTime: Type.Boolean({
        description: "The server gave no time: the alert's times are when its events came.",
      }),
    }),
  ),
  reraised: Type.Integer({ description: "Number of times that the condition came back before the alert was closed." }),
});

export function alertEntry(alert: AlertView, tags: TagTable) {
  const {
    alertUid,
    occurrenceUid,
    rule,
    assetUid,
    kind,
    annunciation,
    severity,
    priority,
    state,
    message,
    latched,
    reraised,
    shelf,
  } = alert;
  return {
    alertUid,
    occurrenceUid,
    origin: originEntry(alert.origin),
    rule,
    assetUid,
    component: alert.component ?? null,
    hypotheses: alert.hypotheses?.map(({ kind, p }) => ({ kind, p })) ?? null,
    health: alert.health ?? null,
    rul: alert.rul === undefined ? null : remainingLifeEntry(alert.rul),
    kind,
    annunciation,
    severity,
    priority,
    state,
    asksAck: asksForAck(alert),
    message,
    evidence: alert.evidence.map((one) => evidenceEntry(one, tags)),
    values: alert.values === undefined ? null : valuesEntry(alert.values, tags),
    response: alert.response ?? null,
    raisedAt: formatMicros(alert.raisedAt),
    clearedAt: alert.clearedAt === undefined ? null : formatMicros(alert.clearedAt),
    acknowledged: markEntry(alert.acknowledged),
    confirmed: markEntry(alert.confirmed),
    latched,
    shelf: shelf === undefined ? null : { ...shelf, until: formatMicros(shelf.until) },
    suppressedBy: alert.suppressedBy ?? null,
    causedBy: alert.causedBy ?? null,
    members: (alert.members ?? []).map(memberEntry),
    memberCount: alert.memberCount ?? alert.members?.length ?? 0,
    outOfService:
      alert.outOfService === undefined
        ? null
        : {
            ...(markEntry(alert.outOfService) as NonNullable<ReturnType<typeof markEntry>>),
            scope: alert.outOfService.scope ?? "alert",
          },
    comments: alert.comments.map((one) => markEntry(one)).filter((one) => one !== null),
    condition: alert.condition === undefined ? null : conditionEntry(alert.condition),
    reraised,
  };
}

/** The server's own state of the condition. */
function conditionEntry({ acknowledged, confirmed, shelved, retain, isArrivalTime }: ServerFacts) {
  return { acknowledged, confirmed: confirmed ?? null, shelved, retain, isArrivalTime: isArrivalTime === true };
}

function originEntry({ edge, source, conditionId, branchId }: AlertOrigin) {
  return { edge, source, conditionId: conditionId ?? null, branchId: branchId ?? null };
}

function markEntry(mark: Mark | undefined) {
  return mark === undefined ? null : { at: formatMicros(mark.at), by: mark.by, comment: mark.comment ?? null };
}

function valuesEntry({ tag, raised, peak, peakAt, now, nowAt }: AlertValues, tags: TagTable) {
  return {
    tagUid: tags.at(tag)?.tagUid ?? null,
    raised: finite(raised),
    peak: finite(peak),
    peakAt: formatMicros(peakAt),
    now: finite(now),
    nowAt: nowAt === undefined ? null : formatMicros(nowAt),
  };
}

function memberEntry({ assetUid, rule, since }: AlertMember) {
  return { assetUid, rule, since: formatMicros(since) };
}
