import { expect, it } from "vitest";
import type { PastOperation } from "../../../edge/contracts/forecast/history.ts";
import { type RouteStop, stepsMade } from "../../../edge/contracts/schedule/steps-made.ts";
import { historyOf, madePlan, minute, piece, stationsOf } from "../../fakes/dispatch.ts";

const stop = (step: string, operation: string, ...machines: readonly string[]): RouteStop => ({
  ...{ step, operation, machines: new Set(machines) },
});

/** Turned twice, washed twice, as OP10 and OP40 in the machines' own words. */
const ROUTE = [
  stop("turn", "OP10", "L1", "L2"),
  stop("turn back", "OP10", "L1", "L2"),
  stop("wash", "OP40", "W"),
  stop("mill", "OP20", "M"),
  stop("wash again", "OP40", "W"),
];

const done = (station: string, end: number, operation?: string): PastOperation => ({
  ...{ station, start: end - 1, end, verdict: "good" },
  ...(operation === undefined ? {} : { operation }),
});

function steps(...names: readonly string[]): readonly string[] {
  return [
    ...stepsMade(
      ROUTE,
      names.map((name, at) => done(name, at + 1)),
      0,
    ),
  ];
}

it("[DI32] each visit of a piece to a machine counts for its own step", () => {
  expect(steps("L1")).toEqual(["turn"]);
  expect(steps("L1", "L2")).toEqual(["turn", "turn back"]);
  expect(steps("L1", "L1", "W")).toEqual(["turn", "turn back", "wash"]);
  expect(steps("L1", "L1", "W", "M", "W")).toEqual(["turn", "turn back", "wash", "mill", "wash again"]);
});

it("[DI32] a step that is made again counts once, and steps that nobody reports keep nothing back", () => {
  expect(steps("L1", "L1", "W", "W", "M")).toEqual(["turn", "turn back", "wash", "mill"]);
  expect(steps("L1", "L1", "W", "M", "M", "W", "W")).toEqual(["turn", "turn back", "wash", "mill", "wash again"]);
  expect(steps("W", "M", "W")).toEqual(["wash", "mill", "wash again"]);
  expect(steps("M", "elsewhere", "W")).toEqual(["mill", "wash again"]);
});

it("[DI32] a machine that names the step of the route is believed, and another operation of it is none", () => {
  const named = (...ends: readonly PastOperation[]) => [...stepsMade(ROUTE, ends, 0)];
  expect(named(done("W", 1, "wash again"))).toEqual(["wash again"]);
  expect(named(done("W", 1, "OP99"))).toEqual([]);
  expect(named(done("M", 1, "OP99"))).toEqual(["mill"]);
  expect(named(done("L1", 1, "OP10"), done("L1", 2, "OP10"))).toEqual(["turn", "turn back"]);
});

it("[DI32] steps of a plan that are numbered by visits are told apart, though each has the machine's one name", () => {
  const route = [stop("OP40", "OP40", "W"), stop("OP20", "OP20", "M"), stop("OP40 2", "OP40", "W")];
  const ends = [done("W", 1, "OP40"), done("M", 2, "OP20"), done("W", 3, "OP40")];
  expect([...stepsMade(route, ends, 0)]).toEqual(["OP40", "OP20", "OP40 2"]);
  expect([...stepsMade(route, ends.slice(0, 1), 0)]).toEqual(["OP40"]);
});

it("[DI32] what ended before the plan began is none of its pieces, and keeps its place in the route", () => {
  const all = ["L1", "L1", "W", "M", "W"].map((name, at) => done(name, at + 1));
  expect([...stepsMade(ROUTE, all, 4)]).toEqual(["mill", "wash again"]);
  expect([...stepsMade(ROUTE, [...all.slice(0, 4), { ...done("W", 9), end: Number.NaN }], 4)]).toEqual(["mill"]);
});

it("[DI32] a route that comes to one mill twice has what is done at each visit", async () => {
  const made = madePlan([{ id: "A", variant: "P1", quantity: 3, mill: "MILL-1", start: 0 }]);
  const [variant] = made.plan.variants as [(typeof made.plan.variants)[0]];
  const again = { ...(variant.route[0] as (typeof variant.route)[0]), id: "mill again" };
  const plan = { ...made.plan, variants: [{ ...variant, route: [...variant.route, again] }] };
  const [first] = made.schedule.operations as [(typeof made.schedule.operations)[0]];
  const second = { ...first, step: "mill again", setUpStart: minute(60), start: minute(60), end: minute(90) };
  const schedule = { ...made.schedule, operations: [...made.schedule.operations, second] };
  const once = piece("p1", { variant: "P1", order: "A" }, [["MILL-1", 0, 5]]);
  const twice = piece("p2", { variant: "P1", order: "A" }, [
    ["MILL-1", 5, 10],
    ["WASH", 11, 12],
    ["MILL-2", 13, 20],
  ]);
  const unnamed = [once, twice].map((one) => ({
    ...one,
    operations: one.operations.map(({ operation: _name, ...rest }) => rest),
  }));
  const stations = await stationsOf({ made: { ...made, plan, schedule }, history: historyOf(...unnamed) });
  expect(stations.get("MILL-1")?.next.map(({ step, done: count }) => [step, count])).toEqual([
    ["mill", 2],
    ["mill again", 1],
  ]);
});
