import { expect, it } from "vitest";
import type { Contract, PowerFactorConfig } from "../../../../edge/energy/tariff/config.ts";
import { Prices, powerFactorFigures } from "../../../../edge/energy/tariff/cost.ts";

const name = { zh: "电", en: "Power" };
const DAY = {
  band: "day",
  from: "06:00",
  to: "22:00",
  days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as Contract["hours"][number]["days"],
};
const CONTRACT: Contract = {
  id: "power",
  name,
  medium: "electricity",
  meters: ["MAIN"],
  bands: [
    { id: "day", name, level: "flat", price: 0.3 },
    { id: "night", name, level: "valley", price: 0.2 },
  ],
  hours: [DAY, { ...DAY, band: "night", from: "22:00", to: "06:00" }],
  holidays: [],
  co2: { kgPerUnit: 0.4, byHour: Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 0.5 : 0.1)), source: "test" },
};
const at = (time: string): number => Date.parse(time) * 1000;

it("[TF4] each amount has the price of its own quarter of an hour and the CO2 of its hour, by the local clock", () => {
  const prices = new Prices(CONTRACT, "Europe/Berlin");
  // In March, 04:45 and 05:00 UTC are 05:45 and 06:00 in Berlin.
  const { amount, cost, co2Kg, bands } = prices.costOf([
    { start: at("2026-03-02T04:45:00Z"), amount: 10 },
    { start: at("2026-03-02T05:00:00Z"), amount: 20 },
    { start: at("2026-03-02T12:00:00Z"), amount: 40 },
  ]);
  expect([amount, bands[0]?.amount, bands[1]?.amount]).toEqual([70, 60, 10]);
  expect(cost).toBeCloseTo(60 * 0.3 + 10 * 0.2, 12);
  expect(co2Kg).toBeCloseTo(30 * 0.5 + 40 * 0.1, 12);
});

it("[TF4] the night when clocks go back has an hour of valley more", () => {
  const prices = new Prices(CONTRACT, "Europe/Berlin");
  const bandsOf = (from: string, hours: number): number =>
    Array.from({ length: 4 * hours }, (_, n) => prices.bandAt(at(from) + n * 900e6)).filter((band) => band === 1)
      .length;
  expect(bandsOf("2026-10-24T20:00:00Z", 12)).toBe(4 * 9);
  expect(bandsOf("2026-10-25T21:00:00Z", 12)).toBe(4 * 8);
});

const STEPS: PowerFactorConfig = {
  target: 0.9,
  surcharge: [
    { below: 0.9, percentPerHundredth: 0.5 },
    { below: 0.7, percentPerHundredth: 1 },
    { below: 0.65, percentPerHundredth: 2 },
  ],
  credit: { percentPerHundredth: 0.15, most: 0.75 },
};
const energies = (factor: number) => ({ active: 1000, reactive: 1000 * Math.sqrt(1 / factor ** 2 - 1) });

it("[TF6] the steps of the Chinese rules for a target of 0.90", () => {
  // Published table: 0.5 % at 0.89, 10 % at 0.70, 15 % at 0.65, 17 % at 0.64; less 0.15 % at 0.91, 0.75 % from 0.95.
  const percentAt = (factor: number): number =>
    Math.round(1e6 * (powerFactorFigures(STEPS, energies(factor))?.percent ?? Number.NaN)) / 1e6;
  expect([0.9, 0.89, 0.7, 0.65, 0.64].map(percentAt)).toEqual([0, 0.5, 10, 15, 17]);
  expect([0.91, 0.95, 1].map(percentAt)).toEqual([-0.15, -0.75, -0.75]);
  expect(powerFactorFigures(STEPS, { active: 0, reactive: 0 })).toBeNull();
});

it("[TF6] with a price of reactive energy, only what is beyond the target is charged", () => {
  const config = { ...STEPS, reactivePrice: 0.02 };
  const at08 = powerFactorFigures(config, energies(0.8));
  expect(at08?.factor).toBeCloseTo(0.8, 12);
  expect(at08?.cost).toBeCloseTo((750 - 1000 * Math.tan(Math.acos(0.9))) * 0.02, 9);
  expect(powerFactorFigures(config, energies(0.95))?.cost).toBe(0);
});
