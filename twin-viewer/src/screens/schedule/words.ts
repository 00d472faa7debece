/** Words about operations and orders. */
import { reasonText } from "../../../../edge/contracts/schedule/reason-text.ts";
import { formatClock, formatDate, formatMoment, formatNumber } from "../../data/format.ts";
import { language } from "../../i18n/chosen.ts";
import { local, t } from "../../i18n/language.ts";
import { keyOf, openParts, type ViewedOperation, type ViewedOrder } from "./plan-view.ts";
import { conflicts, isLockedNow, machineTimes, plan } from "./state.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export function momentOf(ms: number): string {
  return formatMoment(ms, plan.value?.timeZone ?? "UTC", false);
}

/** Begin and end; the day of the end only where it is another one. */
export function stretchOf(fromMs: number, toMs: number): string {
  const zone = plan.value?.timeZone ?? "UTC";
  const isOneDay = formatDate(fromMs, zone) === formatDate(toMs, zone);
  return `${momentOf(fromMs)} – ${isOneDay ? formatClock(toMs, zone, false) : momentOf(toMs)}`;
}

/** Minutes of set-up before an operation, without the time in which its machine is closed. */
export function setUpText({ machine, setUpStart, start }: ViewedOperation): string {
  const stretch = { fromMs: setUpStart, toMs: start };
  const times = machineTimes.value;
  const parts = times === undefined ? [stretch] : openParts(times, machine, stretch);
  const ms = parts.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return formatNumber(ms / MINUTE_MS, 0);
}

/** Why an operation of the schedule starts when it does. */
export function whyOf(planned: ViewedOperation): string {
  return reasonText(planned, { language: language.value, timeZone: plan.value?.timeZone ?? "UTC" });
}

export function lateText({ due, end }: ViewedOrder): string {
  return t("gantt.late-by", { hours: formatNumber((end - due) / HOUR_MS, 1) });
}

/** Marks of an operation as words: kept, locked, late, in conflict. */
export function marksOf(operation: ViewedOperation): readonly string[] {
  const key = keyOf(operation);
  const order = plan.value?.orders.get(operation.order);
  return [
    ...(conflicts.value.has(key) ? [`✗ ${t("gantt.conflict")}`] : []),
    ...(operation.isKept ? [t("gantt.kept")] : []),
    ...(isLockedNow(key) ? [t("gantt.locked")] : []),
    ...(order?.isLate === true ? [`▲ ${lateText(order)}`] : []),
  ];
}

export function conflictTexts(operation: ViewedOperation): readonly string[] {
  return (conflicts.value.get(keyOf(operation)) ?? []).map(({ text }) => local(text));
}

/** An operation as one sentence. `happened`: what became of it; undefined while it is moved. */
export function spokenOf(operation: ViewedOperation, happened: readonly string[] | undefined): string {
  const { order, step, machine, start, end } = operation;
  const place = t("gantt.spoken", { order, step, machine, time: stretchOf(start, end) });
  const planned = plan.value?.byKey.get(keyOf(operation));
  const why = happened === undefined || planned === undefined ? [] : [...happened, whyOf(planned)];
  return [place, ...marksOf(operation), ...conflictTexts(operation), ...why].join(t("gantt.pause"));
}
