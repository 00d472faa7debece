/** When something is due: rules UP1 to UP4 in docs/rules/upkeep.md. */
import { expect, it } from "vitest";
import { Zone } from "../../../edge/contracts/plant/time-zone.ts";
import type { LastDone } from "../../../edge/contracts/records/due-list.ts";
import { assessed, type Duty, dutiesOf } from "../../../edge/upkeep/duties.ts";
import { DAY_US, type MeterRows } from "../../../edge/upkeep/meter.ts";
import { afterPeriod, periodOf, startOfDay } from "../../../edge/upkeep/period.ts";
import { ASSETS, GREASE, maintenance } from "../../fakes/production/upkeep.ts";

const berlin = new Zone("Europe/Berlin");
const T0 = startOfDay("2026-06-01", berlin);
const last: LastDone = { at: T0, how: "first-seen", itemUid: null };
const HOURS_A_DAY = 10;
/** Days in which the machine runs ten hours and makes 100 pieces. */
const rows = (days: number): MeterRows =>
  Array.from({ length: days }, (_, n) => ({
    from: T0 + n * DAY_US,
    to: T0 + (n + 1) * DAY_US,
    operatingS: HOURS_A_DAY * 3_600,
    cycles: 100,
    seenS: 86_400,
  }));

function duty(more: object = {}): Duty {
  const [one] = dutiesOf(maintenance({ plans: [{ ...GREASE, ...more }] }), ASSETS, berlin);
  if (one === undefined) throw new Error("no duty");
  return one;
}
const after = (days: number, one = duty(), from = last) =>
  assessed(one, from, { now: T0 + days * DAY_US, zone: berlin, rows: rows(days), hasMeter: true });

it("[UP1] a plan applies to each asset that it chooses by type, kind and label", () => {
  const of = (choice: object) =>
    dutiesOf(maintenance({ plans: [{ ...GREASE, of: choice }] }), ASSETS, berlin).map(({ key }) => key);
  expect(of({ types: ["lathe"] })).toEqual(["plan/grease/LTH-1", "plan/grease/LTH-2"]);
  expect(of({ kinds: ["lathe"], assets: ["*-2"] })).toEqual(["plan/grease/LTH-2"]);
  expect(of({ assets: ["*"] })).toHaveLength(3);
});

it("[UP1] of several intervals the one that is reached first counts", () => {
  const both = duty({ every: { hours: 100, cycles: 300, calendar: "P1M" } });
  const { due, criteria, state } = after(2, both);
  expect(criteria.map(({ by, used }) => [by, used])).toEqual([
    ["hours", 20],
    ["cycles", 200],
    ["calendar", 2],
  ]);
  // 100 pieces are left, of 100 a day.
  expect(due.at).toBe(T0 + 3 * DAY_US);
  expect(state).toBe("later");
  expect(after(20, duty({ every: { hours: 1000, calendar: "P3W" } })).due.at).toBe(T0 + 21 * DAY_US);
});

it("[UP4] is due from the interval less the tolerance on, and overdue beyond both", () => {
  const states = [8, 9, 10, 11, 12].map((days) => after(days).state);
  expect(states).toEqual(["later", "due", "due", "due", "overdue"]);
  expect(after(10, duty({ tolerancePercent: 0 })).state).toBe("due");
  expect(after(11, duty({ tolerancePercent: 0 })).state).toBe("overdue");
});

it("[UP4] without a meter it is unknown, unless another interval says more", () => {
  const blind = (one: Duty, hasMeter: boolean) =>
    assessed(one, last, { now: T0 + 40 * DAY_US, zone: berlin, rows: undefined, hasMeter });
  expect(blind(duty(), false)).toMatchObject({ state: "unknown", criteria: [{ used: null, unknown: "no-meter" }] });
  expect(blind(duty(), true)).toMatchObject({ state: "unknown", criteria: [{ unknown: "not-counted-yet" }] });
  expect(blind(duty({ every: { hours: 100, calendar: "P1M" } }), false).state).toBe("overdue");
});

it("[UP2] what the machine used before the edge saw it counts from the day of the config, and only then", () => {
  const one = duty({ lastDone: [{ asset: "LTH-1", on: "2026-05-20", hours: 60 }] });
  expect(one.said).toMatchObject({ at: startOfDay("2026-05-20", berlin), hours: 60 });
  const from: LastDone = { at: startOfDay("2026-05-20", berlin), how: "config", itemUid: null };
  expect(after(2, one, from).criteria[0]).toMatchObject({ used: 80, unseenS: 0 });
  expect(after(2, one, { ...last, how: "work-item" }).criteria[0]).toMatchObject({ used: 20 });
  expect(after(2, one, { ...from, how: "replaced" }).criteria[0]).toMatchObject({ used: 20, unseenS: 12 * 86_400 });
});

it("[UP3] a calendar interval keeps the clock time over a change of clocks, and stays within the month", () => {
  const at = (text: string) => Date.parse(text) * 1000;
  const step = (from: string, period: string) =>
    new Date(afterPeriod(at(from), periodOf(period) as never, berlin) / 1000).toISOString();
  // 06:00 in summer is 04:00 UTC, in winter 05:00.
  expect(step("2026-10-20T04:00:00Z", "P1W")).toBe("2026-10-27T05:00:00.000Z");
  expect(step("2026-08-30T22:00:00Z", "P6M")).toBe("2027-02-27T23:00:00.000Z");
  expect(step("2024-02-28T23:00:00Z", "P1Y")).toBe("2025-02-27T23:00:00.000Z");
  expect(step("2026-01-10T12:00:00Z", "P1M10D")).toBe("2026-02-20T12:00:00.000Z");
  expect([periodOf("P0D"), periodOf("PT5H"), periodOf("P"), periodOf("P1D2M")]).toEqual(Array(4).fill(undefined));
});

it("[UP4] a machine that hardly runs any more gives a date that can be written, not before it was last done", () => {
  const one = duty({ every: { cycles: 1 }, lastDone: [{ asset: "LTH-1", on: "2026-06-01", cycles: 10_000_000_000 }] });
  const from: LastDone = { at: T0, how: "config", itemUid: null };
  const seldom = rows(28).map((row, n) => ({ ...row, cycles: n === 0 ? 1 : 0 }));
  const { state, due } = assessed(one, from, { now: T0 + 28 * DAY_US, zone: berlin, rows: seldom, hasMeter: true });
  expect({ state, due }).toEqual({ state: "overdue", due: { at: T0, earliest: null, latest: null } });
});
