import { describe, expect, it } from "vitest";
import { exponential } from "../../../edge/forecast/kernel/distributions.ts";
import { type BeltPlan, EMPTY_START, type StartState } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import type { RunWatch } from "../../../edge/forecast/model/run-watch.ts";
import { sampledRun } from "../../../edge/forecast/model/sampler.ts";
import { changed } from "../../../edge/forecast/whatif/changes.ts";
import { bufferOf, lasting, line, stationOf } from "../../fakes/forecast-plans.ts";
import { seeded } from "../../reliability/random.ts";
import { boundOfMean, SEEDS_IN_SET } from "../../run/long-sets.ts";
import { SEED } from "../../run/seed.ts";

const SEEDS = 20;
const PLENTY: StartState = { ...EMPTY_START, refill: { shares: [1], quantity: 1000 } };
/** Ten pieces under way, one each 10 s. */
const SPACING_S = 10;

function beltOf(more: Partial<BeltPlan> = {}): BeltPlan {
  return { kind: "belt", label: "CNV-1", capacity: 12, travel: lasting(100), spacingS: SPACING_S, ...more };
}

function made(belt: BeltPlan, untilS: number, start = PLENTY, seed = SEED): number {
  return new PlantRun(line([[belt]]), start, seed).run(untilS).good;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("belts that stop", () => {
  it("[FK97] an outage delays what is on a belt and behind it by its length, over 20 seeds", () => {
    for (let run = 0; run < SEEDS; run++) {
      const random = seeded(SEED + run);
      const [from, lasts] = [0.5 + Math.floor(2000 * random()), 1 + Math.floor(1500 * random())];
      const out = changed(
        { plan: line([[beltOf()]]), start: PLENTY },
        [{ kind: "out", machines: "CNV-*", fromH: from / 3600, hours: lasts / 3600 }],
        "out",
      );
      const until = from + Math.ceil(3000 * random());
      const late = new PlantRun(out.plan, out.start, SEED).run(until + lasts + 0.25).good;
      expect(late).toBe(made(beltOf(), until + 0.25));
      // What has come to its end may be taken while it stands, and nothing else comes.
      const [atStop, atEnd] = [from, from + lasts].map((at) => new PlantRun(out.plan, out.start, SEED).run(at).good);
      expect(atEnd).toBe(atStop);
    }
  });

  it("[FK97] one that stops after B of running for R makes B / (B + R), over many seeds", () => {
    const failures = { between: exponential(900), repair: exponential(100) };
    const good = Array.from({ length: SEEDS_IN_SET }, (_, run) =>
      made(beltOf({ failures }), 100_000, PLENTY, SEED + run),
    );
    // Five standard errors: that of one run is 1.4 %.
    expect(Math.abs((mean(good) * SPACING_S) / 90_000 - 1)).toBeLessThan(boundOfMean(0.016));
  });

  it("[FK97] repairs pass in working time only", () => {
    const plan = { outages: [], openings: [[0, 1000] as const, [5000, 9000] as const] };
    const failures = { between: lasting(900), repair: lasting(200) };
    // Out from 900 on: 100 s until the shift ends, 100 s from 5000 on.
    expect(made(beltOf({ ...plan, failures }), 5099)).toBe(made(beltOf(), 901));
    expect(made(beltOf({ ...plan, failures }), 5201)).toBeGreaterThan(made(beltOf(), 901));
  });

  it("[FK97] behind the last working time nothing is repaired, and the run ends all the same", () => {
    const openings = [[0, 1000] as const];
    const failures = { between: lasting(900), repair: lasting(200) };
    expect(made(beltOf({ openings, failures }), 3000)).toBe(made(beltOf(), 901));
    const start = { ...PLENTY, out: new Map([[1, 10]]) };
    const long = { between: exponential(900), repair: lasting(5000) };
    expect(made(beltOf({ openings, failures: long }), 3000, start)).toBe(0);
  });

  it("[FK97] nothing fails at night: a shift has the failures of its own hours, over many seeds", () => {
    const days = Array.from({ length: 20 }, (_, day) => [86_400 * day, 86_400 * day + 28_800] as const);
    const failures = { between: exponential(14_400), repair: lasting(60) };
    const counts = Array.from({ length: SEEDS_IN_SET }, (_, run) => {
      let stops = 0;
      const nothing = (): void => undefined;
      const watch = { sent: nothing, loaded: nothing, unloaded: nothing, repaired: () => stops++ };
      new PlantRun(line([[beltOf({ openings: days, failures })]]), PLENTY, SEED + run, watch).run(20 * 86_400 - 57_600);
      return stops;
    });
    // 40 are expected, with a standard deviation of 6.3 in each run; five standard errors of twenty runs.
    expect(Math.abs(mean(counts) - 40)).toBeLessThan(boundOfMean(7.1) + 1);
  });

  it("[FK97] one that is out at the start goes on when it is repaired, with what is on it", () => {
    const piece = { variant: 0, order: 0, stage: "waiting" as const, forS: 40 };
    const start: StartState = {
      ...EMPTY_START,
      pieces: [{ ...piece, place: 1 }],
      orders: [{ name: "O", variant: 0, toRelease: 0, open: 1, dueS: 1e6 }],
      out: new Map([[1, 300]]),
    };
    const failures = { between: lasting(1e6), repair: lasting(1000) };
    const run = new PlantRun(line([[beltOf({ failures })]]), start, SEED).run(5000);
    // Of the repair 700 s are left, of the way 60 s.
    expect(run.finishedS[0]).toBeCloseTo(760, 2);
  });

  it("[FK97] both ways over one conveyor stand together, and the same in all futures of a seed", () => {
    const stretches = (capacity: number): ReadonlyMap<number, string[]> => {
      const heard = new Map<number, string[]>();
      const nothing = (): void => undefined;
      const watch: RunWatch = {
        sent: nothing,
        loaded: nothing,
        unloaded: nothing,
        repaired: (place, from, to) => heard.set(place, [...(heard.get(place) ?? []), `${from} ${to}`]),
      };
      const belt = beltOf({ failures: { between: exponential(700), repair: exponential(80) } });
      const groups = [[belt], [stationOf("S", exponential(12))], [bufferOf("B", capacity)], [belt]];
      new PlantRun(line(groups), PLENTY, SEED, watch).run(20_000);
      return heard;
    };
    const [few, many] = [stretches(2), stretches(40)];
    expect(few.get(1)?.length).toBeGreaterThan(5);
    expect(few.get(4)).toEqual(few.get(1));
    const both = Math.min(few.get(1)?.length ?? 0, many.get(1)?.length ?? 0);
    expect(many.get(1)?.slice(0, both)).toEqual(few.get(1)?.slice(0, both));
  });

  it("[FK97] a played future shows where it stands, and belts that never stop are no machines", () => {
    const belt = beltOf({ outages: [[600, 1800]] });
    const plan = line([[belt], [bufferOf("B", 9000)], [beltOf({ label: "CNV-2" })]]);
    const { machines, stepS } = sampledRun({ plan, start: PLENTY, seed: SEED, horizonS: 3600 });
    expect(machines.map(({ label }) => label)).toEqual(["CNV-1"]);
    const states = machines[0]?.states ?? new Uint8Array();
    const down = Array.from({ length: states.length }, (_, step) => states[step] === states[1200 / stepS]);
    expect(down.indexOf(true) * stepS).toBe(600);
    expect(down.lastIndexOf(true) * stepS).toBe(1800 - stepS);
  });

  it("[FK97] one that stops every second keeps no list of it", () => {
    const failures = { between: lasting(1), repair: lasting(1) };
    expect(made(beltOf({ failures, spacingS: 1, travel: lasting(10), capacity: 20 }), 40_000)).toBeGreaterThan(19_900);
  });
});
