import { expect, it, vi } from "vitest";
import { BEARINGS, bearingOrders } from "../../../../simulators/plants/machining/machines/bearing.ts";
import type { Cnc } from "../../../../simulators/plants/machining/machines/cnc.ts";
import { BURST_RATE_HZ } from "../../../../simulators/plants/machining/machines/vibration/burst-shape.ts";
import { createPlant } from "../../../../simulators/plants/machining/plant.ts";
import { parseScenario } from "../../../../simulators/scenario/read.ts";

vi.setConfig({ testTimeout: 120_000 });

const ORDERS = bearingOrders(BEARINGS["machining-centre"]);
const START_MS = Date.UTC(2026, 2, 2, 0);

/** A burst of CNC-203 at the drill's speed with a bearing of this damage. */
function burst(options: {
  readonly race: "outer" | "inner" | "element";
  readonly damage: number;
  readonly unbalance?: number;
  readonly seed?: number;
}): {
  points: Float32Array;
  shaftHz: number;
  vibrationMmS: number;
} {
  const { race, damage, unbalance = 0, seed = 3 } = options;
  const fault = (kind: string, severity: number, more = ""): string =>
    severity === 0
      ? ""
      : `  - { kind: ${kind}, asset: CNC-203, at: 0 s, severity: ${severity},
      growth: { law: linear, over: 0 s }${more} }\n`;
  const faults = fault("bearing-wear", damage, `, with: { race: ${race} }`) + fault("imbalance", unbalance);
  const text = `scenario: 1\ntitle: { zh: 测试, en: Test }\n${faults === "" ? "" : `faults:\n${faults}`}`;
  const plant = createPlant({ seed, scenario: parseScenario(text, "test.yaml"), startMs: START_MS, warmUpS: 600 });
  const cnc = plant.machines.get("CNC-203") as Cnc;
  // The drill turns at 4868/min; positioned, not cutting.
  for (let step = 0; step < 20_000; step++) {
    plant.step();
    if (
      cnc.block.tool === 21 &&
      cnc.spindle.isAtSpeed &&
      cnc.spindle.commandedRpm > 4000 &&
      !cnc.isCutting &&
      step > 600
    )
      break;
  }
  const recording = cnc.recorder.record(plant.nowMs);
  return {
    points: recording.channels.get("samples") as Float32Array,
    shaftHz: cnc.spindle.rpm / 60,
    vibrationMmS: cnc.spindle.vibrationMmS,
  };
}

/**
 * Amplitude spectrum by a fast Fourier transform of the first 2^14 points, Hann window; the resolution is 1.5625 Hz.
 */
function spectrum(points: Float32Array): { readonly stepHz: number; readonly amplitudes: Float64Array } {
  const n = 16_384;
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  for (let i = 0; i < n; i++) re[i] = (points[i] as number) * (1 - Math.cos((2 * Math.PI * i) / n));
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j]] = [re[j] as number, re[i] as number];
  }
  for (let size = 2; size <= n; size *= 2) {
    for (let start = 0; start < n; start += size) {
      for (let k = 0; k < size / 2; k++) {
        const angle = (-2 * Math.PI * k) / size;
        const [a, b] = [start + k, start + k + size / 2];
        const cos = Math.cos(angle);
        const sin = Math.sin(angle);
        const tr = cos * (re[b] as number) - sin * (im[b] as number);
        const ti = cos * (im[b] as number) + sin * (re[b] as number);
        [re[b], im[b]] = [(re[a] as number) - tr, (im[a] as number) - ti];
        [re[a], im[a]] = [(re[a] as number) + tr, (im[a] as number) + ti];
      }
    }
  }
  return {
    stepHz: BURST_RATE_HZ / n,
    amplitudes: Float64Array.from({ length: n / 2 }, (_, i) => (2 * Math.hypot(re[i] as number, im[i] as number)) / n),
  };
}

/** Envelope of the band around the housing's resonance: band pass, rectified, smoothed. */
function envelope(points: Float32Array): Float32Array {
  const out = new Float32Array(points.length);
  let high = 0;
  let smooth = 0;
  let mean = 0;
  for (let i = 1; i < points.length; i++) {
    high = 0.6 * (high + (points[i] as number) - (points[i - 1] as number));
    smooth += 0.3 * (Math.abs(high) - smooth);
    out[i] = smooth;
    mean += smooth / points.length;
  }
  return out.map((value) => value - mean);
}

/**
 * Strongest line from a share `below` a frequency to a share `above` it, over the median around it. The cage slips: it
 * passes the outer ring less often than without slip, and the inner ring more often.
 */
function prominence(
  { stepHz, amplitudes }: ReturnType<typeof spectrum>,
  hz: number,
  { below = 0.018, above = 0.002 }: { readonly below?: number; readonly above?: number } = {},
): number {
  const from = Math.floor((hz * (1 - below)) / stepHz) - 1;
  const to = Math.ceil((hz * (1 + above)) / stepHz) + 1;
  const peak = Math.max(...amplitudes.slice(from, to + 1));
  const around = [...amplitudes.slice(from - 40, from - 8), ...amplitudes.slice(to + 8, to + 40)].sort((a, b) => a - b);
  return peak / (around[Math.floor(around.length / 2)] as number);
}

