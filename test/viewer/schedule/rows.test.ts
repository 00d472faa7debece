import { describe, expect, it } from "vitest";
import { keyOf, type ViewedOperation } from "../../../twin-viewer/src/screens/schedule/plan-view.ts";
import {
  barAt,
  barBox,
  barsBetween,
  neighbour,
  type Row,
  rowAt,
  rowsBetween,
  rowsOf,
} from "../../../twin-viewer/src/screens/schedule/rows.ts";
import { madePlan } from "./plans.ts";

const plan = madePlan();
const all = () => true;
const byMachine = rowsOf(plan, plan.operations, { by: "machines", isShown: all });
const byOrder = rowsOf(plan, plan.operations, { by: "orders", isShown: all });

describe("rows of the chart of schedules", () => {
  it("[SD31] machines stand below their areas, in the order of the plan, each operation once", () => {
    const kinds = byMachine.list.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "area")).toHaveLength(5);
    expect(byMachine.list.filter(({ kind }) => kind === "machine").map(({ name }) => name)).toEqual(
      plan.machines.map(({ id }) => id),
    );
    const bars = byMachine.list.flatMap((row) => row.bars);
    expect(new Set(bars.map(keyOf)).size).toBe(plan.operations.length);
    for (const row of byMachine.list) for (const bar of row.bars) expect(bar.machine).toBe(row.name);
  });

  it("[SD31] orders stand by their due date; rows lie one below the other without a gap", () => {
    const due = byOrder.list.map(({ name }) => plan.orders.get(name)?.due ?? 0);
    expect(due).toEqual(due.toSorted((a, b) => a - b));
    for (const rows of [byMachine, byOrder]) {
      let top = 0;
      for (const row of rows.list) {
        expect(row.top).toBe(top);
        top += row.height;
      }
      expect(rows.height).toBe(top);
    }
  });

  it("[SD31] on a batch machine and in an order, what overlaps lies in lanes side by side, up to three", () => {
    const washing = plan.machines.filter(({ capacity }) => capacity !== null).map(({ id }) => id);
    for (const row of byMachine.list) if (row.lanes > 1) expect(washing).toContain(row.name);
    const stacked = [...byMachine.list, ...byOrder.list].filter(({ lanes }) => lanes === 2);
    expect(stacked.length).toBeGreaterThan(0);
    for (const row of stacked) {
      const lanes = (byOrder.list.includes(row) ? byOrder : byMachine).lanes;
      const shared = row.bars.filter((bar, i) =>
        row.bars.slice(0, i).some((other) => lanes[other.at] === lanes[bar.at] && other.end > bar.setUpStart),
      );
      expect(shared, row.name).toEqual([]);
      expect(barBox(row, 1).top).toBeGreaterThanOrEqual(barBox(row, 0).top + barBox(row, 0).height);
    }
  });

  it("[SD31] rows and bars in sight are those that a look at each of them finds", () => {
    for (const [top, bottom] of [
      [0, 100],
      [333, 700],
      [byMachine.height - 10, byMachine.height + 90],
    ] as const) {
      const seen = byMachine.list.flatMap((row, i) => (row.top + row.height > top && row.top < bottom ? [i] : []));
      expect(rowsBetween(byMachine, top, bottom)).toEqual([seen[0], (seen.at(-1) as number) + 1]);
    }
    const { fromMs, toMs } = plan.span;
    for (const row of byMachine.list)
      for (let part = 0; part < 10; part++) {
        const [from, to] = [fromMs + (part * (toMs - fromMs)) / 10, fromMs + ((part + 1) * (toMs - fromMs)) / 10];
        const [first, last] = barsBetween(row, from, to);
        const seen = row.bars.filter((bar) => bar.end > from && bar.setUpStart < to);
        expect(seen.every((bar) => row.bars.slice(first, last).includes(bar))).toBe(true);
      }
  });

  it("[SD31] each bar is found at its place, and none beside the rows", () => {
    for (const rows of [byMachine, byOrder])
      for (const row of rows.list)
        for (const bar of row.bars) {
          const { top, height } = barBox(row, rows.lanes[bar.at] as number);
          const y = top + height / 2;
          expect(rowAt(rows, y)).toBe(row);
          const found = barAt(rows, row, { ms: (bar.start + bar.end) / 2, y, slackMs: 0 });
          // A longer one may lie there too, in the last lane.
          expect(found !== undefined && found.setUpStart <= bar.end && found.end >= bar.start).toBe(true);
        }
    expect(rowAt(byMachine, -1)).toBeUndefined();
    expect(rowAt(byMachine, byMachine.height + 1)).toBeUndefined();
  });

  it("[SD34] keys go along a row, and to the nearest operation of the next row that has any", () => {
    const row = byMachine.list.find(({ bars }) => bars.length > 2) as Row;
    const [first, second] = row.bars as [ViewedOperation, ViewedOperation];
    expect(neighbour(byMachine, first, "right")).toBe(second);
    expect(neighbour(byMachine, second, "left")).toBe(first);
    expect(neighbour(byMachine, first, "left")).toBeUndefined();
    const below = neighbour(byMachine, second, "down") as ViewedOperation;
    const next = byMachine.list.find((one) => one.top > row.top && one.bars.length > 0) as Row;
    expect(below.machine).toBe(next.name);
    const distance = (one: ViewedOperation) => Math.abs(one.start - second.start);
    expect(distance(below)).toBe(Math.min(...next.bars.map(distance)));
    expect(neighbour(byMachine, below, "up")?.machine).toBe(row.name);
  });

  it("[SD38] a filter leaves rows of other orders out", () => {
    const only = rowsOf(plan, plan.operations, { by: "orders", isShown: ({ order }) => order === "ORD-4103" });
    expect(only.list.map(({ name }) => name)).toEqual(["ORD-4103"]);
  });

  it("[SD31] 60 machines with 5,000 operations are laid out at once", () => {
    const large = madePlan({ machines: 60, orders: 1_200 });
    expect(large.operations.length).toBeGreaterThan(5_000);
    const rows = rowsOf(large, large.operations, { by: "machines", isShown: all });
    expect(rows.list.reduce((sum, { bars }) => sum + bars.length, 0)).toBe(large.operations.length);
  });
});
