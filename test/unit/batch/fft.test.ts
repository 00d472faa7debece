import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { EnvelopeBands } from "../../../edge/batch/envelope-bands.ts";
import { Fft } from "../../../edge/batch/fft.ts";
import { RealFft } from "../../../edge/batch/real-fft.ts";
import { randomOf } from "../../run/seed.ts";

interface Parts {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const LENGTHS = [2, 4, 8, 16, 32, 128, 256];

function pointsOf(length: number, name: string): Float64Array {
  const random = randomOf(name);
  return Float64Array.from({ length }, () => random() - 0.5);
}

/** By the definition: `sign` -1 from time to frequency, 1 back. */
function summed({ re, im }: Parts, sign: 1 | -1): Parts {
  const of = (bin: number, isReal: boolean): number => {
    let sum = 0;
    for (let i = 0; i < re.length; i++) {
      const turn = (sign * 2 * Math.PI * ((bin * i) % re.length)) / re.length;
      const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
      const [a, b] = [re[i] as number, im[i] as number];
      sum += isReal ? a * cos - b * sin : a * sin + b * cos;
    }
    return sum;
  };
  return { re: re.map((_, bin) => of(bin, true)), im: re.map((_, bin) => of(bin, false)) };
}

function expectClose(found: ArrayLike<number>, right: ArrayLike<number>): void {
  for (let i = 0; i < right.length; i++) expect(found[i]).toBeCloseTo(right[i] as number, 9);
}

it("the transform is the sum of its definition, at powers of two and of four", () => {
  for (const length of LENGTHS) {
    const fft = new Fft(length);
    const [re, im] = [pointsOf(length, "re"), pointsOf(length, "im")];
    const values = new Float64Array(2 * length);
    for (const [place, point] of fft.order.entries()) values.set([re[point] as number, im[point] as number], 2 * place);
    fft.forward(values);
    const right = summed({ re, im }, -1);
    expectClose(
      right.re.map((_, bin) => values[2 * bin] as number),
      right.re,
    );
    expectClose(
      right.im.map((_, bin) => values[2 * bin + 1] as number),
      right.im,
    );
  }
  expect(() => new Fft(100)).toThrow(/no power of two/);
});

it("the lower half of a spectrum becomes its points in time, wherever it begins", () => {
  for (const length of LENGTHS) {
    const of = { re: pointsOf(length, "bins re"), im: pointsOf(length, "bins im") };
    const [low, half] = [length / 4, length / 2];
    const values = new Float64Array(2 * length);
    new Fft(length).inverseOfHalf(of, { low: Math.floor(low), scale: 3 }, values);
    const bins = { re: new Float64Array(length), im: new Float64Array(length) };
    for (let bin = 0; bin < half; bin++) {
      bins.re[bin] = 3 * (of.re[Math.floor(low) + bin] as number);
      bins.im[bin] = 3 * (of.im[Math.floor(low) + bin] as number);
    }
    const right = summed(bins, 1);
    expectClose(
      right.re.map((_, at) => values[2 * at + 1] as number),
      right.re,
    );
    expectClose(
      right.im.map((_, at) => values[2 * at] as number),
      right.im,
    );
  }
});

it("the spectrum of real points is that of the complex transform, with a window and without", () => {
  for (const length of LENGTHS.slice(1)) {
    const points = pointsOf(length + 3, "real");
    const window = pointsOf(length, "window");
    const im = new Float64Array(length);
    const real = new RealFft(length);
    real.forward(points, 3, 0.1);
    const plain = summed({ re: points.slice(3).map((value) => value - 0.1), im }, -1);
    for (const part of ["re", "im"] as const) expectClose(real[part], plain[part].slice(0, length / 2 + 1));
    real.windowed(points, 3, { mean: 0.1, window });
    const weighted = points.slice(3).map((value, i) => (value - 0.1) * (window[i] as number));
    const right = summed({ re: weighted, im }, -1);
    for (const part of ["re", "im"] as const) expectClose(real[part], right[part].slice(0, length / 2 + 1));
  }
});

it("what evidence is made of does not change by a bit, because a replay must find what was found", () => {
  // Integers by a linear congruence, so that the points are the same on every machine.
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) / 2 ** 24 - 0.5;
  };
  const points = Float32Array.from({ length: 5000 }, next);
  const hash = createHash("sha256");
  for (const segment of [1024, 2048]) {
    const bands = new EnvelopeBands(segment, { bandsPerRate: 16, step: 0.5, hasFloor: true });
    bands.measure(points, 0.01);
    for (const column of [bands.kurtosis, bands.power, bands.floor, ...bands.spectra])
      hash.update(new Uint8Array(column.buffer));
  }
  // Computed before the transform was made faster.
  expect(hash.digest("hex").slice(0, 16)).toBe("d1f6f0edab7e5546");
});
