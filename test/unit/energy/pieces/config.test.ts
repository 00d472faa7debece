import { expect, it } from "vitest";
import type { PieceEnergyAnswer } from "../../../../edge/contracts/production/piece-energy.ts";
import { type PiecesConfig, piecesProblems } from "../../../../edge/energy/pieces/config.ts";
import { airFactor, converter } from "../../../../edge/energy/pieces/convert.ts";
import { Shop, station } from "./shop.ts";

it("[PE18] all mistakes are named at once", () => {
  const assets = [{ label: "CMP-1" }, { label: "OVN-1" }] as unknown as Parameters<typeof piecesProblems>[1];
  const config: PiecesConfig = {
    byMass: ["OVN-*"],
    compressedAir: { meter: "AIR", compressors: ["CMP-1", "CMP-2"] },
  };
  const named = piecesProblems(config, assets).map(({ code, steps }) => `${code} ${steps.join(".")}`);
  expect(named).toEqual([
    "energy-meter-unknown energy.pieces.compressedAir.meter",
    "energy-meter-unknown energy.pieces.compressedAir.compressors.1",
    "masses-missing energy.pieces.byMass",
  ]);
  const half = piecesProblems({ compressedAir: { compressors: ["CMP-1"] } }, assets);
  expect(half.map(({ code }) => code)).toEqual(["air-half-measured"]);
  expect(piecesProblems({}, assets)).toEqual([]);
});

it("[PE14] media are converted by GB/T 2589-2020, by the config, and by the measured compressors", () => {
  const standard = converter({}, airFactor({}, null));
  expect(standard("electricity", 10)).toMatchObject({ kWh: 10, unit: "kWh" });
  expect(standard("electricity", 10).kgce).toBeCloseTo(1.229, 9);
  expect(standard("natural-gas", 10)).toMatchObject({ unit: "m3" });
  expect(standard("natural-gas", 10).kWh).toBeCloseTo(98.73, 9);
  expect(standard("natural-gas", 10).kgce).toBeCloseTo(12.143, 9);
  expect(standard("compressed-air", 10).kWh).toBeCloseTo(1.2, 9);
  expect(standard("compressed-air", 10).kgce).toBeCloseTo(0.4, 9);
  expect(standard("water", 10)).toMatchObject({ kWh: 0 });
  const own: PiecesConfig = { gasKWhPerM3: 9.1, standardCoal: { airPerM3: 0.05 }, compressedAir: { kWhPerM3: 0.2 } };
  const given = converter(own, airFactor(own, null));
  expect(given("natural-gas", 10).kWh).toBe(91);
  expect(given("compressed-air", 10)).toMatchObject({ kWh: 2, kgce: 0.5 });
  expect(airFactor(own, 0.11)).toEqual({ kWhPerM3: 0.11, isMeasured: true });
});

it("[PE14] [PE1] air of a station by its own meter, with the specific power of the compressor", () => {
  const meter = (label: string, medium: "compressed-air", meters?: string) => ({
    label,
    kind: "meter" as const,
    medium,
    ...(meters === undefined ? {} : { meters: meters as never }),
    tags: [
      { signal: "flow", unit: "m3/h" },
      { signal: "volume", unit: "m3" },
    ],
  });
  const assets = [
    station("CNC-1"),
    meter("AIR-1", "compressed-air", "urn:test:CNC-1"),
    meter("AIR", "compressed-air"),
    station("CMP-1"),
  ];
  const shop = new Shop(assets, { compressedAir: { meter: "AIR", compressors: ["CMP-1"] } });
  shop.event("started", "P1", 0);
  shop.event("completed", "P1", 1800);
  for (let second = 0; second <= 7200; second += 15) {
    shop.read("AIR-1", "flow", 6, second);
    shop.read("AIR-1", "volume", 100.0001 + (6 * second) / 3600, second);
    shop.read("AIR", "volume", 500.0001 + (100 * second) / 3600, second);
    // 11 kW for 100 m3/h.
    shop.read("CMP-1", "import", 1000 + (11_000 * second) / 3600, second);
    shop.tick(second);
  }
  const { steps, air }: PieceEnergyAnswer = shop.piece("P1");
  expect(air.isMeasured).toBe(true);
  expect(air.kWhPerM3).toBeCloseTo(0.11, 4);
  const own = steps[0]?.media.find(({ medium }) => medium === "compressed-air");
  expect(own?.amount).toBeCloseTo(3, 4);
  expect(own?.kWh).toBeCloseTo(0.33, 3);
});

it("[PE1] the trace of power is read instead of the active power", () => {
  const fast = { component: "power", signal: "trace", unit: "W", role: "power-trace" } as const;
  const shop = new Shop([station("CNC-1", [fast])]);
  shop.event("started", "P1", 10.25);
  shop.event("completed", "P1", 10.75);
  for (let tenth = 0; tenth <= 1200; tenth++) {
    const second = tenth / 10;
    shop.read("CNC-1", "trace", second >= 10 && second < 11 ? 20_000 : 2000, second);
    if (tenth % 100 === 0) {
      const work = 18 * Math.min(1, Math.max(0, second - 10));
      shop.read("CNC-1", "import", 1000.001 + (2 * second + work) / 3.6, second);
      shop.read("CNC-1", "active", 2, second);
    }
    shop.tick(second);
  }
  expect(shop.piece("P1").kWh).toBeCloseTo((20 * 0.5) / 3600, 4);
});

it("[PE16] names that are too long are refused and counted, and a station forgets its oldest stays", () => {
  const shop = new Shop([station("CNC-1")]);
  shop.event("started", "P".repeat(201), 0);
  for (let n = 0; n < 2005; n++) shop.event("started", `P${n}`, n);
  expect(shop.steps().counters).toMatchObject({ refused: 1, forgotten: 5 });
});
