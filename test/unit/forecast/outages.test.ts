import { describe, expect, it } from "vitest";
import { exponential } from "../../../edge/forecast/kernel/distributions.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { historyUntil } from "../../../edge/forecast/learn/until.ts";
import { compile } from "../../../edge/forecast/model/compile.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { EMPTY_START, type StartState, type StationPlan } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { snapshotAt } from "../../../edge/forecast/model/snapshot-at.ts";
import { startState } from "../../../edge/forecast/model/start-state.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { lasting, line, stationOf } from "../../fakes/forecast-plans.ts";
import { seeded } from "../../reliability/random.ts";
import { SEED } from "../../run/seed.ts";

const PLENTY: StartState = { ...EMPTY_START, refill: { shares: [1], quantity: 1000 } };

function us(seconds: number): number {
  return START_US + Math.round(seconds * 1e6);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("machines that are out when a forecast begins", () => {
  const out = (forS: number): StartState => ({ ...PLENTY, out: new Map([[1, forS]]) });
  const repairing = (repair: StationPlan["load"]): StationPlan =>
    stationOf("S", lasting(100), { failures: { between: lasting(1e9), repair } });

  it("[FK35] what is left of an outage is its time, given how long it has lasted", () => {
    // 1,000 s of repair, of which 400 have passed: the first piece comes at 700 s.
    const run = (untilS: number): number =>
      new PlantRun(line([[repairing(lasting(1000))]]), out(400), 1).run(untilS).good;
    expect([run(699), run(701), run(801)]).toEqual([0, 1, 2]);
  });

  it("[FK35] exponential repairs have no memory; an unknown one takes as long again as it lasted", () => {
    const firstS = (station: StationPlan, forS: number): number =>
      mean(
        Array.from({ length: 400 }, (_, run) => {
          const start = {
            ...EMPTY_START,
            out: new Map([[1, forS]]),
            orders: [{ name: "O", variant: 0, toRelease: 1, open: 1, dueS: 0 }],
          };
          return (new PlantRun(line([[station]]), start, (SEED % 1e6) + run).run(1e5).finishedS[0] as number) - 100;
        }),
      );
    // Five standard errors of 400 exponential times are a quarter.
    for (const forS of [10, 2000])
      expect(Math.abs(firstS(repairing(exponential(600)), forS) / 600 - 1)).toBeLessThan(0.25);
    expect(Math.abs(firstS(stationOf("S", lasting(100)), 900) / 900 - 1)).toBeLessThan(0.25);
  });

  it("[FK33] nobody repairs outside of planned time: an outage goes on when the shift does", () => {
    const night = {
      openings: [
        [0, 1000],
        [5000, 9000],
      ] as const,
    };
    const broken = stationOf("S", lasting(100), {
      ...night,
      failures: { between: lasting(650), repair: lasting(500) },
    });
    // It fails at 650 s, with 350 s of the shift, and works again at 5,150 s.
    const run = (untilS: number): number => new PlantRun(line([[broken]]), PLENTY, 1).run(untilS).good;
    expect([run(651), run(5199), run(5201), run(5301)]).toEqual([6, 6, 7, 8]);
    // So does one in which the run began.
    const out = { ...PLENTY, out: new Map([[1, 100]]) };
    const from = (untilS: number): number => {
      const station = stationOf("S", lasting(100), {
        ...night,
        failures: { between: lasting(1e9), repair: lasting(1300) },
      });
      return new PlantRun(line([[station]]), out, 1).run(untilS).good;
    };
    expect([from(5299), from(5301)]).toEqual([0, 1]);
    // A change that has it out meanwhile delays no repair.
    const twice = stationOf("S", lasting(100), {
      failures: { between: lasting(650), repair: lasting(500) },
      outages: [[700, 1000]],
    });
    expect(new PlantRun(line([[twice]]), PLENTY, 1).run(1201).good).toBe(7);
    // Behind the last shift of the run it is not mended in it.
    const { good } = new PlantRun(
      line([[stationOf("S", lasting(100), { ...broken, openings: [[0, 1000]] })]]),
      PLENTY,
      1,
    ).run(20_000);
    expect(good).toBe(6);
  });

  it("[FK35] work that was interrupted has left what it had, and goes on after the outage", () => {
    const start: StartState = {
      ...EMPTY_START,
      pieces: [{ place: 1, variant: 0, order: 0, stage: "work", forS: 70 }],
      orders: [{ name: "O", variant: 0, toRelease: 0, open: 1, dueS: 0 }],
      out: new Map([[1, 400]]),
    };
    const { finishedS } = new PlantRun(line([[repairing(lasting(1000))]]), start, 1).run(5000);
    expect(finishedS[0]).toBeCloseTo(630, 3);
  });

  it("[FK35] a snapshot, also of a past instant, has machines that are out, and pauses of pieces", () => {
    const small = smallHistory(120, seeded(SEED));
    const busy = small.pieces.flatMap(({ operations }) => operations.filter(({ station }) => station === "CNC-1"));
    const { start = 0, end = 0 } = busy[20] ?? {};
    const from = start + (end - start) / 2;
    const machine = { machine: "CNC-1", out: [{ from, to: end + 9e6 }], unknown: [] };
    const history = { ...small, machines: [machine] };
    const flow = flowOf(SMALL_PLANT);
    const at = from + (end - from) / 2;
    for (const known of [history, historyUntil(history, at)]) {
      const snapshot = snapshotAt(known, flow, at);
      expect([...snapshot.out]).toEqual([["CNC-1", { since: from, plannedS: expect.closeTo((at - from) / 1e6, 5) }]]);
      const piece = snapshot.pieces.find(({ place }) => place === "CNC-1");
      expect(piece?.pausedS).toBeCloseTo((at - from) / 1e6, 5);
      const sources = { description: SMALL_PLANT, flow, learnt: learn(known, flow) };
      const { state } = startState(snapshot, sources, compile(sources, { at, horizonS: 3600 }), true);
      expect(state.out?.get(1)).toBeCloseTo((at - from) / 1e6, 5);
      expect(state.pieces.find(({ place }) => place === 1)?.forS).toBeCloseTo((from - start) / 1e6, 5);
    }
    expect([...snapshotAt(history, flow, us(1)).out]).toEqual([]);
    expect([...snapshotAt(history, flow, end + 10e6).out]).toEqual([]);
  });
});
