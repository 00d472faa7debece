import { expect, it, vi } from "vitest";
import { Condition } from "../../../../simulators/kernel/faults/condition.ts";
import { observe } from "../../../../simulators/kernel/signal.ts";
import type { Compressor } from "../../../../simulators/plants/machining/machines/compressor.ts";
import type { Oven } from "../../../../simulators/plants/machining/machines/oven.ts";
import type { Robot } from "../../../../simulators/plants/machining/machines/robot.ts";
import { SPINDLES, Spindle } from "../../../../simulators/plants/machining/machines/spindle.ts";
import { AREAS } from "../../../../simulators/plants/machining/media/areas.ts";
import { createPlant, type Plant } from "../../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../../simulators/scenario/read.ts";

vi.setConfig({ testTimeout: 120_000 });

const HEAD = "scenario: 1\ntitle: { zh: 测试, en: Test }\n";
const START_MS = Date.UTC(2026, 2, 2, 0);

function plantOf(text = "", warmUpS = 2400): Plant {
  return createPlant({ seed: 21, scenario: parseScenario(HEAD + text, "test.yaml"), startMs: START_MS, warmUpS });
}

function eachSecond(plant: Plant, seconds: number, each: () => void): void {
  for (let second = 0; second < seconds; second++) {
    plant.advanceTo(plant.nowMs + 1000);
    each();
  }
}

const read = (plant: Plant, station: string, id: string): number =>
  plant
    .signals(station)
    .find((signal) => signal.id === id)
    ?.read() as number;

it("a spindle's bearing heats with the time constant of heat capacity and conductance", () => {
  const rating = SPINDLES["machining-centre"];
  const run = (seconds: number): number[] => {
    const spindle = new Spindle(rating, new Condition());
    // Settled housing and bearing: cold start at hall temperature.
    const curve: number[] = [];
    for (let second = 0; second < seconds; second++) {
      spindle.commandedRpm = 5000;
      for (let step = 0; step < 10; step++) spindle.step(0.1);
      spindle.slow(1, 24);
      curve.push(spindle.frontBearingCel - spindle.housingCel);
    }
    return curve;
  };
  const curve = run(4000);
  const end = curve.at(-1) as number;
  const start = curve[0] as number;
  // 63 % of the step: 1800 J/K over 5 W/K are 360 s, plus the sensor's 80 s.
  const reached = curve.findIndex((rise) => rise - start >= (end - start) * (1 - Math.exp(-1)));
  expect(reached).toBeGreaterThan(300);
  expect(reached).toBeLessThan(560);
});

it("[SP2] the oven's energy balances, with cold linings too: burner heat is lost, in pieces, or stored", () => {
  const plant = plantOf(
    `faults:
  - { kind: oven-heater, asset: OVN-01, at: 5 min, severity: 0.6, growth: { law: linear, over: 5 min } }
nuisances: { level: none, planned: [{ kind: cold-start, asset: OVN-01, at: 1 min, lasts: 1 h }] }
`,
  );
  const oven = plant.machines.get("OVN-01") as Oven;
  const before = oven.balance;
  eachSecond(plant, 1800, () => {});
  const after = oven.balance;
  const given = after.burnersKJ - before.burnersKJ;
  const taken = after.lossKJ - before.lossKJ + (after.piecesKJ - before.piecesKJ) + (after.storedKJ - before.storedKJ);
  expect(given).toBeGreaterThan(50_000);
  expect(taken / given).toBeCloseTo(1, 6);
  // A piece takes m c dT: about 8 kg x 0.46 kJ/(kg K) x 150 K.
  expect(after.piecesKJ - before.piecesKJ).toBeGreaterThan(10_000);
});

it("an unloaded compressor draws 20 to 35 % of its loaded power, and a leak follows absolute pressure", () => {
  const plant = plantOf(
    "faults:\n  - { kind: air-leak, asset: CNV-03, at: 0 s, growth: { law: linear, over: 0 s }, with: { m3h: 60 } }\n",
  );
  const compressor = plant.machines.get("CMP-01") as Compressor;
  const loaded: number[] = [];
  const unloaded: number[] = [];
  let since = 0;
  let wasLoaded = compressor.isLoaded;
  const ratios: number[] = [];
  eachSecond(plant, 1800, () => {
    since = compressor.isLoaded === wasLoaded ? since + 1 : 0;
    wasLoaded = compressor.isLoaded;
    if (since > 8) (compressor.isLoaded ? loaded : unloaded).push(compressor.powerW);
    ratios.push(compressor.leakM3h() / (compressor.netBar + 1));
  });
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(unloaded) / mean(loaded)).toBeGreaterThan(0.2);
  expect(mean(unloaded) / mean(loaded)).toBeLessThan(0.35);
  expect(Math.max(...ratios) - Math.min(...ratios)).toBeLessThan(1e-9);
  expect(ratios[0]).toBeCloseTo((14 + 60) / 8, 9);
});

