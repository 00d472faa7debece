import { expect, it } from "vitest";
import { Random } from "../../../simulators/kernel/random.ts";
import { observe } from "../../../simulators/kernel/signal.ts";
import { Battery } from "../../../simulators/plants/machining/fleet/battery.ts";
import { CncAxis } from "../../../simulators/plants/machining/machines/cnc-axis.ts";
import { Zone } from "../../../simulators/plants/machining/machines/oven-zone.ts";
import { type Pose, RobotArm } from "../../../simulators/plants/machining/machines/robot-arm.ts";
import { ROBOT_ARM } from "../../../simulators/plants/machining/machines/robot-cell.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SEED } from "../../run/seed.ts";

/** Traces of faults in published values, with single parts of the model where these are enough. */

const HEAD = "scenario: 1\ntitle: { zh: 测试, en: Test }\n";
const START_MS = Date.UTC(2026, 2, 2, 0);

function plantOf(faults: string): Plant {
  const text = `${HEAD}${faults === "" ? "" : `faults: [${faults}]\n`}`;
  return createPlant({ seed: SEED, scenario: parseScenario(text, "test.yaml"), startMs: START_MS, warmUpS: 60 });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Slope of `y` over `x`, least squares. */
function slope(pairs: readonly (readonly [x: number, y: number])[]): number {
  const [x0, y0] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))];
  const over = pairs.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
  return pairs.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0) / over;
}

it("[PM1] a bridged gate switch is observable once the gate opens: the lock is out, its switch says closed", () => {
  const plant = plantOf(
    "{ kind: bypassed-interlock, asset: ROB-02, at: 1 s }, { kind: person-in-cell, asset: ROB-02, at: 20 s }",
  );
  const phases = new Map<string, number>();
  plant.onTruth((event) => {
    if (event.type === "fault") phases.set(`${event.kind} ${event.phase}`, (event.timeMs - START_MS) / 1000);
  });
  const flag = (id: string): unknown => {
    const signal = plant.signals("ROB-02").find((other) => other.id === id);
    return signal === undefined ? undefined : observe(signal, plant.nowMs);
  };
  let contradictsS = 0;
  let presentS = 0;
  for (let second = 1; second <= 200 && Math.min(contradictsS, presentS) === 0; second++) {
    plant.advanceTo(START_MS + 1000 * second);
    if (second >= 20 && presentS === 0 && flag("cell/presence") === true) presentS = second;
    if (contradictsS === 0 && flag("cell/gate-locked") === false && flag("cell/gate-open") === false)
      contradictsS = second;
  }
  plant.advanceTo(plant.nowMs + 3000);
  expect(phases.get("bypassed-interlock begins")).toBe(1);
  expect(contradictsS).toBeGreaterThan(20);
  for (const [kind, shownS] of [
    ["bypassed-interlock", contradictsS],
    ["person-in-cell", presentS],
  ] as const) {
    const observableS = phases.get(`${kind} observable`) as number;
    expect(shownS, kind).toBeGreaterThan(0);
    expect(observableS, kind).toBeGreaterThanOrEqual(shownS);
    expect(observableS, kind).toBeLessThan(shownS + 4);
  }
});

it("[PM2] a burner that lost 30 % of its power has the same output for more demand", () => {
  const settled = (share: number): Zone => {
    const zone = new Zone(2, new Random(SEED));
    for (let second = 0; second < 3600; second++) zone.slow(1, { share, inflowKW: 0, hallCel: 24 });
    return zone;
  };
  const [sound, weak] = [settled(1), settled(0.7)];
  expect(weak.output / sound.output).toBeCloseTo(1, 2);
  expect(weak.demand / sound.demand).toBeCloseTo(1 / 0.7, 2);
  const demand = plantOf("")
    .signals("OVN-01")
    .find(({ id }) => id === "zone-3/heater-demand");
  expect(observe(demand as never, START_MS)).toBeGreaterThan(0);
});

it("[PM3] a wrong offset shows in the next piece, without a tool change", () => {
  const bore = (faults: string): number => {
    const plant = plantOf(faults);
    let found: number | undefined;
    plant.onTruth((event) => {
      if (event.type !== "piece-quality" || event.station !== "CNC-101") return;
      found ??= event.features.find(({ feature }) => feature === "bore-diameter")?.value;
    });
    while (found === undefined) plant.advanceTo(plant.nowMs + 1000);
    return found;
  };
  const shifted = bore("{ kind: quality-shift, asset: CNC-101, at: 0 s, with: { mm: 0.02 } }");
  expect(shifted - bore("")).toBeCloseTo(0.02, 6);
});

/** Mean of torque times sign of speed while a joint moves to and fro. */
function frictionNm(gearWear: number, specimen: number): number {
  const home: Pose = [0, -8, 92, 0, 82, 0];
  const arm = new RobotArm(ROBOT_ARM, home, new Random(specimen));
  const joint = arm.joints[0];
  if (joint === undefined) throw new Error("an arm has joints");
  joint.gearWear = gearWear;
  const along: number[] = [];
  for (let way = 0; way < 8; way++) {
    arm.moveTo(way % 2 === 0 ? [120, -8, 92, 0, 82, 0] : home);
    while (arm.isMoving) {
      arm.step(0.1, 1);
      if (joint.speed !== 0) along.push(joint.torqueNm * Math.sign(joint.speed));
    }
    arm.slow(1, 24);
  }
  return mean(along);
}

