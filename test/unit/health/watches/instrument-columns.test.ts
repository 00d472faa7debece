import { expect, it } from "vitest";
import { column, partsOf, setParts } from "../../../../edge/health/watches/instruments/instrument-columns.ts";
import { InstrumentTimes } from "../../../../edge/health/watches/instruments/instrument-times.ts";
import { RunLengths } from "../../../../edge/health/watches/instruments/run-lengths.ts";

it("[HB5] columns of one component's instruments are written and read alone, from doubles too", () => {
  const records = Uint32Array.from([1, 10, 11, 2, 20, 21, 3, 30, 31]);
  const columns = [column(records, 0), column(records, 1, 2)];
  const places = { first: 1, count: 2 };
  const parts = partsOf(columns, 3, places);
  expect(parts).toEqual([Uint32Array.of(2, 3), Uint32Array.of(20, 21, 30, 31)]);
  const other = new Uint32Array(9);
  setParts([column(other, 0), column(other, 1, 2)], 3, { parts: parts.map((part) => Float64Array.from(part)), places });
  expect([...other]).toEqual([0, 0, 0, 2, 20, 21, 3, 30, 31]);
});

it("[HB5] run lengths of both regimes continue from a state, also one of doubles", () => {
  const places = { first: 1, count: 2 };
  const runs = new RunLengths(3);
  expect([runs.reached(1, 0, 0), runs.longest(2, 1)]).toEqual([0, 0]);
  for (const run of [1, 3, 9]) runs.add(1, 0, run);
  runs.add(2, 1, 600);
  runs.add(0, 1, 5);
  const state = runs.snapshot(places);
  for (const [reached, longest] of [state, state.map((part) => Float64Array.from(part))]) {
    const other = new RunLengths(3);
    other.restore([reached as Float64Array, longest as Float64Array], places);
    expect([0, 1, 2, 3, 4].map((rung) => other.reached(1, 0, rung))).toEqual([3, 2, 1, 1, 0]);
    expect([other.longest(1, 0), other.reached(2, 1, 9), other.longest(2, 1)]).toEqual([9, 1, 600]);
    expect([other.longest(0, 1), other.longest(1, 1)]).toEqual([0, 0]);
    expect(other.snapshot(places)).toEqual(state);
    other.forget(1);
    expect([other.reached(1, 0, 0), other.longest(1, 0), other.longest(2, 1)]).toEqual([0, 0, 600]);
  }
});

it("[HI3] an instrument that was read for days has not become a new one", () => {
  const times = new InstrumentTimes([true, false]);
  for (let second = 0; second < 1000; second++) times.read(1, second * 1e6);
  expect(times.good(1)).toBe(255);
  expect(times.good(0)).toBe(0);
});