it("active and reactive power add up phase by phase; apparent power, power factor and current do not", () => {
  const plant = plantOf("", 300);
  let apparentSum = 0;
  let apparentTotal = 0;
  eachSecond(plant, 120, () => {
    const { feeders, total, grid } = plant.powerTree;
    for (const phase of [0, 1, 2] as const) {
      let active = 0;
      let reactive = 0;
      for (const area of AREAS) {
        active += feeders.get(area)?.activeByPhase[phase] ?? 0;
        reactive += feeders.get(area)?.reactiveByPhase[phase] ?? 0;
      }
      expect(total.activeByPhase[phase]).toBeCloseTo(active, 6);
      expect(total.reactiveByPhase[phase]).toBeCloseTo(reactive, 6);
    }
    expect(grid.activeW).toBeCloseTo(total.activeW + plant.powerTree.lossW, 6);
    apparentSum += AREAS.reduce(
      (sum, area) => sum + Math.hypot(feeders.get(area)?.activeW ?? 0, feeders.get(area)?.reactiveVar ?? 0),
      0,
    );
    apparentTotal += Math.hypot(total.activeW, total.reactiveVar);
  });
  expect(apparentSum).toBeGreaterThan(1.001 * apparentTotal);
});

it("the metered energy balances within two combined standard uncertainties", () => {
  const plant = plantOf();
  const energy = (id: string): number =>
    observe(
      plant.meters.find((meter) => meter.id === id)?.signals.find((signal) => signal.id === "energy/import") as never,
      plant.nowMs,
    ) as number;
  const ids = ["MTR-E-PLANT", ...AREAS.map((area) => `MTR-E-${area.toUpperCase()}`)];
  const before = ids.map(energy);
  let lossWh = 0;
  eachSecond(plant, 3600, () => {
    lossWh += plant.powerTree.lossW / 3600;
  });
  const counted = ids.map((id, at) => energy(id) - (before[at] as number));
  const [whole = 0, ...parts] = counted;
  const residual = whole - lossWh - parts.reduce((a, b) => a + b, 0);
  // Limits of error are treated as a rectangular distribution.
  const uncertainty = Math.sqrt(counted.reduce((sum, value) => sum + ((0.005 * value) / Math.sqrt(3)) ** 2, 0));
  expect(whole).toBeGreaterThan(25_000);
  expect(Math.abs(residual)).toBeLessThan(2 * uncertainty);
});

it("backlash separates the motor's encoder from the axis' scale, in the direction of the last move", () => {
  const plant = plantOf(
    `faults:
  - { kind: backlash, asset: CNC-203, component: axis-x, at: 0 s, growth: { law: linear, over: 0 s },
      with: { mm: 0.08 } }
`,
  );
  const byDirection = new Map<number, number[]>();
  for (let step = 0; step < 6000; step++) {
    plant.step();
    const speed = read(plant, "CNC-203", "axis-x/speed");
    if (Math.abs(speed) < 1) continue;
    const difference = read(plant, "CNC-203", "axis-x/motor-position") - read(plant, "CNC-203", "axis-x/position");
    // Wind-up of the screw adds to the play, and its warmth has no direction.
    expect(difference * Math.sign(speed)).toBeGreaterThan((0.006 + 0.08) / 2 - 0.02);
    expect(difference * Math.sign(speed)).toBeLessThan((0.006 + 0.08) / 2 + 0.05);
    byDirection.set(Math.sign(speed), [...(byDirection.get(Math.sign(speed)) ?? []), difference]);
  }
  const mean = (values: number[] = []): number => values.reduce((a, b) => a + b, 0) / values.length;
  expect((mean(byDirection.get(1)) - mean(byDirection.get(-1))) / 2).toBeGreaterThan((0.006 + 0.08) / 2);
});

it("a worn gear takes more motor current and holds less, until the brake test fails", () => {
  const current = (text: string): { rms: number; robot: Robot } => {
    const plant = plantOf(text, 600);
    const robot = plant.machines.get("ROB-01") as Robot;
    let sum = 0;
    let count = 0;
    for (let step = 0; step < 12_000; step++) {
      plant.step();
      if (Math.abs(robot.joint(3).speed) < 1) continue;
      sum += robot.joint(3).currentA ** 2;
      count++;
    }
    return { rms: Math.sqrt(sum / count), robot };
  };
  const sound = current("");
  const worn = current(
    `faults:
  - { kind: gear-wear, asset: ROB-01, component: joint-3, at: 0 s, severity: 0.9,
      growth: { law: linear, over: 0 s } }
`,
  );
  expect(worn.rms / sound.rms).toBeGreaterThan(1.1);
  expect(worn.robot.arm.brakeNm(2)).toBeLessThan(worn.robot.arm.brakeLimitNm(2));
  expect(sound.robot.arm.brakeNm(2)).toBeGreaterThan(sound.robot.arm.brakeLimitNm(2));
});
