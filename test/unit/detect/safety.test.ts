import { expect, it } from "vitest";
import type { Safeguard, Zone } from "../../../edge/contracts/plant/plant.ts";
import { createFieldViolationDetector } from "../../../edge/detect/detectors/field-violation.ts";
import { createRobotZoneDetectors } from "../../../edge/detect/detectors/robot-zone.ts";
import { createStopDetector } from "../../../edge/detect/detectors/stops.ts";
import { protectiveSeparationM } from "../../../edge/detect/maths/separation.ts";
import type { RuleDetector } from "../../../edge/detect/rules/rule-detector.ts";
import { BenchPlant, batchOf, configOf, S, see, standing, T0 } from "./bench-plant.ts";

const BAD = 0x80000000;
const { safety } = configOf();

it("[A9] S_p adds up as ISO/TS 15066 5.5.4 says: 1.16 m for the reference case", () => {
  const terms = {
    ...safety.separation,
    humanSpeedMS: 1.6,
    reactionS: 0.1,
    stoppingS: 0.3,
    stoppingM: 0.15,
    intrusionM: 0.2,
    humanUncertaintyM: 0.05,
    robotUncertaintyM: 0.02,
  };
  expect(protectiveSeparationM(terms, 1)).toBeCloseTo(1.16, 10);
});

it("[A7] stops raise at once, and AUTOACK of VDA 5050 is not an emergency stop", () => {
  const plant = new BenchPlant([
    {
      label: "AGV-01",
      kind: "agv",
      tags: [{ signal: "e-stop", type: "text", role: "emergency-stop" }],
    },
    { label: "ROB-01", kind: "robot", tags: [{ signal: "protective-stop", type: "boolean", role: "protective-stop" }] },
  ]);
  const detector = createStopDetector(safety, plant.context) as RuleDetector;
  const eStop = (text: string, second: number) =>
    see(detector, { ref: plant.ref("AGV-01", "e-stop"), value: Number.NaN, text, at: T0 + second * S });
  expect(eStop("NONE", 0)).toMatchObject([{ standing: false }]);
  expect(eStop("AUTOACK", 1)).toEqual([]);
  expect(eStop("MANUAL", 2)).toMatchObject([{ rule: "emergency-stop", kind: "safety", standing: true, severity: 950 }]);
  expect(see(detector, { ref: plant.ref("ROB-01", "protective-stop"), value: 1, at: T0 })).toMatchObject([
    { rule: "protective-stop", standing: true },
  ]);
  expect(see(detector, { ref: plant.ref("ROB-01", "protective-stop"), value: 0, at: T0 + S, status: BAD })).toEqual([]);
  expect(see(detector, { ref: plant.ref("ROB-01", "protective-stop"), value: 0, at: T0 + S })).toMatchObject([
    { standing: false },
  ]);
});

function vehicle() {
  const plant = new BenchPlant([
    { label: "AGV-02", kind: "agv", tags: [{ signal: "field-violation", type: "boolean", role: "field-violation" }] },
  ]);
  const detector = createFieldViolationDetector(safety, plant.context) as RuleDetector;
  const ref = plant.ref("AGV-02", "field-violation");
  return {
    plant,
    detector,
    set: (value: number, second: number) => see(detector, { ref, value, at: T0 + second * S }),
    tick: (second: number) => detector.tick?.(T0 + second * S) ?? [],
  };
}

it("[A8] a field violation raises after 30 s and clears when it ends", () => {
  const { set, tick } = vehicle();
  set(0, 0);
  set(1, 10);
  expect(tick(39)).toEqual([]);
  expect(tick(40)).toMatchObject([
    { rule: "field-violation", standing: true, message: { en: "AGV-02 protective field violated for more than 30 s" } },
  ]);
  expect(set(0, 50)).toMatchObject([{ standing: false }]);
});

it("[A8] three short violations within ten minutes raise, two do not", () => {
  const { set, tick } = vehicle();
  set(0, 0);
  for (const second of [10, 100]) {
    set(1, second);
    expect(set(0, second + 5)).toEqual([]);
  }
  expect(set(1, 500)).toMatchObject([{ standing: true }]);
  set(0, 505);
  expect(standing(tick(608))).toHaveLength(1);
  expect(tick(611)).toMatchObject([{ standing: false }]);
});

it("[A8] the violation of a silent vehicle does not continue", () => {
  const { plant, set, tick } = vehicle();
  set(0, 0);
  set(1, 10);
  plant.live.set(0, { live: false, ageMs: 20_000 });
  expect(tick(100)).toEqual([]);
});

const SQUARE: Zone["polygon"] = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
];

