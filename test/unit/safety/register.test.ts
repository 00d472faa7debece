/** Levels of risk, names of places, and problems of the register: rules SR1 to SR6 in docs/rules/safety-register.md. */
import { expect, it } from "vitest";
import { METHOD_DEFAULTS, ratingOf } from "../../../edge/contracts/safety/risk.ts";
import { safetySection } from "../../../edge/safety/section.ts";
import { HAZARD, PLANT, register, safety, WRITTEN } from "../../fakes/safety/register.ts";

const method = (kind: "LEC" | "LS" | "matrix") => ({ kind, ...METHOD_DEFAULTS[kind] });
const levelOf = (kind: "LEC" | "LS" | "matrix", likelihood: number, severity: number, exposure?: number) =>
  ratingOf({ likelihood, severity, exposure }, method(kind));

it("[SR1] [SR2] the level follows from likelihood and severity by the method's table", () => {
  expect(levelOf("LEC", 3, 15, 6)).toEqual({ score: 270, scored: "orange", level: "orange", isMajor: false });
  expect(levelOf("LEC", 0.1, 3, 0.5).score).toBe(0.15);
  expect(
    [levelOf("LEC", 6, 40, 6), levelOf("LEC", 1, 7, 10), levelOf("LEC", 1, 7, 6)].map(({ level }) => level),
  ).toEqual(["red", "yellow", "blue"]);
  expect(
    [20, 16, 15, 10, 8].map((score) => levelOf("LS", score % 5 === 0 ? 5 : 4, score / (score % 5 === 0 ? 5 : 4)).level),
  ).toEqual(["red", "orange", "orange", "yellow", "blue"]);
  expect(levelOf("matrix", 1, 5)).toEqual({ score: null, scored: "yellow", level: "yellow", isMajor: false });
  expect(levelOf("matrix", 5, 5).level).toBe("red");
});

it("[SR3] what a criterion of the plant's rules calls major is red, however low its score", () => {
  const [, aisle] = register().hazards;
  expect(aisle?.rating).toEqual({ score: 1, scored: "blue", level: "red", isMajor: true });
  expect(aisle).toMatchObject({ criterion: { id: "gas" }, controlledBy: "company" });
  for (const kind of ["LEC", "LS", "matrix"] as const)
    for (const likelihood of method(kind).likelihood)
      for (const severity of method(kind).severity)
        expect(ratingOf({ likelihood, severity, exposure: 0.5, major: "gas" }, method(kind)).level).toBe("red");
});

it("[SR4] a place has its names, its area and, where the plant knows it, its position", () => {
  const { hazards, resources, tasks } = register({
    ...WRITTEN,
    hazards: [...WRITTEN.hazards, { ...HAZARD, id: "HZ-3", place: { asset: "CMP-1" }, controlledBy: "company" }],
  });
  const [oven, aisle, compressor] = hazards;
  expect(oven?.place).toMatchObject({ name: { en: "OVN-1 Oven" }, area: { id: "coating" }, position: { x: 5, y: 5 } });
  expect(aisle?.place.area.id).toBe("aisle");
  expect(compressor?.place).toMatchObject({
    area: { id: "acme/p1/utilities", name: { en: "Utilities" } },
    position: null,
  });
  expect([oven?.controlledBy, compressor?.controlledBy]).toEqual(["team", "company"]);
  expect(resources[0]?.place).toMatchObject({ area: { id: "coating" }, position: { x: 2, y: 2 } });
  // Every measure of a hazard is an item of the inspections that name it; a resource is a task of its own.
  expect(tasks).toMatchObject([
    {
      id: "task/week",
      everyDays: 7,
      items: [{ en: "Ways are free" }, { en: "Gas leak: Shut-off valve" }, { en: "Gas leak: Ventilate" }],
      hazardOf: [null, "HZ-1", "HZ-1"],
    },
    { id: "resource/FE-1", level: "post", everyDays: 30, responsible: "chen" },
  ]);
});

const problems = (written: object) => {
  const assets = PLANT.assets.map((asset) => ({ ...asset, tags: [] })) as never;
  return (safetySection.problems?.(safety(written), assets, { zones: PLANT.zones, places: PLANT.places }) ?? []).map(
    ({ steps, code }) => `${steps.slice(1).join(".")}: ${code}`,
  );
};

it("[SR5] names what the schema cannot: unknown places, values, criteria, hazards, resources and days", () => {
  const name = HAZARD.name;
  expect(problems(WRITTEN)).toEqual([]);
  expect(problems({})).toEqual([]);
  expect(
    problems({
      method: { kind: "LS", bands: [9, 15, 20] },
      hazards: [
        { ...HAZARD, place: { asset: "OVN-9" }, likelihood: 7, major: "gas" },
        { ...HAZARD, place: { zone: "nowhere" }, exposure: 3 },
        { ...HAZARD, id: "HZ-3", place: { area: "acme/p2" } },
      ],
      resources: [{ id: "FE-1", kind: "exit", place: { area: "acme/p1" }, expires: "2026-02-30" }],
      plans: [{ id: "P", name, hazards: ["HZ-9"], resources: ["FE-9"], steps: [{ do: name, role: "lead" }] }],
      inspections: [
        { id: "I", name, level: "team", hazards: ["HZ-9"] },
        { id: "J", name, level: "team" },
        { id: "K", name, level: "team", hazards: ["HZ-1"], items: Array.from({ length: 99 }, () => name) },
      ],
    }),
  ).toEqual([
    "method.bands: safety-bands",
    "hazards.1.id: safety-twice",
    "hazards.0.place.asset: safety-no-asset",
    "hazards.0.likelihood: safety-value",
    "hazards.0.major: safety-no-rules",
    "hazards.1.place.zone: safety-no-zone",
    "hazards.1.exposure: safety-exposure-unused",
    "hazards.2.place.area: safety-no-area",
    "resources.0.expires: safety-no-day",
    "plans.0.hazards.0: safety-no-hazard",
    "plans.0.resources.0: safety-no-resource",
    "plans.0.steps.0.role: safety-no-role",
    "inspections.0.hazards.0: safety-no-hazard",
    "inspections.1.items: safety-no-items",
    "inspections.2.items: safety-too-many-items",
  ]);
});

it("[SR5] a method's tables fit together, and the criteria that are named exist", () => {
  expect(problems({ ...WRITTEN, hazards: [{ ...HAZARD, major: "no" }] })).toEqual([
    "hazards.0.major: safety-no-criterion",
  ]);
  expect(problems({ method: { kind: "matrix", likelihood: [1, 2, 3] } })).toEqual(["method.matrix: safety-matrix"]);
  expect(problems({ method: { kind: "LEC" }, hazards: [{ ...HAZARD, severity: 15 }] })).toEqual([
    "hazards.0: safety-exposure-missing",
  ]);
});
