import { expect, it } from "vitest";
import { Condition } from "../../../../simulators/kernel/faults/condition.ts";
import { Random } from "../../../../simulators/kernel/random.ts";
import { BEARINGS, bearingOrders } from "../../../../simulators/plants/machining/machines/bearing.ts";
import { SPINDLES, Spindle } from "../../../../simulators/plants/machining/machines/spindle.ts";
import { type SpindleHeat, spindleHeatOf } from "../../../../simulators/plants/machining/machines/spindle-heat.ts";
import { spindleBurst } from "../../../../simulators/plants/machining/machines/vibration/burst.ts";
import { BURST_RATE_HZ } from "../../../../simulators/plants/machining/machines/vibration/burst-shape.ts";
import { characterOf } from "../../../../simulators/plants/machining/machines/vibration/character.ts";
import { Floor } from "../../../../simulators/plants/machining/machines/vibration/floor.ts";
import { modeHz } from "../../../../simulators/plants/machining/machines/vibration/structure.ts";
import { transform } from "../../../fakes/simulators/envelope-line.ts";
import { type Part, ratioAtDamage, SOUND, spindleState } from "../../../fakes/simulators/spindle-state.ts";
import { SEED } from "../../../run/seed.ts";

/** A damaged part stands out from a burst at this ratio: noise alone rarely reaches it. */
const SEEN = 4;
const PARTS: readonly Part[] = ["outerRace", "innerRace", "rollingElement"];
const MACHINES = 20;

const burstOf = (machine: number, more: Parameters<typeof spindleState>[1] = {}, moment = "burst") =>
  spindleBurst(spindleState(machine, more), new Random(machine).at(moment));

/** Number of machines that show the line. */
function seenBy(part: Part, damage: number): number {
  let count = 0;
  for (let machine = 0; machine < MACHINES; machine++) if (ratioAtDamage(100 + machine, part, damage) >= SEEN) count++;
  return count;
}

/** Peak amplitude at a frequency, m/s2, by a Hann window over the whole burst. */
function lineAt(points: Float32Array, hz: number): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < points.length; i++) {
    const value = (points[i] as number) * (1 - Math.cos((2 * Math.PI * i) / points.length));
    re += value * Math.cos((2 * Math.PI * hz * i) / BURST_RATE_HZ);
    im += value * Math.sin((2 * Math.PI * hz * i) / BURST_RATE_HZ);
  }
  return (2 * Math.hypot(re, im)) / points.length;
}

it("[SV1] a damaged bearing is invisible at 0.5 %, begins to show at 2 to 10 % and stands out at 30 %", () => {
  expect(seenBy("outerRace", 0.005)).toBeLessThanOrEqual(1);
  for (const part of PARTS) {
    expect(seenBy(part, 0.02), `${part} 0.02`).toBeLessThanOrEqual(MACHINES / 4);
    expect(seenBy(part, 0.3), `${part} 0.3`).toBeGreaterThanOrEqual(MACHINES - 1);
  }
  // The outer race shows first, an element last: it meets the races only while it spins squarely.
  const [outer, inner, element] = PARTS.map((part) => seenBy(part, 0.05)) as [number, number, number];
  expect(outer).toBeGreaterThanOrEqual(MACHINES / 2);
  expect(outer).toBeGreaterThanOrEqual(inner);
  expect(inner).toBeGreaterThanOrEqual(element);
  expect(element).toBeLessThan(MACHINES / 2);
  expect(seenBy("outerRace", 0.1)).toBeGreaterThanOrEqual(0.9 * MACHINES);
});

it("[SV2] machines of a kind have their own modes, which move with speed and load", () => {
  const of = (machine: number) => characterOf("lathe", new Random(machine).at("character")).modes;
  const strongest = new Set<number>();
  for (let machine = 0; machine < MACHINES; machine++) {
    const gains = of(machine).map(({ gain }) => gain);
    strongest.add(gains.indexOf(Math.max(...gains)));
    const [first, other] = [of(machine), of(machine + 1)];
    for (const [at, mode] of first.entries()) {
      expect(mode.hz).not.toBe(other[at]?.hz);
      expect(modeHz(mode, { speed: 1, load: 0 })).toBeLessThan(0.995 * modeHz(mode, { speed: 0, load: 0 }));
      expect(mode.hz).toBeLessThan(BURST_RATE_HZ / 2);
    }
  }
  expect(strongest.size).toBeGreaterThan(2);
});

