import { describe, expect, it } from "vitest";
import type { Crew, PlantDescription } from "../../../edge/contracts/forecast/description.ts";
import type { PastPiece, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { seenIn } from "../../../edge/forecast/learn/seen.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { SMALL_PLANT, START_US } from "../../fakes/forecast-history.ts";
import { seeded } from "../../reliability/random.ts";
import { SEEDS_IN_SET } from "../../run/long-sets.ts";
import { SEED } from "../../run/seed.ts";

const PERIOD_S = 1000;
const PERIODS = 20;
const us = (seconds: number): number => START_US + seconds * 1e6;

/** A piece that comes to a lathe, and what is known of its work and its leaving; seconds. */
function piece(
  name: string,
  place: string,
  arrive: number,
  work?: readonly [number, number],
  leave = Number.NaN,
): PastPiece {
  const operations =
    work === undefined ? [] : [{ station: place, start: us(work[0]), end: us(work[1]), verdict: "good" }];
  const stays = [{ place, from: us(arrive), to: us(leave) }];
  return { piece: `${place} ${name}`, variant: "A", order: "", stays, operations } as PastPiece;
}

/** The same in each period: seconds from its begin. */
function eachPeriod<Made>(make: (from: number) => Made): readonly Made[] {
  return Array.from({ length: PERIODS }, (_, at) => make(at * PERIOD_S));
}

function out(machine: string, from: number, to: number) {
  return { machine, out: eachPeriod((at) => ({ from: us(at + from), to: us(at + to) })), unknown: [] };
}

function historyOf(pieces: readonly PastPiece[], machines: PlantHistory["machines"]): PlantHistory {
  return { from: START_US, to: us(PERIODS * PERIOD_S), orders: [], pieces, ...(machines && { machines }) };
}

/** Mean times of loading and of repair at both lathes. */
function learntBy(history: PlantHistory, plant: PlantDescription, crews: readonly Crew[]) {
  const { places } = learn(history, flowOf({ ...plant, people: { crews } }));
  return places.slice(1, 3).flatMap(({ load, failures }) => [load?.mean, failures?.repair?.mean]);
}

describe("waits for people that were recorded", () => {
  it("[FK99] pieces that are gone without a report keep nobody busy for ever", () => {
    const pieces = eachPeriod((at) => [
      piece(`${at}`, "CNC-1", at, [at + 60, at + 160], at + 160),
      piece(`${at}`, "CNC-2", at, [at + 120, at + 220], at + 220),
    ]).flat();
    // Taken off by hand: one behind its work, one before it.
    const gone = [piece("gone", "CNC-1", 300, [360, 460]), piece("gone", "CNC-2", 300)];
    const machines = [out("CNC-1", 500, 700), out("CNC-2", 550, 900)];
    const crews: Crew[] = [{ id: "c", people: 1, for: ["load", "unload", "repair"], at: ["CNC-*"] }];
    expect(learntBy(historyOf([...pieces, ...gone], machines), SMALL_PLANT, crews)).toEqual([60, 200, 60, 200]);
  });

  it("[FK99] a machine that waits for room behind it keeps nobody busy", () => {
    const full = Array.from({ length: 6 }, (_, at) => piece(`${at}`, "MID", 0));
    const pieces = eachPeriod((at): PastPiece[] => {
      const held = piece(`${at}`, "CNC-1", at, [at + 60, at + 160], at + 600);
      const stays = [...held.stays, { place: "MID", from: us(at + 600), to: us(at + 601) }];
      return [{ ...held, stays }, piece(`${at}`, "CNC-2", at, [at + 60, at + 160], at + 160)];
    }).flat();
    const crews: Crew[] = [{ id: "c", people: 1, for: ["unload", "repair"], at: ["CNC-*"] }];
    const history = historyOf([...full, ...pieces], [out("CNC-2", 550, 900)]);
    expect(learntBy(history, SMALL_PLANT, crews)[3]).toBe(350);
  });

  it("[FK99] belts take nobody of a crew, whatever machines it names", () => {
    const { ways: _ways, ...material } = SMALL_PLANT.material;
    const plant: PlantDescription = {
      ...SMALL_PLANT,
      assets: [...SMALL_PLANT.assets, { label: "BLT-1", kind: "conveyor" }],
      material: { ...material, ways: ["IN > CNC-* > BLT-1 > PCK-1 > OUT"] },
    };
    const pieces = eachPeriod((at) => piece(`${at}`, "CNC-2", at, [at + 60, at + 160], at + 160));
    const crews: Crew[] = [{ id: "c", people: 1, for: ["repair"], at: ["*"] }];
    const history = historyOf(pieces, [out("BLT-1", 500, 700), out("CNC-2", 550, 900)]);
    expect(learntBy(history, plant, crews)[3]).toBe(350);
  });

  it("[FK99] waits are the time in which as many earlier tasks were open as people were on duty, many seeds", () => {
    for (let seed = 0; seed < SEEDS_IN_SET; seed++) {
      const random = seeded(SEED + seed);
      const whole = (most: number): number => Math.floor(most * random());
      const people = whole(4);
      const labels = Array.from({ length: 6 }, (_, at) => `M-${at}`);
      const tasks = labels.map((machine) => ({ machine, from: whole(500), lastsS: 1 + whole(500) }));
      const plant: PlantDescription = {
        ...SMALL_PLANT,
        assets: labels.map((label) => ({ label, kind: "lathe" })),
        material: {
          ...SMALL_PLANT.material,
          ways: ["IN > M-* > OUT"],
          operations: [{ stations: ["M-*"], id: "OP" }],
        },
        people: { crews: [{ id: "c", people, for: ["repair"], at: ["*"] }] },
      };
      const machines = tasks.map(({ machine, from, lastsS }) => ({
        machine,
        out: [{ from: us(from), to: us(from + lastsS) }],
        unknown: [],
      }));
      const { waits } = seenIn(historyOf([], machines), flowOf(plant));
      const order = tasks.toSorted((a, b) => a.from - b.from || (a.machine < b.machine ? -1 : 1));
      for (const [at, { machine, from, lastsS }] of order.entries()) {
        const isWait = Array.from({ length: lastsS }, (_, s) => {
          const open = order.slice(0, at).filter((one) => one.from + one.lastsS > from + s);
          return open.length >= people;
        });
        const waited = isWait.at(-1) === true ? 0 : isWait.filter(Boolean).length;
        const found = (waits.unrepairedOf(machine) ?? []).reduce((sum, [begin, end]) => sum + end - begin, 0);
        expect(found, `seed ${SEED + seed}, ${machine}`).toBeCloseTo(waited, 6);
      }
    }
  });
});
