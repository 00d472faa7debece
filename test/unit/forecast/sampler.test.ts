import { expect, it } from "vitest";
import { FORESEEN_STATES, type ForeseenState, type FutureStates } from "../../../edge/contracts/forecast/states.ts";
import { exponential } from "../../../edge/forecast/kernel/distributions.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { EMPTY_START, type ModelPlan, type StartState } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { MOST_RIDES } from "../../../edge/forecast/model/ride-log.ts";
import { sampledRun, stepFor } from "../../../edge/forecast/model/sampler.ts";
import { snapshotAt } from "../../../edge/forecast/model/snapshot-at.ts";
import { startState } from "../../../edge/forecast/model/start-state.ts";
import { compareFutures } from "../../../edge/forecast/whatif/compare.ts";
import { middleRun } from "../../../edge/forecast/whatif/watched-futures.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { bufferOf, lasting, line, stationOf } from "../../fakes/forecast-plans.ts";
import { randomOf, SEED } from "../../run/seed.ts";

const PLENTY: StartState = { ...EMPTY_START, refill: { shares: [1], quantity: 1000 } };
const LANE = { from: 2, to: [[3]], load: 2, approach: exponential(40), carry: exponential(90) };
const ROBOT = { label: "ROB", stations: [4], fetch: lasting(5), empty: lasting(3), put: lasting(4) };

/** A machine that fails, a vehicle's lane, and a station with a robot that tends it. */
const PLAN: ModelPlan = line(
  [
    [stationOf("FAILS", exponential(50), { failures: { between: exponential(600), repair: exponential(200) } })],
    [bufferOf("OUT", 6)],
    [bufferOf("IN", 4)],
    [stationOf("TENDED", exponential(70), { tender: 0, outages: [[3000, 3600]] })],
    [bufferOf("END", 100)],
    [stationOf("LAST", lasting(10), { openings: [[0, 5000]] })],
  ],
  { lanes: [LANE], vehicles: 2, tenders: [ROBOT] },
);

const lastOf = (column: ArrayLike<number>): number => column[column.length - 1] as number;

function stateOf({ machines }: Pick<FutureStates, "machines">, label: string, step: number): ForeseenState | undefined {
  return FORESEEN_STATES[machines.find((one) => one.label === label)?.states[step] ?? -1];
}

it("[FK65] pieces conserve at every step, and the last one has what the same run in one go has", () => {
  const horizonS = 7230;
  for (let at = 0; at < 20; at++) {
    const seed = (SEED % 2 ** 20) * 100 + at;
    const states = sampledRun({ plan: PLAN, start: PLENTY, seed, horizonS });
    const whole = new PlantRun(PLAN, PLENTY, seed).run(horizonS);
    expect(states).toMatchObject({ stepS: 60, horizonS, vehicles: 2, ridesUntilS: horizonS });
    expect(states.good).toHaveLength(122);
    expect([lastOf(states.good), lastOf(states.scrapped)]).toEqual([whole.good, whole.scrapped]);
    const atPlaces = (step: number): number => states.places.reduce((sum, { pieces }) => sum + (pieces[step] ?? 0), 0);
    for (const step of [0, 40, 121]) {
      const run = new PlantRun(PLAN, PLENTY, seed);
      run.goOn(Math.min(horizonS, 60 * step));
      expect(atPlaces(step) + (states.carried[step] as number)).toBe(run.inPlant);
      expect(states.good[step]).toBe(run.tally.good);
    }
    expect(atPlaces(121) + lastOf(states.carried)).toBe(whole.wipAtEnd);
    // Every load that was put down came to its place, and vehicles are one at a time.
    const { vehicle, sentS, loadedS, unloadedS } = states.rides;
    const free = [0, 0];
    for (let ride = 0; ride < vehicle.length; ride++) {
      const number = vehicle[ride] as number;
      expect(sentS[ride]).toBeGreaterThanOrEqual(free[number] as number);
      if ((unloadedS[ride] as number) < 0) continue;
      expect(loadedS[ride]).toBeLessThanOrEqual(unloadedS[ride] as number);
      free[number] = unloadedS[ride] as number;
    }
    expect(states.stops).toEqual(["OUT", "IN"]);
  }
});

