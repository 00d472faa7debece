import { beforeAll, expect, it, vi } from "vitest";
import { observe } from "../../../simulators/kernel/signal.ts";
import { FAULT_KINDS } from "../../../simulators/plants/machining/faults/registry.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";

vi.setConfig({ testTimeout: 180_000 });

const HEAD = "scenario: 1\ntitle: { zh: 测试, en: Test }\n";
const START_MS = Date.UTC(2026, 2, 2, 0);

function plantOf(text = ""): Plant {
  return createPlant({ seed: 9, scenario: parseScenario(HEAD + text, "test.yaml"), startMs: START_MS, warmUpS: 1200 });
}

const read = (plant: Plant, station: string, id: string): number => {
  const signal = plant.instruments.byStation.get(station)?.find((other) => other.id === id);
  if (signal === undefined) throw new Error(`${station} has no ${id}`);
  return Number(observe(signal, plant.nowMs));
};

/** Mean of a value over `seconds`, one reading per second. */
function mean(plant: Plant, seconds: number, value: (plant: Plant) => number): number {
  let sum = 0;
  for (let second = 0; second < seconds; second++) {
    plant.advanceTo(plant.nowMs + 1000);
    sum += value(plant);
  }
  return sum / seconds;
}

const at = (station: string, id: string) => (plant: Plant) => read(plant, station, id);
const GROWN = "growth: { law: linear, over: 0 s }";

/**
 * For each kind that changes published values: a fault, the observed value, and its difference from the healthy plant.
 */
const EFFECTS: readonly {
  readonly kind: string;
  readonly fault: string;
  readonly seconds: number;
  readonly value: (plant: Plant) => number;
  readonly differs: (faulty: number, sound: number) => boolean;
}[] = [
  {
    kind: "bearing-wear",
    fault: `asset: CNC-202, severity: 0.6, ${GROWN}`,
    seconds: 900,
    value: at("CNC-202", "spindle/bearing-temperature"),
    differs: (a, b) => a > b + 8,
  },
  {
    kind: "imbalance",
    fault: `asset: CNC-202, ${GROWN}`,
    seconds: 300,
    value: at("CNC-202", "spindle/vibration-rms"),
    differs: (a, b) => a > 2 * b,
  },
  {
    kind: "tool-wear",
    fault: `asset: CNC-102, ${GROWN}, with: { factor: 30, unwatched: true }`,
    seconds: 400,
    value: at("CNC-102", "tool/life-used"),
    differs: (a, b) => a > b + 5,
  },
  {
    kind: "tool-breakage",
    fault: "asset: CNC-102",
    seconds: 300,
    value: at("CNC-102", "item-state"),
    differs: (a, b) => a < b - 0.5,
  },
  {
    kind: "backlash",
    fault: `asset: CNC-202, component: axis-y, ${GROWN}`,
    seconds: 200,
    value: (plant) =>
      Math.abs(read(plant, "CNC-202", "axis-y/motor-position") - read(plant, "CNC-202", "axis-y/position")),
    differs: (a, b) => a > b + 0.03,
  },
  {
    kind: "coolant-loss",
    fault: `asset: CNC-202, severity: 0.5, ${GROWN}`,
    seconds: 300,
    value: at("CNC-202", "coolant/flow"),
    differs: (a, b) => a < 0.7 * b,
  },
  {
    kind: "gear-wear",
    fault: `asset: ROB-02, component: joint-2, severity: 0.8, ${GROWN}`,
    seconds: 300,
    value: at("ROB-02", "joint-2/motor-current"),
    differs: (a, b) => a > 1.05 * b,
  },
  {
    kind: "battery-fade",
    fault: `asset: AGV-01, ${GROWN}`,
    seconds: 400,
    value: at("AGV-01", "battery/charge"),
    differs: (a, b) => Math.abs(a - b) > 0.5,
  },
  {
    kind: "oven-heater",
    fault: `asset: OVN-01, severity: 0.7, ${GROWN}`,
    seconds: 600,
    value: at("OVN-01", "zone-3/deviation"),
    differs: (a, b) => a < b - 6,
  },
  {
    kind: "filter-clogging",
    fault: `asset: PCB-01, severity: 0.6, ${GROWN}`,
    seconds: 200,
    value: at("PCB-01", "filter/pressure-drop"),
    differs: (a, b) => a > b + 200,
  },
  {
    kind: "cooling-loss",
    fault: `asset: CHL-01, severity: 0.6, ${GROWN}`,
    seconds: 400,
    value: at("CHL-01", "condenser/temperature"),
    differs: (a, b) => a > b + 6,
  },
  {
    kind: "air-leak",
    fault: `asset: COB-01, ${GROWN}`,
    seconds: 300,
    value: at("MTR-A-ASSEMBLY", "flow"),
    differs: (a, b) => a > b + 50,
  },
  {
    kind: "water-leak",
    fault: `asset: plant, ${GROWN}`,
    seconds: 100,
    value: at("MTR-W-PLANT", "flow"),
    differs: (a, b) => a > b + 0.6,
  },
  {
    kind: "gas-leak",
    fault: `asset: MTR-G-HEATING, ${GROWN}`,
    seconds: 100,
    value: at("MTR-G-HEATING", "flow"),
    differs: (a, b) => a > b + 0.2,
  },
  {
    kind: "meter-error",
    fault: "asset: MTR-W-PLANT, with: { percent: 20 }",
    seconds: 60,
    value: at("MTR-W-PLANT", "flow"),
    differs: (a, b) => a > 1.1 * b,
  },
  {
    kind: "power-sag",
    fault: "asset: plant, lasts: 30 s, with: { depth: 0.15 }",
    seconds: 20,
    value: at("SWB-01", "bus/voltage-l1"),
    differs: (a, b) => a < 0.9 * b,
  },
  {
    kind: "person-in-cell",
    fault: "asset: ROB-02",
    seconds: 200,
    value: at("ROB-02", "cell/presence"),
    differs: (a, b) => a > b + 0.3,
  },
  {
    kind: "person-near-cobot",
    fault: "asset: COB-02, lasts: 60 s",
    seconds: 50,
    value: at("COB-02", "cell/human-distance"),
    differs: (a, b) => a < b - 1,
  },
  {
    kind: "emergency-stop",
    fault: "asset: PRS-01",
    seconds: 10,
    value: at("PRS-01", "safety/emergency-stop"),
    differs: (a, b) => a > b + 0.8,
  },
  {
    kind: "blocked-route",
    fault: "asset: AGV-02",
    seconds: 400,
    value: at("AGV-02", "safety/field-violation"),
    differs: (a, b) => a > b,
  },
  {
    kind: "localisation-loss",
    fault: "asset: AGV-02",
    seconds: 60,
    value: at("AGV-02", "pose/localization-score"),
    differs: (a, b) => a < b - 0.4,
  },
  {
    kind: "sensor-drift",
    fault: `asset: OVN-01, ${GROWN}, with: { signal: exhaust/temperature }`,
    seconds: 20,
    value: at("OVN-01", "exhaust/temperature"),
    differs: (a, b) => a > b + 20,
  },
];

