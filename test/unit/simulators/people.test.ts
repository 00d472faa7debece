import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { contains, GATES, ZONES } from "../../../simulators/plants/machining/people/zones.ts";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";

const HEAD = "scenario: 1\ntitle: { zh: 测试, en: Test }\n";
const START_MS = Date.UTC(2026, 2, 2, 0);

it("has the demo config's zones around robots", () => {
  const { zones } = parse(readFileSync(new URL("../../../config/demo/zones.yaml", import.meta.url), "utf8")) as {
    zones: { id: string; kind: string; safeguard?: string; polygon: number[][] }[];
  };
  const configured = zones
    .filter(({ kind }) => kind === "robot-zone")
    .map(({ id, safeguard, polygon }) => ({ id, safeguard, polygon }));
  expect(ZONES.map(({ id, safeguard, polygon }) => ({ id, safeguard, polygon }))).toEqual(configured);
  expect(GATES).toHaveLength(3);
});

it("people walk at a human speed, stay out of cells, and take their break", () => {
  const plant = createPlant({
    seed: 6,
    scenario: parseScenario(`${HEAD}calendar: { breaks: [{ after: 20 min, lasts: 15 min }] }\n`, "test.yaml"),
    startMs: START_MS,
    warmUpS: 60,
  });
  let last = plant.safety.people.map(({ x, y }) => ({ x, y }));
  let fastest = 0;
  let walked = 0;
  let farFromWork = 0;
  for (let step = 0; step < 33 * 600; step++) {
    plant.step();
    for (const [at, { x, y }] of plant.safety.people.entries()) {
      const before = last[at] as { x: number; y: number };
      const way = Math.hypot(x - before.x, y - before.y);
      fastest = Math.max(fastest, way / 0.1);
      walked += way;
      for (const zone of ZONES)
        if (zone.safeguard === "fence-interlock") expect(contains(zone.polygon, x, y), zone.id).toBe(false);
    }
    last = plant.safety.people.map(({ x, y }) => ({ x, y }));
  }
  for (const { role, y } of plant.safety.people) if (role !== "technician" && y > 58) farFromWork++;
  expect(fastest).toBeLessThan(1.75);
  expect(walked).toBeGreaterThan(500);
  expect(farFromWork).toBeGreaterThan(6);
});

it("opens the gate for a person who enters, stops the robot, and closes the gate after the exit", () => {
  const plant = createPlant({
    seed: 6,
    scenario: parseScenario(
      `${HEAD}faults:\n  - { kind: person-in-cell, asset: ROB-03, at: 10 s, lasts: 150 s }\n`,
      "test.yaml",
    ),
    startMs: START_MS,
    warmUpS: 600,
  });
  const said: string[] = [];
  plant.onEvent((event) => {
    if (event.type === "safety-changed" && event.device === "ROB-03/gate") said.push(event.active ? "open" : "closed");
    if (event.type === "machine-state" && event.station === "ROB-03" && event.cause === "protective-stop")
      said.push("stopped");
  });
  let insideS = 0;
  for (let second = 0; second < 300; second++) {
    plant.advanceTo(plant.nowMs + 1000);
    const zone = ZONES.find(({ station }) => station === "ROB-03");
    if (plant.safety.people.some(({ x, y }) => zone !== undefined && contains(zone.polygon, x, y))) insideS++;
  }
  expect(new Set(said)).toEqual(new Set(["open", "stopped", "closed"]));
  expect(said.at(-1)).toBe("closed");
  expect(insideS).toBeGreaterThan(30);
});

it("[PM43] [PM48] nobody stands quite still but who lies, and who stands stays at the place", () => {
  const fault = "{ kind: person-down, asset: positioning, at: 60 s, lasts: 10 min, with: { person: P-03 } }";
  const scenario = parseScenario(`${HEAD}faults: [${fault}]\n`, "test.yaml");
  const plant = createPlant({ seed: 6, scenario, startMs: START_MS, warmUpS: 0 });
  plant.advanceTo(START_MS + 180_000);
  const walked = new Map<string, { leastX: number; mostX: number; leastY: number; mostY: number; moved: number }>();
  for (let step = 0; step < 1800; step++) {
    plant.step();
    for (const { id, x, y, vx, vy } of plant.safety.people) {
      const known = walked.get(id) ?? { leastX: x, mostX: x, leastY: y, mostY: y, moved: 0 };
      walked.set(id, {
        ...{ leastX: Math.min(known.leastX, x), mostX: Math.max(known.mostX, x) },
        ...{ leastY: Math.min(known.leastY, y), mostY: Math.max(known.mostY, y) },
        moved: known.moved + Math.hypot(vx, vy) * 0.1,
      });
    }
  }
  for (const [id, { leastX, mostX, leastY, mostY, moved }] of walked)
    if (id === "P-03") expect(Math.max(mostX - leastX, mostY - leastY)).toBeLessThan(0.02);
    else expect(moved, id).toBeGreaterThan(0.5);
});

it("[PM48] a lone worker stays when all others have left", () => {
  const fault = "{ kind: lone-worker, asset: positioning, at: 10 s, lasts: 10 min, with: { person: P-06 } }";
  const scenario = parseScenario(`${HEAD}faults: [${fault}]\n`, "test.yaml");
  const plant = createPlant({ seed: 6, scenario, startMs: START_MS, warmUpS: 0 });
  const shown: number[] = [];
  plant.onTruth((event) => {
    if (event.type === "fault" && event.phase === "observable") shown.push(event.timeMs - START_MS);
  });
  plant.advanceTo(START_MS + 300_000);
  expect(shown).toHaveLength(1);
  const one = plant.safety.people.find(({ id }) => id === "P-06");
  for (const { id, x, y } of plant.safety.people)
    if (id !== "P-06") expect(Math.hypot(x - (one?.x ?? 0), y - (one?.y ?? 0)), id).toBeGreaterThan(30);
});
