import { expect, it } from "vitest";
import { Chance } from "../../../../edge/batch/chance.ts";
import { SEEDS_IN_SET } from "../../../run/long-sets.ts";
import { SEED } from "../../../run/seed.ts";
import { lineOf, timesOf } from "./lot-lines.ts";
import { minute, workPlan } from "./plans.ts";

const SEEDS = Array.from({ length: SEEDS_IN_SET }, (_, at) => at);

/** When the last piece is made at each step of a line, piece by piece from the starts that were planned; minutes. */
function lineEnds(minutes: readonly number[], lots: readonly number[], starts: readonly number[], quantity: number) {
  let there = new Array<number>(quantity).fill(0);
  return minutes.map((one, step) => {
    let at = starts[step] as number;
    const made = there.map((moment) => {
      at = Math.max(at, moment) + one;
      return at;
    });
    const lot = lots[step] as number;
    there = made.map((_, piece) => (made[Math.min(quantity, Math.ceil((piece + 1) / lot) * lot) - 1] as number) + 3);
    return at;
  });
}

it.for(SEEDS)("[SD55] steps with lots of their own end as their pieces do, made one by one (line %i)", (number) => {
  const chance = new Chance(SEED + number);
  for (let line = 0; line < 20; line++) {
    const minutes = Array.from({ length: 4 }, () => 1 + chance.below(10));
    const lots = minutes.map(() => 1 + chance.below(12));
    const quantity = 5 + chance.below(60);
    const plan = lineOf({ minutes, quantity });
    const route = plan.variants[0]?.route.map((step, at) => ({ ...step, transferLot: lots[at] as number })) ?? [];
    const times = timesOf({ ...plan, variants: [{ id: "V", route }] });
    const starts = times.map(([start]) => start);
    for (const [at, end] of lineEnds(minutes, lots, starts, quantity).entries())
      expect(times[at]?.[1]).toBeCloseTo(end, 0);
  }
});

it("[SD55] pieces that come while a machine is closed wait, and it ends when it has worked them all", () => {
  const calendars = [{ id: "day", windows: [{ from: "06:00", to: "08:00" }] }];
  const machines = [
    { id: "M0", area: "a" },
    { id: "M1", area: "a", calendar: "day" },
  ];
  // 20 pieces at 10 min, two at once: five lots by 08:00, and five by the next morning, which then take 50 min.
  const plan = lineOf({ minutes: [10, 5], lot: 2, step: { interruptible: true } }, { calendars, machines });
  expect(timesOf(plan)[1]).toEqual([20, 1_490]);
});

it("[SD55] a route that joins and parts again is planned in time that grows with its steps", () => {
  const places = Array.from({ length: 40 }, (_, at) => ({ id: `s${at}`, layer: Math.floor(at / 2) }));
  const route = places.map(({ id, layer }) => ({
    ...{ id, transferLot: 1, machines: [{ machine: id, minutes: 1 + (layer % 2) }] },
    after: places.filter((one) => one.layer === layer - 1).map((one) => one.id),
  }));
  const plan = workPlan({
    ...{ start: minute(0), machines: places.map(({ id }) => ({ id })), variants: [{ id: "V", route }] },
    orders: [{ id: "O", variant: "V", quantity: 30, due: minute(900) }],
  });
  const from = process.cpuUsage();
  timesOf(plan);
  // It takes about one second; by every way through the route, more than a minute.
  expect(process.cpuUsage(from).user / 1e6).toBeLessThan(30);
});

it("[SD55] an order in more than a hundred lots is planned in a hundred", () => {
  const [, second] = timesOf(lineOf({ minutes: [2, 4], lot: 1, quantity: 1_000 }));
  expect(second).toEqual([23, 4_023]);
});
