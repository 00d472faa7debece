import type { Chance } from "../../../edge/batch/chance.ts";
import { type Option, type Shop, shopOf } from "../../../edge/schedule/shop.ts";

/**
 * A random shop: routes through any machines, also one twice in a row, with up to `options` ways to make an operation.
 */
export function randomShop(
  chance: Chance,
  { jobs, operations, machines, options }: Record<"jobs" | "operations" | "machines" | "options", number>,
): Shop {
  const operation = (): Option[] => {
    const count = 1 + chance.below(Math.min(options, machines));
    const among = Int32Array.from({ length: machines }, (_, machine) => machine);
    chance.draw(among, count);
    return Array.from(among.subarray(0, count), (machine) => ({ machine, time: chance.below(20) }));
  };
  const routes = Array.from({ length: jobs }, () => Array.from({ length: 1 + chance.below(operations) }, operation));
  return shopOf(routes, machines);
}

/** What is wrong with starts and machines as a schedule of the shop; empty if nothing is. */
export function faultsOf(shop: Shop, start: Int32Array, machine: Int32Array): string[] {
  const { firstOf, optionsFrom, machineOf, timeOf } = shop;
  const faults: string[] = [];
  const time = Array.from(start, (_, operation) => {
    for (let at = optionsFrom[operation] as number; at < (optionsFrom[operation + 1] as number); at++)
      if (machineOf[at] === machine[operation]) return timeOf[at] as number;
    faults.push(`operation ${operation} is on machine ${machine[operation]}`);
    return 0;
  });
  const end = (operation: number): number => (start[operation] as number) + (time[operation] as number);
  for (let job = 0; job + 1 < firstOf.length; job++)
    for (let at = (firstOf[job] as number) + 1; at < (firstOf[job + 1] as number); at++)
      if ((start[at] as number) < end(at - 1)) faults.push(`operation ${at} starts before ${at - 1} ends`);
  const onMachine = Map.groupBy(start.keys(), (operation) => machine[operation] as number);
  for (const operations of onMachine.values()) {
    const inTurn = operations
      .filter((one) => (time[one] as number) > 0)
      .sort((a, b) => (start[a] as number) - (start[b] as number));
    for (const [at, one] of inTurn.entries())
      if (at > 0 && (start[one] as number) < end(inTurn[at - 1] as number)) faults.push(`operation ${one} overlaps`);
  }
  return faults;
}

/** The shortest makespan, by trying every order and every choice of machines. */
export function shortestMakespan(shop: Shop): number {
  const { firstOf, optionsFrom, machineOf, timeOf, machines } = shop;
  const jobs = firstOf.length - 1;
  let best = Number.POSITIVE_INFINITY;
  const extend = (next: number[], readyOfJob: number[], readyOfMachine: number[], ends: number): void => {
    if (ends >= best) return;
    let isWhole = true;
    for (let job = 0; job < jobs; job++) {
      const operation = next[job] as number;
      if (operation === firstOf[job + 1]) continue;
      isWhole = false;
      for (let option = optionsFrom[operation] as number; option < (optionsFrom[operation + 1] as number); option++) {
        const machine = machineOf[option] as number;
        const end = Math.max(readyOfJob[job] as number, readyOfMachine[machine] as number) + (timeOf[option] as number);
        extend(
          next.with(job, operation + 1),
          readyOfJob.with(job, end),
          readyOfMachine.with(machine, end),
          Math.max(ends, end),
        );
      }
    }
    if (isWhole) best = ends;
  };
  extend([...firstOf.subarray(0, jobs)], new Array(jobs).fill(0), new Array(machines).fill(0), 0);
  return best;
}
