/** The order of found periods: rule XR17 in docs/rules/explore-room.md. */
import { describe, expect, it } from "vitest";
import { AS_FOUND, inOrder, type PeriodOrder } from "../../twin-viewer/src/screens/explore/period-order.ts";

const T0 = Date.parse("2026-11-24T00:00:00Z");
const HOUR = 3_600_000;

describe("[XR17] found periods", () => {
  const period = (hour: number, mean: number | null, alerts: number) => ({
    from: new Date(T0 + hour * HOUR).toISOString(),
    to: new Date(T0 + (hour + 1) * HOUR).toISOString(),
    isOpenBefore: false,
    isOpenAfter: false,
    seconds: 3600 - hour * 100,
    split: null,
    figures: [{ tag: "power", mean, min: mean, max: mean === null ? null : 10 - mean, last: mean }],
    alerts,
  });
  const found = [period(0, 3, 0), period(1, null, 2), period(2, 1, 1), period(3, 2, 1)];
  const order = (more: Partial<PeriodOrder>) =>
    inOrder(found, { ...AS_FOUND, ...more }).map((one) => (Date.parse(one.from) - T0) / HOUR);

  it("come by beginning, length, alerts or a figure; unknown figures come last both ways", () => {
    expect(order({})).toEqual([0, 1, 2, 3]);
    expect(order({ by: "length" })).toEqual([3, 2, 1, 0]);
    expect(order({ by: "alerts", isDown: true })).toEqual([1, 2, 3, 0]);
    expect(order({ by: "power" })).toEqual([2, 3, 0, 1]);
    expect(order({ by: "power", isDown: true })).toEqual([0, 3, 2, 1]);
    expect(order({ by: "power", figure: "max" })).toEqual([0, 3, 2, 1]);
    expect(order({ by: "gone" })).toEqual([0, 1, 2, 3]);
  });
});