/** The reference of each effect, all from one healthy plant. */
function meansOfSound(): ReadonlyMap<string, number> {
  const plant = plantOf();
  const sums = new Map(EFFECTS.map(({ kind }) => [kind, 0]));
  for (let second = 1; second <= Math.max(...EFFECTS.map(({ seconds }) => seconds)); second++) {
    plant.advanceTo(plant.nowMs + 1000);
    for (const { kind, seconds, value } of EFFECTS)
      if (second <= seconds) sums.set(kind, (sums.get(kind) ?? 0) + value(plant));
  }
  return new Map(EFFECTS.map(({ kind, seconds }) => [kind, (sums.get(kind) ?? 0) / seconds]));
}

let soundMeans: ReadonlyMap<string, number>;
beforeAll(() => {
  soundMeans = meansOfSound();
});

it.each(EFFECTS)("$kind is visible in published values", ({ kind, fault, seconds, value, differs }) => {
  const sound = soundMeans.get(kind) as number;
  const faulty = mean(plantOf(`faults:\n  - { kind: ${kind}, at: 0 s, ${fault} }\n`), seconds, value);
  expect(differs(faulty, sound), `${faulty} against ${sound}`).toBe(true);
});

it("the other faults are visible: noisy and stuck instrument, porous castings, bypassed gate", () => {
  const spread = (text: string): number => {
    const plant = plantOf(text);
    const values: number[] = [];
    mean(plant, 60, () => values.push(read(plant, "CHL-01", "water/flow")));
    const middle = values.reduce((a, b) => a + b, 0) / values.length;
    return Math.sqrt(values.reduce((sum, x) => sum + (x - middle) ** 2, 0) / values.length);
  };
  expect(
    spread("faults:\n  - { kind: sensor-noisy, asset: CHL-01, at: 0 s, with: { signal: water/flow } }\n") / spread(""),
  ).toBeGreaterThan(6);
  expect(
    spread("faults:\n  - { kind: sensor-stuck, asset: CHL-01, at: 0 s, with: { signal: water/flow } }\n"),
  ).toBeLessThan(1e-9);
  const gate = plantOf("faults:\n  - { kind: person-in-cell, asset: ROB-02, at: 0 s }\n");
  expect(mean(gate, 200, at("ROB-02", "cell/gate-open"))).toBeGreaterThan(0.2);
  expect(gate.safety.devices.find(({ id }) => id === "ROB-02/gate")?.active).toBe(true);
  const bypassed = plantOf(
    `faults:
  - { kind: person-in-cell, asset: ROB-02, at: 0 s }
  - { kind: bypassed-interlock, asset: ROB-02, at: 0 s }
`,
  );
  expect(mean(bypassed, 200, at("ROB-02", "cell/gate-open"))).toBe(0);
  expect(read(bypassed, "ROB-02", "cell/presence")).toBe(1);
});

it("every kind of fault except those of the wire is tested", () => {
  const tested = new Set([
    ...EFFECTS.map(({ kind }) => kind),
    "sensor-noisy",
    "sensor-stuck",
    "sensor-dropped",
    "bypassed-interlock",
    "porous-castings",
    "quality-shift",
    // In near-misses.test.ts.
    "near-miss",
    "forgotten-bypass",
    // In traffic.test.ts.
    "double-release",
    // In people.test.ts.
    "person-down",
    "lone-worker",
    // In quality-faults.test.ts.
    "chip-marks",
    "wrong-program",
    "cold-bath",
    "leaky-seal",
    "porous-lot",
    "poor-supplier",
    "humid-booth",
  ]);
  expect(
    [...FAULT_KINDS.values()]
      .filter(({ level, name }) => level !== "wire" && !tested.has(name))
      .map(({ name }) => name),
  ).toEqual([]);
});
