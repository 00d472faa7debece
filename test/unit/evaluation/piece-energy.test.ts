import { expect, it } from "vitest";
import { judgePieceEnergy, pieceEnergyText } from "../../../edge/evaluation/energy/piece-energy.ts";
import type { TruePieceStep } from "../../../edge/evaluation/truth.ts";
import { at, Shop, station } from "../energy/pieces/shop.ts";

const MS = at(0) / 1000;
const truth = (piece: string, second: number, kWh: number): TruePieceStep => ({
  piece,
  station: "CNC-1",
  operation: "OP10",
  startMs: MS + 1000 * second,
  timeMs: MS + 1000 * (second + 30),
  electricityWh: 1000 * kWh,
  gasM3: 0,
  waterM3: 0,
});

it("[E60] judges closed steps by their true energy, and counts what is missing and open", () => {
  const shop = new Shop([station("CNC-1")]);
  const truths: TruePieceStep[] = [];
  for (let n = 0; n < 60; n++) {
    // One that the edge never hears of.
    if (n !== 20) {
      shop.event("started", `P${n}`, n * 60);
      shop.event("completed", `P${n}`, n * 60 + 30);
    }
    truths.push(truth(`P${n}`, n * 60, n === 10 ? 0.33 : 0.3));
  }
  shop.run("CNC-1", [0, 3600], () => 36);
  shop.steps();
  const { piece, steps } = shop.book.answers;
  const figures = judgePieceEnergy(truths, { piece, steps }, { from: at(0), to: at(3600) });
  expect(figures).toMatchObject({ missing: 1, unbalanced: 0, steps: [{ operation: "OP10", medium: "electricity" }] });
  expect(figures.open).toBeGreaterThan(5);
  expect(figures.all.n + figures.open + figures.missing).toBe(60);
  expect(figures.all.median).toBeLessThan(0.002);
  const most = Math.max(
    ...judgePieceEnergy([truth("P10", 600, 0.33)], { piece, steps }, { from: at(0), to: at(3600) }).steps.map(
      ({ median }) => median ?? 0,
    ),
  );
  expect(most).toBeCloseTo(0.03 / 0.33, 3);
  expect(pieceEnergyText(figures)).toContain("1 steps without energy");
});

it("[E60] a piece that was in work when the run began, and those beside it, are not judged", () => {
  const shop = new Shop([station("CNC-1")]);
  shop.event("started", "P1", 10);
  shop.event("completed", "P1", 40);
  shop.run("CNC-1", [0, 3600], () => 36);
  const { piece, steps } = shop.book.answers;
  shop.steps();
  const truths = [truth("P0", -10, 0.3), truth("P1", 10, 0.15)];
  const figures = judgePieceEnergy(truths, { piece, steps }, { from: at(0), to: at(3600) });
  expect(figures).toMatchObject({ missing: 0, open: 0, all: { n: 0, median: null } });
});
