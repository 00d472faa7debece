import { expect, it } from "vitest";
import { SampleFlag } from "../../../../edge/contracts/path/sample-batch.ts";
import { Admission, MAX_TEXT_LENGTH } from "../../../../edge/historian/log/admission.ts";
import { batchOf, numbered, T0 } from "../../../fakes/source/samples.ts";

it("[L6] passes an ordinary batch on unchanged", () => {
  const batch = numbered(0, 100);
  expect(new Admission().admit(batch)).toBe(batch);
});

it("[L6] moves a different value in the same µs to the next one, and counts it", () => {
  const admission = new Admission();
  const got = admission.admit(batchOf([1, T0, 1], [1, T0, 2], [2, T0, 2], [1, T0, 3], [1, T0 + 1000, 4]));
  expect([...got.times]).toEqual([T0, T0 + 1, T0, T0 + 2, T0 + 1000]);
  expect(admission.admit(batchOf([1, T0 + 1000, 5])).times[0]).toBe(T0 + 1001);
  expect(admission.counters.moved).toBe(3);
});

it("[L6] keeps the key of a repeated value, so that the last arrival wins", () => {
  const admission = new Admission();
  expect([
    ...admission.admit(batchOf([1, T0, 1], [1, T0, 1, 0x40000000], [1, T0 + 5, Number.NaN], [1, T0 + 5, Number.NaN]))
      .times,
  ]).toEqual([T0, T0, T0 + 5, T0 + 5]);
  expect(admission.counters.moved).toBe(0);
});

it("[L7] gives a sample without a plausible source time the time of arrival, marked", () => {
  const admission = new Admission();
  const got = admission.admit(
    batchOf([1, Number.NaN, 1], [2, -11_644_473_600_000_000, 2], [3, 1e300, 3], [4, T0 + 0.75, 4]),
  );
  expect([...got.times]).toEqual([T0, T0, T0, T0]);
  expect([...got.flags]).toEqual([SampleFlag.clockSuspect, SampleFlag.clockSuspect, SampleFlag.clockSuspect, 0]);
  expect(admission.counters.badTimes).toBe(3);
});

it("[L7] does not write to the batch it was given", () => {
  const batch = batchOf([1, T0, 1], [1, T0, 2]);
  new Admission().admit(batch);
  expect([...batch.times]).toEqual([T0, T0]);
});

it("[L8] cuts long texts and marks them", () => {
  const admission = new Admission();
  const text = admission.admit(batchOf([1, T0, "x".repeat(1_000_000)])).texts.get(0);
  expect(text).toHaveLength(MAX_TEXT_LENGTH);
  expect(text?.endsWith("x…")).toBe(true);
  expect(admission.counters.cutTexts).toBe(1);
});

it("accepts unknown refs without allocating columns of their length", () => {
  const got = new Admission().admit(batchOf([0xffffffff, T0, 1], [0xffffffff, T0, 2]));
  expect(got.length).toBe(2);
});
