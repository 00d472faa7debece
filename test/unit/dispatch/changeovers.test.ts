import { expect, it } from "vitest";
import type { PastMachine, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { changeoversIn } from "../../../edge/dispatch/changeovers/changeovers.ts";
import { historyOf, minute, piece } from "../../fakes/dispatch.ts";
import { seeded } from "../../reliability/random.ts";
import { SEED } from "../../run/seed.ts";

const RANGE = { from: minute(-600) * 1_000, to: minute(6_000) * 1_000 };
const NONE = new Map<string, string>();

/** Pieces of 10 min one after the other at MILL-1: variant, and the gap before it in minutes. */
function row(...steps: readonly (readonly [variant: string, gap: number])[]): PlantHistory {
  let at = 0;
  const pieces = steps.map(([variant, gap], number) => {
    const start = at + gap;
    at = start + 10;
    return piece(`p${number}`, { variant, order: variant }, [["MILL-1", start, at]]);
  });
  return historyOf(...pieces);
}

const equal = (variant: string): readonly (readonly [string, number])[] =>
  Array.from({ length: 6 }, () => [variant, 1] as const);
const machine = (over: Partial<PastMachine>): readonly PastMachine[] => [
  { machine: "MILL-1", out: [], unknown: [], unplanned: [], ...over },
];
const between = (from: number, to: number) => ({ from: minute(from) * 1_000, to: minute(to) * 1_000 });

it("[DI21] a changeover is the gap between two variants less the usual one; less than one more is zero", () => {
  // Gaps of 1 min are usual. From P1 to P2: 21 - 1; back: 1.5 - 1, which is less than another usual gap.
  const found = changeoversIn(row(...equal("P1"), ["P2", 21], ...equal("P2"), ["P1", 1.5]), RANGE, NONE);
  const [station] = found.stations;
  expect(station).toMatchObject({ machine: "MILL-1", usualGapS: 60, changes: 2, zero: 1, unknown: 0, zeroShare: 0.5 });
  expect(station?.minutes).toBeCloseTo(20.5, 9);
  expect(station?.pairs.map(({ from, to, minutes }) => [from, to, minutes])).toEqual([
    ["P1", "P2", 20],
    ["P2", "P1", 0.5],
  ]);
  expect(found).toMatchObject({ changes: 2, zeroShare: 0.5, areStatesKnown: false });
});

it("[DI22] outages and closed times are taken out once, and a gap of unknown state is counted as unknown", () => {
  const history = row(...equal("P1"), ["P2", 61], ...equal("P2"));
  // The change is from minute 66 to 127.
  const out = [between(70, 90)];
  const unplanned = [between(80, 100)];
  const known = changeoversIn({ ...history, machines: machine({ out, unplanned }) }, RANGE, NONE);
  expect(known.stations[0]?.minutes).toBeCloseTo(61 - 30 - 1, 9);
  const unknown = changeoversIn({ ...history, machines: machine({ unknown: [between(90, 91)] }) }, RANGE, NONE);
  expect(unknown.stations[0]).toMatchObject({ changes: 1, unknown: 1, minutes: null, zeroShare: null });
  const machines = machine({ out: [{ ...between(70, 0), to: Number.NaN }] });
  const still = changeoversIn({ ...row(...equal("P1"), ["P2", 61]), machines }, RANGE, NONE);
  expect(still.stations[0]?.minutes).toBeCloseTo(4 - 1, 9);
});

it("[DI22] time in which the next piece had not come through its operation before is taken out", () => {
  const history = row(...equal("P1"), ["P2", 21]);
  const [late] = history.pieces.slice(-1);
  // The change is from minute 66 to 87, and the piece was there from minute 82 on.
  const before = piece("before", { variant: "P2", order: "P2" }, [["WASH", 70, 82]]).operations;
  const waited = { ...(late as NonNullable<typeof late>), operations: [...before, ...(late?.operations ?? [])] };
  const found = changeoversIn({ ...history, pieces: [...history.pieces.slice(0, -1), waited] }, RANGE, NONE);
  expect(found.stations.find(({ machine: label }) => label === "MILL-1")?.minutes).toBeCloseTo(87 - 82 - 1, 9);
});

it("[DI23] where fewer than five usual gaps are known, changes are counted and their minutes are unknown", () => {
  const found = changeoversIn(row(["P1", 0], ["P1", 1], ["P2", 30]), RANGE, NONE);
  expect(found.stations[0]).toMatchObject({ usualGapS: null, changes: 1, unknown: 1, zero: 0, minutes: null });
});

it("[DI23] where pieces overlap the change is zero, and pieces without start, end or variant are counted", () => {
  const pieces = [
    piece("a", { variant: "P1", order: "A" }, [["WASH", 0, 10]]),
    piece("b", { variant: "P2", order: "B" }, [["WASH", 8, 12]]),
    piece("c", { variant: "", order: "B" }, [["WASH", 20, 22]]),
    piece("d", { variant: "P2", order: "B" }, [["WASH", Number.NaN, 40]]),
    piece("e", { variant: "P2", order: "B" }, [["WASH", 50]]),
  ];
  const found = changeoversIn(historyOf(...pieces), RANGE, NONE);
  expect(found).toMatchObject({ changes: 1, zero: 1, unknown: 0, minutes: 0, unreported: 2 });
});

it("[DI24] changes are grouped by set-up family; each belongs to the range in which it ends", () => {
  const history = row(...equal("P1"), ["P2", 5], ...equal("P2"), ["P3", 5]);
  const families = new Map([
    ["P1", "F"],
    ["P2", "F"],
    ["P3", "G"],
  ]);
  const found = changeoversIn(history, RANGE, families);
  expect(found.stations[0]?.pairs.map(({ from, to, changes }) => [from, to, changes])).toEqual([
    ["F", "F", 1],
    ["F", "G", 1],
  ]);
  const late = changeoversIn(history, { ...RANGE, from: minute(100) * 1_000 }, families);
  expect(late.changes).toBe(1);
});

it(`[DI21] of random sequences minutes and counts are those that were put in (seeds from ${SEED})`, () => {
  for (let seed = SEED; seed < SEED + 20; seed++) {
    const random = seeded(seed);
    const steps: [string, number][] = equal("P0").map(([variant, gap]) => [variant, gap]);
    let [minutes, changes, zero, last] = [0, 0, 0, "P0"];
    for (let at = 0; at < 60; at++) {
      const variant = `P${Math.floor(random() * 4)}`;
      const extra = random() < 0.5 ? 0 : Math.ceil(random() * 40);
      if (variant === last) steps.push([variant, 1]);
      else {
        steps.push([variant, 1 + extra]);
        changes++;
        minutes += extra;
        zero += Number(extra < 1);
      }
      last = variant;
    }
    const found = changeoversIn(row(...steps), RANGE, NONE);
    expect([found.changes, found.zero, found.unknown]).toEqual([changes, zero, 0]);
    expect(found.minutes).toBeCloseTo(minutes, 6);
  }
});
