/** Curves of good and bad pieces: the comparison, and what is asked of the historian. */
import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import { compareCurves, type PieceCurve } from "../../../edge/api/services/quality/compare-curves.ts";
import type { WaveformBlock } from "../../../edge/contracts/path/waveform-block.ts";
import type { WaveformReader } from "../../../edge/contracts/path/waveform-reader.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";
import { CAUSE_PLANT, CAUSE_TAGS, causeBook, pressed } from "../quality/causes/made.ts";
import { at } from "../quality/measured.ts";

const KEY = encodeURIComponent("OP60 blemishes high");
const RANGE = "from=2026-03-01T00:00:00Z&to=2026-03-09T00:00:00Z";

/** A bump of this height at 60 % of the way on a slope, with a scatter that differs from piece to piece. */
function curve(n: number, bump: number, length = 200): PieceCurve {
  const points = Float32Array.from({ length }, (_, at) => {
    const share = at / (length - 1);
    return 10 * share + (n % 5) * 0.1 + bump * Math.exp(-(((share - 0.6) / 0.05) ** 2));
  });
  return { piece: `PC-${n}`, points, dtS: 2 / (length - 1) };
}

it("[RC35] finds where the curves differ most, on a common axis of curves of any length", () => {
  const good = Array.from({ length: 40 }, (_, n) => curve(n, 0, 150 + n));
  const bad = Array.from({ length: 12 }, (_, n) => curve(n, 3, 90 + n));
  const found = compareCurves({ good, bad });
  expect(found?.greatest?.at).toBeGreaterThan(1.15);
  expect(found?.greatest?.at).toBeLessThan(1.25);
  expect((found?.greatest?.bad ?? 0) - (found?.greatest?.good ?? 0)).toBeGreaterThan(2.5);
  expect([found?.good.curves, found?.bad.pieces, found?.good.median.length]).toEqual([40, 12, 100]);
  for (const [column, median] of (found?.good.median ?? []).entries()) {
    expect(found?.good.low[column]).toBeLessThanOrEqual(median);
    expect(found?.good.high[column]).toBeGreaterThanOrEqual(median);
  }
  const peak = found?.figures.find(({ figure }) => figure === "end");
  expect(peak?.good).toBeCloseTo(10.2, 3);
});

it("[RC35] a way that the source did not know everywhere spoils no other curve", () => {
  const way = (n: number, unknown: number): PieceCurve => ({
    ...curve(n, 0),
    along: Float32Array.from({ length: 200 }, (_, at) => (at === 0 ? unknown : at / 100)),
  });
  const good = [way(0, Number.NaN), way(1, Number.POSITIVE_INFINITY), way(2, 0), way(3, 0)];
  const found = compareCurves({ good, bad: [way(4, 0), way(5, 0), way(6, Number.NaN)] });
  expect([found?.from, found?.width]).toEqual([0, expect.closeTo(0.0199, 5)]);
  expect(found?.good.median.filter((value) => Number.isNaN(value)).length).toBeLessThan(3);
});

it("[RC35] draws along a way up to its greatest value, and nothing where too few curves reach", () => {
  const along = Float32Array.from({ length: 60 }, (_, at) => (at < 40 ? at : 80 - at));
  const way = (n: number, stop = 60): PieceCurve => ({
    ...{ piece: `PC-${n}`, dtS: 0.1, along: along.slice(0, stop) },
    points: Float32Array.from({ length: stop }, (_, at) => (at <= 40 ? at : -99)),
  });
  const found = compareCurves({ good: [0, 1, 2, 3].map((n) => way(n)), bad: [4, 5, 6].map((n) => way(n, 20)) });
  expect([found?.from, found?.width]).toEqual([0, 0.4]);
  // The way back, at -99, is not drawn.
  expect(Math.min(...(found?.good.median ?? []))).toBe(0);
  expect(found?.bad.median.map((value) => Number.isNaN(value)).lastIndexOf(false)).toBeLessThan(51);
});

it("[RC35] compares nothing with fewer than three curves of a side, or without an axis", () => {
  const three = [0, 1, 2].map((n) => curve(n, 0));
  expect(compareCurves({ good: three, bad: three.slice(1) })).toBeUndefined();
  const flat = three.map((one) => ({ ...one, along: new Float32Array(200) }));
  expect(compareCurves({ good: flat, bad: flat })).toBeUndefined();
});

function waveformsOf(blocks: readonly WaveformBlock[], asked: number[] = []): WaveformReader {
  return {
    waveforms: ({ ref, from, to, limit }) => {
      asked.push(limit);
      const found = blocks.filter(({ tag, start }) => tag === ref && start >= from && start < to);
      const heads = found.map(({ points, ...head }) => ({ ...head, length: points.length }));
      return Promise.resolve(heads.slice(-limit).toReversed());
    },
    waveform: (ref, start) => Promise.resolve(blocks.find((one) => one.tag === ref && one.start === start)),
  };
}

it("[RC36] gives the curves of a class, along the way that was recorded with them", async () => {
  const book = causeBook();
  const blocks = pressed(book, 60);
  const asked: number[] = [];
  const { deps } = fakeEdge({
    causes: { isCurrent: true, ...book.answers },
    ...{ plant: { ...fakeEdge().deps.plant, assets: CAUSE_PLANT.assets }, tags: CAUSE_TAGS, now: () => at(9000) },
    waveforms: waveformsOf(blocks, asked),
  });
  const app = buildApi(deps);
  const answer = (await app.inject(`/api/v1/quality/curves?${RANGE}&key=${KEY}`)).json();
  expect(answer).toMatchObject({
    choices: [{ operation: "OP100", signal: "ram/force-curve" }, { signal: "ram/position-curve" }],
    chosen: { signal: "ram/force-curve", unit: "N" },
    axis: { unit: "mm", name: { en: expect.any(String) } },
    comparison: { good: { curves: 45, pieces: 45 }, bad: { curves: 15, pieces: 15 } },
  });
  expect(answer.comparison.figures[0]).toMatchObject({ figure: "peak", good: 18_030, bad: 25_030 });
  expect(asked).toHaveLength(60);
  // Good pieces alone got to a later operation: its curves cannot be compared.
  const works = book.answers.works({ key: "OP60 blemishes high", from: 0, to: 1e18, most: 9 });
  const causes = { isCurrent: true, ...book.answers, works: () => ({ ...works, bad: [] }) };
  const early = buildApi(fakeEdge({ ...deps, causes }).deps);
  const none = (await early.inject(`/api/v1/quality/curves?${RANGE}&key=${KEY}`)).json();
  expect(none).toMatchObject({ choices: [], chosen: null, axis: null, comparison: null });
  await early.close();
  // A way has nothing that it could be drawn along.
  const way = (await app.inject(`/api/v1/quality/curves?${RANGE}&key=${KEY}&signal=ram/position-curve`)).json();
  expect(way).toMatchObject({ chosen: { signal: "ram/position-curve" }, axis: { name: null, unit: "s" } });
  const strange = await app.inject(`/api/v1/quality/curves?${RANGE}&key=${KEY}&signal=x`);
  expect([strange.statusCode, strange.json().detail]).toEqual([404, expect.stringContaining("one of the choices")]);
  expect((await app.inject(`/api/v1/quality/curves?${RANGE}&key=OP1`)).statusCode).toBe(404);
  await app.close();
  book.close();
});
