import { describe, expect, it } from "vitest";
import type { PlantDescription } from "../../../edge/contracts/forecast/description.ts";
import type { PastPiece, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { compile } from "../../../edge/forecast/model/compile.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { EMPTY_START } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { SMALL_PLANT, START_US } from "../../fakes/forecast-history.ts";
import { type Random, seeded } from "../../reliability/random.ts";
import { SEED } from "../../run/seed.ts";

const RUNS = 20;
/** Pieces that come at once. One of them waits for nothing: a third, clearly more than the quarter of FK59. */
const AT_ONCE = 3;
/** Seconds: along the belt, of the robot to the exchange and from it, of work; between entries of the belt. */
const TRUE = { travel: 40, fetch: 9, put: 4, work: 10, spacing: 5 } as const;

const PLANT: PlantDescription = {
  ...SMALL_PLANT,
  assets: [
    { label: "CNV-1", kind: "conveyor" },
    { label: "ROB-1", kind: "robot" },
    { label: "TGT-1", kind: "tightening" },
  ],
  material: {
    ...SMALL_PLANT.material,
    ways: ["IN > CNV-1 > ROB-1 > TGT-1 > ROB-1 > OUT"],
    buffers: [{ id: "IN" }, { id: "OUT" }],
    operations: [{ stations: ["TGT-1"], id: "OP10" }],
  },
  kpis: { idealCycles: [], breaks: [], endOfLine: { assets: ["TGT-1"] } },
};
const FLOW = flowOf(PLANT);

/** Pieces come by threes at once, so that two of them wait at the end of the belt. */
function history(count: number, gapS: number, random: Random): PlantHistory {
  const us = (seconds: number): number => START_US + Math.round(seconds * 1e6);
  let [entry, free, done, now] = [0, 0, 0, 0];
  const open: { into: number; end: number; enter: number; came: number }[] = [];
  for (let at = 0; at < count; at++) {
    if (at % AT_ONCE === 0) now += gapS * (0.5 + random());
    const enter = Math.max(now, entry);
    entry = enter + TRUE.spacing;
    const into = Math.max(enter + TRUE.travel, free, done) + TRUE.fetch * (0.95 + 0.1 * random());
    free = into + TRUE.put;
    done = into + TRUE.work;
    open.push({ into, end: done, enter, came: now });
  }
  const pieces = open.flatMap(({ into, end, enter, came }, at): PastPiece[] => {
    const next = open[at + 1];
    if (next === undefined) return [];
    const stays = [
      { place: "IN", from: us(came), to: us(enter) },
      { place: "CNV-1", from: us(enter), to: us(into) },
      { place: "ROB-1", from: us(into), to: us(into) },
      { place: "TGT-1", from: us(into), to: us(next.into) },
      { place: "ROB-1", from: us(next.into), to: us(next.into + TRUE.put) },
      { place: "OUT", from: us(next.into + TRUE.put), to: Number.NaN },
    ];
    const operations = [{ station: "TGT-1", start: us(into), end: us(end), verdict: "good" as const }];
    return [{ piece: `P-${at}`, variant: "A", order: "O", stays, operations }];
  });
  const order = { order: "O", variant: "A", quantity: 1e6, priority: 1, due: Number.NaN };
  const steps = [{ time: START_US, state: "Running", started: count, good: 0, scrapped: 0 }];
  return { from: START_US, to: us(done), pieces, orders: [{ ...order, steps }] };
}

describe("robots that take pieces from a belt", () => {
  // Of 3,000 histories the worst is off by 0.0065 and 0.0087. The fetch is a mean of 266 even draws: 8 of its standard
  // errors. The way can be off by the spread of a fetch, 0.011, and by the error of its mean.
  it("[FK59] the fetch is learnt from pieces that waited, and the way has none of it, over 20 seeds", () => {
    for (let run = 0; run < RUNS; run++) {
      const learnt = learn(history(400, 150, seeded(SEED + run)), FLOW);
      expect(Math.abs((learnt.tenders[0]?.fetch?.mean ?? 0) / TRUE.fetch - 1)).toBeLessThan(0.015);
      expect(Math.abs((learnt.places[1]?.travel?.mean ?? 0) / TRUE.travel - 1)).toBeLessThan(0.015);
    }
  });

  it("[FK59] a full line makes no more than robot and station can, over 20 seeds", () => {
    const cycleS = TRUE.fetch + TRUE.work;
    for (let run = 0; run < RUNS; run++) {
      const past = history(400, 150, seeded(SEED + run));
      const plan = compile(
        { description: PLANT, flow: FLOW, learnt: learn(past, FLOW) },
        { at: past.to, horizonS: 9e3 },
      );
      const start = { ...EMPTY_START, refill: { shares: [1], quantity: 1000 } };
      const { good } = new PlantRun(plan, start, run).run(9000);
      expect(Math.abs((good * cycleS) / 9000 - 1)).toBeLessThan(0.03);
    }
  });

  it("[FK59] where no piece waited, belt and robot together take as long as they did", () => {
    const past = history(400, 600, seeded(SEED));
    const alone = { ...past, pieces: past.pieces.filter((_, at) => at % AT_ONCE === 0) };
    const { tenders, places } = learn(alone, FLOW);
    expect(tenders[0]?.fetch).toBeNull();
    expect(Math.abs((places[1]?.travel?.mean ?? 0) / (TRUE.travel + TRUE.fetch) - 1)).toBeLessThan(0.03);
  });

  it("[FK61] a robot is not slow because there was no room for what it held, over 20 seeds", () => {
    const room = 5;
    const plant = { ...PLANT, material: { ...PLANT.material, buffers: [{ id: "IN" }, { id: "OUT", capacity: room }] } };
    for (let run = 0; run < RUNS; run++) {
      const past = history(400, 150, seeded(SEED + run));
      const held = 100 + run;
      const untilUs = (past.pieces[held]?.stays.at(-1)?.from ?? 0) + 900e6;
      // Five pieces fill the place behind the robot for 900 s; then they leave, and it puts down the one that it holds.
      const pieces = past.pieces.map(({ stays, ...piece }, at): PastPiece => {
        const put = at === held ? untilUs : (stays[5]?.from ?? 0);
        const leave = at >= held - room && at < held ? untilUs : put + 1e6;
        return {
          ...piece,
          stays: stays.map((stay, step) =>
            step === 4 ? { ...stay, to: put } : step === 5 ? { ...stay, from: put, to: leave } : stay,
          ),
        };
      });
      const put = (description: PlantDescription): number =>
        learn({ ...past, pieces }, flowOf(description)).tenders[0]?.put?.mean ?? 0;
      expect(put(PLANT)).toBeGreaterThan(1.3 * TRUE.put);
      expect(put(plant)).toBeCloseTo(TRUE.put, 3);
    }
  });

  it("[FK97] stops of a belt are learnt by its running time, and machines take none of them, over 20 seeds", () => {
    for (let run = 0; run < RUNS; run++) {
      const random = seeded(SEED + run);
      const past = history(200, 150, random);
      const stops = Array.from({ length: 6 }, (_, at) => {
        const from = START_US + (at + 0.2 + 0.3 * random()) * 1000e6;
        return { from, to: from + (60 + 100 * random()) * 1e6 };
      });
      const machines = [
        { machine: "CNV-1", out: stops, unknown: [] },
        { machine: "TGT-1", out: [], unknown: [] },
      ];
      const { places } = learn({ ...past, machines }, FLOW);
      const [belt, station] = ["CNV-1", "TGT-1"].map((label) => places.find((place) => place.label === label));
      const outS = stops.reduce((sum, { from, to }) => sum + (to - from) / 1e6, 0);
      expect(belt?.failures).toMatchObject({ n: 6, isOfGroup: false });
      expect(belt?.failures?.rate.seconds).toBeCloseTo((past.to - past.from) / 1e6 - outS, 3);
      expect(belt?.failures?.repairRate.seconds).toBeCloseTo(outS, 3);
      expect(station?.failures).toBeNull();
      const plan = compile(
        { description: PLANT, flow: FLOW, learnt: learn({ ...past, machines }, FLOW) },
        { at: past.to, horizonS: 9e3 },
      );
      expect(plan.places.find(({ label }) => label === "CNV-1")).toHaveProperty("failures");
    }
  });
});