it("[PM4] friction of a joint grows with the wear of its gear, and each joint has its own level", () => {
  const worn = [0, 0.15, 0.4, 0.7, 1].map((wear) => frictionNm(wear, SEED));
  for (let at = 1; at < worn.length; at++) expect(worn[at]).toBeGreaterThan(1.1 * (worn[at - 1] as number));
  expect(new Set([1, 2, 3].map((specimen) => Math.round(frictionNm(0, specimen) * 1000))).size).toBe(3);
});

/** One feed axis at a steady speed through `at`, mm. */
function axisAt(speedMmS: number, playMm: number): CncAxis {
  const random = new Random(SEED);
  const axis = new CncAxis("x", 0, { isRotary: false, range: [-400, 400], idleLoad: 6, massKg: 600, random });
  for (let step = -20; step <= 0; step++)
    axis.follow(step * 0.1 * speedMmS, { dtS: 0.1, targetPosition: 0, cutN: 0, friction: 1, playMm });
  return axis;
}

it("[PM5] encoders differ by play and wind-up in the direction of the move, and friction grows with speed", () => {
  for (const [playMm, atLeast, atMost] of [
    [0, 0.003, 0.01],
    [0.08, 0.043, 0.05],
  ] as const) {
    const [ahead, back] = [axisAt(50, playMm).motorLead, axisAt(-50, playMm).motorLead];
    const half = (ahead - back) / 2;
    expect(half).toBeGreaterThan(atLeast);
    expect(half).toBeLessThan(atMost);
  }
  expect(axisAt(500, 0).torqueNm).toBeGreaterThan(1.1 * axisAt(50, 0).torqueNm);
  // Without its preload the nut has less friction.
  expect(axisAt(50, 0.08).torqueNm).toBeLessThan(axisAt(50, 0).torqueNm);
});

it("[PM5] the warmth of the screw moves the encoders apart with the distance from its middle", () => {
  const axis = axisAt(50, 0);
  const lead = (position: number): number => {
    axis.position = position;
    return axis.motorLead;
  };
  expect(lead(300) - lead(-300)).toBeGreaterThan(0.005);
  expect(lead(300) - lead(-300)).toBeLessThan(0.1);
});

it("[PM5] a commanded position knows nothing of the play: only the measured ones differ, with their noise", () => {
  const plant = plantOf(
    "{ kind: backlash, asset: CNC-101, component: axis-x, at: 0 s, growth: { law: linear, over: 0 s }, " +
      "with: { mm: 0.8 } }",
  );
  const of = (id: string): number => {
    const signal = plant.signals("CNC-101").find((other) => other.id === `axis-x/${id}`);
    return signal === undefined ? Number.NaN : Number(observe(signal, plant.nowMs));
  };
  let lead = 0;
  for (let second = 1; second <= 900 && lead <= 0.3; second++) {
    plant.advanceTo(START_MS + 1000 * second);
    expect(of("motor-position-commanded")).toBe(of("position-commanded"));
    lead = Math.abs(of("motor-position") - of("position"));
  }
  expect(lead).toBeGreaterThan(0.3);
});

/** Drives to and fro for `seconds` and returns what the monitor measured each second. */
function driven(fade: number, seconds: number) {
  const battery = new Battery(80, new Random(SEED));
  const measured: { readonly percent: number; readonly volt: number; readonly ampere: number }[] = [];
  for (let second = 0; second < seconds; second++) {
    const speedMS = second % 40 < 30 ? 1.4 : 0;
    for (let step = 0; step < 10; step++)
      battery.step(0.1, { speedMS, turnRadS: 0, loadKg: second % 80 < 40 ? 90 : 0, charging: false, fade });
    measured.push(battery.measured(START_MS + 1000 * second));
  }
  return measured;
}

it("[PM6] resistance and capacity of a battery follow from charge, voltage and current while it drives", () => {
  const ohmOf = (fade: number): number => -slope(driven(fade, 600).map(({ ampere, volt }) => [ampere, volt]));
  const [sound, faded] = [ohmOf(0), ohmOf(0.5)];
  expect(sound).toBeGreaterThan(0.02);
  expect(sound).toBeLessThan(0.06);
  expect(faded / sound).toBeGreaterThan(1.8);
  const ampereHours = (fade: number): number => {
    const run = driven(fade, 3600);
    const used = (run[0]?.percent ?? 0) - (run.at(-1)?.percent ?? 0);
    return run.reduce((sum, { ampere }) => sum + ampere / 3600, 0) / (used / 100);
  };
  const whole = ampereHours(0);
  expect(whole).toBeGreaterThan(25);
  expect(whole).toBeLessThan(35);
  expect(ampereHours(0.5) / whole).toBeCloseTo(0.65, 1);
});

it("[PM6] vehicles publish the current of their batteries, and no two are alike", () => {
  const plant = plantOf("");
  const signals = plant.instruments.byStation.get("AGV-01") ?? [];
  expect(signals.map(({ id }) => id)).toContain("battery/current");
  const volts = [1, 2, 3].map((specimen) => new Battery(80, new Random(specimen)).measured(START_MS).volt);
  expect(new Set(volts).size).toBe(3);
});
