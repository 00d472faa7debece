import { describe, expect, it } from "vitest";
import { whatIfText } from "../../../edge/cli/whatif-text.ts";
import type { Crew, PlantDescription } from "../../../edge/contracts/forecast/description.ts";
import type { PastPiece, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { exponential } from "../../../edge/forecast/kernel/distributions.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { historyUntil } from "../../../edge/forecast/learn/until.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { EMPTY_START, type LifePlan, type ModelPlan, type StationPlan } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { sampledRun } from "../../../edge/forecast/model/sampler.ts";
import { snapshotAt } from "../../../edge/forecast/model/snapshot-at.ts";
import { answerOf } from "../../../edge/forecast/whatif/answer.ts";
import { changed } from "../../../edge/forecast/whatif/changes.ts";
import { readChange } from "../../../edge/forecast/whatif/question.ts";
import { writtenChange } from "../../../edge/forecast/whatif/written-change.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { lasting, line, stationOf } from "../../fakes/forecast-plans.ts";
import { seeded } from "../../reliability/random.ts";
import { SEED } from "../../run/seed.ts";

const PLENTY = { ...EMPTY_START, refill: { shares: [1], quantity: 1_000_000 } };
const ALWAYS = (people: number) => [[0, people]] as const;

/** Stations side by side that one crew serves. */
function served(stations: readonly StationPlan[], people: number): ModelPlan {
  return { ...line([stations]), crews: [{ id: "crew", duty: ALWAYS(people) }] };
}

/** Mean number of machines that run, of `machines` with `repairers`: M/M/c//N (Gross and Harris, section 2.7). */
function running(machines: number, repairers: number, load: number): number {
  let weight = 1;
  let [sum, up] = [1, machines];
  for (let down = 1; down <= machines; down++) {
    weight *= ((machines - down + 1) / Math.min(down, repairers)) * load;
    sum += weight;
    up += (machines - down) * weight;
  }
  return up / sum;
}

describe("people in forecasts", () => {
  it.each([
    [5, 1],
    [6, 2],
    [4, 4],
  ])(
    "[FK98] %i machines with %i repairers run as the machine-repairman model says, over many seeds",
    (count, repairers) => {
      const [betweenS, repairS, horizonS] = [3600, 1200, 150_000];
      const failures = { between: exponential(betweenS), repair: exponential(repairS) };
      const stations = Array.from({ length: count }, (_, at) =>
        stationOf(`M${at}`, lasting(300), { failures, crews: { repair: 0 } }),
      );
      const plan = served(stations, repairers);
      const up = running(count, repairers, repairS / betweenS);
      const expected = { made: (up * horizonS) / 300, busy: (up * repairS) / betweenS / repairers };
      const found = Array.from({ length: 30 }, (_, run) => {
        const { good, crews } = new PlantRun(plan, PLENTY, (SEED + run) | 0).run(horizonS);
        return { made: good, busy: (crews[0]?.busyS ?? 0) / (repairers * horizonS) };
      });
      for (const key of ["made", "busy"] as const) {
        const values = found.map((one) => one[key] / expected[key]);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        // Six standard errors of thirty runs (by chance 2e-6); and the beginning, when all machines run, of some three
        // repairs and failures.
        const error = Math.sqrt(squares / (values.length - 1) / values.length);
        expect(Math.abs(mean - 1)).toBeLessThan(6 * error + (3 * betweenS) / horizonS / 10);
      }
    },
  );

  it("[FK98] set-up, loading and unloading wait for a free person, the longest waiting first", () => {
    const handled = (people: number) => {
      const station = (label: string) =>
        stationOf(label, lasting(60), { load: lasting(60), unload: lasting(30), crews: { load: 0, unload: 0 } });
      return new PlantRun(served([station("M"), station("N")], people), PLENTY, SEED).run(9000);
    };
    // Alone: 150 s a piece each. One person has 90 s of work a piece.
    expect(handled(2).good).toBe(2 * 59);
    expect(handled(1).good).toBeGreaterThan(9000 / 90 - 4);
    expect(handled(1).good).toBeLessThanOrEqual(9000 / 90);
    expect(handled(0).good).toBe(0);
    const [one] = handled(1).crews;
    expect((one?.busyS ?? 0) / (one?.dutyS ?? 1)).toBeGreaterThan(0.98);
    expect(one?.waitedS).toBeGreaterThan(0);
  });

  it("[FK98] enough people are as if nobody were counted, and pieces conserve in a run that is watched", () => {
    const failures = { between: exponential(900), repair: exponential(200) };
    const parts = { load: lasting(20), unload: lasting(10), failures: undefined };
    const free = line([[stationOf("M", lasting(60), { load: parts.load, unload: parts.unload })]]);
    const station = stationOf("M", lasting(60), {
      ...free.places[1],
      crews: { load: 0, unload: 0, repair: 0 },
    } as never);
    expect(new PlantRun(served([station], 3), PLENTY, SEED).run(50_000).good).toBe(
      new PlantRun(free, PLENTY, SEED).run(50_000).good,
    );
    const failing = served(
      [
        { ...station, failures },
        { ...station, label: "N", failures },
      ],
      1,
    );
    const { good } = new PlantRun(failing, PLENTY, SEED).run(20_000);
    const sampled = sampledRun({ plan: failing, start: PLENTY, seed: SEED, horizonS: 20_000 });
    expect(sampled.good[sampled.good.length - 1]).toBe(good);
    expect(new PlantRun(failing, PLENTY, SEED).run(20_000)).toEqual(new PlantRun(failing, PLENTY, SEED).run(20_000));
  });

  it("[FK98] who is on duty changes with shifts, and a task that has begun goes on", () => {
    const duty = [
      [0, 1],
      [100, 0],
      [1000, 1],
    ] as const;
    const station = stationOf("M", lasting(50), { load: lasting(60), crews: { load: 0 } });
    const plan: ModelPlan = { ...line([[station]]), crews: [{ id: "crew", duty }] };
    // 0 to 60 load, to 110 work; then nobody until 1000.
    expect(new PlantRun(plan, PLENTY, SEED).run(1000).good).toBe(1);
    expect(new PlantRun(plan, PLENTY, SEED).run(1111).good).toBe(2);
  });

  it("[FK98] what is being repaired when a run begins holds a person, and a foreseen end waits for one", () => {
    const failures = { between: lasting(1e6), repair: lasting(1000) };
    const station = (label: string) => stationOf(label, lasting(100), { failures, crews: { repair: 0 } });
    const plan = served([station("M"), station("N")], 1);
    const out = new Map([
      [1, 600],
      [2, 0],
    ]);
    // 400 s are left of the first; the second is repaired behind it, from 400 to 1400 s.
    const { crews, good } = new PlantRun(plan, { ...PLENTY, out }, SEED).run(2010);
    expect(crews[0]).toMatchObject({ busyS: 1400, waitedS: 400 });
    expect(good).toBe(16 + 6);
    const end = (place: number): LifePlan => {
      const times = { left: lasting(500), repair: lasting(1000) };
      return { machine: "M", component: "", places: [place], ...times };
    };
    const lived = new PlantRun(plan, { ...PLENTY, lives: [end(1), end(2)] }, SEED).run(3010);
    expect(lived.failedS).toEqual(Float64Array.of(500, 500));
    expect(lived.crews[0]).toMatchObject({ busyS: 2000, waitedS: 1000 });
    expect(lived.good).toBe(20 + 10);
  });

  it("[FK99] learnt times leave out waiting for people, and so does what is under way when a forecast starts", () => {
    const us = (seconds: number): number => START_US + seconds * 1e6;
    const [periodS, periods] = [1000, 20];
    // Both lathes need the one loader at once, and the one repairer while he is at the other.
    const piece = (number: number, label: string, waitsS: number): PastPiece => {
      const arrive = number * periodS;
      const start = arrive + waitsS + 60;
      return {
        piece: `${label} ${number}`,
        variant: "A",
        order: "",
        stays: [{ place: label, from: us(arrive), to: us(start + 100) }],
        operations: [{ station: label, start: us(start), end: us(start + 100), verdict: "good" }],
      };
    };
    const out = (from: number, to: number) =>
      Array.from({ length: periods }, (_, at) => ({ from: us(at * periodS + from), to: us(at * periodS + to) }));
    const history: PlantHistory = {
      from: START_US,
      to: us(periods * periodS),
      orders: [],
      pieces: Array.from({ length: periods }, (_, at) => [piece(at, "CNC-1", 0), piece(at, "CNC-2", 60)]).flat(),
      machines: [
        { machine: "CNC-1", out: out(500, 700), unknown: [] },
        { machine: "CNC-2", out: out(550, 900), unknown: [] },
      ],
    };
    const crews: Crew[] = [{ id: "c", people: 1, for: ["load", "repair"], at: ["CNC-*"] }];
    const learntBy = (description: PlantDescription) => {
      const { places } = learn(history, flowOf(description));
      return places.slice(1, 3).flatMap(({ load, failures }) => [load?.mean, failures?.repair?.mean]);
    };
    expect(learntBy({ ...SMALL_PLANT, people: { crews } })).toEqual([60, 200, 60, 200]);
    expect(learntBy({ ...SMALL_PLANT, people: { crews: crews.map((crew) => ({ ...crew, people: 2 })) } })).toEqual(
      learntBy(SMALL_PLANT),
    );
    expect(learntBy(SMALL_PLANT)).toEqual([60, 200, 120, 350]);
    const known = historyUntil(history, us(5090));
    const { pieces } = snapshotAt(known, flowOf({ ...SMALL_PLANT, people: { crews } }), us(5090));
    expect(pieces.findLast(({ place }) => place === "CNC-2")?.pausedS).toBeCloseTo(60, 3);
  });

  it("[FK102] a change gives a crew more people or fewer, in a stretch or always, and never less than nobody", () => {
    const duty = [
      [0, 2],
      [7200, 0],
    ] as const;
    const plan: ModelPlan = { ...line([[stationOf("M", lasting(60))]]), crews: [{ id: "c", duty }] };
    const future = { plan, start: PLENTY };
    const dutyOf = (written: object) => {
      const change = readChange(written) as never;
      expect(readChange(writtenChange(change))).toEqual(change);
      return changed(future, [change], "f").plan.crews?.[0]?.duty;
    };
    expect(dutyOf({ people: 1, of: "c" })).toEqual([
      [0, 3],
      [7200, 0],
    ]);
    expect(dutyOf({ people: 1, of: "c", from: 1, hours: 2 })).toEqual([
      [0, 2],
      [3600, 3],
      [7200, 1],
      [10_800, 0],
    ]);
    expect(dutyOf({ people: -2, of: "c", from: 1, hours: 2 })).toEqual([
      [0, 2],
      [3600, 0],
      [7200, 0],
      [10_800, 0],
    ]);
    // Without hours it is from then on.
    expect(dutyOf({ people: 1, of: "c", from: 1 })).toEqual([
      [0, 2],
      [3600, 3],
      [7200, 0],
    ]);
    expect(() => dutyOf({ people: -1, of: "c", from: 3, hours: 2 })).toThrow(/nobody is on duty then; give a time/);
    expect(() => dutyOf({ people: -3, of: "c" })).toThrow(/2 are on duty; give -2 at least/);
    expect(() => dutyOf({ people: -2, of: "c" })).toThrow(/leave nobody/);
    expect(() => dutyOf({ people: 1, of: "x" })).toThrow(/no crew x; write one of c/);
    const none = { plan: line([[stationOf("M", lasting(60))]]), start: PLENTY };
    const change = readChange({ people: 1, of: "c" }) as never;
    expect(() => changed(none, [change], "f")).toThrow(/people\.crews/);
  });

  it("[FK102] the answer has each crew's busy time and what waits; without crews it is as ever", async () => {
    const history = smallHistory(400, seeded(SEED));
    const ask = (description: PlantDescription, futures: Parameters<typeof answerOf>[0]["futures"] = []) => {
      const runs = { horizonS: 3600, replications: 2, seed: 1 };
      return answerOf({ description, history, at: history.to, futures }, runs, { pause: async () => {} });
    };
    const plain = await ask(SMALL_PLANT);
    expect(await ask({ ...SMALL_PLANT, people: { crews: [] } })).toEqual(plain);
    expect(plain.futures[0]?.crews).toBeUndefined();
    const crews: Crew[] = [{ id: "setters", people: 1, for: ["set-up", "load", "unload"], at: ["*"] }];
    const more = { name: "one more", changes: [readChange({ people: 1, of: "setters" }) as never] };
    const answer = await ask({ ...SMALL_PLANT, people: { crews } }, [more]);
    const [one, two] = answer.futures.map((future) => future.crews?.[0]);
    expect(one).toMatchObject({ crew: "setters" });
    expect(one?.busy).toBeGreaterThan(two?.busy ?? 1);
    const said = { en: /crew setters: busy \d+ % of its time on duty/, zh: /班组 setters：在岗时间占用率 \d+ %/ };
    for (const language of ["en", "zh"] as const) expect(whatIfText(answer, language)).toMatch(said[language]);
  });
});
