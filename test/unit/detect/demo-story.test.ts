import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { Suppressions } from "../../../edge/alerts/suppressions.ts";
import type { AssetKind } from "../../../edge/contracts/plant/kinds.ts";
import type { Safeguard, Zone } from "../../../edge/contracts/plant/plant.ts";
import type { TagRole } from "../../../edge/contracts/plant/tag.ts";
import { createDetectors, unmatchedRules } from "../../../edge/detect/create-detectors.ts";
import { observe, type Signal } from "../../../simulators/kernel/signal.ts";
import { vehicleSignals } from "../../../simulators/plants/machining/fleet/vehicle-signals.ts";
import { STATIONS } from "../../../simulators/plants/machining/layout.ts";
import { createPlant } from "../../../simulators/plants/machining/plant.ts";
import { BenchPlant, batchOf, configOf, type Reading, S, T0, type TagShape } from "./bench-plant.ts";

const ROLES = new Map<string, TagRole>([
  ["tool/life-used", "tool-life-used"],
  ["safety/emergency-stop", "emergency-stop"],
  ["safety/protective-stop", "protective-stop"],
  ["safety/operational-mode", "operational-mode"],
  ["cell/presence", "presence"],
  ["cell/gate-open", "gate-open"],
  ["cell/human-distance", "human-distance"],
  ["tcp/speed", "robot-speed"],
  ["safety/field-violation", "field-violation"],
]);

const SAFEGUARDS: [string, Safeguard][] = [
  ["ROB-01", "fence-interlock"],
  ["ROB-02", "fence-interlock"],
  ["COB-01", "pfl"],
  ["COB-02", "ssm"],
];

const measured = (signals: readonly Signal[] | undefined) =>
  (signals ?? []).filter((signal) => !signal.isStatic && signal.type !== "text");

function shapeOf(signal: Signal): TagShape {
  const [component, name] = signal.id.includes("/") ? (signal.id.split("/") as [string, string]) : ["", signal.id];
  const role = ROLES.get(signal.id);
  return {
    component,
    signal: name,
    type: signal.type === "boolean" ? "boolean" : role === "operational-mode" ? "enum" : "number",
    unit: signal.unit,
    ...(signal.range === null ? {} : { range: signal.range }),
    ...(signal.id === "spindle/bearing-temperature" ? { limits: { high: 75, highHigh: 85 } } : {}),
    ...(role === undefined ? {} : { role }),
  };
}

function zoneOf([label, safeguard]: [string, Safeguard]): Zone {
  const { x, y } = STATIONS.find((station) => station.id === label) as { x: number; y: number };
  return {
    id: `cell-${label.toLowerCase()}`,
    name: { zh: "单元", en: "cell" },
    kind: "robot-zone",
    safeguard,
    polygon: [
      [x - 2, y - 2],
      [x + 2, y - 2],
      [x + 2, y + 2],
      [x - 2, y + 2],
    ],
  };
}

function demoRules() {
  return configOf(parse(readFileSync(new URL("../../../config/demo/alerts.yaml", import.meta.url), "utf8")).detectors);
}

/**
 * Runs the simulated plant and feeds its readings to the demo's detectors once a second; returns the raised alerts with
 * their second.
 */
function rehearse(scenario: "demo" | "healthy", seconds: number) {
  const plant = createPlant({ seed: 1, scenario, startMs: Date.UTC(2026, 10, 24, 1) });
  const instruments = new Map<string, readonly Signal[]>([
    ...[...plant.machines, ...plant.meters.map((meter) => [meter.id, meter] as const)].map(
      ([id, { signals }]) => [id, signals] as const,
    ),
    ...plant.vehicles.map((vehicle) => [vehicle.id, vehicleSignals(vehicle)] as const),
  ]);
  const shapes = STATIONS.map((station) => ({
    label: station.id,
    kind: station.kind as AssetKind,
    pose: { x: station.x, y: station.y, z: 0, yawDeg: 0 },
    tags: measured(instruments.get(station.id)).map(shapeOf),
  }));
  const bench = new BenchPlant(shapes, SAFEGUARDS.map(zoneOf));
  const config = demoRules();
  const detectors = createDetectors({ config, ...bench.context });
  const signals = [...instruments].flatMap(([label, all]) => {
    const asset = bench.tags.ofAsset(bench.uid(label));
    return measured(all).map((signal, i) => ({ signal, ref: asset[i]?.ref as never }));
  });
  const raised = new Map<string, number>();
  for (let second = 0; second < seconds; second++) {
    for (let step = 0; step < 10; step++) plant.step();
    const at = plant.nowMs * 1000;
    const readings: Reading[] = signals.map(({ signal, ref }) => ({
      ref,
      value: Number(observe(signal, plant.nowMs)),
      at,
    }));
    const batch = batchOf(readings);
    for (const finding of detectors.flatMap((detector) => [
      ...detector.observe(batch),
      ...(detector.tick?.(at) ?? []),
    ])) {
      const key = `${finding.kind} ${finding.rule} ${finding.assetUid.slice("urn:test:".length)}`;
      if (finding.standing && !raised.has(key)) raised.set(key, second);
    }
  }
  return { raised, unmatched: unmatchedRules(config, bench.context) };
}

