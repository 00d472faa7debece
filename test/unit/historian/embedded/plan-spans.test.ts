import { describe, expect, it } from "vitest";
import { planSpans } from "../../../../edge/historian/embedded/plan-spans.ts";

const MINUTE = 60e6;
/** Minute 0 is the beginning of an hour. */
const minutes = (count: number, perMinute: number, from = 0): Map<number, number> =>
  new Map(Array.from({ length: count }, (_, i) => [from + i, perMinute]));
const plan = (
  rows: ReadonlyMap<number, number>,
  horizonMinute: number,
  closed: readonly { from: number; to: number }[] = [],
  late = false,
) =>
  planSpans(rows, { closed, horizon: horizonMinute * MINUTE, late }).map(({ from, to }) => [
    from / MINUTE,
    to / MINUTE,
  ]);

describe("which spans are closed", () => {
  it("an hour as a whole, when it is over", () => {
    expect(plan(minutes(60, 1_000), 59)).toEqual([]);
    expect(plan(minutes(60, 1_000), 60)).toEqual([[0, 60]]);
    expect(plan(minutes(90, 1_000), 120)).toEqual([
      [0, 60],
      [60, 120],
    ]);
  });

  it("an hour with too many samples in equal pieces, each as soon as it is over", () => {
    expect(plan(minutes(45, 70_000), 45)).toEqual([
      [0, 20],
      [20, 40],
    ]);
    expect(plan(minutes(60, 70_000), 60)).toEqual([
      [0, 20],
      [20, 40],
      [40, 60],
    ]);
    expect(plan(minutes(3, 9_000_000), 2)).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it("[D5] a closed span is closed again only when late samples are due; spans never overlap", () => {
    const closed = [{ from: 0, to: 20 * MINUTE }];
    expect(plan(new Map([[5, 1]]), 60, closed)).toEqual([]);
    expect(plan(new Map([[5, 1]]), 60, closed, true)).toEqual([[0, 20]]);
    expect(plan(minutes(40, 100, 20), 60, closed)).toEqual([
      [20, 40],
      [40, 60],
    ]);
  });

  it("not an hour with very few samples", () => {
    expect(plan(new Map([[7, 33]]), 600)).toEqual([]);
  });
});
