/** Proposes times for work at which production stands anyway. Advisory, and pure. */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { TimeRange } from "../contracts/path/time-range.ts";
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import { minutesOf, type Zone } from "../contracts/plant/time-zone.ts";
import type { DueEntry, NoWindow, ProposedWindow } from "../contracts/records/due-list.ts";
import { isChosen, type StopConfig } from "./config.ts";
import { DAY_US } from "./meter.ts";

/** How far before the due time, or from now on for overdue work, a window is looked for. */
const SEARCH_DAYS = 14;
/** Nothing is proposed for what is due later: its time is too uncertain, and plans change. */
const AHEAD_DAYS = 35;
const DAY_MS = 86_400_000;

export interface WindowContext {
  readonly now: Micros;
  readonly zone: Zone;
  readonly stops: readonly StopConfig[];
  /** Whether the site has shifts; without them all time is planned. */
  readonly hasShifts: boolean;
  /** Planned busy time of the asset on all days that touch [from, to), in order. */
  planned(asset: AssetConfig, from: Micros, to: Micros): readonly TimeRange[];
  /** When the order at the machine will end by forecast; null where none is known. */
  orderEnd(asset: AssetConfig): Micros | null;
}

interface Wish {
  readonly asset: AssetConfig;
  readonly lastsMin: number | null;
  readonly due: Micros | null;
}

/**
 * The latest planned stop or time outside of shifts that the work fits into before it is due; the first one from now
 * where that is past. Else the end of the order at the machine.
 */
export function proposedWindow(
  { asset, lastsMin, due }: Wish,
  context: WindowContext,
): Pick<DueEntry, "window" | "noWindow"> {
  if (due === null) return none("no-time");
  if (lastsMin === null) return none("no-duration");
  const { now } = context;
  if (due > now + AHEAD_DAYS * DAY_US) return none("far-ahead");
  const needed = lastsMin * 60e6;
  const isPast = due < now + needed;
  const range = isPast
    ? { from: now, to: now + SEARCH_DAYS * DAY_US }
    : { from: Math.max(now, due - SEARCH_DAYS * DAY_US), to: due };
  const fits = ({ from, to }: TimeRange) => to - from >= needed;
  const chosen = <T extends TimeRange>(all: readonly T[]): T | undefined =>
    isPast ? all.find(fits) : all.findLast(fits);
  const stop = chosen(stopsIn(context, asset, range).filter(({ from }) => from + needed <= range.to));
  if (stop !== undefined) return { window: stop, noWindow: null };
  const gap = context.hasShifts ? chosen(gapsIn(context, asset, range)) : undefined;
  if (gap !== undefined)
    return {
      window: { from: gap.from, to: gap.from + needed, basis: "outside-shifts", title: null },
      noWindow: null,
    };
  const end = context.orderEnd(asset);
  if (end !== null && end >= now && (isPast || end + needed <= due))
    return { window: { from: end, to: end + needed, basis: "order-end", title: null }, noWindow: null };
  const isKnown =
    context.hasShifts || end !== null || context.stops.some(({ of }) => of === undefined || isChosen(of, asset));
  return none(isKnown ? "no-gap" : "no-plan-known");
}

function none(noWindow: NoWindow): Pick<DueEntry, "window" | "noWindow"> {
  return { window: null, noWindow };
}

/** Planned stops of the asset that begin in the range, in order. */
function stopsIn({ stops, zone }: WindowContext, asset: AssetConfig, { from, to }: TimeRange): ProposedWindow[] {
  const own = stops.filter(({ of }) => of === undefined || isChosen(of, asset));
  if (own.length === 0) return [];
  const found: ProposedWindow[] = [];
  const dayOf = (time: Micros) => Math.floor(zone.toLocal(time / 1000) / DAY_MS) * DAY_MS;
  for (let day = dayOf(from); day <= dayOf(to); day += DAY_MS) {
    const date = new Date(day).toISOString().slice(0, 10);
    const weekdayNow = new Date(day).getUTCDay() || 7;
    for (const { on, weekday, start, lastsMin, title } of own) {
      if (on === undefined ? weekday !== weekdayNow : on !== date) continue;
      const begin = zone.toUtc(day + minutesOf(start) * 60_000) * 1000;
      if (begin >= from && begin < to)
        found.push({ from: begin, to: begin + lastsMin * 60e6, basis: "planned-stop", title });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** Stretches outside of planned busy time. */
function gapsIn({ planned }: WindowContext, asset: AssetConfig, { from, to }: TimeRange): TimeRange[] {
  const gaps: TimeRange[] = [];
  let at = from;
  for (const stretch of planned(asset, from, to)) {
    if (stretch.from > at) gaps.push({ from: at, to: Math.min(stretch.from, to) });
    at = Math.max(at, stretch.to);
  }
  if (at < to) gaps.push({ from: at, to });
  return gaps;
}
