import { NONE } from "../plant/floor-state.ts";
import type { Plant } from "../plant/plant.ts";

/** An operation that waits before a machine. Times are seconds. */
interface Waiting {
  readonly operation: number;
  readonly work: number;
  readonly setUp: number;
  readonly arrived: number;
  readonly now: number;
}

/** Says which of the waiting operations is next: the one with the least value, the first of those that are equal. */
export type DispatchRule = (waiting: Waiting) => number;

export type RuleName = "FIFO" | "EDD" | "SPT" | "CR" | "ATCS" | "setup-first";

/** How far ahead ATCS looks, and how much it minds set-ups (Lee, Bhaskaran and Pinedo 1997). */
interface AtcsScale {
  readonly due: number;
  readonly setUp: number;
}

const ATCS_SCALES: readonly AtcsScale[] = [0.5, 2, 6].flatMap((due) => [0.2, 1].map((setUp) => ({ due, setUp })));

/** The six rules for a plant; ATCS once for each of its scales. */
export function dispatchRules(plant: Plant): readonly { readonly name: RuleName; readonly rule: DispatchRule }[] {
  const left = remainingWork(plant);
  const dueOf = (operation: number): number => plant.due[plant.orderOf[operation] as number] as number;
  const meanWork = mean(plant.workOf);
  const meanSetUp = Math.max(1, meanSetUpWork(plant));
  const atcs =
    ({ due, setUp: setUpScale }: AtcsScale): DispatchRule =>
    ({ operation, work, setUp, now }) => {
      const slack = Math.max(0, dueOf(operation) - now - (left[operation] as number));
      const weight = plant.priority[plant.orderOf[operation] as number] as number;
      // The logarithm of the index, which underflows where an order has much time.
      return slack / (due * meanWork) + setUp / (setUpScale * meanSetUp) - Math.log(weight / work);
    };
  return [
    { name: "FIFO", rule: ({ arrived }) => arrived },
    { name: "EDD", rule: ({ operation }) => dueOf(operation) },
    { name: "SPT", rule: ({ work }) => work },
    { name: "CR", rule: ({ operation, now }) => (dueOf(operation) - now) / (left[operation] as number) },
    ...ATCS_SCALES.map((scale) => ({ name: "ATCS" as const, rule: atcs(scale) })),
    { name: "setup-first", rule: ({ operation, setUp }) => setUp + dueOf(operation) / 1e9 },
  ];
}

/** Work of each operation and of those that follow it in its order, along the longest way, on a usual machine. */
function remainingWork(plant: Plant): Float64Array {
  const left = new Float64Array(plant.orderOf.length);
  for (let operation = left.length - 1; operation >= 0; operation--) {
    const options = plant.workOf.subarray(plant.optionsFrom[operation], plant.optionsFrom[operation + 1]);
    let after = 0;
    for (let at = plant.afterFrom[operation] as number; at < (plant.afterFrom[operation + 1] as number); at++)
      after = Math.max(after, left[plant.after[at] as number] as number);
    left[operation] = mean(options) + after;
  }
  return left;
}

function mean(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean of the set-ups that take time, over the tables and all pairs of families; 0 where none takes any. */
function meanSetUpWork({ setUpTables, names }: Plant): number {
  const count = names.families.length;
  let sum = 0;
  let all = 0;
  const add = (time: number, times: number): void => {
    if (time <= 0) return;
    sum += time * times;
    all += times;
  };
  for (const { first, same, other, rowOf, columnOf, columns, times } of setUpTables) {
    let [sameLeft, otherLeft] = [count - 1, (count - 1) ** 2];
    const [from, to] = [rowOf, columnOf].map((places) => Array.from(places.keys()).filter((at) => places[at] !== NONE));
    for (const before of from as number[])
      for (const after of to as number[]) {
        const time = times[(rowOf[before] as number) * columns + (columnOf[after] as number)] as number;
        if (time < 0) continue;
        add(time, 1);
        if (before === after) sameLeft--;
        else otherLeft--;
      }
    add(first, count);
    add(same, sameLeft);
    add(other, otherLeft);
  }
  return all === 0 ? 0 : sum / all;
}
