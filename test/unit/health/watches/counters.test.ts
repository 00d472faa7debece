import { describe, expect, it } from "vitest";
import { COUNTS, Counters } from "../../../../edge/health/watches/instruments/counters.ts";
import { S, T0 } from "../../detect/bench-plant.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
const EVERY_S = 600;
const ONE = { first: 0, count: 1 };

const of = (kind: number): Counters => new Counters(Uint8Array.of(kind));

/** Days on which a fall is shown; `value` is what the counter shows at a second. */
function daysShown(counters: Counters, days: readonly [from: number, to: number], value: (second: number) => number) {
  const shown = new Set<number>();
  for (let second = days[0] * DAY; second < days[1] * DAY; second += EVERY_S) {
    const at = T0 + second * S;
    counters.add(0, at, value(second));
    if (counters.strength(0, at) > 0) shown.add(Math.floor(second / DAY));
  }
  return [...shown];
}

/** Rises by one each ten minutes, and begins again at six o'clock on each day from `day` on. */
const setBackDaily =
  (day: number) =>
  (second: number): number =>
    second < day * DAY + 6 * HOUR ? 5000 + second / EVERY_S : ((second - 6 * HOUR) % DAY) / EVERY_S;

describe("counts", () => {
  it("[HI4] that are set back daily are reported once, not once a week", () => {
    expect(daysShown(of(COUNTS.total), [0, 30], setBackDaily(1))).toEqual([1]);
  });

  it("[HI13] of pieces are set back by shift or order, and one that never was is reported", () => {
    expect(daysShown(of(COUNTS.pieces), [0, 30], setBackDaily(1))).toEqual([]);
    expect(daysShown(of(COUNTS.pieces), [0, 30], setBackDaily(9))).toEqual([9]);
    expect(daysShown(of(COUNTS.pieces), [0, 30], (second) => (second < 20 * DAY ? 9000 : 0) + second / 6e3)).toEqual([
      20,
    ]);
  });

  it("[HI4] go on from their state, also from that of an earlier release", () => {
    for (const kind of [COUNTS.total, COUNTS.pieces]) {
      const first = of(kind);
      const before = daysShown(first, [0, 12], setBackDaily(9));
      const second = of(kind);
      second.restore(structuredClone(first.snapshot(ONE)), ONE);
      expect([before, daysShown(second, [12, 30], setBackDaily(9))]).toEqual([[9], []]);
      expect(second.snapshot(ONE)).toHaveLength(first.snapshot(ONE).length);
    }
    const earlier = of(COUNTS.total);
    // Last value, rises, time of the shown fall, its size, number of falls; then that it is a count.
    earlier.restore(Float64Array.of(50, 400, T0 + 29.25 * DAY * S, 6000, 1, 1), ONE);
    expect(daysShown(earlier, [30, 60], setBackDaily(1))).toEqual([]);
    // A count of pieces that was no count then: its place was empty.
    const pieces = of(COUNTS.pieces);
    pieces.restore(Float64Array.of(Number.NaN, 0, Number.NEGATIVE_INFINITY, 0, 0, 0), ONE);
    expect(daysShown(pieces, [0, 30], setBackDaily(9))).toEqual([9]);
    const noCount = of(COUNTS.total);
    noCount.restore(Float64Array.of(50, 400, Number.NEGATIVE_INFINITY, 0, 1, 0), ONE);
    expect(daysShown(noCount, [0, 30], setBackDaily(9))).toEqual([]);
  });
});
