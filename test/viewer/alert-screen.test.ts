import { describe, expect, it } from "vitest";
import type { AssetUid } from "../../edge/contracts/tag.ts";
import { type AlarmRecord, alarmHealth } from "../../twin-viewer/src/data/alarm-health.ts";
import { type AlertRow, filterRows, groupRows, rowsOf, TABS } from "../../twin-viewer/src/screens/alerts/rows.ts";
import { windowOf } from "../../twin-viewer/src/screens/diagnostics/tag-rows.ts";

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;
const uid = (text: string) => text as AssetUid;

function alarm(minutesAgo: number, { asset = "a", clearedMs }: { asset?: string; clearedMs?: number } = {}): AlarmRecord {
  return { rule: "limit/x", assetUid: uid(asset), priority: 3, raisedMs: NOW - minutesAgo * MINUTE, ...(clearedMs === undefined ? {} : { clearedMs }) };
}

describe("the alarm system's own figures", () => {
  it("counts alarms in slots of ten minutes that end now", () => {
    const health = alarmHealth([alarm(1), alarm(9), alarm(11), alarm(29)], NOW - 30 * MINUTE, NOW);
    expect(health.perTenMinutes).toEqual([1, 1, 2]);
    expect(health.rate).toBe(2);
    expect(health.isFlood).toBe(false);
  });

  it("a flood begins above ten in ten minutes and ends below five", () => {
    const burst = (minutesAgo: number, count: number) => Array.from({ length: count }, (_, i) => alarm(minutesAgo, { asset: `a${i}` }));
    const over = (alarms: AlarmRecord[]) => alarmHealth(alarms, NOW - 30 * MINUTE, NOW).isFlood;
    expect(over(burst(5, 10))).toBe(false);
    expect(over(burst(5, 11))).toBe(true);
    expect(over([...burst(15, 11), ...burst(5, 5)])).toBe(true);
    expect(over([...burst(15, 11), ...burst(5, 4)])).toBe(false);
    expect(over(burst(5, 5))).toBe(false);
  });

  it("shares, top, standing and chattering come from the same records", () => {
    const records: AlarmRecord[] = [alarm(0.1), alarm(0.4), alarm(0.8), { ...alarm(3, { asset: "b" }), priority: 1 }, alarm(1441, { asset: "c" }), alarm(1500, { asset: "d", clearedMs: NOW })];
    const health = alarmHealth(records, NOW - 8 * 60 * MINUTE, NOW);
    expect(health.shares).toEqual([0.25, 0, 0.75, 0]);
    expect(health.topTen[0]).toMatchObject({ assetUid: "a", count: 3 });
    expect(health.standing).toBe(1);
    expect(health.chattering).toBe(1);
    expect(alarmHealth([], 0, NOW).shares).toBeUndefined();
  });
});

describe("the alert table", () => {
  const row = (id: string, more: Partial<AlertRow>): AlertRow => ({
    alertUid: id,
    rule: "limit/temperature",
    assetUid: uid("cnc"),
    kind: "process",
    annunciation: "alarm",
    priority: 2,
    state: "active",
    message: { zh: "主轴温度高", en: "Spindle temperature high" },
    raisedMs: NOW,
    ...more,
  });

  it("each standing alert is in exactly one tab", () => {
    const advisory = { annunciation: "advisory" } as const;
    const rows = [
      row("1", {}),
      row("2", { state: "shelved" }),
      row("3", advisory),
      row("4", { ...advisory, state: "shelved" }),
      row("5", { state: "suppressed" }),
      row("6", { state: "out-of-service" }),
      row("7", { state: "latched" }),
      row("8", { annunciation: "event" }),
    ];
    const standing = TABS.filter((tab) => tab !== "past").map((tab) => [tab, rowsOf(tab, rows, []).map((one) => one.alertUid)]);
    expect(standing).toEqual([
      ["standing", ["1", "7"]],
      ["shelved", ["2", "4"]],
      ["suppressed", ["5"]],
      ["out-of-service", ["6"]],
      ["advisories", ["3", "8"]],
    ]);
  });

  it("is filtered by words of either language, by label and by priority", () => {
    const rows = [row("1", {}), row("2", { priority: 1, message: { zh: "门开", en: "Door open" } })];
    const ids = (words: string, priorities: number[] = []) => filterRows(rows, { words, priorities: new Set(priorities), labelOf: () => "CNC-206" }).map((one) => one.alertUid);
    expect(ids("")).toEqual(["1", "2"]);
    expect(ids("温度")).toEqual(["1"]);
    expect(ids("cnc-206 open")).toEqual(["2"]);
    expect(ids("", [1])).toEqual(["2"]);
    expect(ids("pump")).toEqual([]);
  });

  it("groups keep the order of their first row", () => {
    const rows = [row("1", { rule: "b" }), row("2", { rule: "a" }), row("3", { rule: "b" })];
    expect(groupRows(rows, (one) => one.rule).map(([heading, group]) => [heading, group.map((one) => one.alertUid)])).toEqual([
      ["b", ["1", "3"]],
      ["a", ["2"]],
    ]);
  });
});

it("a window of a long list covers what is in sight and stays inside the list", () => {
  expect(windowOf({ top: 0, height: 260, rowHeight: 26, count: 3000 })).toEqual({ first: 0, last: 18 });
  expect(windowOf({ top: 26_000, height: 260, rowHeight: 26, count: 3000 })).toEqual({ first: 992, last: 1018 });
  expect(windowOf({ top: 26_000, height: 260, rowHeight: 26, count: 5 })).toEqual({ first: 0, last: 5 });
});
