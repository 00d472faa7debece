/** Rules WI15 and WI16 in docs/rules/work.md. */
import { expect, it } from "vitest";
import { maintenanceFigures } from "../../../../edge/api/services/work/tables.ts";
import type { ProductionReader } from "../../../../edge/contracts/production/production.ts";
import { timeOfPlant } from "../../../../edge/contracts/records/maintenance-figures.ts";
import type { WorkBook, WorkItem } from "../../../../edge/contracts/records/work-book.ts";
import { userOf } from "../../../fakes/access/callers.ts";
import { LI, S, T0, WORK } from "../../../fakes/records/work.ts";

const acts = [
  { kind: "start", actUid: "s", at: T0, by: LI },
  { kind: "finish", actUid: "f", at: T0 + 60 * S, by: LI, done: "-" },
] as const;
const items = [{ ...WORK, kind: "maintenance", acts }] as unknown as readonly WorkItem[];
const work = { newestFirst: () => items } as unknown as WorkBook;

it("[WI16] the time of a machine whose states are read is its running time", async () => {
  const elementsOf = new Map([
    ["urn:a", { APT: 7_000, AUST: 200, ADET: 900 }],
    ["urn:never-failed", { APT: 5_000, AUST: 0, ADET: 0 }],
  ]);
  const production = {
    machines: [...elementsOf.keys()].map((assetUid) => ({ assetUid, label: assetUid })),
    figures: async (uid: string) => ({ elements: elementsOf.get(uid) }),
  } as unknown as ProductionReader;
  const deps = { work, production, alerts: { find: () => undefined }, now: () => T0 + 3600 * S };
  const range = { from: T0 - S, to: T0 + 3600 * S };
  const { assets, plant } = await maintenanceFigures(deps, userOf("viewer"), range);
  expect(assets).toMatchObject([{ mtbfS: 7_200, mttrS: 60, operatingS: 7_200, timeBasis: "operating-time" }]);
  expect(plant).toMatchObject({ failures: 1, mtbfS: 12_200, operatingS: 12_200, timeBasis: "operating-time" });
  expect((await maintenanceFigures(deps, userOf("viewer"), { ...range, asset: "urn:a" })).plant.mtbfS).toBe(7_200);
  elementsOf.set("urn:a", { APT: 0, AUST: 0, ADET: 0 });
  const unknown = await maintenanceFigures(deps, userOf("viewer"), { ...range, asset: "urn:a" });
  expect(unknown.plant).toMatchObject({ failures: 1, mtbfS: null, operatingS: 0 });
  expect((await maintenanceFigures(deps, userOf("viewer"), { from: T0 - S, to: T0 + 60 * S })).assets).toEqual([]);
});

it("[WI16] times with different bases, or by the calendar, are not added", () => {
  const ran = { operatingS: 5, timeBasis: "operating-time" } as const;
  const passed = { operatingS: 7, timeBasis: "calendar-time" } as const;
  expect(timeOfPlant([ran, ran])).toEqual({ operatingS: 10, timeBasis: "operating-time" });
  expect(timeOfPlant([ran, passed])).toEqual({ operatingS: null, timeBasis: null });
  expect(timeOfPlant([passed, passed])).toEqual({ operatingS: null, timeBasis: null });
  expect(timeOfPlant([])).toEqual({ operatingS: null, timeBasis: null });
});