it("[FK65] a machine is down while it is repaired or stands for certain, else what its pieces say", () => {
  const states = sampledRun({ plan: PLAN, start: PLENTY, seed: SEED, horizonS: 7200 });
  expect(stateOf(states, "TENDED", 55)).toBe("down");
  expect(stateOf(states, "LAST", 110)).toBe("closed");
  const quiet = sampledRun({ plan: PLAN, start: EMPTY_START, seed: SEED, horizonS: 600 });
  expect(quiet.machines.map(({ label }) => [label, stateOf(quiet, label, 5)])).toEqual([
    ["FAILS", "starved"],
    ["TENDED", "starved"],
    ["LAST", "starved"],
    ["ROB", "waiting"],
  ]);
  const share = (label: string, state: ForeseenState): number => {
    const long = sampledRun({ plan: PLAN, start: PLENTY, seed: SEED, horizonS: 72_000 });
    const column = Array.from(long.machines.find((one) => one.label === label)?.states ?? []);
    return column.filter((one) => FORESEEN_STATES[one] === state).length / column.length;
  };
  expect(share("FAILS", "down")).toBeGreaterThan(0);
  expect(share("FAILS", "blocked")).toBeGreaterThan(0.5);
  const failing = stationOf("S", lasting(10), { failures: { between: exponential(900), repair: exponential(300) } });
  const alone = sampledRun({ plan: line([[failing]]), start: PLENTY, seed: SEED, horizonS: 500 * 3600 });
  const down = Array.from(alone.machines[0]?.states ?? []).filter((one) => FORESEEN_STATES[one] === "down").length;
  // Repairs are a quarter of the time: MTTR / (MTBF + MTTR).
  expect(Math.abs(down / (alone.machines[0]?.states.length ?? 1) - 0.25)).toBeLessThan(0.05);
});

it("[FK65] columns have a bound: larger questions have longer steps, and rides beyond theirs are not known", () => {
  expect(stepFor(80, 8 * 3600)).toBe(60);
  for (const [rows, hours] of [
    [80, 24],
    [80, 720],
    [5000, 720],
    [5000, 0.5],
  ] as const)
    expect(rows * (Math.ceil((hours * 3600) / stepFor(rows, hours * 3600)) + 1)).toBeLessThan(2 ** 16 + 2 * rows);
  const lane = { ...LANE, load: 1, approach: lasting(1), carry: lasting(1) };
  const groups = [
    [stationOf("S", lasting(1))],
    [bufferOf("OUT", 6)],
    [bufferOf("IN", 4)],
    [stationOf("T", lasting(1))],
  ];
  const busy = sampledRun({
    plan: line(groups, { lanes: [lane], vehicles: 2 }),
    start: PLENTY,
    seed: 1,
    horizonS: 36_000,
  });
  expect(busy.rides.vehicle).toHaveLength(MOST_RIDES);
  expect(busy.ridesUntilS).toBeLessThan(36_000);
  expect(busy.ridesUntilS).toBeGreaterThanOrEqual(lastOf(busy.rides.sentS));
});

it("[FK66] the median run of the plant as it is, in all futures; the same question has the same bits", async () => {
  expect(middleRun([5, 9, 7])).toBe(2);
  expect(middleRun([7, 5, 9, 7])).toBe(0);
  const at = START_US + 2.5 * 3600e6;
  const history = smallHistory(600, randomOf("states"));
  const flow = flowOf(SMALL_PLANT);
  const sources = { description: SMALL_PLANT, flow, learnt: learn(history, flow) };
  const ask = async (isKept: boolean) => {
    let kept: readonly FutureStates[] = [];
    const changes = [{ kind: "out", machines: "CNC-1", fromH: 0, hours: 1 }] as const;
    const futures = [
      { name: "baseline", changes: [] },
      { name: "out", changes },
    ];
    const figures = await compareFutures(
      sources,
      (plan) => startState(snapshotAt(history, flow, at), sources, plan, true),
      { horizonS: 3600, replications: 9, seed: 3, trials: [], futures },
      { at, pause: async () => {}, ...(isKept ? { keep: (states) => (kept = states) } : {}) },
    );
    return { figures, kept };
  };
  const [first, again, bare] = [await ask(true), await ask(true), await ask(false)];
  expect(again).toEqual(first);
  expect(bare.figures).toEqual(first.figures);
  expect(bare.kept).toEqual([]);
  const [base, out] = first.kept;
  expect([base?.name, out?.name]).toEqual(["baseline", "out"]);
  expect(out?.replication).toBe(base?.replication);
  expect(lastOf(base?.good ?? [])).toBe(first.figures[0]?.good.middle);
  expect(stateOf(out as FutureStates, "CNC-1", 30)).toBe("down");
  expect(stateOf(base as FutureStates, "CNC-1", 30)).not.toBe("down");
  // Pieces that wait in the store before the flow are not in the plant yet.
  expect(base?.places.map(({ label }) => label)).toEqual(["CNC-1", "CNC-2", "MID", "PCK-1"]);
});