it("[SV3] a slipping cage passes the outer ring less often than without slip, and the inner ring more often", () => {
  const orders = bearingOrders(BEARINGS["machining-centre"]);
  const off = (part: Part, order: number): number => {
    const damage = { ...SOUND, [part]: 0.3 };
    const character = { ...spindleState(1).character, slip: 0.015, modes: [] };
    const [points, sound] = [{ damage }, {}].map((more) => burstOf(1, { character, ...more })) as [
      Float32Array,
      Float32Array,
    ];
    // Without modes only the forces differ, which do not reach the sensor: so the impacts are counted through one mode.
    expect(points).toEqual(sound);
    const mode = { hz: 6000, damping: 0.5, gain: 1, bySpeed: 0, byLoad: 0 };
    const heard = burstOf(1, { character: { ...character, modes: [mode] }, damage });
    const quiet = burstOf(1, { character: { ...character, modes: [mode] } });
    let count = 0;
    let silentFor = 99;
    for (const [i, point] of heard.entries()) {
      const rings = Math.abs(point - (quiet[i] as number)) > 0.1;
      if (rings && silentFor > 12) count++;
      silentFor = rings ? 0 : silentFor + 1;
    }
    return count / (order * spindleState(1).shaftHz) - 1;
  };
  const outer = off("outerRace", orders.outer);
  expect(outer).toBeGreaterThan(-0.025);
  expect(outer).toBeLessThan(-0.005);
});

/** Points beyond 3.5 deviations, kurtosis, and the logarithm of power at 20 to 47 Hz over that at 200 to 300 Hz. */
function noiseOf(machine: number): [beyond: number, kurtosis: number, slope: number] {
  const points = burstOf(machine, { unbalanceMmS: 0, misalignedMmS: 0 });
  let [second, fourth] = [0, 0];
  for (const point of points) {
    second += point ** 2 / points.length;
    fourth += point ** 4 / points.length;
  }
  const deviation = Math.sqrt(second);
  const re = Float64Array.from(points.subarray(0, 16_384));
  const im = new Float64Array(16_384);
  transform(re, im);
  const power = (from: number, to: number): number => {
    let sum = 0;
    for (let bin = from; bin < to; bin++) sum += (re[bin] as number) ** 2 + (im[bin] as number) ** 2;
    return sum / (to - from);
  };
  return [
    points.filter((point) => Math.abs(point) > 3.5 * deviation).length,
    fourth / second ** 2,
    // Between the lines of mains, shaft and motor, and below the modes.
    Math.log(power(13, 30) / power(128, 192)),
  ];
}

it("[SV4] noise has the tails of a Gaussian and heavier ones, and more power at low frequencies", () => {
  // One burst is too short for a result.
  const noise = Array.from({ length: MACHINES }, (_, machine) => noiseOf(SEED + machine));
  const [beyond, kurtosis, slope] = [0, 1, 2].map(
    (at) => noise.reduce((sum, one) => sum + (one[at] as number), 0) / MACHINES,
  ) as [number, number, number];
  expect(beyond).toBeGreaterThan(5);
  expect(kurtosis).toBeGreaterThan(3);
  expect(slope).toBeGreaterThan(Math.log(2));
});

it("[SV5] a burst has lines of the supply, the inverter, the teeth, the belt and the machines beside it", () => {
  const plain = spindleState(3);
  const { character, shaftHz } = plain;
  const still = { ...character, speedWander: 0 };
  const loud = (more: object, hz: number): number =>
    lineAt(burstOf(3, { character: still, ...more }), hz) /
    lineAt(burstOf(3, { character: still, ...more }), hz * 1.07 + 3);
  expect(loud({ character: { ...still, mainsMs2: 0.1 } }, 100)).toBeGreaterThan(3);
  const switching = still.inverterHz + 2 * still.polePairs * shaftHz;
  expect(lineAt(burstOf(3, { character: { ...still, inverterMs2: 0.15 } }), switching)).toBeCloseTo(0.15, 1);
  expect(loud({ teeth: 2, load: 0.02, cutMmS: 0.5 }, 2 * shaftHz)).toBeGreaterThan(4);
  expect(loud({ greaseNoise: 0, character: { ...still, beltOrder: 0.4 } }, 0.4 * shaftHz)).toBeGreaterThan(2);
  expect(loud({ greaseNoise: 0, floor: [{ hz: 61, mmS: 0.1 }] }, 61)).toBeGreaterThan(3);
  const floor = new Floor();
  for (const [id, hz] of [
    ["CNC-101", 40],
    ["CNC-102", 50],
    ["CNC-206", 60],
  ] as const)
    floor.add({ id, hz: () => hz, mmS: () => 2 });
  const heard = floor.heardBy("CNC-101");
  expect(heard.map(({ hz }) => hz)).toEqual([50]);
  expect(heard[0]?.mmS).toBeLessThan(0.2);
});

