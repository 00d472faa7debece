import { describe, expect, it } from "vitest";
import type { CandidateName, CauseView } from "../../../../edge/contracts/quality/causes.ts";
import type { CandidateColumn, PieceColumns } from "../../../../edge/quality/causes/engine/columns.ts";
import { conditionalProbability } from "../../../../edge/quality/causes/engine/conditional.ts";
import { cliffsDelta, differenceOf, ratioOf } from "../../../../edge/quality/causes/engine/effects.ts";
import { rankCurrentCauses } from "../../../../edge/quality/causes/engine/ended-causes.ts";
import { adjusted } from "../../../../edge/quality/causes/engine/false-discovery.ts";
import { upperTail } from "../../../../edge/quality/causes/engine/hypergeometric.ts";
import { rankCauses } from "../../../../edge/quality/causes/engine/rank-causes.ts";
import { scanColumn, windowsOf } from "../../../../edge/quality/causes/engine/scan-column.ts";
import { randomOf } from "../../../run/seed.ts";

const named = (kind: CandidateName["kind"], operation = "OP20", name = ""): CandidateName => ({
  kind,
  operation,
  name,
});

function levels(name: CandidateName, words: readonly string[], codeOf: (row: number) => number): CandidateColumn {
  return { name, levels: words, values: Float32Array.from({ length: PIECES }, (_, row) => codeOf(row)) };
}

function numbers(name: CandidateName, numberAt: (row: number) => number): CandidateColumn {
  return { name, values: Float32Array.from({ length: PIECES }, (_, row) => numberAt(row)) };
}

function piecesOf(isBad: (row: number) => boolean, candidates: readonly CandidateColumn[]): PieceColumns {
  return {
    times: Float64Array.from({ length: PIECES }, (_, row) => row * 60e6),
    isBad: Uint8Array.from({ length: PIECES }, (_, row) => (isBad(row) ? 1 : 0)),
    candidates,
  };
}

const PIECES = 600;
const MACHINES = ["CNC-201", "CNC-202", "CNC-203", "CNC-204"];
const machines = levels(named("machine"), MACHINES, (row) => row % 4);
const wordsOf = (causes: readonly CauseView[]) =>
  causes.map(({ candidate, level, standing }) => `${candidate.kind} ${level} ${standing}`);