it("[A15] within ten minutes the demo raises alerts of every kind by its physics, and every rule fits a tag", () => {
  const { raised, unmatched } = rehearse("demo", 600);
  // Most tags have no limits here, and there are no texts; the test of the demo's config checks that every entry fits.
  expect(unmatched.filter(({ path }) => !/^detectors\.(limits\.adjust|states)/.test(path))).toEqual([]);
  expect([...raised.keys()]).toEqual(
    expect.arrayContaining([
      "anomaly drift/oven-control-deviation/zone-3-deviation OVN-01",
      "prediction trend/tool-life/tool-life-used CNC-103",
      "prediction trend/spindle-bearing-temperature/spindle-bearing-temperature CNC-206",
      "process expression/assembly-air MTR-A-ASSEMBLY",
      "process spindle-bearing-temperature/high CNC-206",
      "safety field-violation AGV-02",
      "safety presence/cell-rob-02 ROB-02",
      "safety separation/cell-cob-02 COB-02",
    ]),
  );
});

it("[A15] a healthy plant raises nothing in ten minutes", () => {
  expect([...rehearse("healthy", 600).raised]).toEqual([]);
});

it("[A102] in the demo a low battery without a load and cold water at least output are hidden, but not at work", () => {
  const bench = new BenchPlant([
    { label: "AGV-01", kind: "agv", tags: [{ component: "load", signal: "weight" }] },
    { label: "CHL-01", kind: "chiller", tags: [{ component: "compressor", signal: "output" }] },
  ]);
  const suppressions = new Suppressions(demoRules().suppressions, bench.context);
  const hidden = (weight: number, output: number, at: number) => {
    suppressions.observe(
      batchOf([
        { ref: bench.ref("AGV-01", "weight"), value: weight, at },
        { ref: bench.ref("CHL-01", "output"), value: output, at },
      ]),
    );
    const of = (rule: string, label: string) => suppressions.of({ rule, assetUid: bench.uid(label) });
    return [
      of("battery-charge/low", "AGV-01"),
      of("water-supply-temperature/low", "CHL-01"),
      of("water-supply-temperature/high", "CHL-01"),
    ];
  };
  expect(hidden(0, 10, T0)).toEqual(["vehicle-without-load", "chiller-at-minimum", undefined]);
  expect(hidden(80, 45, T0 + S)).toEqual([undefined, undefined, undefined]);
});

it("[A102] in the demo an empty coolant tank is hidden in maintenance, for two hours at most", () => {
  const tags = [{ signal: "operation-mode" }];
  const bench = new BenchPlant([{ label: "CNC-201", kind: "machining-centre", tags }]);
  const suppressions = new Suppressions(demoRules().suppressions, bench.context);
  const hidden = (mode: number, at: number) => {
    suppressions.observe(batchOf([{ ref: bench.ref("CNC-201", "operation-mode"), value: mode, at }]));
    suppressions.tick(at);
    return suppressions.of({ rule: "coolant-level/low", assetUid: bench.uid("CNC-201") });
  };
  expect(hidden(3, T0)).toBeUndefined();
  expect(hidden(1, T0 + S)).toBe("tank-emptied");
  expect(hidden(1, T0 + 7300 * S)).toBeUndefined();
  expect([hidden(3, T0 + 7400 * S), hidden(1, T0 + 7500 * S)]).toEqual([undefined, "tank-emptied"]);
});

it("[A102] [A103] in the demo warm water of a chiller that is or was lately off is hidden, not of a failed one", () => {
  const tags = [{ signal: "item-state", type: "enum", role: "item-state", labels: [] }] as const;
  const bench = new BenchPlant([{ label: "CHL-01", kind: "chiller", tags }]);
  const suppressions = new Suppressions(demoRules().suppressions, bench.context);
  const hidden = (state: number, at: number) => {
    suppressions.observe(batchOf([{ ref: bench.ref("CHL-01", "item-state"), value: state, at }]));
    suppressions.tick(at);
    return suppressions.of({ rule: "water-supply-temperature/high", assetUid: bench.uid("CHL-01") });
  };
  expect(hidden(1, T0)).toBeUndefined();
  expect(hidden(2, T0 + S)).toBe("chiller-off");
  expect(hidden(3, T0 + 1800 * S)).toBe("chiller-off");
  expect(hidden(3, T0 + 1801 * S)).toBeUndefined();
});
