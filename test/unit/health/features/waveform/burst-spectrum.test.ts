import { expect, it } from "vitest";
import { BURST_FIGURES } from "../../../../../edge/contracts/plant/burst-tags.ts";
import { BurstFigures } from "../../../../../edge/health/features/waveform/burst-figures.ts";
import { randomOf } from "../../../../run/seed.ts";

const RATE_HZ = 25_600;
const POINTS = 16_384;
const figures = new BurstFigures();

type Figure = (typeof BURST_FIGURES)[number]["figure"];

function measure(
  at: (second: number, point: number) => number,
  of: { readonly shaftHz?: number; readonly scale?: number; readonly points?: number; readonly rateHz?: number } = {},
): Record<Figure, number> {
  const { shaftHz = Number.NaN, scale = 1, points = POINTS, rateHz = RATE_HZ } = of;
  const burst = Float32Array.from({ length: points }, (_, point) => at(point / rateHz, point));
  const out = new Float64Array(BURST_FIGURES.length);
  figures.measure(burst, { rateHz, steady: { points: burst, speedPerMin: 60 * shaftHz }, scale }, out);
  return Object.fromEntries(BURST_FIGURES.map(({ figure }, column) => [figure, out[column]])) as Record<Figure, number>;
}

/** Lines of a gear mesh with its shaft's sidebands in noise: each tooth of the damaged wheel turns by once a turn. */
function gear(name: string, { shaftHz, depth, teeth = 23 }: { shaftHz: number; depth: number; teeth?: number }) {
  const random = randomOf(name);
  return (second: number): number => {
    const turns = shaftHz * second;
    // A short load change once a turn gives sidebands of the same height far from the mesh.
    const bump = depth * Math.exp(-0.5 * (((turns % 1) - 0.5) / 0.02) ** 2);
    let sum = 0.05 * (random() + random() + random() - 1.5);
    for (let harmonic = 1; harmonic <= 3; harmonic++)
      sum += ((1 + bump) / harmonic) * Math.sin(2 * Math.PI * harmonic * teeth * turns);
    return sum;
  };
}

it("[WF32] a sine gives the RMS, crest factor, kurtosis, band and velocity that are known for it", () => {
  const found = measure((second) => 3 + 2 * Math.sin(2 * Math.PI * 100 * second), { scale: 9.80665 });
  expect(found.rms).toBeCloseTo(Math.SQRT2, 3);
  expect(found.peak).toBeCloseTo(2, 2);
  expect(found.crest).toBeCloseTo(Math.SQRT2, 2);
  expect(found.kurtosis).toBeCloseTo(1.5, 2);
  expect(found["low-band"]).toBeCloseTo(Math.SQRT2, 2);
  expect(found["middle-band"]).toBeLessThan(0.01);
  expect(found["high-band"]).toBeLessThan(0.01);
  const velocity = (1e3 * 9.80665 * Math.SQRT2) / (2 * Math.PI * 100);
  expect(found.velocity / velocity).toBeGreaterThan(0.99);
  expect(found.velocity / velocity).toBeLessThan(1.01);
});

it("[WF32] lines fall into their bands, and a burst that is too short or slow for a figure does not give it", () => {
  const at = (hz: number, amplitude: number) => (second: number) => amplitude * Math.sin(2 * Math.PI * hz * second);
  const found = measure((second) => at(400, 1)(second) + at(3_000, 2)(second) + at(9_000, 3)(second));
  for (const [band, amplitude] of [
    ["low-band", 1],
    ["middle-band", 2],
    ["high-band", 3],
  ] as const)
    expect(found[band], band).toBeCloseTo(amplitude / Math.SQRT2, 2);
  expect(measure(at(400, 1), { points: 1024 })).toMatchObject({ velocity: Number.NaN });
  expect(measure(at(40, 1), { rateHz: 1_600 })).toMatchObject({ velocity: Number.NaN, "middle-band": Number.NaN });
  expect(measure(at(400, 1), { points: 100 })).toMatchObject({ "low-band": Number.NaN, sidebands: Number.NaN });
  const broken = measure((_second, point) => (point === 7 ? Number.NaN : 1));
  expect(Object.values(broken).every(Number.isNaN)).toBe(true);
});

it("[WF32] a family of sidebands at the shaft's rate stands in the cepstrum at this rate and at no other", () => {
  for (const shaftHz of [24.3, 41.7]) {
    const sound = measure(gear(`sound ${shaftHz}`, { shaftHz, depth: 0 }), { shaftHz }).sidebands;
    const damaged = measure(gear(`damaged ${shaftHz}`, { shaftHz, depth: 0.8 }), { shaftHz }).sidebands;
    const other = measure(gear(`damaged ${shaftHz}`, { shaftHz, depth: 0.8 }), { shaftHz: shaftHz / 1.37 }).sidebands;
    expect(damaged, `${shaftHz}`).toBeGreaterThan(sound + 0.1);
    expect(damaged, `${shaftHz}`).toBeGreaterThan(other + 0.1);
  }
});

it("[WF32] noise and the level of the signal move the sidebands little; slow shafts give none", () => {
  const random = randomOf("noise");
  const noise = (): number => random() + random() + random() - 1.5;
  for (const gain of [0.01, 1, 100]) {
    const { sidebands } = measure(() => gain * noise(), { shaftHz: 30 });
    expect(Math.abs(sidebands)).toBeLessThan(0.2);
  }
  expect(measure(noise, { shaftHz: 5 }).sidebands).toBeNaN();
  expect(measure(noise, { shaftHz: 0 }).sidebands).toBeNaN();
  expect(measure(() => 0, { shaftHz: 30 }).sidebands).toBeNaN();
});
