import { Ajv } from "ajv";
import { expect, it } from "vitest";
import type { AssetConfig } from "../../../../edge/contracts/plant/edge-config.ts";
import { bandAt } from "../../../../edge/energy/tariff/band-hours.ts";
import type { Contract, TariffsConfig } from "../../../../edge/energy/tariff/config.ts";
import { tariffsSection } from "../../../../edge/energy/tariff/section.ts";

const ASSETS = [
  { label: "MAIN", kind: "meter" },
  { label: "GAS", kind: "meter", medium: "natural-gas" },
] as unknown as readonly AssetConfig[];

const name = { zh: "电", en: "Power" };
const band = (id: string, price: number) => ({ id, name, price });
const BANDS = [band("peak", 1.2), band("flat", 0.7), band("valley", 0.3)];
/** Summer has a longer peak; nights and Sundays are a valley. */
const HOURS = [
  { band: "valley", from: "22:00", to: "08:00", days: ["mon", "tue", "wed", "thu", "fri", "sat"] },
  { band: "valley", from: "00:00", to: "24:00", days: ["sun", "holiday"] },
  { band: "flat", from: "08:00", to: "18:00", season: { from: "09-01", to: "06-30" }, days: WORK() },
  { band: "peak", from: "18:00", to: "22:00", season: { from: "09-01", to: "06-30" }, days: WORK() },
  { band: "peak", from: "08:00", to: "22:00", season: { from: "07-01", to: "08-31" }, days: WORK() },
];

function WORK(): string[] {
  return ["mon", "tue", "wed", "thu", "fri", "sat"];
}

function sectionOf(...contracts: readonly object[]): TariffsConfig {
  const section = { contracts: structuredClone(contracts) } as unknown as TariffsConfig;
  const validate = new Ajv({ useDefaults: true, strict: true }).compile(tariffsSection.schema);
  if (!validate(section)) throw new Error(JSON.stringify(validate.errors));
  return section;
}

function problemsOf(...contracts: readonly object[]): string[] {
  const found = tariffsSection.problems?.(sectionOf(...contracts), ASSETS) ?? [];
  return found.map(({ steps, message }) => `${steps.slice(2).join(".")}: ${message.en}`);
}

const CONTRACT = { id: "power", name, meters: ["MAIN"], bands: BANDS, hours: HOURS, holidays: ["2026-10-01"] };

it("[TF1] a year that is covered once has no problem, and one band needs no hours", () => {
  expect(problemsOf(CONTRACT)).toEqual([]);
  expect(problemsOf({ id: "gas", name, medium: "natural-gas", bands: [band("all", 3)] })).toEqual([]);
});

it("[TF1] crossing and missing hours are named with their day and date", () => {
  const hours = HOURS.map((one, at) => (at === 2 ? { ...one, from: "07:30", to: "17:00" } : one));
  expect(problemsOf({ ...CONTRACT, hours })).toEqual([
    "0.hours.2: Monday from 07:30 to 08:00, valley is in force too (first on 01-01)",
    "0.hours: Monday from 17:00 to 18:00 has no band (first on 01-01)",
  ]);
  const gap = HOURS.map((one, at) => (at === 4 ? { ...one, season: { from: "07-01", to: "08-30" } } : one));
  expect(problemsOf({ ...CONTRACT, hours: gap })).toEqual([
    "0.hours: Monday from 08:00 to 22:00 has no band (first on 08-31)",
  ]);
  expect(problemsOf({ ...CONTRACT, hours: [] })).toEqual([
    "0.hours: Monday from 00:00 to 24:00 has no band (first on 01-01)",
  ]);
});

it("[TF1] all other mistakes are named at once", () => {
  const demand = { canShift: ["OVN-*"] };
  const other = {
    ...CONTRACT,
    meters: ["MAIN", "GAS", "NONE"],
    bands: [...BANDS, band("flat", 2)],
    hours: [...HOURS.slice(0, 4), { ...HOURS[4], band: "sharp" }],
    demand,
  };
  const gas = { id: "gas", name, medium: "natural-gas", bands: [band("all", 3)], demand: {} };
  const bare = { id: "bare", name, bands: [band("all", 3)], powerFactor: {} };
  expect(problemsOf(CONTRACT, other, gas, bare)).toEqual([
    "1.id: power is there twice",
    "1.bands.3.id: flat is there twice",
    "1.hours.4.band: the contract has no band sharp",
    "1.meters.0: MAIN is billed by power too",
    "1.meters.1: GAS measures natural-gas, and the contract is for electricity",
    "1.meters.2: there is no asset NONE",
    "1.demand.canShift.0: no asset has a label like OVN-*",
    "2.demand: only electricity has a demand charge and a power factor",
    "3.powerFactor: demand and power factor need the billed meters",
  ]);
});

it("[TF2] the band in force follows season, day, holiday and hours past midnight", () => {
  const contract = sectionOf(CONTRACT).contracts[0] as Contract;
  const at = (local: string): string => contract.bands[bandAt(contract, Date.parse(`${local}Z`))]?.id ?? "";
  // 2026-07-15 and 2026-11-18 are Wednesdays, 2026-11-22 is a Sunday, 2026-10-01 a Thursday and a holiday.
  expect(at("2026-07-15T12:00")).toBe("peak");
  expect(at("2026-11-18T12:00")).toBe("flat");
  expect(at("2026-11-18T21:59")).toBe("peak");
  expect(at("2026-11-18T22:00")).toBe("valley");
  expect(at("2026-11-18T07:59")).toBe("valley");
  expect(at("2026-11-22T12:00")).toBe("valley");
  expect(at("2026-10-01T12:00")).toBe("valley");
  expect(at("1969-12-31T12:00")).toBe("flat");
});
