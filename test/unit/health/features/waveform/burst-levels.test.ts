import { expect, it } from "vitest";
import { bearingOrders } from "../../../../../edge/contracts/plant/bearing-orders.ts";
import { BURST_COLUMNS, BurstLevels } from "../../../../../edge/health/features/waveform/burst-levels.ts";

const RATE_HZ = 25_600;
const SEGMENT = 2048;
const SHAFT_HZ = 30;
const ORDERS = bearingOrders({ balls: 9, ballDiameterMm: 7.94, pitchDiameterMm: 39.04 });
const burst = new BurstLevels({ segment: SEGMENT, rateHz: RATE_HZ, orders: ORDERS });

type Levels = Record<(typeof BURST_COLUMNS)[number], number>;

function levelsOf(points: Float32Array, shaftHz = SHAFT_HZ, of = burst): Levels {
  const out = new Float64Array(BURST_COLUMNS.length);
  of.measure(points, shaftHz, out);
  return Object.fromEntries(BURST_COLUMNS.map((column, at) => [column, out[at] as number])) as Levels;
}

const sine = (hz: number, amplitude: number, count = SEGMENT): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => 3 + amplitude * Math.sin((2 * Math.PI * hz * i) / RATE_HZ));

it("[WF7] a sine has its RMS in its own band alone, in a burst of one segment or more", () => {
  for (const count of [SEGMENT, 5000]) {
    const levels = levelsOf(sine(2000, 2, count));
    expect(levels.rms).toBeCloseTo(Math.SQRT2, 2);
    expect(levels.peak).toBeCloseTo(2, 2);
    expect(levels.kurtosis).toBeCloseTo(1.5, 2);
    expect(levels.band3).toBeCloseTo(Math.SQRT2, 2);
    expect(Math.max(levels.band1, levels.band2, levels.band4, levels.band7)).toBeLessThan(0.01);
    expect(levels.envelope).toBeCloseTo(Math.SQRT2, 2);
  }
});

it("[WF7] the line of a part is the strength of its impacts; it is unknown at rest and without a geometry", () => {
  const everyPoints = RATE_HZ / (ORDERS.inner * SHAFT_HZ);
  const struck = (strength: number): Float32Array =>
    Float32Array.from({ length: 8192 }, (_, i) => {
      const since = i % everyPoints;
      return strength * Math.exp(-0.05 * since) * Math.sin(0.9 * since);
    });
  const [weak, strong] = [levelsOf(struck(1)), levelsOf(struck(4))];
  expect(strong.inner / weak.inner).toBeCloseTo(4, 3);
  expect(strong.inner).toBeGreaterThan(4 * strong.outer);
  expect(levelsOf(struck(1), 0).inner).toBeNaN();
  expect(levelsOf(struck(1), Number.NaN).inner).toBeNaN();
  const unknown = levelsOf(struck(1), SHAFT_HZ, new BurstLevels({ segment: SEGMENT, rateHz: RATE_HZ }));
  expect(unknown.inner).toBeNaN();
  expect(unknown.rms).toBeCloseTo(weak.rms, 9);
});

it("[WF7] a burst that is too short, or has a point without a number, has no levels", () => {
  const points = sine(2000, 1);
  expect(Object.values(levelsOf(points.subarray(1))).every(Number.isNaN)).toBe(true);
  points[100] = Number.NaN;
  expect(Number.isNaN(levelsOf(points).band3)).toBe(true);
  expect(Number.isNaN(levelsOf(points).envelope)).toBe(true);
});
