/** Orders of a planning system: a table (CSV), or an operations schedule of ISA-95 (B2MML). */
import { MOST_ORDERS } from "../../contracts/schedule/work-plan.ts";
import { problem } from "../problem-table.ts";
import { ordersInSchedule } from "./operations-schedule.ts";
import { ordersInTable } from "./order-table.ts";
import type { GivenOrders, OrderContext } from "./written-order.ts";

export type { GivenOrder, OrderProblem } from "./written-order.ts";

/** How orders may be given. */
export type OrderFormat = "csv" | "b2mml";

/** The orders of a file's text, and all that is wrong with them (rule SD17). Default: the format it looks like. */
export function givenOrders(
  text: string,
  context: OrderContext,
  format: OrderFormat = /^\ufeff?\s*</.test(text) ? "b2mml" : "csv",
): GivenOrders {
  const given = format === "b2mml" ? ordersInSchedule(text, context) : ordersInTable(text, context);
  if (given.orders.length === 0 && given.problems.length === 0)
    return { ...given, problems: [{ line: 1, path: "", ...problem("order-file-empty", { left: given.finished }) }] };
  const line = given.tooManyAt;
  if (line === undefined) return given;
  return { ...given, problems: [{ line, path: "", ...problem("order-many", { most: MOST_ORDERS }) }] };
}