describe("tests of one circumstance", () => {
  it("[RC1] is exact: tea tasted by Fisher's lady", () => {
    expect(upperTail({ pieces: 8, bad: 4, within: 4, badWithin: 4 })).toBeCloseTo(1 / 70, 12);
    expect(upperTail({ pieces: 8, bad: 4, within: 4, badWithin: 3 })).toBeCloseTo(17 / 70, 12);
    expect(upperTail({ pieces: 8, bad: 4, within: 4, badWithin: 0 })).toBe(1);
    expect(upperTail({ pieces: 100_000, bad: 50_000, within: 50_000, badWithin: 25_000 })).toBeCloseTo(0.5, 2);
  });

  it("[RC1] windows begin behind bad pieces, each with twice as many as the one before", () => {
    const isBad = new Uint8Array(100).fill(1);
    expect(windowsOf({ isBad })).toEqual([90, 80, 60, 20, 0]);
  });

  it("[RC2] is adjusted by Benjamini and Hochberg, or Holm", () => {
    const rounded = (list: readonly number[]) => list.map((one) => Math.round(one * 1e6) / 1e6);
    expect(rounded(adjusted([0.01, 0.04, 0.03, 0.005], "benjamini-hochberg"))).toEqual([0.02, 0.04, 0.04, 0.02]);
    expect(rounded(adjusted([0.01, 0.04, 0.03, 0.005], "holm"))).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it("[RC4] among alike pieces says nothing where no stratum has both, and much where one has", () => {
    const isBad = Uint8Array.from({ length: 200 }, (_, row) => (row < 20 ? 1 : 0));
    const group = Uint8Array.from({ length: 200 }, (_, row) => (row < 40 ? 1 : 0));
    expect(conditionalProbability(group, group, isBad)).toBe(1);
    const half = Uint8Array.from({ length: 200 }, (_, row) => row % 2);
    expect(conditionalProbability(group, half, isBad)).toBeLessThan(1e-10);
    expect(conditionalProbability(half, group, isBad)).toBeGreaterThan(0.3);
  });

  it("[RC5] effects have the published intervals", () => {
    const { value, low, high } = differenceOf({ bad: 56, pieces: 70 }, { bad: 48, pieces: 80 });
    expect([value, low, high].map((one) => Math.round(one * 1e4) / 1e4)).toEqual([0.2, 0.0524, 0.3339]);
    const ratio = ratioOf({ bad: 40, pieces: 100 }, { bad: 10, pieces: 100 });
    expect(ratio.value).toBeCloseTo(40.5 / 10.5, 6);
    expect(ratio.low).toBeGreaterThan(1.9);
    expect(ratio.high).toBeLessThan(7.6);
    const values = Float32Array.of(1, 2, 3, 4, Number.NaN);
    expect(cliffsDelta(values, Uint8Array.of(0, 0, 1, 1, 1))).toMatchObject({ value: 1, high: 1 });
    expect(cliffsDelta(values, Uint8Array.of(1, 0, 0, 1, 0))?.value).toBe(0);
    expect(cliffsDelta(values, Uint8Array.of(0, 0, 0, 0, 1))).toBeNull();
  });
});

describe("the ranking", () => {
  it("[RC3] [RC4] prefers the tool to its machine, which it explains", () => {
    const tools = levels(named("tool", "OP20", "1"), ["A", "B", "C", "D", "E"], (row) =>
      row % 4 === 1 ? (row >= 300 ? 4 : 1) : row % 4,
    );
    const bad = (row: number): boolean => (row % 4 === 1 && row >= 300 && row % 8 === 1) || row % 97 === 0;
    const { causes } = rankCauses(piecesOf(bad, [machines, tools]));
    expect(wordsOf(causes)).toEqual(["tool E leading", "machine CNC-202 inseparable"]);
    expect(causes[0]).toMatchObject({ since: null, within: { pieces: 75 } });
    // The machine too, from when the tool came; before, it was sound.
    expect((causes[1]?.since ?? 0) / 60e6).toBeGreaterThanOrEqual(299);
  });

  it("[RC3] names the machine where it went on with another tool", () => {
    const tools = levels(named("tool", "OP20", "1"), ["A", "B", "C", "D", "E"], (row) =>
      row % 4 === 1 ? (row >= 450 ? 4 : 1) : row % 4,
    );
    const bad = (row: number): boolean => row % 4 === 1 && row >= 300 && row % 8 === 1;
    const { causes } = rankCauses(piecesOf(bad, [tools, machines]));
    expect(wordsOf(causes)[0]).toBe("machine CNC-202 leading");
    expect((causes[0]?.since ?? 0) / 60e6).toBeGreaterThanOrEqual(299);
  });

  it("[RC4] says that two circumstances of the same pieces cannot be told apart", () => {
    const fixtures = levels(named("fixture"), ["F1", "F2", "F3", "F4"], (row) => row % 4);
    const { causes } = rankCauses(piecesOf((row) => row % 12 === 2, [machines, fixtures]));
    expect(causes.map(({ standing }) => standing)).toEqual(["leading", "inseparable"]);
    expect(causes[1]?.sentence.en).toContain("cannot tell it from the first one");
    expect(causes[1]?.sentence.zh).toContain("无法");
  });

  it("[RC4] names a second cause beside the first", () => {
    const lots = levels(named("lot", ""), ["L1", "L2", "L3"], (row) => Math.floor(row / 7) % 3);
    const bad = (row: number): boolean =>
      (row % 4 === 2 && row % 3 === 0) || (Math.floor(row / 7) % 3 === 1 && row % 5 < 2);
    const { causes } = rankCauses(piecesOf(bad, [machines, lots]));
    expect(wordsOf(causes).toSorted()).toEqual([
      expect.stringMatching(/^lot L2 (leading|independent)$/),
      expect.stringMatching(/^machine CNC-203 (leading|independent)$/),
    ]);
  });

  it("[RC3] [RC5] finds the side of a number and where it begins, with its chart", () => {
    const values = Float32Array.from({ length: PIECES }, (_, row) => 50 + (10 * ((row * 7919) % PIECES)) / PIECES);
    const bath: CandidateColumn = { name: named("signal", "OP40", "bath/temperature"), unit: "Cel", values };
    const cold = (row: number): boolean => (values[row] as number) < 51;
    const { causes } = rankCauses(piecesOf(cold, [machines, bath]));
    expect(causes[0]).toMatchObject({ side: "below", level: "Cel", standing: "leading", delta: { value: -1 } });
    expect(causes[0]?.cut).toBeCloseTo(51, 1);
    const chart = causes[0]?.chart;
    expect(chart?.kind === "distribution" && chart.columns.reduce((sum, { pieces }) => sum + pieces, 0)).toBe(PIECES);
    expect(causes[0]?.sentence.en).toMatch(/^OP40 signal bath\/temperature below 5[01]\.?\d* °C: /);
  });

  it("[RC3] prefers a signal that jumped when the defect began to a counter that only grows", () => {
    const jumped = 480;
    const random = randomOf("a signal that jumped");
    const counter = numbers(named("signal", "OP20", "spindle/hours"), (row) => row);
    const humidity = numbers(named("signal", "OP20", "booth/humidity"), (row) => (row < jumped ? 50 : 58) + random());
    const { causes } = rankCauses(piecesOf((row) => row >= jumped && row % 2 === 0, [counter, humidity]));
    expect(causes.map(({ candidate, side }) => `${candidate.name} ${side}`)).toEqual([
      "booth/humidity above",
      "spindle/hours above",
    ]);
  });

  it("[RC3] prefers a circumstance that can spoil a piece to one that only marks it", () => {
    const hours = levels(named("hour", ""), ["06", "07", "08"], (row) => (row >= 400 ? 2 : row >= 200 ? 1 : 0));
    const lots = levels(named("lot", ""), ["L1", "L2", "L3"], (row) => (row >= 400 ? 2 : row >= 200 ? 1 : 0));
    const { causes } = rankCauses(piecesOf((row) => row >= 400 && row % 5 === 0, [hours, lots]));
    expect(wordsOf(causes)).toEqual(["lot L3 leading", "hour 08 inseparable"]);
  });

  it("[RC2] finds no cause where there is none, nor without bad pieces", () => {
    const random = randomOf("cause-none");
    let found = 0;
    for (let run = 0; run < 60; run++) {
      const columns = Array.from({ length: 12 }, (_, at) =>
        levels(named("machine", `OP${at}`), MACHINES, () => Math.floor(4 * random())),
      );
      const isBad = Array.from({ length: PIECES }, () => random() < 0.05);
      if (rankCauses(piecesOf((row) => isBad[row] === true, columns)).causes.length > 0) found++;
    }
    // 60 runs at 0.2 % or less; as many as eight by chance have a probability below 1e-12.
    expect(found).toBeLessThan(8);
    expect(rankCauses(piecesOf(() => false, [machines])).causes).toEqual([]);
    expect(rankCauses({ times: new Float64Array(0), isBad: new Uint8Array(0), candidates: [] })).toMatchObject({
      pieces: 0,
      causes: [],
    });
  });

  it("[RC2] names a signal that left its usual values among hundreds that did not", () => {
    const random = randomOf("hundreds of signals");
    // About normal: a sum of twelve.
    const noise = (): number => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
    const signals = Array.from({ length: 400 }, (_, at) => numbers(named("signal", "OP20", `signal/${at}`), noise));
    const humidity = numbers(named("signal", "OP80", "air/humidity"), (row) => (row >= 450 ? 61 : 48) + noise() / 10);
    const isBad = (row: number): boolean => row >= 450 && row % 15 === 0;
    const { causes } = rankCauses(piecesOf(isBad, [...signals, humidity]));
    expect(causes[0]?.candidate.name).toBe("air/humidity");
  });

  it.each([
    [
      "one that jumped for nearly half of the pieces",
      (row: number, noise: number) => noise + (row >= 310 ? 20 : 0),
      true,
    ],
    ["one that was elsewhere ten times", (row: number, noise: number) => noise + (row % 60 === 7 ? 20 : 0), true],
    ["one that only varies", (_: number, noise: number) => noise, false],
    ["a counter", (row: number) => row, false],
    ["one that was elsewhere twice", (row: number, noise: number) => noise + (row % 300 === 7 ? 20 : 0), false],
  ])("[RC2] a number that left its usual values: %s", (_, numberAt, isUnusual) => {
    const random = randomOf("a number");
    const column = numbers(named("signal"), (row) => numberAt(row, random() + random() + random()));
    const pieces = piecesOf(() => false, [column]);
    expect(scanColumn(column, pieces, windowsOf(pieces)).isUnusual).toBe(isUnusual);
  });

  it("[RC2] keeps a named cause that has become weaker", () => {
    // Eight of 24 pieces in a group of a quarter: too weak to name, strong enough to keep.
    const bad = (row: number): boolean => row >= 560 && (row % 4 === 1 ? row % 8 === 1 : row % 40 === 4);
    const pieces = piecesOf(bad, [machines, levels(named("lot", ""), ["L1", "L2"], (row) => Math.floor(row / 3) % 2)]);
    expect(rankCauses(pieces).causes).toEqual([]);
    expect(rankCauses(pieces, { isNamed: true }).causes[0]?.level).toBe("CNC-202");
  });
});

describe("causes that have ended", () => {
  const fixtures = levels(named("fixture"), ["FX-1", "FX-2", "FX-3"], (row) => row % 3);
  const lots = levels(named("lot", ""), ["L1", "L2"], (row) => Math.floor(row / 300));
  const NEXT = { named: undefined, fewestBad: 10 };
  const random = randomOf("causes that have ended");

  it.each([
    ["a machine that was repaired", machines, 400, (row: number) => row % 4 === 1],
    ["a lot that is used up", lots, 300, () => true],
  ] as const)("[RC31] behind %s the next cause is named", (_, column, until, isFirst) => {
    const bad = (row: number): boolean =>
      row % 47 === 11 || ((7 * row) % 10 < 7 && (row < until ? isFirst(row) : row >= until + 40 && row % 3 === 1));
    const pieces = piecesOf(bad, [column, fixtures]);
    expect(rankCauses(pieces).causes[0]?.candidate.kind).toBe(column.name.kind);
    const { ranking, firstRow } = rankCurrentCauses(pieces, NEXT);
    expect(ranking.causes[0]).toMatchObject({ candidate: { kind: "fixture" }, level: "FX-2" });
    expect(Math.abs(firstRow - until)).toBeLessThan(80);
  });

  it("[RC31] a cause that holds stays, also beside bad pieces of no cause", () => {
    for (let round = 0; round < 40; round++) {
      const pieces = piecesOf((row) => random() < 0.02 || (row % 4 === 1 && random() < 0.5), [machines, fixtures]);
      const { ranking, firstRow } = rankCurrentCauses(pieces, NEXT);
      expect(firstRow).toBe(0);
      expect(ranking.causes[0]?.level).toBe("CNC-202");
    }
  });

  it("[RC31] without ten bad pieces since, a cause stays", () => {
    const isBad = (row: number): boolean => row < 300 && row % 8 === 1;
    const { ranking, firstRow } = rankCurrentCauses(piecesOf(isBad, [machines, fixtures]), NEXT);
    expect([firstRow, ranking.causes[0]?.level]).toEqual([0, "CNC-202"]);
  });
});
