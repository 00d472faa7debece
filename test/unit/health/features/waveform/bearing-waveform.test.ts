import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bearingOrders } from "../../../../../edge/contracts/plant/bearing-orders.ts";
import { cwru } from "../../../../../edge/evaluation/data-sets/cwru.ts";
import { BEARING_COLUMNS, BearingWaveform } from "../../../../../edge/health/features/waveform/bearing-waveform.ts";
import { namedPart } from "../../../../../edge/health/features/waveform/named-part.ts";
import { Random } from "../../../../../simulators/kernel/random.ts";
import { spindleBurst } from "../../../../../simulators/plants/machining/machines/vibration/burst.ts";
import { SOUND, spindleState } from "../../../../fakes/simulators/spindle-state.ts";
import { dataSet } from "../../../../run/needs.ts";
import { randomOf } from "../../../../run/seed.ts";

const RATE_HZ = 12_000;
const SEGMENT = 8192;
const ORDERS = bearingOrders({ balls: 9, ballDiameterMm: 7.94, pitchDiameterMm: 39.04 });
const SHAFT_HZ = 29;
const CWRU = dataSet("cwru");

type Features = Record<(typeof BEARING_COLUMNS)[number], number>;
const waveform = new BearingWaveform({ segment: SEGMENT, rateHz: RATE_HZ, orders: ORDERS });

function featuresOf(samples: Float32Array, shaftHz = SHAFT_HZ, of = waveform): Features {
  const out = new Float64Array(BEARING_COLUMNS.length);
  of.measure(samples, shaftHz, out);
  return Object.fromEntries(BEARING_COLUMNS.map((column, at) => [column, out[at] as number])) as Features;
}

/** Noise of deviation 1 and a ringing at 3 kHz, struck `hz` times a second. */
function struck(hz: number, strength: number, name: string): Float32Array {
  const random = randomOf(name);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const samples = Float32Array.from({ length: 3 * RATE_HZ }, normal);
  if (strength > 0)
    for (let atS = 0.001; atS < 2.99; atS += 1 / hz)
      for (let i = Math.ceil(atS * RATE_HZ), end = i + 60; i < Math.min(end, samples.length); i++) {
        const tS = i / RATE_HZ - atS;
        samples[i] = (samples[i] as number) + strength * Math.exp(-900 * tS) * Math.sin(2 * Math.PI * 3000 * tS);
      }
  return samples;
}

it("[WF1] a burst gives RMS, crest and kurtosis; one that is too short gives nothing, a shaft at rest no lines", () => {
  const sine = Float32Array.from({ length: SEGMENT }, (_, i) => 5 + 2 * Math.sin((2 * Math.PI * 16 * i) / SEGMENT));
  const { rms, crest, kurtosis } = featuresOf(sine);
  expect(rms).toBeCloseTo(Math.SQRT2, 4);
  expect(crest).toBeCloseTo(Math.SQRT2, 4);
  expect(kurtosis).toBeCloseTo(1.5, 3);
  expect(Object.values(featuresOf(sine.subarray(1))).every(Number.isNaN)).toBe(true);
  const resting = featuresOf(sine, 0);
  expect(resting.rms).toBeCloseTo(Math.SQRT2, 4);
  expect(resting.outer).toBeNaN();
});

it("[WF2] the band of the highest spectral kurtosis is that of the ringing, with its RMS", () => {
  const { bandHz, bandKurtosis, bandRms } = featuresOf(struck(ORDERS.outer * SHAFT_HZ, 12, "band"));
  expect(bandHz).toBeGreaterThan(2000);
  expect(bandHz).toBeLessThan(3100);
  expect(bandKurtosis).toBeGreaterThan(1);
  expect(bandRms).toBeGreaterThan(Math.sqrt(1 / 8));
  const noise = featuresOf(struck(1, 0, "noise"));
  expect(noise.bandKurtosis).toBeLessThan(0.5);
  // An eighth of the white noise lies in a band.
  expect(noise.bandRms).toBeCloseTo(Math.sqrt(1 / 8), 1);
});

it("[WF3] the line of a part is found although its elements slip, and names the part; noise names none", () => {
  for (const [part, order] of [
    ["outer", ORDERS.outer],
    ["inner", ORDERS.inner],
    ["ball", 2 * ORDERS.spin],
  ] as const)
    for (const slip of [-0.008, 0, 0.008]) {
      const features = featuresOf(struck(order * (1 + slip) * SHAFT_HZ, 10, `${part} ${slip}`));
      expect(features[part], `${part} ${slip}`).toBeGreaterThan(4);
      expect(features[`${part}Line`]).toBeGreaterThan(0);
      expect(namedPart(features)).toBe(part);
    }
  const noise = featuresOf(struck(1, 0, "none"));
  expect(Math.max(noise.outer, noise.inner, noise.ball)).toBeLessThan(2.6);
  expect(namedPart(noise)).toBeUndefined();
});

it("[WF4] a weak race line beside a ball's line belongs to the ball; alone it names the race", () => {
  expect(namedPart({ outer: 4, inner: 8, ball: 3.5 })).toBe("ball");
  expect(namedPart({ outer: 4, inner: 8, ball: 1.5 })).toBe("inner");
  expect(namedPart({ outer: 30, inner: 9, ball: 5 })).toBe("outer");
  expect(namedPart({ outer: 4, inner: 3, ball: 1.5 })).toBeUndefined();
});

it("[WF5] on the simulated spindles a sound bearing names no part, and 30 % damage names the right one", () => {
  const { bearing, shaftHz } = spindleState(0);
  const orders = bearingOrders({
    balls: bearing.elements,
    ballDiameterMm: bearing.elementMm,
    pitchDiameterMm: bearing.pitchMm,
    contactAngleDeg: (bearing.contactRad * 180) / Math.PI,
  });
  const spindle = new BearingWaveform({ segment: 16_384, rateHz: 25_600, orders });
  const named = (machine: number, damage: object): string | undefined => {
    const state = spindleState(machine, { damage: { ...SOUND, ...damage } });
    return namedPart(featuresOf(spindleBurst(state, new Random(machine).at("wf")), shaftHz, spindle));
  };
  const machines = Array.from({ length: 8 }, (_, at) => 300 + at);
  expect(machines.map((machine) => named(machine, {})).filter((part) => part !== undefined)).toEqual([]);
  expect(machines.filter((machine) => named(machine, { outerRace: 0.3 }) === "outer").length).toBeGreaterThan(6);
  expect(machines.filter((machine) => named(machine, { innerRace: 0.3 }) === "inner").length).toBeGreaterThan(5);
});

it.runIf(CWRU !== "")("[WF6] on CWRU nine in ten races and six in ten balls are named, and no normal record", () => {
  const out = mkdtempSync(join(tmpdir(), "gemba-cwru-"));
  try {
    const shares = cwru.score?.({ data: CWRU, out, seed: 1 }) ?? [];
    const [races, balls, normal] = shares.map((line) => {
      const [, right, all] = /: (\d+) of (\d+)$/.exec(line) as RegExpExecArray;
      return Number(right) / Number(all);
    }) as [number, number, number];
    expect(races).toBeGreaterThanOrEqual(0.9);
    expect(balls).toBeGreaterThanOrEqual(0.6);
    expect(normal).toBe(1);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
