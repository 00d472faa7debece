import { describe, expect, it } from "vitest";
import type { AlertView } from "../../edge/contracts/alerts/alert.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { withoutLabel } from "../../twin-viewer/src/data/asset-state.ts";
import { predictionsByAsset, standingAdvisories } from "../../twin-viewer/src/data/predictions.ts";
import { type AlertRow, filterRows, groupRows, rowsOf, TABS } from "../../twin-viewer/src/screens/alerts/rows.ts";
import { windowOf } from "../../twin-viewer/src/screens/rows-in-sight.tsx";

const MINUTE = 60_000;
const NOW = 1_000 * MINUTE;
const uid = (text: string) => text as AssetUid;

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
    occurrenceUid: `${id}-1`,
    asksAck: false,
    evidence: [],
    comments: [],
    members: [],
    memberCount: 0,
    reraised: 0,
    ...more,
  });

  it("each active alert is in exactly one tab", () => {
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
    const standing = TABS.filter((tab) => tab !== "past").map((tab) => [
      tab,
      rowsOf(tab, rows, []).map((one) => one.alertUid),
    ]);
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
    const ids = (words: string, priorities: number[] = []) =>
      filterRows(rows, { words, priorities: new Set(priorities), withMembers: false, labelOf: () => "CNC-206" }).map(
        (one) => one.alertUid,
      );
    expect(ids("")).toEqual(["1", "2"]);
    expect(ids("温度")).toEqual(["1"]);
    expect(ids("cnc-206 open")).toEqual(["2"]);
    expect(ids("", [1])).toEqual(["2"]);
    expect(ids("pump")).toEqual([]);
  });

  it("groups keep the order of their first row", () => {
    const rows = [row("1", { rule: "b" }), row("2", { rule: "a" }), row("3", { rule: "b" })];
    expect(
      groupRows(rows, (one) => one.rule).map(([heading, group]) => [heading, group.map((one) => one.alertUid)]),
    ).toEqual([
      ["b", ["1", "3"]],
      ["a", ["2"]],
    ]);
  });
});

it("a window of a long list covers the visible rows and stays inside the list", () => {
  expect(windowOf({ top: 0, height: 260, rowHeight: 26, count: 3000 })).toEqual({ first: 0, last: 18 });
  expect(windowOf({ top: 26_000, height: 260, rowHeight: 26, count: 3000 })).toEqual({ first: 992, last: 1018 });
  expect(windowOf({ top: 26_000, height: 260, rowHeight: 26, count: 5 })).toEqual({ first: 0, last: 5 });
});

it("an asset's newest prediction counts; predictions come before anomalies, anomalies before remarks", () => {
  const view = (alertUid: string, kind: AlertView["kind"], raisedAt: number) =>
    ({
      alertUid,
      assetUid: "a",
      kind,
      raisedAt,
      annunciation: "advisory",
      state: "active",
      evidence: [],
    }) as unknown as AlertView;
  const list = [
    view("1", "process", 9),
    view("2", "prediction", 3),
    view("3", "anomaly", 8),
    view("4", "prediction", 5),
  ];
  expect(standingAdvisories(list).map(({ alertUid }) => alertUid)).toEqual(["4", "2", "3", "1"]);
  expect(predictionsByAsset(list).get("a" as AssetUid)?.alertUid).toBe("4");
});

it.each([
  ["CNC-206: 记录与实际不符", "记录与实际不符"],
  ["CNC-206 Tool life used", "Tool life used"],
  ["Robot cell CNC-206: person inside", "Person inside"],
  ["Another thing", "Another thing"],
])("the label before a message is left out, with its separator: %s", (message, rest) => {
  expect(withoutLabel(message, "CNC-206")).toBe(rest);
});
