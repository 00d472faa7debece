/** What a resource's last day and its inspections say of it: rule RE16. */
import { expect, it } from "vitest";
import { resourceStates } from "../../../edge/api/services/safety/resource-state.ts";
import { words } from "../../fakes/safety/register.ts";

it("[RE16] resources say what is against them: last day, newest inspection, what is overdue", () => {
  const DAY = 86_400e6;
  const inspection = (task: string, to: number, acts: object[]) =>
    ({
      ...{ kind: "inspection", acts, itemUid: `${task} ${to}` },
      payload: { task, level: "team", place: null, items: [words("ok")], hazards: [null], from: to - DAY, to },
    }) as never;
  const missed = { kind: "reject", actUid: "m", at: 1, by: { name: "safety register", as: "program" }, note: "missed" };
  const done = { kind: "finish", actUid: "d", at: 1, by: { name: "li", as: "person" }, done: "looked" };
  const closed = { kind: "verify", actUid: "v", at: 1, by: { name: "li", as: "person" } };
  const start = { ...done, kind: "start", actUid: "s" };
  const now = Date.UTC(2026, 10, 30, 20) * 1000;
  const items = [
    inspection("resource/A", now + DAY, []),
    inspection("resource/A", now - DAY, [missed]),
    inspection("resource/B", now - 1, []),
    inspection("resource/C", now - DAY, [start, done, closed]),
    inspection("resource/C", now - 9 * DAY, [missed]),
    inspection("resource/E", now - DAY, [
      start,
      { ...done, ticks: [{ result: "not-checked", note: "locked" }] },
      closed,
    ]),
    inspection("resource/F", now - 1, [start, done]),
  ];
  const stateOf = resourceStates(items, { now, timeZone: "Asia/Shanghai" });
  const states = (["A", "B", "C", "D", "E", "F"] as const).map((id) => stateOf({ id, expires: null }));
  expect(states).toEqual(["missed", "late", "none", "none", "missed", "none"]);
  // The last day is over at the site, and not yet in UTC.
  expect(stateOf({ id: "C", expires: "2026-11-30" })).toBe("expired");
});
