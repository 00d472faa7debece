import { expect, it, vi } from "vitest";
import type { TruthEvent } from "../../../simulators/kernel/events.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";

vi.setConfig({ testTimeout: 180_000 });

const HEAD = "scenario: 1\ntitle: { zh: 测试, en: Test }\n";
const START_MS = Date.UTC(2026, 2, 2, 0);

function plantOf(text = ""): Plant {
  return createPlant({ seed: 9, scenario: parseScenario(HEAD + text, "test.yaml"), startMs: START_MS, warmUpS: 1200 });
}

it("gives onset, observability, failure and repair of a progressive fault, and the part's remaining life", () => {
  const plant = plantOf(
    `faults:
  - { id: b, kind: bearing-wear, asset: CNC-201, at: 100 s, growth: { law: exponential, over: 600 s },
      repair: { after: 900 s, takes: 60 s } }
`,
  );
  const phases: [string, number][] = [];
  const lives: number[] = [];
  let shownAt = 0;
  const states = new Set<string>();
  plant.onTruth((event: TruthEvent) => {
    if (event.type === "fault") {
      // The truth foretells the failure once, when the fault begins.
      expect(event.failsAtMs).toBe(event.phase === "begins" ? START_MS + 700_000 : undefined);
      phases.push([event.phase, (event.timeMs - START_MS) / 1000]);
      if (event.phase === "observable") shownAt = event.damage;
    }
    if (event.type !== "remaining-life") return;
    const life = event.ofS["CNC-201/spindle"];
    if (typeof life === "number") lives.push(life + (event.timeMs - START_MS) / 1000);
    // This holds before the fault has begun, too; a part without a fault, or a new one, has no end.
    if (event.timeMs > START_MS + 1060_000) expect(life).toBeNull();
    for (const part of [
      "CNC-202/spindle",
      "ROB-01/joint-3",
      "OVN-01/zone-2",
      "CHL-01/condenser",
      "DBR-01/filter",
      "CNC-101/coolant",
    ])
      expect(event.ofS[part], part).toBeNull();
    expect(event.ofS["CNC-101/tool-1"]).toBeGreaterThan(0);
  });
  plant.onEvent((event) => {
    if (event.type === "machine-state" && event.station === "CNC-201") states.add(event.cause);
  });
  plant.advanceTo(START_MS + 1200_000);
  // By the law, e^4u is at 0.06 of its range at u = 0.359, after 316 s; a specimen is there earlier or later.
  const observableS = phases[1]?.[1] ?? 0;
  expect(shownAt).toBeGreaterThanOrEqual(0.06);
  expect(shownAt).toBeLessThan(0.08);
  expect(phases).toEqual([
    ["begins", 100],
    ["observable", observableS],
    ["functional-failure", 700],
    ["repaired", 1060],
  ]);
  // The true life always ends at the failure.
  expect(lives.length).toBeGreaterThan(8);
  for (const end of lives.slice(0, 9)) expect(end).toBe(700);
  expect(states).toContain("failure");
  expect(states).toContain("repair");
});

it("refuses a fault of an instrument that the station does not have, and names those it has", () => {
  expect(() =>
    plantOf("faults:\n  - { id: s, kind: sensor-stuck, asset: CHL-01, at: 0 s, with: { signal: nothing/here } }\n"),
  ).toThrow(/fault s: CHL-01 has no signal nothing\/here; it has .*water\/flow/);
});
