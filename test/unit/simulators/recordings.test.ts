import { expect, it, vi } from "vitest";
import type { Recording } from "../../../simulators/kernel/recording.ts";
import { BEARINGS, bearingOrders } from "../../../simulators/plants/machining/machines/bearing.ts";
import type { Cnc } from "../../../simulators/plants/machining/machines/cnc.ts";
import { BURST_POINTS, BURST_RATE_HZ } from "../../../simulators/plants/machining/machines/vibration/burst-shape.ts";
import { createPlant, type Plant } from "../../../simulators/plants/machining/plant.ts";
import { run } from "./demo-types.ts";

// Hours of a plant in one test: seconds on an idle machine, more on a busy one.
vi.setConfig({ testTimeout: 180_000 });

const BPFO_ORDER = bearingOrders(BEARINGS["machining-centre"]).outer;
const START_MS = Date.UTC(2026, 2, 2, 1);

/**
 * Recordings of a machine, each with the spindle's vibration at shaft speed at that moment (NaN where there is none).
 */
function record(
  station: string,
  options: { scenario: "demo" | "healthy"; seconds: number },
): { recording: Recording; unbalanceMmS: number }[] {
  const plant = createPlant({ seed: 7, scenario: options.scenario, startMs: START_MS });
  const machine = plant.machines.get(station);
  const taken: { recording: Recording; unbalanceMmS: number }[] = [];
  run(plant, options.seconds, () => {
    const recording = machine?.recorder?.take(plant.nowMs);
    if (recording !== undefined)
      taken.push({ recording, unbalanceMmS: (machine as Cnc).spindle?.unbalanceMmS ?? Number.NaN });
  });
  return taken;
}

/** Strength of one frequency. */
function lineAt(points: Float32Array, hz: number): number {
  let re = 0;
  let im = 0;
  for (const [i, point] of points.entries()) {
    const angle = (2 * Math.PI * hz * i) / BURST_RATE_HZ;
    re += point * Math.cos(angle);
    im += point * Math.sin(angle);
  }
  return (2 * Math.hypot(re, im)) / points.length;
}

/** Impacts ring at a high frequency: their rate is in the envelope, not in the signal. */
function envelopeOf(points: Float32Array): Float32Array {
  const envelope = new Float32Array(points.length);
  let high = 0;
  let smooth = 0;
  for (let i = 1; i < points.length; i++) {
    high = 0.7 * (high + (points[i] as number) - (points[i - 1] as number));
    smooth += 0.2 * (Math.abs(high) - smooth);
    envelope[i] = smooth;
  }
  const mean = envelope.reduce((sum, value) => sum + value, 0) / envelope.length;
  return envelope.map((value) => value - mean);
}

const samplesOf = (recording: Recording): Float32Array => recording.channels.get("samples") as Float32Array;

it("a turning spindle records a burst about once a minute with speed, tool, program and piece", () => {
  const bursts = record("CNC-203", { scenario: "healthy", seconds: 300 }).map(({ recording }) => recording);
  expect(bursts.length).toBeGreaterThanOrEqual(4);
  expect(bursts.length).toBeLessThanOrEqual(6);
  for (const burst of bursts.slice(1)) {
    expect(samplesOf(burst)).toHaveLength(BURST_POINTS);
    expect(burst.rateHz).toBe(25_600);
    expect(burst.rpm).toBeGreaterThan(500);
    expect(burst.program).toMatch(/OP20$/);
    expect(burst.piece).toMatch(/^PC-\d+$/);
  }
});

it("the line at shaft speed agrees with the vibration velocity, and moves with the speed", () => {
  const bursts = record("CNC-203", { scenario: "healthy", seconds: 600 }).filter(
    ({ recording: { rpm } }) => rpm > 2000,
  );
  expect(bursts.length).toBeGreaterThan(2);
  for (const { recording, unbalanceMmS } of bursts) {
    const points = samplesOf(recording);
    const shaftHz = recording.rpm / 60;
    const velocityMmS = (1000 * lineAt(points, shaftHz)) / (2 * Math.PI * shaftHz) / Math.SQRT2;
    expect(velocityMmS / unbalanceMmS).toBeGreaterThan(0.9);
    expect(velocityMmS / unbalanceMmS).toBeLessThan(1.1);
    // Between the lines of shaft and mains.
    expect(lineAt(points, shaftHz)).toBeGreaterThan(4 * lineAt(points, shaftHz * 1.37));
  }
});

it("bearing damage of CNC-206 shows at the outer ring's ball-pass frequency, and on no other machine", () => {
  // Elements slip, so that the line is up to 1 % below the kinematic frequency.
  const prominence = (recording: Recording): number => {
    const envelope = envelopeOf(samplesOf(recording));
    const hz = (BPFO_ORDER * recording.rpm) / 60;
    const strongest = (from: number, to: number): number =>
      Math.max(...Array.from({ length: 24 }, (_, step) => lineAt(envelope, hz * (from + ((to - from) * step) / 23))));
    return strongest(0.985, 1.003) / strongest(0.83, 0.85);
  };
  const late = (station: string): Recording[] =>
    record(station, { scenario: "demo", seconds: 600 })
      .map(({ recording }) => recording)
      .slice(-3)
      .filter(({ rpm }) => rpm > 1000);
  const damaged = late("CNC-206");
  const sound = late("CNC-203");
  expect(damaged.length).toBeGreaterThan(0);
  expect(sound.length).toBeGreaterThan(0);
  for (const burst of damaged) expect(prominence(burst), `${burst.rpm}/min`).toBeGreaterThan(4);
  for (const burst of sound) expect(prominence(burst), `${burst.rpm}/min`).toBeLessThan(4);
});

it("the servo press records force and position of each piece, ending in the window of its result", () => {
  const curves = record("PRS-01", { scenario: "healthy", seconds: 300 });
  const pieces = curves.map(({ recording }) => recording.piece);
  expect(curves.length).toBeGreaterThan(3);
  expect(new Set(pieces).size).toBe(pieces.length);
  for (const { recording } of curves) {
    const force = recording.channels.get("force") as Float32Array;
    const position = recording.channels.get("position") as Float32Array;
    expect(force.length).toBe(position.length);
    expect(force.length).toBeGreaterThan(1000);
    expect(position.at(-1)).toBeCloseTo(42, 1);
    expect(Math.max(...force)).toBeGreaterThan(9000);
    expect(Math.max(...force)).toBeLessThan(26_000);
    // No force before the bush touches the bore.
    expect(Math.max(...force.filter((_force, i) => (position[i] as number) < 25.9))).toBeLessThan(60);
  }
});

it("recording changes nothing: the plant is the same with and without a reader", () => {
  const read = createPlant({ seed: 3, scenario: "demo", startMs: START_MS });
  const unread = createPlant({ seed: 3, scenario: "demo", startMs: START_MS });
  run(read, 100, () => {
    for (const machine of read.machines.values()) machine.recorder?.take(read.nowMs);
  });
  run(unread, 100);
  const state = (plant: Plant): unknown =>
    [...plant.machines.values()].map((machine) => machine.signals.map((signal) => signal.read()));
  expect(state(read)).toEqual(state(unread));
});
