/** Problems of the `maintenance:` section: rule UP13 in docs/rules/upkeep.md. */
import { expect, it } from "vitest";
import { maintenanceSection } from "../../../edge/upkeep/config.ts";
import { ASSETS, GREASE, maintenance } from "../../fakes/production/upkeep.ts";

const problems = (written: object) =>
  (maintenanceSection.problems?.(maintenance(written), ASSETS) ?? []).map(
    ({ steps, code }) => `${steps.slice(1).join(".")}: ${code}`,
  );
const title = GREASE.title;

it("[UP13] names what the schema cannot: unknown assets, parts and days, things that are there twice", () => {
  expect(
    problems({
      plans: [
        { ...GREASE, parts: [{ part: "SEAL-9" }], lastDone: [{ asset: "LTH-2", on: "2026-02-30" }] },
        { ...GREASE, of: { assets: ["LTH-9"] }, every: { calendar: "P0D" }, replaces: true },
      ],
      stops: [
        { title, start: "06:00", lastsMin: 60 },
        { title, on: "2026-02-30", start: "06:00", lastsMin: 60, of: { types: ["press"] } },
      ],
      spares: [
        { part: "SEAL-1", name: title, fits: [{ of: { kinds: ["press"] } }] },
        { part: "SEAL-1", name: title },
      ],
    }),
  ).toEqual([
    "plans.0.parts.0.part: maintenance-part-unknown",
    "plans.0.lastDone.0.asset: maintenance-not-chosen",
    "plans.0.lastDone.0.on: maintenance-no-day",
    "plans.1.of: maintenance-no-asset",
    "plans.1.id: maintenance-twice",
    "plans.1.every.calendar: maintenance-period",
    "plans.1.replaces: maintenance-replaces-nothing",
    "stops.0: maintenance-when",
    "stops.1.on: maintenance-no-day",
    "stops.1.of: maintenance-no-asset",
    "spares.0.fits.0.of: maintenance-no-asset",
    "spares.1.part: maintenance-twice",
  ]);
});

it("[UP12] [UP13] more than 5,000 duties are refused, and a good section has no problem", () => {
  const all = { ...GREASE, of: { assets: ["*"] } };
  const plans = Array.from({ length: 1_667 }, (_, n) => ({ ...all, id: `plan-${n}` }));
  expect(problems({ plans })).toEqual(["plans: maintenance-too-many"]);
  expect(problems({ plans: plans.slice(1) })).toEqual([]);
  expect(problems({})).toEqual([]);
});
