/** Orders of a planning system: a table (CSV), or an operations schedule of ISA-95 (B2MML). */
import { MOST_ORDERS } from "../../contracts/schedule/work-plan.ts";
import { problem } from "../problem-table.ts";
import { ordersInSchedule } from "./operations-schedule.ts";
import { ordersInTable } from "./order-table.ts";
import type { GivenOrders, OrderContext } from "./written-order.ts";

export type { GivenOrder, OrderProblem } from "./written-order.ts";

/** The orders of a file's text, and everything that is wrong with them (rule SD17). */
export function givenOrders(text: string, context: OrderContext): GivenOrders {
  const given = /^\ufeff?\s*</.test(text) ? ordersInSchedule(text, context) : ordersInTable(text, context);
  if (given.orders.length === 0 && given.problems.length === 0)
    return { ...given, problems: [{ line: 1, path: "", ...problem("order-file-empty", { left: given.finished }) }] };
  const line = given.tooManyAt;
  if (line === undefined) return given;
  return { ...given, problems: [{ line, path: "", ...problem("order-many", { most: MOST_ORDERS }) }] };
}
