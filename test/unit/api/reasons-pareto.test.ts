/** Scrap and rework by the reasons that people entered, with what has none. */
import { expect, it } from "vitest";
import { reasonsPareto } from "../../../edge/api/services/quality/reasons-pareto.ts";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";
import type { CostReader, CostRow } from "../../../edge/contracts/quality/costs.ts";
import type { EntrySum } from "../../../edge/contracts/quality/entries.ts";

const NONE = { good: 0, scrapped: 0, reworked: 0, inspected: 0, made: 0, scrap: 0, rework: 0, inspection: 0, value: 0 };
const station = (name: string, more: Partial<CostRow>): CostRow => ({ ...NONE, name, title: null, ...more });
const sum = (kind: EntrySum["kind"], at: string, reason: string, count: number): EntrySum => ({
  ...{ kind, station: at, reason, entries: 1, count },
});

const STATIONS = [
  station("CNC-201", { good: 90, scrapped: 10, scrap: 1000 }),
  station("VIS-01", { good: 80, scrapped: 2, reworked: 8, scrap: 400 }),
  // A bench scraps nothing: it has the cost of what others sent to it.
  station("RWK-01", { good: 8, rework: 160 }),
];

function depsOf(rows: readonly CostRow[] = STATIONS, sums: readonly EntrySum[] = SUMS) {
  const sumOf = (name: "scrap" | "rework") => rows.reduce((all, row) => all + row[name], 0);
  const total = { ...NONE, scrap: sumOf("scrap"), rework: sumOf("rework") };
  const costs: CostReader = { isCurrent: true, costs: () => ({ rows, total, untimed: 0, unrated: 0, since: null }) };
  const assets = ["CNC-201", "VIS-01", "RWK-01"].map((label) => ({
    label,
    equipmentPath: `e/s/${label === "CNC-201" ? "machining" : "quality"}/l/c/${label}`,
  })) as unknown as Plant["assets"];
  const names = new Map([["chatter", { zh: "振纹", en: "Chatter" }]]);
  return { entries: { view: () => ({ entries: [], count: 0, sums }), names }, costs, plant: { assets } };
}

const SUMS = [
  sum("scrap", "CNC-201", "chatter", 6),
  sum("rework", "VIS-01", "chatter", 3),
  sum("scrap", "VIS-01", "dent", 2),
];
const asked = { from: 0, to: 1 };

it("[RC32] rows are reasons with count and cost, and one of pieces without a reason", async () => {
  const { rows, total } = await reasonsPareto(depsOf(), asked);
  expect(rows).toEqual([
    // Six of ten scrapped pieces at 100, three of eight that were sent to rework at 20.
    { name: "", of: null, text: null, bad: 9, pieces: 190, cost: 4 * 100 + 5 * 20 },
    { name: "chatter", of: null, text: { zh: "振纹", en: "Chatter" }, bad: 9, pieces: 190, cost: 6 * 100 + 3 * 20 },
    { name: "dent", of: null, text: null, bad: 2, pieces: 90, cost: 2 * 200 },
  ]);
  expect(total).toEqual({ bad: 20, pieces: 190 });
});

it("[RC32] narrows to the area of the station, and to nothing else", async () => {
  const { rows, areas, total } = await reasonsPareto(depsOf(), { ...asked, area: "machining" });
  expect(rows.map(({ name, bad }) => [name, bad])).toEqual([
    ["chatter", 6],
    ["", 4],
  ]);
  expect([areas, total.pieces]).toEqual([["machining", "quality"], 100]);
  await expect(reasonsPareto(depsOf(), { ...asked, variant: "PH-50A" })).rejects.toThrow("leave key and variant out");
  await expect(reasonsPareto({ ...depsOf(), entries: undefined as never }, asked)).rejects.toThrow("no entries");
});

it("[RC32] has no cost without rates, and no rest where people entered more than was reported", async () => {
  const free = STATIONS.map((row) => ({ ...row, scrap: 0, rework: 0 }));
  expect((await reasonsPareto(depsOf(free), asked)).rows.map(({ cost }) => cost)).toEqual([null, null, null]);
  const more = await reasonsPareto(depsOf(STATIONS, [sum("scrap", "CNC-201", "chatter", 12)]), {
    ...asked,
    area: "machining",
  });
  expect(more.rows.map(({ name, bad }) => [name, bad])).toEqual([["chatter", 12]]);
});
