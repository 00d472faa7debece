/** What is asked of the room of schedules, as a stored schedule that waits; or everything that is wrong with it. */
import { randomUUID } from "node:crypto";
import { refuse } from "../asked/refuse.ts";
import { valueProblems } from "../config/read-file.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { NewScheduleQuestion } from "../contracts/schedule/schedules.ts";
import { MOST_OPERATIONS, type WorkPlan, workPlanSchema } from "../contracts/schedule/work-plan.ts";
import { withOrders } from "../schedule/orders/with-orders.ts";
import { NO_ORDERS, workPlanProblems } from "../schedule/plant/problems.ts";
import { lockProblemsOf } from "./lock-problems.ts";
import { momentOf, type StoredSchedule } from "./stored.ts";

/** A schedule of a plan that somebody wrote. Throws ConfigRefused with all problems. */
export function newSchedule(question: NewScheduleQuestion, by: string, askedAt: number): StoredSchedule {
  const { plan: written, orders, ...asked } = question;
  // A copy, because defaults are filled in.
  const plan = structuredClone(written) as WorkPlan;
  const found = valueProblems("plan", plan, workPlanSchema, (read) => {
    // Before what takes long for a plan that is too large.
    operationsIn(read);
    return workPlanProblems(read).filter(({ code }) => orders === undefined || code !== NO_ORDERS);
  });
  refuse(found);
  const whole = orders === undefined ? plan : withGiven(plan, orders);
  operationsIn(whole);
  refuse(lockProblemsOf(whole, "plan.locks"), "conflict");
  const { locks } = whole;
  return waiting(whole, {
    ...asked,
    by,
    askedAt,
    from: null,
    question: { locks: locks.map(({ operation: step, ...lock }) => ({ ...lock, step })), events: {} },
    released: [],
  });
}

function withGiven(plan: WorkPlan, { text, format }: NonNullable<NewScheduleQuestion["orders"]>): WorkPlan {
  const given = withOrders(plan, text, format);
  refuse(given.problems.map((one) => ({ file: "orders", column: 1, ...one })));
  return given.plan;
}

/** How many operations a plan has. Throws EdgeError `bad-request` for one that is too large. */
export function operationsIn(plan: WorkPlan): number {
  const lengths = new Map(plan.variants.map(({ id, route }) => [id, route.length]));
  const operations = plan.orders.reduce((sum, { variant }) => sum + (lengths.get(variant) ?? 0), 0);
  if (operations > MOST_OPERATIONS)
    throw new EdgeError(
      "bad-request",
      `The plan has ${operations} operations, and ${MOST_OPERATIONS} at most are stored; ` +
        "give the orders that are due first.",
    );
  return operations;
}

/** A stored schedule that waits. Throws EdgeError `bad-request` for one that is too large. */
export function waiting(
  plan: WorkPlan,
  of: Pick<StoredSchedule, "name" | "by" | "from" | "released"> & {
    readonly seconds: number;
    readonly seed: number;
    /** ms since 1970. */
    readonly askedAt: number;
    readonly question: Pick<StoredSchedule["question"], "locks" | "events">;
  },
): StoredSchedule {
  const operations = operationsIn(plan);
  const { name, by, from, released, seconds, seed, askedAt, question } = of;
  return {
    uid: randomUUID(),
    name,
    by,
    askedAt: momentOf(askedAt),
    state: "waiting",
    from,
    start: momentOf(Date.parse(plan.start)),
    orders: plan.orders.length,
    operations,
    late: null,
    setUpMin: null,
    end: null,
    cost: null,
    keptStarts: null,
    score: null,
    question: { seconds, seed, ...question },
    plan,
    released,
    improvements: [],
    schedule: null,
    failure: null,
    attempts: 0,
  };
}
