import { describe, expect, it } from "vitest";
import type { PricingPlan } from "../../../../edge/energy/pieces/costs.ts";
import type { Contract, TariffsConfig } from "../../../../edge/energy/tariff/config.ts";
import { tariffsSection } from "../../../../edge/energy/tariff/section.ts";
import { withDefaults } from "../../../fakes/config/with-defaults.ts";
import { at, Shop, station } from "./shop.ts";

/** The story begins at 8:00 of the site: dear from 9:00 on. */
const POWER = {
  id: "power",
  name: { zh: "电", en: "Power" },
  bands: [
    { id: "cheap", name: { zh: "谷", en: "Cheap" }, price: 0.5 },
    { id: "dear", name: { zh: "峰", en: "Dear" }, price: 2 },
  ],
  hours: [
    { band: "cheap", from: "00:00", to: "09:00" },
    { band: "dear", from: "09:00", to: "24:00" },
  ],
  co2: { kgPerUnit: 0.5 },
};
const { contracts } = withDefaults(tariffsSection.schema, { contracts: [POWER] }) as TariffsConfig;
const STEPS: PricingPlan["steps"] = [
  { stations: ["GAUGE-*"], kind: "inspection" },
  { stations: ["BENCH-*"], kind: "rework" },
];

function shopOf(labels: readonly string[], of: readonly Contract[] = contracts): Shop {
  return new Shop(
    labels.map((label) => station(label)),
    {},
    { contracts: of, steps: STEPS },
  );
}

const ALL = { from: at(-3600), to: at(86_400) };

/** A piece on a machine of 36 kW, 0.01 kWh a second. */
function work(shop: Shop, piece: string, [from, to]: readonly [number, number], place = "CNC-1", more = {}): void {
  shop.event("started", piece, from, { payload: { place, ...more } });
  shop.event("completed", piece, to, { payload: { place, ...more } });
}

describe("cost of the energy of pieces", () => {
  it("[QC10] energy costs the band of the quarter of an hour in which the middle of the work lies", () => {
    const shop = shopOf(["CNC-1"]);
    work(shop, "P1", [600, 700], "CNC-1", { order: "A" });
    work(shop, "P2", [3900, 4000], "CNC-1", { order: "B" });
    // From 8:50 to 9:20: the middle is dear.
    work(shop, "P3", [3000, 4800], "CNC-1", { order: "C" });
    shop.run("CNC-1", [0, 9000], () => 36);
    shop.write();
    const { rows, total, unpriced } = shop.book.answers.energyCosts({ ...ALL, by: "order" });
    const of = (name: string) => rows.find((row) => row.name === name);
    expect(of("A")?.cost).toBeCloseTo(0.5 * (of("A")?.kWh ?? 0), 9);
    expect(of("A")?.kWh).toBeCloseTo(1, 1);
    expect(of("B")?.cost).toBeCloseTo(2 * (of("B")?.kWh ?? 0), 9);
    expect(of("C")?.cost).toBeCloseTo(2 * (of("C")?.kWh ?? 0), 9);
    expect(total.co2Kg).toBeCloseTo(total.kWh / 2, 9);
    expect(rows.reduce((sum, { cost }) => sum + cost, 0)).toBeCloseTo(total.cost, 9);
    expect(unpriced).toEqual([]);
    for (const by of ["operation", "station", "variant", "day"] as const)
      expect(shop.book.answers.energyCosts({ ...ALL, by }).total.cost).toBeCloseTo(total.cost, 9);
    expect(shop.book.answers.energyCosts({ ...ALL, by: "day" }).rows[0]?.name).toBe("2026-01-05");
  });

  it("[QC11] rework, repetition and inspection are parts of the cost; idle energy is in no row", () => {
    const shop = shopOf(["CNC-1", "GAUGE-1", "BENCH-1"]);
    work(shop, "P1", [600, 700]);
    work(shop, "P1", [800, 850], "GAUGE-1");
    work(shop, "P1", [1000, 1100], "BENCH-1");
    work(shop, "P1", [1300, 1350]);
    work(shop, "P1", [1500, 1550], "GAUGE-1");
    for (const label of ["CNC-1", "GAUGE-1", "BENCH-1"]) shop.run(label, [0, 3500], () => 36);
    for (let second = 3500; second < 7200; second += 10) shop.tick(second);
    shop.write();
    const { rows, standing, closedUntil } = shop.book.answers.energyCosts({ ...ALL, by: "station" });
    const of = (name: string) => rows.find((row) => row.name === name);
    const [machine, gauge, bench] = ["CNC-1", "GAUGE-1", "BENCH-1"].map(of);
    expect(machine?.rework).toBeCloseTo((machine?.cost ?? 0) / 3, 1);
    expect(machine?.inspection).toBe(0);
    expect([gauge?.inspection, gauge?.rework]).toEqual([gauge?.cost, 0]);
    expect([bench?.inspection, bench?.rework]).toEqual([0, bench?.cost]);
    const used = rows.reduce((sum, { kWh }) => sum + kWh, 0);
    const { stations } = shop.steps();
    expect(used + standing.kWh).toBeCloseTo(
      stations.reduce((sum, { metered }) => sum + metered, 0),
      6,
    );
    expect(closedUntil).toBeGreaterThan(at(1800));
  });

  it("[QC11] media without a price or a factor are named, and their energy counts", () => {
    const shop = shopOf(["CNC-1"], []);
    work(shop, "P1", [600, 700]);
    shop.run("CNC-1", [0, 7200], () => 36);
    shop.write();
    const { total, unpriced, withoutCo2 } = shop.book.answers.energyCosts({ ...ALL, by: "variant" });
    expect(total).toMatchObject({ cost: 0, co2Kg: 0 });
    expect(total.kWh).toBeCloseTo(1, 1);
    expect([unpriced, withoutCo2]).toEqual([["electricity"], ["electricity"]]);
  });

  it("[QC13] the pieces of a row are those whose energy cost most, each with its steps in the row", () => {
    const shop = shopOf(["CNC-1"]);
    for (let n = 0; n < 20; n++)
      work(shop, `P${n}`, [n * 200 + 10, n * 200 + 20 + n], "CNC-1", { variant: n % 2 ? "V1" : "V2" });
    work(shop, "P3", [4500, 4600], "CNC-1", { variant: "V1" });
    shop.run("CNC-1", [0, 9000], () => 36);
    shop.write();
    const pieces = shop.book.answers.energyPieces({ ...ALL, by: "variant", name: "V1" });
    expect(pieces[0]).toMatchObject({ piece: "P3", steps: 2, variant: "V1", finishedAt: at(4600) });
    expect(pieces).toHaveLength(10);
    const { rows } = shop.book.answers.energyCosts({ ...ALL, by: "variant" });
    expect(pieces.reduce((sum, { cost }) => sum + cost, 0)).toBeCloseTo(
      rows.find(({ name }) => name === "V1")?.cost ?? 0,
      9,
    );
  });
});
