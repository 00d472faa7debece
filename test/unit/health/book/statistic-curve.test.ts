import { expect, it } from "vitest";
import { StatisticCurve } from "../../../../edge/health/book/statistic-curve.ts";
import { StatisticCurves } from "../../../../edge/health/book/statistic-curves.ts";
import { FakeWatch, signatureOf } from "../../../fakes/health/fake-watch.ts";

const MIN = 60e6;
const USUAL = { low: 1, high: 3 };

it("[HB40] of a minute the value that deviates most stays, with the range that was usual then", () => {
  const curve = new StatisticCurve();
  curve.add(0, 2, USUAL);
  curve.add(20e6, 0.5, { low: 1, high: 2 });
  curve.add(40e6, 3.2, USUAL);
  curve.add(MIN, 2, USUAL);
  const { times, value, low, high } = curve.columns();
  expect([...times]).toEqual([0, MIN]);
  expect([...value]).toEqual([0.5, 2]);
  expect([...low]).toEqual([1, 1]);
  expect([...high]).toEqual([2, 3]);
});

it("[HB40] while no range is known, the newest value of a stretch stays", () => {
  const curve = new StatisticCurve();
  const unknown = { low: Number.NaN, high: Number.NaN };
  curve.add(0, 5, unknown);
  curve.add(30e6, 4, unknown);
  curve.add(50e6, 2, USUAL);
  const { value, low } = curve.columns();
  expect([...value]).toEqual([2]);
  expect([...low]).toEqual([1]);
});

it("[HB40] a month stays small: what happened lately is fine, what deviated once long ago is still there", () => {
  const curve = new StatisticCurve();
  const minutes = 30 * 24 * 60;
  for (let minute = 0; minute < minutes; minute++) curve.add(minute * MIN, minute === 1_234 ? 9 : 2, USUAL);
  const { times, value } = curve.columns();
  expect(times.length).toBeLessThanOrEqual(96);
  expect(times[0]).toBe(0);
  expect([...times].every((time, at) => at === 0 || time > (times[at - 1] as number))).toBe(true);
  expect(Math.max(...value)).toBe(9);
  const [before = 0, after = 0] = [times[value.indexOf(9)], times[value.indexOf(9) + 1]];
  expect(before).toBeLessThanOrEqual(1_234 * MIN);
  expect(after).toBeGreaterThan(1_234 * MIN);
  // Stretches of the newest hour are minutes; none is longer than a third of its age.
  expect(times.at(-1)).toBe((minutes - 1) * MIN);
  expect(times.at(-2)).toBe((minutes - 2) * MIN);
  const now = minutes * MIN;
  for (const [at, time] of times.slice(0, -1).entries())
    expect((times[at + 1] as number) - time).toBeLessThanOrEqual(Math.max(2 * MIN, (now - time) / 3));
});

it("[HB5] [HB40] a curve continues from its snapshot as without a restart, and drops what was in the future", () => {
  const add = (curve: StatisticCurve, from: number, to: number): void => {
    for (let minute = from; minute < to; minute++) curve.add(minute * MIN, minute % 7, USUAL);
  };
  const [whole, half, other] = [new StatisticCurve(), new StatisticCurve(), new StatisticCurve()];
  add(whole, 0, 900);
  add(half, 0, 333);
  other.restore(structuredClone(half.snapshot()));
  add(other, 333, 900);
  expect(other.snapshot()).toEqual(whole.snapshot());
  other.add(500 * MIN, 2, USUAL);
  expect(other.columns().times.at(-1)).toBe(500 * MIN);
});

/** A component with six statistics; statistic `at` is called `s0` to `s5`. */
function six() {
  const signs = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`s${at}`, 1 as const]));
  const watch = new FakeWatch("coolant", [signatureOf("loss", signs)]);
  const curves = new StatisticCurves([watch]);
  return { watch, curves, lengths: () => curves.histories().map(({ columns }) => columns.times.length) };
}

it("[HB40] a statistic is kept from its first evidence on, four at most, in favour of those with evidence", () => {
  const { watch, curves, lengths } = six();
  curves.add(0);
  expect(lengths()).toEqual([]);
  watch.strengths.set([2, -3, 0, 0, 0, 0]);
  curves.add(MIN);
  curves.add(MIN + 1e6);
  watch.strengths.set([0, -3, 2, 2, 2, 0]);
  curves.add(2 * MIN);
  // The strongest first; the first one has no evidence now, and made room.
  expect(lengths()).toEqual([2, 1, 1, 1]);
  watch.strengths.set([5, -3, 2, 2, 2, 0]);
  curves.add(3 * MIN);
  expect(lengths()).toEqual([3, 2, 2, 2]);
  curves.clear();
  expect(lengths()).toEqual([]);
});

it("[HB5] [HB40] the kept statistics survive a restart; those that the watch no longer has are dropped", () => {
  const [one, other] = [six(), six()];
  for (const { watch, curves } of [one, other]) {
    watch.strengths.set([2, 3, 0, 0, 0, 0]);
    curves.add(MIN);
  }
  const again = six();
  again.watch.strengths.set([2, 3, 0, 0, 0, 0]);
  again.curves.restore(structuredClone(other.curves.snapshot()));
  one.curves.add(MIN + 30e6);
  again.curves.add(MIN + 30e6);
  for (const { curves } of [one, again]) curves.add(2 * MIN);
  expect(again.curves.snapshot()).toEqual(one.curves.snapshot());
  const less = new StatisticCurves([new FakeWatch("coolant", [signatureOf("loss", { s1: 1 })])]);
  less.restore(structuredClone(one.curves.snapshot()));
  expect(less.histories()).toHaveLength(1);
});

it("[HB8] [HB40] a watch that threw is not asked for its statistics again", () => {
  const { watch, curves, lengths } = six();
  watch.strengths.set([2, 3, 0, 0, 0, 0]);
  curves.add(MIN);
  curves.forget(watch);
  watch.describe = () => {
    throw new Error("broken");
  };
  curves.add(2 * MIN);
  expect(lengths()).toEqual([]);
});