it("[SV6] chatter is a strong line at a mode, with the teeth beside it", () => {
  const state = spindleState(4, { load: 0.1, teeth: 4, cutMmS: 0.15 });
  const hz = modeHz(state.character.modes[0] as never, state);
  const with_ = lineAt(burstOf(4, { ...state, chatterMs2: 4 }), hz);
  expect(with_).toBeGreaterThan(2);
  expect(with_).toBeGreaterThan(4 * lineAt(burstOf(4, state), hz));
});

it("[SV7] the sensor shows steps of its converter, its own gain, and clips at 50 g", () => {
  const { character } = spindleState(5);
  const step = (100 * 9.80665) / 65_536;
  const points = burstOf(5);
  for (const point of points.subarray(0, 2000))
    expect(Math.abs(point / step - Math.round(point / step))).toBeLessThan(1e-2);
  const gains = new Set(Array.from({ length: MACHINES }, (_, at) => spindleState(at).character.sensorGain));
  expect(gains.size).toBe(MACHINES);
  const high = burstOf(5, { character: { ...character, sensorGain: 1.04 }, unbalanceMmS: 5 });
  const low = burstOf(5, { character: { ...character, sensorGain: 0.96 }, unbalanceMmS: 5 });
  expect(lineAt(high, 81.13) / lineAt(low, 81.13)).toBeCloseTo(1.04 / 0.96, 2);
  const clipped = burstOf(5, { unbalanceMmS: 2000 });
  expect(Math.max(...clipped.subarray(0, 2000))).toBeCloseTo(50 * 9.80665, 0);
});

it("[SV8] a burst depends on machine and moment alone, and a fault adds its impacts and changes no other draw", () => {
  expect(burstOf(6)).toEqual(burstOf(6));
  expect(burstOf(6, {}, "later")).not.toEqual(burstOf(6));
  const [sound, damaged] = [burstOf(6), burstOf(6, { damage: { ...SOUND, innerRace: 0.004 } })];
  // Impacts this small leave most points unchanged, within the converter's step.
  const same = sound.filter((point, i) => point === damaged[i]).length;
  expect(same).toBeGreaterThan(sound.length / 2);
  expect(same).toBeLessThan(sound.length);
});

it("[SV8] a neighbour that stops takes its own line away and shifts no other draw", () => {
  const alone = burstOf(6, { floor: [] });
  const near = burstOf(6, { floor: [{ hz: 50, mmS: 0.2 }] });
  // A sine of 0.2 mm/s RMS at 50 Hz has 0.089 m/s2; the sensor's gain and two of the converter's steps come on top.
  const most = Math.max(...near.map((point, i) => Math.abs(point - (alone[i] as number))));
  expect(most).toBeGreaterThan(0.08);
  expect(most).toBeLessThan(0.089 * 1.03 + 0.03);
});

it("[SV9] heat of a damaged bearing comes late, and differs from machine to machine", () => {
  const risen = (damage: number, heat?: SpindleHeat): number => {
    const condition = new Condition();
    const spindle = new Spindle(SPINDLES["machining-centre"], condition, heat);
    condition.outerRace = damage;
    spindle.commandedRpm = 3000;
    for (let second = 0; second < 3600; second++) {
      spindle.step(1);
      spindle.slow(1, 24);
    }
    return spindle.frontBearingCel;
  };
  const sound = risen(0);
  expect(risen(0.1) - sound).toBeLessThan(0.1);
  expect(risen(0.3) - sound).toBeLessThan(1.5);
  expect(risen(0.4) - sound).toBeGreaterThan(2);
  expect(risen(0.4) - sound).toBeLessThan(8);
  expect(risen(0.7) - sound).toBeGreaterThan(40);
  const machines = Array.from({ length: 6 }, (_, machine) => risen(0, spindleHeatOf(new Random(machine))));
  expect(new Set(machines).size).toBe(6);
  expect(Math.max(...machines) - Math.min(...machines)).toBeGreaterThan(1);
});

it("[SV10] a bearing with more friction of its grease is louder", () => {
  const rms = (points: Float32Array): number => Math.sqrt(points.reduce((sum, point) => sum + point ** 2, 0));
  const quiet = { unbalanceMmS: 0, misalignedMmS: 0 };
  expect(rms(burstOf(7, { ...quiet, greaseNoise: 1.5 }))).toBeGreaterThan(1.1 * rms(burstOf(7, quiet)));
});
