import { expect, it } from "vitest";
import { curveOf, curveOver } from "../../twin-viewer/src/charts/curve.ts";
import { spectrumOf } from "../../twin-viewer/src/charts/spectrum.ts";
import { positionBeside } from "../../twin-viewer/src/data/waveforms.ts";
import { fakeTag } from "../fakes/source/tags.ts";

const heights = (path: string | undefined): number[] =>
  [...(path ?? "").matchAll(/[ML][\d.]+ ([\d.]+)/g)].map((match) => Number(match[1]));

it("a curve of few points goes through each of them, from edge to edge", () => {
  expect(curveOf([0, 10, 5], 100, 12)).toEqual({ path: "M0.0 11.0L50.0 1.0L100.0 6.0", low: 0, high: 10 });
});

it("a single peak among 8,192 points is as high in the picture as in the data, and the path stays short", () => {
  const points = Array.from({ length: 8192 }, (_, i) => Math.sin(i));
  points[5003] = 40;
  const curve = curveOf(points, 320, 72);
  expect(curve?.high).toBe(40);
  expect(Math.min(...heights(curve?.path))).toBe(1);
  expect(heights(curve?.path).length).toBeLessThanOrEqual(640);
});

it("null is a gap; no data or one level is drawn as such", () => {
  expect(curveOf([1, null, 3], 100, 12)?.path.match(/M/g)).toHaveLength(2);
  expect(curveOf([], 100, 12)).toBeUndefined();
  expect(curveOf([null, null], 100, 12)).toBeUndefined();
  expect(heights(curveOf([4, 4], 100, 12)?.path)).toEqual([6, 6]);
});

it("force is drawn over the position of the ram where both belong to one recording", () => {
  expect(curveOver([0, 0, 100], [0, 30, 40], { width: 80, height: 12 })?.path).toBe("M0.0 11.0L60.0 11.0L80.0 1.0");
  expect(curveOver([0, 1], [0, 1, 2], { width: 80, height: 12 })).toBeUndefined();
  const tag = (ref: number, component: string, unit: string, type: "waveform" | "number" = "waveform") =>
    fakeTag(ref, { component, unit, type });
  const force = tag(0, "ram", "N");
  const position = tag(1, "ram", "mm");
  expect(positionBeside(force, [force, tag(2, "table", "mm"), tag(3, "ram", "mm", "number"), position])).toBe(position);
  expect(positionBeside(position, [force, position])).toBeUndefined();
});

it("the spectrum has a sine's amplitude at its frequency; gaps and short waveforms have none", () => {
  const dt = 1 / 6400;
  const points = Array.from({ length: 5000 }, (_, at) => 3 + 2 * Math.sin(2 * Math.PI * 400 * at * dt));
  const spectrum = spectrumOf(points, dt);
  expect(spectrum?.peakHz).toBeCloseTo(400, 6);
  expect(spectrum?.peak).toBeCloseTo(2, 6);
  expect((spectrum?.amplitudes.length ?? 0) - 1).toBe(2048);
  expect(spectrumOf([...points.slice(0, 100), null, ...points], dt)).toBeUndefined();
  expect(spectrumOf(points.slice(0, 60), dt)).toBeUndefined();
});
