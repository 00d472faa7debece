import { EdgeError } from "../../contracts/errors.ts";
import { type CsvRow, csvRows } from "../../contracts/table-text.ts";
import { problem } from "../problem-table.ts";
import { OrderCheck } from "./checked-order.ts";
import type { GivenOrder, OrderContext, OrderProblem, ReadOrders, WrittenOrder } from "./written-order.ts";

type Column = Exclude<keyof WrittenOrder, "line" | "rank">;

/** Names of columns, in any case; spreadsheets in Chinese have them in Chinese. */
const COLUMNS: Readonly<Record<Column, readonly string[]>> = {
  id: ["order", "订单"],
  variant: ["variant", "产品"],
  quantity: ["quantity", "数量"],
  release: ["release", "最早开始"],
  due: ["due", "交期"],
  priority: ["priority", "权重"],
};
const NEEDED: readonly Column[] = ["id", "variant", "due"];

/** Orders of a table whose first row names its columns; others are passed over. */
export function ordersInTable(text: string, context: OrderContext): ReadOrders {
  const none = (found: OrderProblem): ReadOrders => ({ orders: [], finished: 0, problems: [found] });
  let rows: readonly CsvRow[];
  try {
    rows = csvRows(text);
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    const line = Number(/^line (\d+)/.exec(error.message)?.[1] ?? 1);
    return none({ line, path: "", ...problem("order-table", { reason: error.message }) });
  }
  const [head, ...body] = rows;
  const at = columnsOf(head?.cells ?? []);
  const missing = NEEDED.filter((column) => at[column] === -1).map((column) => COLUMNS[column][0] as string);
  if (missing.length > 0)
    return none({ line: 1, path: "", ...problem("order-columns", { names: missing.join(", ") }) });
  const check = new OrderCheck(context);
  const orders = body.slice(0, check.room).flatMap(({ line, cells }): readonly GivenOrder[] => {
    const cell = (column: Column): string => plain(cells[at[column]] ?? "");
    const [id, variant, release, due, priority] = [
      cell("id"),
      cell("variant"),
      cell("release"),
      cell("due"),
      cell("priority"),
    ];
    const quantity = cell("quantity") || undefined;
    const order = check.order({ line, id, variant, quantity, release, due, priority, rank: "" });
    return order === undefined ? [] : [order];
  });
  const more = body[check.room];
  return { orders, finished: 0, problems: check.problems, ...(more === undefined ? {} : { tooManyAt: more.line }) };
}

function columnsOf(head: readonly string[]): Readonly<Record<Column, number>> {
  const names = head.map((name) => plain(name).toLowerCase());
  const found = Object.entries(COLUMNS).map(([column, known]) => [
    column,
    names.findIndex((one) => known.includes(one)),
  ]);
  return Object.fromEntries(found) as Record<Column, number>;
}

/** A cell without the apostrophe that keeps a spreadsheet from running it as a formula. */
function plain(cell: string): string {
  return cell.trim().replace(/^'(?=[=+\-@])/, "");
}
