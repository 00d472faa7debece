import { expect, it } from "vitest";
import { at, Shop, station } from "./shop.ts";

it("[PE17] figures are of pieces that ended in the time asked for and are closed, use is by hours", () => {
  const shop = new Shop([station("CNC-1")]);
  for (let n = 0; n < 60; n++) {
    shop.event("started", `P${n}`, n * 120);
    shop.event("completed", `P${n}`, n * 120 + 30);
  }
  shop.run("CNC-1", [0, 7200], () => 36);
  const n = (from: number, to: number) => shop.steps({ from: at(from), to: at(to) }).steps[0]?.n ?? 0;
  expect(n(0, 3600)).toBe(30);
  expect(n(1200, 2400)).toBe(10);
  // The newest ten minutes and the open interval are not closed.
  expect(n(3600, 7200)).toBeLessThan(26);
  const metered = (from: number, to: number) =>
    shop.steps({ from: at(from), to: at(to) }).stations.reduce((sum, one) => sum + one.metered, 0);
  expect(metered(0, 3600)).toBeCloseTo(36, 0);
  expect(metered(1, 3600)).toBe(0);
  const { spread, least, most, mean } = shop.steps({ from: at(600), to: at(3000) }).steps[0] ?? {};
  expect(least).toBeLessThanOrEqual(mean as number);
  expect(most).toBeGreaterThanOrEqual(mean as number);
  expect(spread).toBeLessThan(0.01);
});