function cell(safeguard: Safeguard) {
  const zone: Zone = {
    id: "cell-rob-02",
    name: { zh: "机器人单元", en: "robot cell" },
    kind: "robot-zone",
    polygon: SQUARE,
    safeguard,
  };
  const pose = { x: 2, y: 2, z: 0, yawDeg: 0 };
  const plant = new BenchPlant(
    [
      {
        label: "ROB-02",
        kind: safeguard === "fence-interlock" ? "robot" : "cobot",
        pose,
        tags: [
          { signal: "presence", type: "boolean", role: "presence" },
          { signal: "mode", type: "enum", role: "operational-mode" },
          { signal: "speed", role: "robot-speed", unit: "mm/s" },
          { signal: "gate", type: "boolean", role: "gate-open" },
          { signal: "stop", type: "boolean", role: "protective-stop" },
          { signal: "distance", role: "human-distance", unit: "m" },
        ],
      },
      {
        label: "ROB-09",
        kind: "robot",
        pose: { ...pose, x: 9 },
        tags: [{ signal: "presence", type: "boolean", role: "presence" }],
      },
    ],
    [zone],
  );
  const detectors = createRobotZoneDetectors({ ...safety, onDelayS: 0, clearAfterS: 2 }, plant.context);
  const detector = detectors[0] as RuleDetector;
  const set = (second: number, values: Record<string, number>, status = 0) =>
    detector.observe(
      batchOf(
        Object.entries(values).map(([signal, value]) => ({
          ref: plant.ref("ROB-02", signal),
          value,
          at: T0 + second * S,
          status,
        })),
      ),
    );
  return { plant, detectors, detector, set, tick: (second: number) => detector.tick?.(T0 + second * S) ?? [] };
}

const RUNNING = { presence: 0, mode: 3, speed: 800, gate: 0, stop: 0 };

it("[A10] a person inside a fence raises only while the robot moves in automatic, gate closed, no stop", () => {
  const { set } = cell("fence-interlock");
  expect(set(0, RUNNING)).toMatchObject([{ standing: false }]);
  for (const [second, mitigation] of [{ gate: 1 }, { stop: 1 }, { mode: 1 }, { speed: 0 }].entries())
    expect(set(1 + second, { ...RUNNING, presence: 1, ...mitigation })).toEqual([]);
  const [finding] = set(9, { ...RUNNING, presence: 1 });
  expect(finding).toMatchObject({ rule: "presence/cell-rob-02", kind: "safety", standing: true, severity: 900 });
  expect(finding?.message.en).toBe(
    "ROB-02 robot cell: person inside the fence in automatic mode while the robot moves, gate not open",
  );
  expect(set(10, { presence: 0 })).toEqual([]);
  expect(set(12, { presence: 0 })).toMatchObject([{ standing: false }]);
});

it("[A10] a light curtain replaces the gate: a person behind it raises while the robot moves", () => {
  const { set } = cell("light-curtain");
  expect(set(0, { ...RUNNING, presence: 1, gate: 1 })).toMatchObject([{ standing: false }]);
  const [finding] = set(1, { ...RUNNING, presence: 1 });
  expect(finding).toMatchObject({ rule: "presence/cell-rob-02", standing: true });
  expect(finding?.message.en).toBe(
    "ROB-02 robot cell: person behind the light curtain in automatic mode while the robot moves, " +
      "curtain not interrupted",
  );
});

it("[A10] an unknown value neither clears nor raises: bad samples and silent links leave the alert as it is", () => {
  const { plant, set, tick } = cell("fence-interlock");
  set(0, { ...RUNNING, presence: 1 });
  set(1, { presence: 0 }, BAD);
  expect(tick(30)).toEqual([]);
  plant.live.set(0, { live: false, ageMs: 60_000 });
  set(2, { presence: 0 });
  expect(tick(60)).toEqual([]);
  plant.live.set(0, { live: true, ageMs: 10 });
  tick(61);
  expect(tick(64)).toMatchObject([{ standing: false }]);
  const other = cell("fence-interlock");
  other.set(0, { ...RUNNING });
  other.set(1, { mode: 3 }, BAD);
  expect(standing(other.set(2, { presence: 1 }))).toEqual([]);
});

it("[A9] separation below S_p raises while the cobot moves, with hysteresis", () => {
  const { set } = cell("ssm");
  const needed = protectiveSeparationM(safety.separation, 0.8);
  set(0, { ...RUNNING, presence: 1, distance: needed + 0.01 });
  expect(set(1, { distance: needed - 0.01 })).toMatchObject([
    { rule: "separation/cell-rob-02", standing: true, evidence: [{ value: needed - 0.01, limit: needed }] },
  ]);
  set(2, { distance: needed + 0.05 });
  expect(set(9, { distance: needed + 0.05 })).toEqual([]);
  set(10, { distance: needed + 0.2 });
  expect(set(12, { distance: needed + 0.21 })).toMatchObject([{ standing: false }]);
  expect(standing(set(13, { distance: 0.3, speed: 0 }))).toEqual([]);
  expect(standing(set(14, { distance: 0.3, speed: 800, stop: 1 }))).toEqual([]);
});

it("[A11] presence at a power- and force-limited cobot is normal", () => {
  expect(cell("pfl").detectors).toEqual([]);
});
