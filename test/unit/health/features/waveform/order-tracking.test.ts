import { expect, it } from "vitest";
import type { WaveformBlock } from "../../../../../edge/contracts/path/waveform-block.ts";
import { bearingOrders } from "../../../../../edge/contracts/plant/bearing-orders.ts";
import type { Tag, TagRef } from "../../../../../edge/contracts/plant/tag.ts";
import { BurstTracking } from "../../../../../edge/health/features/waveform/burst-tracking.ts";
import { OrderTracking } from "../../../../../edge/health/features/waveform/order-tracking.ts";
import { BEARING_PARTS, PartLines } from "../../../../../edge/health/features/waveform/part-lines.ts";
import { ShaftLine } from "../../../../../edge/health/features/waveform/shaft-line.ts";
import { randomOf } from "../../../../run/seed.ts";

const RATE_HZ = 25_600;
const POINTS = 25_600;
const T0 = 1_700_000_000e6;
const WAVEFORM = { ref: 1, assetUid: "a", component: "fan", signal: "burst", type: "waveform" } as unknown as Tag;
const SPEED = { ...WAVEFORM, ref: 2 as TagRef, signal: "speed", type: "number", unit: "/min" } as Tag;
const ORDERS = bearingOrders({ balls: 9, ballDiameterMm: 7.94, pitchDiameterMm: 39.04 });

/** Turns and speed of a shaft that goes evenly from one rate to another in a second. */
const sweep = (fromHz: number, toHz: number) => ({
  hz: (s: number) => fromHz + (toHz - fromHz) * s,
  turns: (s: number) => fromHz * s + ((toHz - fromHz) * s * s) / 2,
});
type Shaft = ReturnType<typeof sweep>;

/** A bearing of a damaged outer race on an unbalanced shaft with a gear of 23 teeth: impacts ring at 5 kHz. */
function burstOf(name: string, { turns }: Shaft, { impact = 1.5, unbalance = 0.5 } = {}): Float32Array {
  const random = randomOf(name);
  const points = new Float32Array(POINTS);
  for (let at = 0; at < POINTS; at++) {
    const angle = 2 * Math.PI * turns(at / RATE_HZ);
    points[at] =
      0.3 * (random() + random() + random() - 1.5) + unbalance * Math.sin(angle) + 0.2 * Math.sin(23 * angle);
  }
  let strikes = 0;
  for (let at = 0; at < POINTS; at++) {
    if (ORDERS.outer * turns(at / RATE_HZ) < strikes) continue;
    strikes++;
    for (let off = 0; off < 128 && at + off < POINTS; off++)
      points[at + off] =
        (points[at + off] as number) + impact * Math.exp(-off / 30) * Math.sin((2 * Math.PI * 5e3 * off) / RATE_HZ);
  }
  return points;
}

function blockOf(points: Float32Array, speedPerMin: number): WaveformBlock {
  const of = { tag: WAVEFORM.ref, start: T0, receivedAt: T0, dtS: 1 / RATE_HZ, unit: "m/s2", status: 0, flags: 0 };
  return { ...of, points, context: { speedPerMin } };
}

/** The speed as a tag has it, four times a second. */
function trackingOf(hz: (s: number) => number): BurstTracking {
  const tracking = new BurstTracking([WAVEFORM, SPEED]);
  for (let s = -2; s <= 0.95; s += 0.25)
    tracking.sample(SPEED.ref, T0 + s * 1e6 + 40_000, 60 * hz(Math.max(0, s + 0.04)));
  return tracking;
}

function outerOf(points: Float32Array, speedPerMin: number): number {
  const out = new Float64Array(BEARING_PARTS.length);
  new PartLines(ORDERS).measure(points, { rateHz: RATE_HZ, shaftHz: speedPerMin / 60 }, out);
  return out[0] as number;
}

it("[WF33] a bearing's line that a changing speed smears stands as sharp at its order as at a constant speed", () => {
  const constant = outerOf(burstOf("constant", sweep(25, 25)), 25 * 60);
  for (const [from, to] of [
    [20, 30],
    [31, 24],
  ] as const) {
    const shaft = sweep(from, to);
    const points = burstOf(`sweep ${from}`, shaft);
    const steady = trackingOf(shaft.hz).steady(blockOf(points, 60 * shaft.hz(1)));
    expect(steady.speedPerMin / 60, `${from}`).toBeCloseTo((from + to) / 2, 1);
    const tracked = outerOf(steady.points, steady.speedPerMin);
    expect(tracked, `${from}`).toBeGreaterThan(0.7 * constant);
    for (const hz of [shaft.hz(1), (from + to) / 2])
      expect(outerOf(points, 60 * hz), `${from}`).toBeLessThan(tracked - 0.4);
  }
});

it("[WF33] lines of shaft and gear mesh keep their amplitude at their orders", () => {
  const shaft = sweep(28, 36);
  const points = burstOf("lines", shaft, { impact: 0 });
  const course = { timesS: Float64Array.of(-0.2, 0.5, 1.2), speedsHz: Float64Array.from([-0.2, 0.5, 1.2], shaft.hz) };
  const tracking = new OrderTracking();
  const resampled = tracking.resample(points, 1 / RATE_HZ, course);
  const { shaftHz } = tracking;
  expect(shaftHz).toBeCloseTo(32, 2);
  const line = new ShaftLine();
  for (const [order, amplitude] of [
    [1, 0.5],
    [23, 0.2],
  ] as const) {
    const hz = order * shaftHz;
    const found = line.measure(resampled, { rateHz: RATE_HZ, shaftHz: hz }) * (2 * Math.PI * hz) ** 2;
    expect(found / amplitude, `${order}`).toBeGreaterThan(0.9);
    expect(found / amplitude, `${order}`).toBeLessThan(1.1);
  }
});

it("[WF33] a burst of a constant speed stays as it is, to the bit", () => {
  const points = burstOf("still", sweep(25, 25));
  const block = blockOf(points, 1500);
  const random = randomOf("jitter");
  const tags = [
    trackingOf(() => 25),
    trackingOf(() => 25 * (1 + 0.008 * (random() - 0.5))),
    // Nothing is known of the speed within the burst.
    new BurstTracking([WAVEFORM, SPEED]),
    new BurstTracking([WAVEFORM]),
    // The tag says that the speed changes, and the line of the shaft that it did not.
    trackingOf((s) => 20 + 10 * s),
    // Another shaft.
    trackingOf((s) => 50 + 20 * s),
  ];
  for (const tracking of tags) expect(tracking.steady(block)).toEqual({ points, speedPerMin: 1500 });
  for (const tracking of tags) expect(tracking.steady(block).points).toBe(points);
});

it("[WF33] a restored tracking goes on to the same bits, and what it keeps is bounded", () => {
  const shaft = sweep(20, 30);
  const block = blockOf(burstOf("restored", shaft), 60 * shaft.hz(1));
  const tracking = trackingOf(shaft.hz);
  const other = new BurstTracking([WAVEFORM, SPEED]);
  other.restore(structuredClone(tracking.snapshot()));
  const steady = tracking.steady(block);
  expect(steady.points).not.toBe(block.points);
  expect(other.steady(block)).toEqual(steady);
  for (let at = 0; at < 1_000; at++) tracking.sample(SPEED.ref, T0 + 2e6 + at, 1500);
  expect(tracking.snapshot().get(SPEED.ref)?.times.length).toBe(256);
});
