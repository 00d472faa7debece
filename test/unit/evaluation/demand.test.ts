import { expect, it } from "vitest";
import { demandText, judgeDemand } from "../../../edge/evaluation/energy/demand.ts";

const WINDOW_MS = 900_000;
const T0 = Date.UTC(2026, 2, 2);
const truth = (n: number, kW: number) => ({ type: "plant-demand" as const, timeMs: T0 + n * WINDOW_MS, kW });
const said = (n: number, kW: number | null) => ({
  to: (T0 + n * WINDOW_MS) * 1000,
  forecast: kW === null ? null : { kW, low: kW - 5, high: kW + 5 },
});

it("[E61] compares forecasts with the true mean of the same window, apart for peaks and the day's highest", () => {
  const truths = Array.from({ length: 200 }, (_, n) => truth(n + 1, n === 50 || n === 150 ? 200 : 100));
  const forecasts = truths.map((_, n) => said(n + 1, n === 50 ? 204 : n === 150 ? 190 : n === 7 ? null : 101));
  const answers = { windows: (contract: string) => (contract === "power" ? forecasts : []) };
  const dayOf = (time: number) => Math.floor(time / 86_400e6);
  const figures = judgeDemand(truths, answers, { contract: "power", dayOf });
  expect(figures.missing).toBe(1);
  expect(figures.all.windows).toBe(199);
  // Days 0 and 1 have peaks of 200 kW, day 2 has 100 kW throughout.
  expect(figures.dayPeaks).toMatchObject({ windows: 3, largest: 0.05 });
  expect(figures.dayPeaks.mean).toBeCloseTo((0.02 + 0.05 + 0.01) / 3, 12);
  expect(figures.peaks.windows).toBe(20);
  expect(figures.all.held).toBeCloseTo(198 / 199, 12);
  expect(demandText(figures)).toContain("1 without a forecast");
  const none = judgeDemand(truths, { windows: () => [] }, { contract: "power", dayOf });
  expect(none).toMatchObject({ missing: 200, all: { windows: 0, mean: null } });
});
