import { refuse } from "../asked/refuse.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { ConfigProblem } from "../contracts/plant/config-text.ts";
import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import type { Schedule } from "../contracts/schedule/schedule.ts";
import type { AgainQuestion, PlanEvents, ScheduleMove } from "../contracts/schedule/schedules.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import { workPlanProblems } from "../schedule/plant/problems.ts";
import { problem } from "../schedule/problem-table.ts";
import { replan, withEvents } from "../schedule/replan.ts";
import { eventPlace } from "./event-places.ts";
import { lockProblemsOf } from "./lock-problems.ts";
import { operationsIn, waiting } from "./new-schedule.ts";
import { type StoredSchedule, timedOf } from "./stored.ts";

const KIND = {
  machine: { en: "machine", zh: "设备" },
  order: { en: "order", zh: "订单" },
} as const;

interface Made {
  readonly plan: WorkPlan;
  readonly schedule: Schedule;
}

/**
 * A schedule that is made again from another as of a moment, around what a person has locked and with what has
 * happened. Throws ConfigRefused with all problems: `bad-request`, or `conflict` for locks that cannot be kept.
 */
export function againSchedule(
  question: AgainQuestion,
  { plan, schedule }: Made,
  { by, now }: { readonly by: string; readonly now: number },
): StoredSchedule {
  const { name, seconds, seed, from } = question;
  const at = question.at === undefined ? Math.max(now, Date.parse(plan.start)) : Date.parse(question.at);
  const freezeUntil = question.freezeUntil === undefined ? at : Date.parse(question.freezeUntil);
  if (at < Date.parse(plan.start))
    throw new EdgeError("bad-request", `"at" is before ${plan.start}, the start of that schedule; give a later moment`);
  if (freezeUntil < at) throw new EdgeError("bad-request", '"freezeUntil" is before "at"; give a later moment');
  const events = secondsOnly(question.events) as PlanEvents;
  const asOf = secondsText(at);
  const changed = withEvents(plan, events, asOf);
  operationsIn(changed);
  const changes = { plan, events };
  const problems = workPlanProblems({ ...changed, kept: [], locks: [] });
  refuse([...unknownIn(plan, events), ...problems.map((one) => placed(one, changes))]);
  const wanted = question.locks.map(({ step: operation, ...lock }) => ({
    ...{ ...lock, operation },
    start: secondsText(Date.parse(lock.start)),
  }));
  const again = replan(plan, schedule, { at: asOf, freezeUntil: secondsText(freezeUntil), events, locks: wanted });
  const asked = newLocks(question.locks, again.plan);
  const [locks, numbers] = [asked.map(({ lock }) => lock), asked.map(({ number }) => number)];
  const whole = { ...again.plan, locks };
  refuse(workPlanProblems(whole).map((one) => placed(one, changes, numbers)));
  refuse(lockProblemsOf(whole, "locks", numbers), "conflict");
  return waiting(whole, {
    ...{ name, by, from, seconds, seed },
    askedAt: now,
    question: { locks: locks.map(({ operation: step, ...lock }) => ({ ...lock, step })), events },
    released: again.released.map(timedOf),
  });
}

/** Of locks, those that are not kept so anyway, each with its number among all. */
function newLocks(
  locks: readonly ScheduleMove[],
  { kept }: WorkPlan,
): readonly { readonly lock: WorkPlan["locks"][number]; readonly number: number }[] {
  return locks.flatMap(({ order, step, machine, start }, number) => {
    const own = kept.find((one) => one.order === order && one.operation === step);
    const at = secondsText(Date.parse(start));
    if (own !== undefined && own.machine === machine && Date.parse(own.start) === Date.parse(at)) return [];
    return [{ lock: { order, operation: step, machine, start: at }, number }];
  });
}

function unknownIn(plan: WorkPlan, { breakdowns = [], lateMaterial = [] }: PlanEvents): readonly ConfigProblem[] {
  const machines = new Set(plan.machines.map(({ id }) => id));
  const orders = new Set(plan.orders.map(({ id }) => id));
  const unknown = (path: string, kind: keyof typeof KIND, id: string): ConfigProblem => ({
    ...{ file: "events", line: 1, column: 1, path },
    ...problem("work-plan-unknown", { kind: KIND[kind], id }),
  });
  return [
    ...breakdowns.flatMap(({ machine }, at) =>
      machines.has(machine) ? [] : [unknown(`events.breakdowns[${at}].machine`, "machine", machine)],
    ),
    ...lateMaterial.flatMap(({ order }, at) =>
      orders.has(order) ? [] : [unknown(`events.lateMaterial[${at}].order`, "order", order)],
    ),
  ];
}

/** Where a question has what is wrong with the plan that follows from it. */
function placed(
  { steps, ...text }: SectionProblem,
  { plan, events }: { readonly plan: WorkPlan; readonly events: PlanEvents },
  lockNumbers: readonly number[] = [],
): ConfigProblem {
  const [section, at, ...rest] = steps;
  const event = eventPlace(steps, plan, events);
  const path =
    section === "locks"
      ? pathOf("", ["locks", lockNumbers[Number(at)] ?? Number(at), ...rest])
      : event === undefined
        ? pathOf("plan", steps)
        : pathOf("events", event);
  return { file: path.split(/[.[]/)[0] as string, line: 1, column: 1, path, ...text };
}

function pathOf(root: string, steps: SectionProblem["steps"]): string {
  return steps.reduce<string>(
    (path, step) => (typeof step === "number" ? `${path}[${step}]` : path === "" ? step : `${path}.${step}`),
    root,
  );
}

/** Moments of events to the second, and orders with their defaults. */
function secondsOnly(events: AgainQuestion["events"]): AgainQuestion["events"] {
  const { breakdowns, lateMaterial, rushOrders } = events;
  const text = (moment: string): string => secondsText(Date.parse(moment));
  return {
    ...(breakdowns === undefined
      ? {}
      : { breakdowns: breakdowns.map((one) => ({ ...one, from: text(one.from), to: text(one.to) })) }),
    ...(lateMaterial === undefined
      ? {}
      : { lateMaterial: lateMaterial.map((one) => ({ ...one, from: text(one.from) })) }),
    ...(rushOrders === undefined
      ? {}
      : {
          rushOrders: rushOrders.map(({ material = [], release, ...order }) => ({
            quantity: 1,
            priority: 1,
            ...order,
            ...(release === undefined ? {} : { release: text(release) }),
            due: text(order.due),
            material: material.map((one) => ({ ...one, from: text(one.from) })),
          })),
        }),
  };
}

/** As work plans have moments. */
function secondsText(ms: number): string {
  return new Date(1_000 * Math.round(ms / 1_000)).toISOString().replace(".000Z", "Z");
}
