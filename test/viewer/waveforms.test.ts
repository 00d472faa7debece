import { expect, it } from "vitest";
import { bearingOrders } from "../../edge/contracts/plant/bearing-orders.ts";
import { curveOf, curveOver } from "../../twin-viewer/src/charts/curve.ts";
import { envelopeOf } from "../../twin-viewer/src/charts/envelope.ts";
import { bearingMarks, shaftMarks } from "../../twin-viewer/src/charts/line-marks.ts";
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

it("[PG21] impacts of the outer race are the strongest line of the envelope, where its mark is", () => {
  const [rateHz, shaftHz, ringsHz] = [25_600, 50, 4_000];
  const orders = bearingOrders({ balls: 16, ballDiameterMm: 12, pitchDiameterMm: 90 });
  const marks = bearingMarks(orders, shaftHz);
  const outer = marks.find(({ part }) => part === "outer");
  expect(marks.map(({ letter }) => letter).join("")).toBe("OIBC");
  const everyPoints = rateHz / (outer?.hz ?? Number.NaN);
  const points = Array.from({ length: 8_192 }, (_, at) => {
    const since = (at % everyPoints) / rateHz;
    return Math.exp(-since * 1_500) * Math.sin(2 * Math.PI * ringsHz * since);
  });
  const envelope = envelopeOf(points, 1 / rateHz);
  const { amplitudes = [], stepHz = Number.NaN, bandHz = [Number.NaN, Number.NaN] } = envelope ?? {};
  const strongest = amplitudes.indexOf(Math.max(...amplitudes.slice(3)));
  expect(Math.abs(strongest * stepHz - (outer?.hz ?? Number.NaN))).toBeLessThanOrEqual(stepHz);
  expect(bandHz[0]).toBeGreaterThan(1_000);
  expect(envelopeOf([...points.slice(0, 5_000), null], 1 / rateHz)).toBeUndefined();
  expect(envelopeOf(points.slice(0, 1_000), 1 / rateHz)).toBeUndefined();
  expect(shaftMarks(shaftHz)).toMatchObject([{ part: "shaft", hz: 50 }]);
});
