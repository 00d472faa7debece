import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignedOf, durationsOf, figuresOf } from "../../../../edge/historian/query/figures.ts";
import { RollupBuilder } from "../../../../edge/historian/query/rollup.ts";
import { NO_ROWS, RowCollector, type Rows } from "../../../../edge/historian/query/rows.ts";

interface Sample {
  readonly time: number;
  readonly value: number;
  readonly status: number;
}

const SECOND = 1e6;
const BAD = 0x80000000;
const sample = fc.record({
  time: fc.integer({ min: 0, max: 600 }).map((n) => n * 100_000),
  value: fc.oneof(fc.integer({ min: -100, max: 100 }), fc.constant(Number.NaN)),
  status: fc.constantFrom(0, 0, 0, 0x40000000, BAD),
});
const samples = fc
  .uniqueArray(sample, { selector: ({ time }) => time, maxLength: 80 })
  .map((list) => list.sort((a, b) => a.time - b.time));

function rowsOf(list: readonly Sample[]): Rows {
  const rows = new RowCollector();
  for (const { time, value, status } of list) rows.add(time, value, status);
  return rows.finish();
}

const isUsable = ({ value, status }: Sample): boolean => status < BAD && Number.isFinite(value);

/** A model in steps of 0.1 s: slow, but simple enough to be correct. */
function naive(list: readonly Sample[], from: number, to: number) {
  const inside = list.filter(({ time }) => time >= from && time < to);
  const usable = inside.filter(isUsable).map(({ value }) => value);
  let area = 0;
  let held = 0;
  for (let at = from; at < to; at += 100_000) {
    const holding = list.findLast(({ time }) => time <= at + 1);
    if (holding === undefined || !isUsable(holding)) continue;
    area += holding.value;
    held++;
  }
  return {
    count: inside.length,
    min: usable.length === 0 ? Number.NaN : Math.min(...usable),
    max: usable.length === 0 ? Number.NaN : Math.max(...usable),
    last: usable.at(-1) ?? Number.NaN,
    mean: usable.reduce((a, b) => a + b, 0) / usable.length,
    timeWeightedMean: area / held,
    held: held * 0.1 * SECOND,
  };
}

function expectFigures(found: ReturnType<typeof figuresOf>, list: readonly Sample[], edges: readonly number[]): void {
  for (const [i, figure] of found.entries()) {
    const model = naive(list, edges[i] as number, edges[i + 1] as number);
    expect([figure.count, figure.min, figure.max, figure.last]).toEqual([
      model.count,
      model.min,
      model.max,
      model.last,
    ]);
    if (Number.isNaN(model.mean)) expect(figure.mean).toBeNaN();
    else expect(figure.mean).toBeCloseTo(model.mean, 6);
    if (Number.isNaN(model.timeWeightedMean)) expect(figure.timeWeightedMean).toBeNaN();
    else expect(figure.timeWeightedMean).toBeCloseTo(model.timeWeightedMean, 6);
    expect(figure.held).toBeCloseTo(model.held, 0);
  }
}

const EDGES = [10, 15, 15.5, 30, 50].map((second) => second * SECOND);

describe("figures of one tag", () => {
  it("[D7] minimum, maximum, mean, last, count and time-weighted mean equal those of a model with 0.1 s steps", () => {
    fc.assert(
      fc.property(samples, (list) =>
        expectFigures(figuresOf({ rows: rowsOf(list) }, Float64Array.from(EDGES), 50 * SECOND), list, EDGES),
      ),
    );
  });

  it("[D2][D7] roll-ups instead of samples give the same on whole buckets, with any value held across them", () => {
    const edges = [10, 20, 30, 50].map((second) => second * SECOND);
    fc.assert(
      fc.property(samples, fc.constantFrom(1, 10), (list, seconds) => {
        const builder = new RollupBuilder(seconds * SECOND, 1);
        builder.addRun(1, rowsOf(list), 0, list.length);
        expectFigures(
          figuresOf({ rows: NO_ROWS, rollups: builder.finish() }, Float64Array.from(edges), 50 * SECOND),
          list,
          edges,
        );
      }),
    );
  });

  it("[D2] a level that would only repeat the samples of a tag is left out for that tag", () => {
    const builder = new RollupBuilder(SECOND, 4);
    for (const [ref, every] of [
      [1, SECOND],
      [2, 100_000],
      [3, SECOND],
    ] as const)
      builder.addRun(
        ref,
        rowsOf(Array.from({ length: 40 }, (_, i) => ({ time: i * every, value: i, status: 0 }))),
        0,
        40,
      );
    expect([...new Set(builder.finish().refs.subarray(0, 4))]).toEqual([2]);
  });

  it("[D7] durations of states add up to the queried time, including the value held before", () => {
    const rows = rowsOf([
      { time: 0, value: 1, status: 0 },
      { time: 20 * SECOND, value: 2, status: 0 },
      { time: 25 * SECOND, value: 2, status: 0 },
      { time: 30 * SECOND, value: 3, status: BAD },
      { time: 35 * SECOND, value: 1, status: 0 },
    ]);
    expect(durationsOf(rows, 10 * SECOND, 50 * SECOND)).toEqual([
      { value: 1, micros: 25 * SECOND, entries: 2 },
      { value: 2, micros: 10 * SECOND, entries: 1 },
      { value: Number.NaN, micros: 5 * SECOND, entries: 1 },
    ]);
    fc.assert(
      fc.property(samples, (list) => {
        expect(durationsOf(rowsOf(list), 10 * SECOND, 50 * SECOND).reduce((sum, { micros }) => sum + micros, 0)).toBe(
          40 * SECOND,
        );
      }),
    );
  });

  it("aligns tags in time by the values that held", () => {
    const a = rowsOf([
      { time: 5, value: 1, status: 0 },
      { time: 15, value: 2, status: 0 },
    ]);
    const b = rowsOf([
      { time: 0, value: 7, status: 0 },
      { time: 12, value: 8, status: BAD },
    ]);
    expect(alignedOf([a, b], 0, 30, 10)).toEqual({
      times: [0, 10, 20],
      values: [
        [Number.NaN, 1, 2],
        [7, 7, Number.NaN],
      ],
    });
  });
});
