/** Turns events of conditions into reports for the alert book. Runs in main. */
import type { ConditionReport } from "../../../contracts/alerts/condition.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import type { ServerEvent } from "./messages.ts";
import type { PlannedEventRule } from "./plan-events.ts";

const LEAST_SEVERITY = 1;
const MOST_SEVERITY = 1000;
const MAX_NAME = 200;

export interface Reporter {
  /** Name of the source. */
  readonly source: string;
  readonly assetUid: AssetUid;
  readonly rule: PlannedEventRule | undefined;
}

/** The state of a condition (OPC 10000-9, 5.5 to 5.8). A state that the condition's type lacks counts as settled. */
export function reportOf(
  event: ServerEvent & { readonly conditionId: string },
  { source, assetUid, rule }: Reporter,
): ConditionReport {
  const {
    conditionId,
    branchId,
    eventId,
    active,
    retain = true,
    latched,
    suppressed,
    outOfService,
    shelved,
    comment,
    commentBy,
    time,
  } = event;
  return {
    source,
    conditionId,
    ...(branchId === undefined ? {} : { branchId }),
    eventId,
    ...headOf(event, { assetUid, rule }),
    annunciation: rule?.annunciation ?? "alarm",
    at: time,
    ...(event.isArrivalTime === true ? { isArrivalTime: true as const } : {}),
    // A branch is an earlier occurrence that still needs an action; only the condition itself shows whether the cause
    // is active. Conditions without an ActiveState are active as long as the server retains them.
    active: branchId === undefined && (active ?? retain),
    acknowledged: event.acknowledged ?? true,
    ...(event.confirmed === undefined ? {} : { confirmed: event.confirmed }),
    retain,
    ...(latched === undefined ? {} : { latched }),
    ...(suppressed === undefined ? {} : { suppressed }),
    ...(outOfService === undefined ? {} : { outOfService }),
    ...(shelved === undefined
      ? {}
      : {
          shelved: {
            kind: shelved.kind,
            ...(shelved.leftMs === undefined ? {} : { until: time + shelved.leftMs * 1000 }),
          },
        }),
    ...(comment === "" ? {} : { comment: { text: comment, by: commentBy } }),
  };
}

/** An event that is not a condition, as an alert that is raised and returns at once. */
export function reportsOfEvent(event: ServerEvent, { source, assetUid, rule }: Reporter): ConditionReport[] {
  const active: ConditionReport = {
    source,
    conditionId: `event;${event.eventType};${event.sourceNode ?? ""};${event.eventId}`,
    eventId: event.eventId,
    ...headOf(event, { assetUid, rule }),
    annunciation: rule?.annunciation ?? "event",
    at: event.time,
    active: true,
    acknowledged: rule?.annunciation === undefined || rule.annunciation === "event",
    retain: true,
  };
  // One microsecond later, because the same time would be the same report.
  return [active, { ...active, at: event.time + 1, active: false }];
}

function headOf(
  { conditionName, typeName, sourceName, message, severity, conditionClass }: ServerEvent,
  { assetUid, rule }: Omit<Reporter, "source">,
) {
  const name = (conditionName || typeName || "condition").slice(0, MAX_NAME);
  const text = message || [sourceName, name].filter((part) => part !== "").join(": ");
  return {
    rule: name,
    assetUid,
    kind: rule?.kind ?? conditionClass ?? ("process" as const),
    severity: Math.min(MOST_SEVERITY, Math.max(LEAST_SEVERITY, Math.round(severity))),
    message: { zh: text, en: text },
  };
}