function kurtosis(points: Float32Array): number {
  const mean = points.reduce((a, b) => a + b, 0) / points.length;
  let second = 0;
  let fourth = 0;
  for (const point of points) {
    second += (point - mean) ** 2;
    fourth += (point - mean) ** 4;
  }
  return (points.length * fourth) / second ** 2;
}

it("knows the kinematics: 6205 has BPFO 3.585, BPFI 5.415, FTF 0.398, 2 BSF 4.714", () => {
  const orders = bearingOrders({ elements: 9, elementMm: 7.94, pitchMm: 39.04, contactRad: 0 });
  expect(orders.outer).toBeCloseTo(3.585, 3);
  expect(orders.inner).toBeCloseTo(5.415, 3);
  expect(orders.cage).toBeCloseTo(0.398, 3);
  expect(2 * orders.spin).toBeCloseTo(4.714, 2);
});

it("an outer race shows BPFO and its harmonics in the envelope spectrum, without sidebands at shaft speed", () => {
  const { points, shaftHz } = burst({ race: "outer", damage: 0.35 });
  const spectra = spectrum(envelope(points));
  const bpfo = ORDERS.outer * shaftHz;
  for (const harmonic of [1, 2])
    expect(prominence(spectra, harmonic * bpfo), `harmonic ${harmonic}`).toBeGreaterThan(6);
  const peak = prominence(spectra, bpfo);
  for (const side of [-1, 1])
    expect(prominence(spectra, bpfo + side * shaftHz, { below: 0.006 }), `sideband ${side}`).toBeLessThan(0.35 * peak);
  expect(prominence(spectra, ORDERS.inner * shaftHz)).toBeLessThan(4);
});

it("a load that turns with an unbalanced rotor gives the outer race weak sidebands", () => {
  const { points, shaftHz } = burst({ race: "outer", damage: 0.35, unbalance: 1 });
  const spectra = spectrum(envelope(points));
  const bpfo = ORDERS.outer * shaftHz;
  const sides = Math.max(...[-1, 1].map((side) => prominence(spectra, bpfo + side * shaftHz)));
  expect(sides).toBeGreaterThan(2.5);
  expect(sides).toBeLessThan(prominence(spectra, bpfo));
});

it("an inner race shows BPFI with sidebands at multiples of shaft speed, and shaft speed itself", () => {
  const { points, shaftHz } = burst({ race: "inner", damage: 0.35 });
  const spectra = spectrum(envelope(points));
  const bpfi = ORDERS.inner * shaftHz;
  const slipped = { below: 0.002, above: 0.014 };
  expect(prominence(spectra, bpfi, slipped)).toBeGreaterThan(6);
  for (const side of [-1, 1])
    expect(prominence(spectra, bpfi + side * shaftHz, slipped), `sideband ${side}`).toBeGreaterThan(4);
  expect(prominence(spectra, shaftHz)).toBeGreaterThan(4);
});

it("an element shows twice its spin with sidebands at the cage's speed", () => {
  const { points, shaftHz } = burst({ race: "element", damage: 0.4 });
  const spectra = spectrum(envelope(points));
  const strikes = 2 * ORDERS.spin * shaftHz;
  expect(prominence(spectra, strikes)).toBeGreaterThan(5);
  for (const side of [-1, 1])
    expect(prominence(spectra, strikes + side * ORDERS.cage * shaftHz), `sideband ${side}`).toBeGreaterThan(3);
  expect(prominence(spectra, ORDERS.outer * shaftHz)).toBeLessThan(5);
});

it("the line of a defect lies within 2 % below the kinematic frequency: elements slip", () => {
  const { points, shaftHz } = burst({ race: "outer", damage: 0.35 });
  const { stepHz, amplitudes } = spectrum(envelope(points));
  const bpfo = ORDERS.outer * shaftHz;
  const from = Math.floor((0.95 * bpfo) / stepHz);
  const window = [...amplitudes.slice(from, Math.ceil((1.05 * bpfo) / stepHz))];
  const hz = (from + window.indexOf(Math.max(...window))) * stepHz;
  expect(hz / bpfo).toBeGreaterThan(0.98);
  expect(hz / bpfo).toBeLessThan(1.002);
});

it("envelope and kurtosis rise first, kurtosis falls again as the damage spreads, RMS velocity rises last", () => {
  const at = (damage: number) => {
    const { points, vibrationMmS, shaftHz } = burst({ race: "outer", damage });
    return {
      kurtosis: kurtosis(points),
      line: prominence(spectrum(envelope(points)), ORDERS.outer * shaftHz),
      vibrationMmS,
    };
  };
  const [sound, early, middle, late] = [0, 0.12, 0.4, 0.97].map(at) as [
    ReturnType<typeof at>,
    ReturnType<typeof at>,
    ReturnType<typeof at>,
    ReturnType<typeof at>,
  ];
  expect(sound.line).toBeLessThan(4);
  expect(early.line).toBeGreaterThan(5);
  expect(middle.kurtosis).toBeGreaterThan(1.5 * sound.kurtosis);
  expect(late.kurtosis).toBeLessThan(0.75 * middle.kurtosis);
  expect(middle.vibrationMmS).toBeLessThan(1.3 * sound.vibrationMmS);
  expect(late.vibrationMmS).toBeGreaterThan(3 * sound.vibrationMmS);
});
