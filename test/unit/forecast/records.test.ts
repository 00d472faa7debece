import { describe, expect, it } from "vitest";
import { ImpossiblePlant, type PlantDescription } from "../../../edge/contracts/forecast/description.ts";
import type { PastPiece, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { learntTime } from "../../../edge/forecast/learn/learnt.ts";
import { historyUntil } from "../../../edge/forecast/learn/until.ts";
import { compile } from "../../../edge/forecast/model/compile.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { snapshotAt } from "../../../edge/forecast/model/snapshot-at.ts";
import { foreseen } from "../../../edge/forecast/whatif/foresee.ts";
import { SMALL, SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { seeded } from "../../reliability/random.ts";
import { randomOf, SEED } from "../../run/seed.ts";

const FLOW = flowOf(SMALL_PLANT);
const GAP_US = 2e6;
const AHEAD = { at: START_US + 2.5 * 3600e6, horizonS: 3600, replications: 5, seed: 1 } as const;

/** The history as controllers report it that say little: between two places a piece is nowhere, begins are missing. */
function withGaps(history: PlantHistory): PlantHistory {
  return {
    ...history,
    pieces: history.pieces.map((piece, number) => ({
      ...piece,
      stays: piece.stays.map(({ place, from, to }) => {
        if (place === "IN") return { place, from, to: Math.max(from, to - GAP_US) };
        if (place === "OUT") return { place, from: from + GAP_US, to };
        return { place, from: place.startsWith("CNC") && number % 3 === 0 ? Number.NaN : from, to };
      }),
    })),
  };
}

function changedPieces(history: PlantHistory, change: (piece: PastPiece) => PastPiece): PlantHistory {
  return { ...history, pieces: history.pieces.map(change) };
}

/** A plant with a vehicle, and loads of two pieces that it took 10 ms apart. */
const DRIVEN: PlantDescription = {
  ...SMALL_PLANT,
  assets: [...SMALL_PLANT.assets, { label: "AGV-1", kind: "agv" }],
  material: { ...SMALL_PLANT.material, ways: ["IN > AGV-1 > MID > PCK-1 > OUT"] },
};

function drivenHistory(loads: number): PlantHistory {
  const pieces = Array.from({ length: 2 * loads }, (_, number): PastPiece => {
    const us = (seconds: number): number => Math.round(START_US + seconds * 1e6);
    const load = Math.floor(number / 2);
    const pick = 100 * load + 0.17 + 0.01 * (number % 2);
    const pack = 100 * load + 40 + 20 * (number % 2);
    return {
      piece: `P-${number}`,
      variant: "A",
      order: "O",
      stays: [
        { place: "IN", from: us(0), to: us(pick) },
        { place: "AGV-1", from: us(pick), to: us(pick + 20 + (load % 5)) },
        { place: "MID", from: us(pick + 20 + (load % 5)), to: us(pack) },
        { place: "PCK-1", from: us(pack), to: us(pack + 10) },
        { place: "OUT", from: us(pack + 10), to: Number.NaN },
      ],
      operations: [{ station: "PCK-1", start: us(pack + 1), end: us(pack + 9), verdict: "good" }],
    };
  });
  return { from: START_US, to: START_US + 100e6 * loads, pieces, orders: [] };
}

describe("records with gaps", () => {
  it("[FK24] no piece vanishes between two places or for want of a begin, at 40 instants of 20 seeds", () => {
    for (let run = 0; run < 20; run++) {
      const history = withGaps(smallHistory(120, seeded(SEED + run)));
      for (let step = 1; step <= 40; step++) {
        const at = history.from + ((history.to - history.from) * step) / 40;
        const snapshot = snapshotAt(history, FLOW, at);
        expect(JSON.stringify(snapshotAt(historyUntil(history, at), FLOW, at))).toBe(JSON.stringify(snapshot));
        const there = history.pieces.filter(({ stays, operations }) => {
          const isScrapped = operations.some(({ end, verdict }) => verdict === "scrap" && end <= at);
          const packed = stays.find(({ place }) => place === "PCK-1")?.to ?? Number.NaN;
          return !isScrapped && !(packed <= at && at < packed + GAP_US);
        });
        expect(snapshot.pieces.map(({ piece }) => piece).toSorted()).toEqual(
          there.map(({ piece }) => piece).toSorted(),
        );
      }
    }
  });

  it("[FK22] missing arrivals and departures follow from the stays beside them", () => {
    const open = changedPieces(smallHistory(200, randomOf("gaps")), (piece) => ({
      ...piece,
      stays: piece.stays.map(({ place, from, to }) => ({
        place,
        from: place === "MID" ? Number.NaN : from,
        to: place === "PCK-1" ? Number.NaN : to,
      })),
    }));
    const places = learn(open, FLOW).places;
    const whole = learn(smallHistory(200, randomOf("gaps")), FLOW).places;
    expect(places.map(({ most }) => most)).toEqual(whole.map(({ most }) => most));
    expect(places.map(({ unload }) => unload?.mean)).toEqual(whole.map(({ unload }) => unload?.mean));
  });

  it("[FK22] times below 0, which clocks that differ report, count as 0", () => {
    expect(learntTime([-5, -1, 10])).toMatchObject({ n: 3, mean: 10 / 3 });
    expect(learntTime([-5, -1, 10])?.quantiles[0]).toBe(0);
  });

  it("[FK22] pieces that a vehicle took together are one load, whatever the time of day", () => {
    const [lane] = learn(drivenHistory(30), flowOf(DRIVEN)).lanes;
    expect(lane?.load).toBe(2);
    expect(lane?.carry?.n).toBe(30);
  });

  it("[FK22] 130,000 changes of variant are learnt in linear time", () => {
    const us = (seconds: number): number => START_US + seconds * 1e6;
    const pieces = Array.from(
      { length: 130_000 },
      (_, number): PastPiece => ({
        piece: `P-${number}`,
        variant: number % 2 === 0 ? "A" : "B",
        order: "O",
        stays: [{ place: "CNC-1", from: us(100 * number), to: us(100 * number + 90) }],
        operations: [{ station: "CNC-1", start: us(100 * number + 20), end: us(100 * number + 80), verdict: "good" }],
      }),
    );
    const repeats = [0, 2, 4].map((number) => ({ ...(pieces[number] as PastPiece), variant: "B" }));
    const history = { from: START_US, to: us(13e6), orders: [], pieces: [...pieces.slice(5), ...repeats] };
    expect(() => learn(history, FLOW)).not.toThrow();
  });
});

describe("plants that report little", () => {
  const history = smallHistory(400, randomOf("little"));

  it("[FK22] without orders, or without variants, pieces follow by their own mix", () => {
    const noOrders = { ...history, orders: [] };
    const noVariants = changedPieces(noOrders, (piece) => ({ ...piece, variant: "" }));
    const usual = foreseen(history, SMALL_PLANT, AHEAD).good.middle;
    expect(usual).toBeGreaterThan(60);
    expect(learn(noOrders, FLOW).mix.quantity).toBeGreaterThanOrEqual(SMALL.ofOrder / 2);
    expect(learn(noVariants, FLOW).mix.shares).toEqual([1]);
    for (const less of [noOrders, noVariants])
      expect(foreseen(less, SMALL_PLANT, AHEAD).good.middle).toBeGreaterThan(usual / 2);
  });

  it("[FK29] an instant at which too little was known for a forecast is left out", () => {
    const late = START_US + 1.5 * 3600e6;
    const packedLate = changedPieces(history, (piece) =>
      (piece.operations[1]?.start ?? late) < late
        ? { ...piece, stays: piece.stays.slice(0, 3), operations: piece.operations.slice(0, 1) }
        : piece,
    );
    const { trials } = foreseen(packedLate, SMALL_PLANT, AHEAD);
    expect(trials.length).toBeGreaterThan(0);
    expect(trials.length).toBeLessThan(4);
  });

  it("[FK22] where nothing else is known, few pieces say how long a machine takes", () => {
    const few = { ...history, pieces: history.pieces.filter(({ stays }) => stays.length > 2).slice(0, 2) };
    const sources = { description: SMALL_PLANT, flow: FLOW, learnt: learn(few, FLOW) };
    const plan = compile(sources, { at: START_US, horizonS: 3600 });
    const packing = plan.places[4];
    expect(packing?.kind === "station" ? packing.work[0]?.(0.5) : undefined).toBeCloseTo(SMALL.packS, 1);
  });

  it("[FK29] without an end of line, what comes to the last places is compared", () => {
    const { endOfLine: _, ...kpis } = SMALL_PLANT.kpis;
    const assets = SMALL_PLANT.assets.map(({ label }) => ({ label, kind: "lathe" }));
    const { trials } = foreseen(history, { ...SMALL_PLANT, assets, kpis }, AHEAD);
    expect(trials).toHaveLength(4);
    for (const { foreseen: said, happened } of trials) expect(Math.abs(said / happened - 1)).toBeLessThan(0.3);
  });
});

describe("vehicles and errors in the plan", () => {
  it("[FK21] vehicles that stop at a machine are refused by name", () => {
    const ways = ["IN > CNC-1 > AGV-1 > PCK-1 > OUT"];
    const plant = { ...DRIVEN, material: { ...DRIVEN.material, ways } };
    const flow = flowOf(plant);
    const kpis = { ...plant.kpis, idealCycles: [{ of: { kinds: ["lathe", "packing"] }, seconds: 60 }] };
    const sources = { description: { ...plant, kpis }, flow, learnt: learn(drivenHistory(30), flow) };
    const compiled = () => compile(sources, { at: START_US, horizonS: 3600 });
    expect(compiled).toThrow(ImpossiblePlant);
    expect(compiled).toThrow(/^material\.ways: vehicles between CNC-1 and PCK-1 come to the machine CNC-1; write the/);
  });

  it("[FK26] each run moves all learnt times within their errors: also loading, set-ups, and vehicles", () => {
    const spread = learntTime([5, 8, 9, 12, 20, 31]);
    const small = learn(smallHistory(200, randomOf("errors")), FLOW);
    const places = small.places.map((place) => ({ ...place, load: spread, unload: spread }));
    const setUps = small.setUps.map((setUp) => ({ ...setUp, pairs: {}, ofAll: spread }));
    const times = (errorSeed: number): readonly unknown[] => {
      const learnt = { ...small, places, setUps };
      const { places: made } = compile(
        { description: SMALL_PLANT, flow: FLOW, learnt },
        { at: START_US, horizonS: 3600, errorSeed },
      );
      const lathe = made[1];
      if (lathe?.kind !== "station") throw new TypeError("CNC-1 is no station");
      const flow = flowOf(DRIVEN);
      const driven = { description: DRIVEN, flow, learnt: learn(drivenHistory(30), flow) };
      const [lane] = compile(driven, { at: START_US, horizonS: 3600, errorSeed }).lanes;
      const all = [lathe.work[0], lathe.load, lathe.unload, lathe.setUp?.(0, 1), lane?.carry];
      return all.map((time) => time?.(0.5));
    };
    const [one, two] = [times(1), times(2)];
    for (const [at, time] of one.entries()) {
      expect(time).toBeGreaterThan(0);
      expect(time).not.toBe(two[at]);
    }
    expect(times(1)).toEqual(one);
  });
});
