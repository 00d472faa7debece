import { expect, it } from "vitest";
import { lossAmount } from "../../../../edge/energy/tree/losses.ts";
import { classShare, freshVariance } from "../../../../edge/energy/tree/uncertainty.ts";

const LOSS = { id: "x", below: "y", noLoad: 1.4, load: 9, rated: 600, uPercent: 10 };

it("[EN11] the class is wider far below the rated flow, by the standard of the medium", () => {
  const accuracy = { classPercent: 0.5, clockSeconds: 0, rated: 100 };
  const of = (medium: "electricity" | "water" | "natural-gas", amount: number) =>
    (classShare(accuracy, medium, { amount, hours: 1, ends: [0, 0] }) * Math.sqrt(3) * 100) / 0.5;
  expect([of("electricity", 5), of("electricity", 4.9)].map((factor) => +factor.toFixed(6))).toEqual([1, 2]);
  expect([of("water", 2), of("water", 1.9)].map((factor) => +factor.toFixed(6))).toEqual([1, 2.5]);
  expect([of("natural-gas", 10), of("natural-gas", 9.9)].map((factor) => +factor.toFixed(6))).toEqual([1, 2]);
});

it("[EN11] readings, clock and resolution at both ends add by their squares", () => {
  const accuracy = { classPercent: 0.5, clockSeconds: 2, resolution: 0.1 };
  const variance = freshVariance(accuracy, { amount: 90, hours: 0.25, ends: [0.3, 0.4] });
  // 360 kW for 2 s are 0.2 kWh.
  expect(variance).toBeCloseTo((0.3 ** 2 + 0.4 ** 2 + 2 * 0.2 ** 2 + 2 * 0.05 ** 2) / 3, 12);
});

it("[EN10] transformer, cable and pipe", () => {
  expect(lossAmount({ ...LOSS, kind: "transformer" }, 300, 2)).toBeCloseTo(2 * (1.4 + 9 / 4), 12);
  expect(lossAmount({ ...LOSS, kind: "cable" }, 300, 2)).toBeCloseTo((2 * 9) / 4, 12);
  expect(lossAmount({ ...LOSS, kind: "pipe" }, 300, 2)).toBeCloseTo(2.8, 12);
});
