import type { ClosedTimes } from "../contracts/schedule/schedules.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import { KNOWN_FROM, Moments } from "../schedule/plant/moments.ts";
import { momentOf } from "./stored.ts";

/** Stretches of all machines together: what comes later is left out. */
const MOST_STRETCHES = 2_000;

/**
 * The machines of a plan with the times in which they do not work, within a span in ms since 1970. `closedUntil`: from
 * then on some are left out; null where none is.
 */
export function machinesIn(plan: WorkPlan, span: { readonly from: number; readonly to: number }): ClosedTimes {
  const moments = new Moments(plan);
  const closedOf = new Map(plan.calendars.map((calendar) => [calendar.id, closedIn(moments, calendar, span)]));
  const stretches = plan.machines.flatMap(({ calendar = "", unavailable }, machine) => [
    ...(closedOf.get(calendar) ?? []).map((one) => ({ machine, kind: "closed" as const, ...one })),
    ...unavailable.map(({ from, to }) => ({
      ...{ machine, kind: "unavailable" as const },
      from: Date.parse(from),
      to: Date.parse(to),
    })),
  ]);
  const all = stretches.filter(({ from, to }) => to > span.from && from < span.to).sort((a, b) => a.from - b.from);
  const within = all.slice(0, MOST_STRETCHES);
  const left = all[MOST_STRETCHES];
  const of = Map.groupBy(within, ({ machine }) => machine);
  const machines = plan.machines.map(({ id, area = null, capacity = null }, machine) => {
    const own = (kind: "closed" | "unavailable") =>
      (of.get(machine) ?? [])
        .filter((one) => one.kind === kind)
        .map(({ from, to }) => ({
          from: momentOf(Math.max(from, span.from)),
          to: momentOf(Math.min(to, span.to)),
        }));
    return { id, area, capacity, closed: own("closed"), unavailable: own("unavailable") };
  });
  return { machines, closedUntil: left === undefined ? null : momentOf(Math.max(left.from, span.from)) };
}

/** When machines are closed by a calendar, one time more than are shown. Known from `KNOWN_FROM` to the horizon. */
function closedIn(
  moments: Moments,
  calendar: WorkPlan["calendars"][number],
  span: { readonly from: number; readonly to: number },
) {
  const end = Math.min((span.to - moments.startMs) / 1_000, moments.horizon);
  const closed: { from: number; to: number }[] = [];
  let from = Math.max((span.from - moments.startMs) / 1_000, KNOWN_FROM);
  for (const window of moments.windows(calendar.windows, calendar.closed)) {
    if (window.from >= end) break;
    if (window.from > from) closed.push({ from, to: window.from });
    from = Math.max(from, window.to);
  }
  if (from < end) closed.push({ from, to: end });
  const { startMs } = moments;
  return closed.slice(0, MOST_STRETCHES + 1).map(({ from, to }) => ({
    from: startMs + from * 1_000,
    to: startMs + to * 1_000,
  }));
}
