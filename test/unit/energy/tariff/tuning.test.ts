import { expect, it } from "vitest";
import type { AssetUid, TagRef } from "../../../../edge/contracts/plant/tag.ts";
import type { UtilityUse } from "../../../../edge/contracts/production/load.ts";
import { tuningAdvice } from "../../../../edge/energy/tariff/tuning.ts";
import { sumOf } from "../../../../edge/energy/tariff/utilities.ts";
import { UtilityCount } from "../../../../edge/energy/tariff/utility-quarter.ts";

const DAY_US = 86_400e6;
/** A tenth of a year. */
const TIME = { from: 0, to: 36.5 * DAY_US, now: 40 * DAY_US };
const COMPRESSOR: UtilityUse = {
  utility: "compressor",
  assetUid: "cmp" as AssetUid,
  label: "CMP-01",
  power: 4 as TagRef,
  loadedS: 3000,
  unloadedS: 1000,
  loadedKWh: 10_000,
  unloadedKWh: 1000,
  lowest: 6.75,
  mean: 7.1,
  needed: 6.2,
};
const rulesOf = (utilities: readonly UtilityUse[]) =>
  tuningAdvice({ idle: [], utilities }, TIME).map(({ rule }) => rule);

it("[TF14] [TF16] a compressor: its band down to what is needed, and its unloaded time", () => {
  const [band, unloaded, ...others] = tuningAdvice({ idle: [], utilities: [COMPRESSOR] }, TIME);
  expect(others).toEqual([]);
  expect(band).toMatchObject({ rule: "energy/pressure-band", key: "energy/pressure-band/cmp" });
  expect(band?.what.en).toContain("by 0.3 bar");
  // 100,000 kWh a year, 0.3 bar, 7 (4 to 10) % per bar.
  expect(band?.effect).toMatchObject({ unit: "kW.h/a", expected: 2100, low: 1200, high: 3000 });
  expect(band?.evidence).toMatchObject([{ tag: 4, from: TIME.from, to: TIME.to }]);
  expect(unloaded?.effect).toMatchObject({ expected: 6000, low: 3000, high: 9000 });
  expect(band?.validUntil).toBe(TIME.now + 30 * DAY_US);
});

it("[TF14] [TF16] [TF17] nothing is recommended without room, without readings, or for little", () => {
  expect(rulesOf([{ ...COMPRESSOR, lowest: 6.45, unloadedS: 500 }])).toEqual([]);
  expect(rulesOf([{ ...COMPRESSOR, lowest: Number.POSITIVE_INFINITY, loadedKWh: 0, unloadedKWh: 0 }])).toEqual([]);
  const chiller = { ...COMPRESSOR, utility: "chiller" as const, mean: 12, needed: 14 };
  expect(tuningAdvice({ idle: [], utilities: [chiller] }, TIME)[0]).toMatchObject({
    rule: "energy/set-point",
    effect: { expected: 4000, low: 2000, high: 7000 },
  });
  expect(rulesOf([{ ...chiller, mean: 13.6 }])).toEqual([]);
  expect(rulesOf([{ ...chiller, mean: Number.NaN }])).toEqual([]);
  expect(rulesOf([{ ...chiller, loadedKWh: 900 }])).toEqual([]);
});

it("[TF15] an idle machine should be switched off", () => {
  const waste = {
    assetUid: "m" as AssetUid,
    label: "CNC-1",
    hours: 365,
    kWh: 1000,
    meanKw: 2.74,
    cost: 500,
    power: null,
  };
  const [advice] = tuningAdvice({ idle: [waste], utilities: [] }, TIME);
  expect(advice).toMatchObject({
    rule: "energy/idle",
    evidence: [],
    effect: { expected: 8000, low: 5000, high: 10_000 },
  });
  expect(advice?.why.en).toContain("10.0 h a day");
});

it("[TF16] loaded and unloaded time and energy are counted apart, and a silent one counts as nothing", () => {
  const count = new UtilityCount();
  const minute = 60e6;
  for (let at = 0; at <= 10; at++) {
    count.pass(at * minute);
    count.setPower(at < 5 ? 40 : 10, at * minute);
    count.setLoaded(at < 5);
    count.setValue(at < 5 ? 7.2 : 6.8);
  }
  // The last reading was at 10 min.
  for (let at = 11; at <= 30; at++) count.pass(at * minute);
  const { loadedS, unloadedS, loadedKWh, unloadedKWh, low, mean } = sumOf([count.take()]);
  expect([loadedS, unloadedS]).toEqual([300, 420]);
  expect(loadedKWh).toBeCloseTo(40 / 12, 9);
  expect(unloadedKWh).toBeCloseTo((10 * 7) / 60, 9);
  expect(low).toBe(6.8);
  expect(mean).toBeCloseTo((7.2 * 5 + 6.8 * 7) / 12, 9);
});
