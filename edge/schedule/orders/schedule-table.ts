import { csvLine, timeCells, timeColumns } from "../../contracts/csv.ts";
import { localTextOf } from "../../contracts/path/written-time.ts";
import { type Reader, reasonText } from "../../contracts/schedule/reason-text.ts";
import type { Schedule } from "../../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";

/** A schedule as a table: a line for each operation, machine after machine in the order of their starts. */
export function scheduleTable(plan: WorkPlan, schedule: Schedule, reader: Reader): string {
  const local = localTextOf(plan.timeZone);
  const orders = new Map(plan.orders.map((order) => [order.id, order]));
  const ends = new Map(schedule.orders.map(({ order, end, due, onTime }) => [order, { end, due, onTime }]));
  const times = (ms: number): readonly [string, string] => timeCells(ms * 1000, local);
  const head = [
    "machine",
    "order",
    "variant",
    "quantity",
    "step",
    ...["setUpStart", "start", "end", "due"].flatMap(timeColumns),
    "orderLateMinutes",
    "orderOnTime",
    "kept",
    "reason",
  ];
  const rows = schedule.operations
    .toSorted((a, b) => compared(a.machine, b.machine) || a.start - b.start || compared(a.order, b.order))
    .map((operation) => {
      const { machine, order, step, setUpStart, start, end, isKept } = operation;
      const { variant = "", quantity = "" } = orders.get(order) ?? {};
      const whole = ends.get(order);
      const due = whole?.due ?? Number.NaN;
      const lateMin = Math.max(0, ((whole?.end ?? Number.NaN) - due) / 60_000);
      return [
        ...[machine, order, variant, quantity, step],
        ...[setUpStart, start, end, due].flatMap(times),
        Math.round(lateMin * 10) / 10,
        whole?.onTime === undefined ? "" : Math.round(1000 * whole.onTime) / 1000,
        isKept ? "1" : "",
        reasonText(operation, reader),
      ];
    });
  return [head, ...rows].map(csvLine).join("");
}

/** By code, the same on any machine. */
function compared(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
