import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { workPlanProblems } from "../plant/problems.ts";
import { type GivenOrder, givenOrders, type OrderFormat, type OrderProblem } from "./given-orders.ts";

interface WithOrders {
  readonly plan: WorkPlan;
  /** Orders of the file that are finished, cancelled or closed: left out. */
  readonly finished: number;
  /** Empty where the plan can be made. */
  readonly problems: readonly OrderProblem[];
}

/** A plan without problems of its own, with the orders of a file's text behind its own (rule SD17). */
export function withOrders(plan: WorkPlan, text: string, format?: OrderFormat): WithOrders {
  const { orders, finished, problems } = givenOrders(text, plan, format);
  const all = { ...plan, orders: [...plan.orders, ...orders.map(({ order }) => order)] };
  if (problems.length > 0) return { plan: all, finished, problems };
  const found = workPlanProblems(all).map(({ steps: [section, at, ...rest], ...text }) => {
    const own = section === "orders" ? orders[Number(at) - plan.orders.length] : undefined;
    return placed(own, own === undefined ? String(section ?? "") : pathOf(own, rest), text);
  });
  return { plan: all, finished, problems: found };
}

function placed(own: GivenOrder | undefined, path: string, text: ConfigText): OrderProblem {
  return { line: own?.line ?? 1, path, ...text };
}

function pathOf({ order }: GivenOrder, rest: readonly (string | number)[]): string {
  return [order.id, ...rest].join(", ");
}
