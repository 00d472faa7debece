/** Duties: each plan on each of its assets, and what is due of it when. Pure. */
import { createHash } from "node:crypto";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import type { Zone } from "../contracts/plant/time-zone.ts";
import type { DueCriterion, DueState, DueTime, LastDone } from "../contracts/records/due-list.ts";
import { isChosen, type MaintenanceConfig, type PlanConfig } from "./config.ts";
import { DAY_US, forecastOf, type MeterRows, type Quantity, rateOf, usedSince } from "./meter.ts";
import { afterPeriod, type Period, periodOf, startOfDay } from "./period.ts";

/** A plan on one asset. */
export interface Duty {
  /** `plan/ID/LABEL`: the schedule of its work items. */
  readonly key: string;
  readonly plan: PlanConfig;
  readonly asset: AssetConfig;
  /** When it was last done by the config, with what the machine had used since that the edge did not see. */
  readonly said: { readonly at: Micros; readonly hours: number; readonly cycles: number } | undefined;
}

export function dutiesOf({ plans }: MaintenanceConfig, assets: readonly AssetConfig[], zone: Zone): readonly Duty[] {
  return plans.flatMap((plan) =>
    assets
      .filter((asset) => isChosen(plan.of, asset))
      .map((asset) => {
        const said = plan.lastDone.find((one) => one.asset === asset.label);
        return {
          key: `plan/${plan.id}/${asset.label}`,
          plan,
          asset,
          said: said === undefined ? undefined : { ...said, at: startOfDay(said.on, zone) },
        };
      }),
  );
}

/** Cause and uid of the work item of one occurrence: the same after a restart, and others once it was done. */
export function occurrenceOf({ key }: Duty, { at }: LastDone): { readonly cause: string; readonly itemUid: string } {
  const cause = `${key}/${new Date(at / 1000).toISOString()}`;
  return { cause, itemUid: createHash("sha256").update(`${key} ${at}`).digest("hex").slice(0, 32) };
}

/** Whether the time when it is due follows from a meter of the machine. */
export function isByMeter({ plan: { every } }: Duty): boolean {
  return every.hours !== undefined || every.cycles !== undefined;
}

export interface DutyContext {
  readonly now: Micros;
  readonly zone: Zone;
  /** Undefined where the meter was not read yet. */
  readonly rows: MeterRows | undefined;
  readonly hasMeter: boolean;
}

export interface Assessed {
  readonly state: DueState;
  readonly due: DueTime;
  readonly criteria: readonly DueCriterion[];
}

const NEVER: DueTime = { at: null, earliest: null, latest: null };

/** The due time of a duty since it was last done: the criterion that comes first counts. */
export function assessed({ plan, said }: Duty, last: LastDone, context: DutyContext): Assessed {
  const { hours, cycles, calendar } = plan.every;
  const period = calendar === undefined ? undefined : periodOf(calendar);
  // Unobserved use of the machine counts only as long as the config's own date does.
  const unseen = said !== undefined && last.how === "config" ? said : { hours: 0, cycles: 0 };
  const criteria = [
    ...(hours === undefined ? [] : [byMeter("hours", { every: hours, before: unseen.hours }, last, context)]),
    ...(cycles === undefined ? [] : [byMeter("cycles", { every: cycles, before: unseen.cycles }, last, context)]),
    ...(period === undefined ? [] : [byCalendar(period, last, context)]),
  ];
  const shares = criteria.flatMap(({ used, every }) => (used === null ? [] : [used / every]));
  return { state: stateOf(Math.max(...shares), plan.tolerancePercent / 100), due: firstOf(criteria), criteria };
}

function stateOf(share: number, tolerance: number): DueState {
  if (share === Number.NEGATIVE_INFINITY) return "unknown";
  if (share > 1 + tolerance) return "overdue";
  return share >= 1 - tolerance ? "due" : "later";
}

const METERS: Readonly<Record<"hours" | "cycles", { readonly quantity: Quantity; readonly unit: number }>> = {
  hours: { quantity: "operatingS", unit: 3_600 },
  cycles: { quantity: "cycles", unit: 1 },
};

function byMeter(
  by: "hours" | "cycles",
  { every, before }: { readonly every: number; readonly before: number },
  { at, how }: LastDone,
  { rows, hasMeter, now }: DutyContext,
): DueCriterion {
  if (!hasMeter || rows === undefined) {
    const unknown = hasMeter ? "not-counted-yet" : "no-meter";
    return { by, every, used: null, due: NEVER, rate: null, unseenS: 0, unknown };
  }
  const { quantity, unit } = METERS[by];
  const { amount } = usedSince(rows, quantity, { since: at, now });
  // The config says what was used before the meter began.
  const since = how === "config" ? Math.max(at, rows[0]?.from ?? now) : at;
  const { unseenS } = usedSince(rows, quantity, { since, now });
  const used = before + amount / unit;
  const rate = rateOf(rows, quantity, now);
  const forecast = forecastOf((every - used) * unit, rate, now);
  // An interval that is used up cannot have been so before it was last done, however little the machine runs now.
  const due = forecast.at === null ? forecast : { ...forecast, at: Math.max(forecast.at, at) };
  return {
    by,
    every,
    used,
    due: used >= every && due.at === null ? { ...NEVER, at: now } : due,
    rate: rate === undefined ? null : { perDay: rate.perDay / unit, days: rate.days },
    unseenS,
    unknown: null,
  };
}

function byCalendar(period: Period, { at }: LastDone, { now, zone }: DutyContext): DueCriterion {
  const due = afterPeriod(at, period, zone);
  return {
    by: "calendar",
    every: (due - at) / DAY_US,
    used: (now - at) / DAY_US,
    due: { at: due, earliest: due, latest: due },
    rate: null,
    unseenS: 0,
    unknown: null,
  };
}

/** The earliest of each bound: whichever comes first. */
function firstOf(criteria: readonly DueCriterion[]): DueTime {
  const first = (bound: keyof DueTime): Micros | null => {
    const times = criteria.flatMap(({ due }) => due[bound] ?? []);
    return times.length === 0 ? null : Math.min(...times);
  };
  return { at: first("at"), earliest: first("earliest"), latest: first("latest") };
}
