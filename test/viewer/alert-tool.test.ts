import { beforeEach, describe, expect, it } from "vitest";
import type { AlertView } from "../../edge/contracts/alerts/alert.ts";
import type { AssetUid, TagRef, TagUid } from "../../edge/contracts/plant/tag.ts";
import { type AlertRecord, recordOfEntry, recordOfView } from "../../twin-viewer/src/data/alert-record.ts";
import { clockOrMoment, livedText, responseText } from "../../twin-viewer/src/data/alert-times.ts";
import { valueText } from "../../twin-viewer/src/data/alert-values.ts";
import type { PastAlert } from "../../twin-viewer/src/data/api.ts";
import { csvTable } from "../../twin-viewer/src/data/csv.ts";
import { keepOrder } from "../../twin-viewer/src/data/steady-order.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { type CellContext, csvCells, nextSorting, sortRows } from "../../twin-viewer/src/screens/alerts/columns.ts";
import { filterRows } from "../../twin-viewer/src/screens/alerts/rows.ts";
import { FIRST_OCCURRENCE } from "../fakes/alerts/alerts.ts";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 27, 9, 0, 0);
const ASSET = "urn:fake:cnc-206" as AssetUid;
const LIMIT = 85;

beforeEach(() => {
  language.value = "en";
});

function record(alertUid: string, more: Partial<AlertRecord> = {}): AlertRecord {
  return {
    alertUid,
    occurrenceUid: `${alertUid}-1`,
    rule: "temperature/high",
    assetUid: ASSET,
    kind: "process",
    annunciation: "alarm",
    priority: 2,
    state: "active",
    asksAck: true,
    message: { zh: "主轴温度高", en: "Spindle temperature high" },
    raisedMs: NOW - 4 * MINUTE,
    evidence: [{ value: 86.2, limit: LIMIT, why: { zh: "高", en: "above 85 °C" } }],
    comments: [],
    members: [],
    memberCount: 0,
    reraised: 0,
    ...more,
  };
}

const context: CellContext = {
  nowMs: NOW,
  lastHeardMs: null,
  zone: "UTC",
  labelOf: () => "CNC-206",
  ruleOf: ({ rule }) => rule,
  measuredOf: (row) => valueText(row, { unit: "Cel", range: [0, 120] }),
};

describe("the order of alerts", () => {
  it("[AV1] an active critical alarm is never below a returned one", () => {
    const rows = [
      record("blip", { priority: 1, state: "cleared", clearedMs: NOW - 16_000 }),
      record("acknowledged", { priority: 1, state: "acknowledged", asksAck: false }),
      record("low", { priority: 4 }),
      record("critical", { priority: 1 }),
    ];
    expect(sortRows(rows, null, context).map(({ alertUid }) => alertUid)).toEqual([
      "critical",
      "low",
      "acknowledged",
      "blip",
    ]);
  });

  it("[AV1] a column head sorts up, down, and then by urgency again; equal rows are by urgency", () => {
    const [up, down] = [nextSorting(null, "raised"), nextSorting({ column: "raised", isDown: false }, "raised")];
    expect([up, down, nextSorting(down, "raised"), nextSorting(down, "asset")]).toEqual([
      { column: "raised", isDown: false },
      { column: "raised", isDown: true },
      null,
      { column: "asset", isDown: false },
    ]);
    const rows = [
      record("old", { priority: 4, raisedMs: NOW - 9 * MINUTE }),
      record("new", { priority: 1, raisedMs: NOW }),
    ];
    expect(sortRows(rows, up, context).map(({ alertUid }) => alertUid)).toEqual(["old", "new"]);
    expect(sortRows(rows, down, context).map(({ alertUid }) => alertUid)).toEqual(["new", "old"]);
    expect(sortRows(rows, { column: "asset", isDown: false }, context).map(({ alertUid }) => alertUid)).toEqual([
      "new",
      "old",
    ]);
  });

  it("[AV2] under the pointer rows keep their place: new rows come last, removed ones leave the rest in place", () => {
    const rows = ["new", "b", "c"];
    expect(keepOrder(rows, ["c", "gone", "b"], (row) => row)).toEqual(["c", "b", "new"]);
  });
});

describe("times of alerts", () => {
  it("[AV3] name their meaning, in both languages", () => {
    const over = record("a", { state: "cleared", clearedMs: NOW - 16_000 });
    expect([livedText(record("b"), NOW), livedText(over, NOW)]).toEqual([
      "for 4 min",
      "cleared 16 s ago, lasted 4 min",
    ]);
    language.value = "zh";
    expect([livedText(record("b"), NOW), livedText(over, NOW)]).toEqual([
      "已持续 4 分钟",
      "16 秒前恢复，持续了 4 分钟",
    ]);
  });

  it("[CV54] of a plant that is away end where it was last heard, and say how long ago that is", () => {
    const heardMs = NOW - MINUTE;
    const over = record("a", { state: "cleared", clearedMs: NOW - 2 * MINUTE });
    expect([livedText(record("b"), NOW, heardMs), livedText(over, NOW, heardMs)]).toEqual([
      "for 3 min, as of 60 s ago",
      "cleared 2 min ago, lasted 2 min",
    ]);
    const away = { ...context, lastHeardMs: heardMs };
    const [head = [], line = []] = csvCells([record("b")], ["lasted"], away);
    expect([head[0], line[0]]).toEqual(["Duration", "for 3 min, as of 60 s ago"]);
    // By the ages that are shown: 3 min, and 3 min 30 s of the one that ended.
    const ended = record("ended", { raisedMs: NOW - 5.5 * MINUTE, state: "cleared", clearedMs: NOW - 2 * MINUTE });
    const sorting = { column: "lasted", isDown: true } as const;
    expect(sortRows([record("b"), ended], sorting, away).map(({ alertUid }) => alertUid)).toEqual(["ended", "b"]);
    language.value = "zh";
    expect(livedText(record("b"), NOW, heardMs)).toBe("已持续 3 分钟（截至 60 秒前）");
  });

  it("[AV3] have the date unless they are of today, by the site's clock", () => {
    expect(clockOrMoment(NOW - MINUTE, "UTC", NOW)).toBe("08:59:00");
    expect(clockOrMoment(NOW - 86_400_000, "UTC", NOW)).toBe("2026-11-26 09:00:00");
    // 16:00 UTC is the next day in Shanghai.
    expect(clockOrMoment(Date.UTC(2026, 10, 27, 15, 59, 0), "Asia/Shanghai", Date.UTC(2026, 10, 27, 16, 0, 0))).toBe(
      "2026-11-27 23:59:00",
    );
  });

  it("of a response count down, then show for how long it is late, until the alert is over", () => {
    const response = { action: { zh: "查", en: "Look" }, consequence: { zh: "坏", en: "Breaks" }, withinS: 600 };
    expect(responseText(record("a", { response }), NOW)).toBe("6 min left to respond");
    expect(responseText(record("a", { response, raisedMs: NOW - 13 * MINUTE }), NOW)).toBe(
      "time to respond passed 3 min ago",
    );
    expect(responseText(record("a", { response, clearedMs: NOW }), NOW)).toBe("");
    expect(responseText(record("a"), NOW)).toBe("");
  });
});

describe("records of alerts", () => {
  const tagUid = "urn:fake:cnc-206#temperature" as TagUid;
  const us = (ms: number) => ms * 1000;
  const view: AlertView = {
    ...FIRST_OCCURRENCE,
    alertUid: "a",
    rule: "r",
    assetUid: ASSET,
    kind: "process",
    severity: 800,
    priority: 1,
    state: "active",
    message: { zh: "高", en: "High" },
    raisedAt: us(NOW - MINUTE),
    evidence: [{ tag: 7 as TagRef, value: 86.2, limit: LIMIT, why: { zh: "高", en: "High" } }],
    values: { tag: 7 as TagRef, raised: 86.2, peak: 91, peakAt: us(NOW - 30_000), now: 88, nowAt: us(NOW) },
    members: [{ assetUid: ASSET, rule: "link-stale/plc", since: us(NOW) }],
    memberCount: 130,
    comments: [{ at: us(NOW), by: "li", comment: "on my way" }],
  };
  const iso = (ms: number) => new Date(ms).toISOString();

  it("are the same from the stream and from the API", () => {
    const entry: PastAlert = {
      ...view,
      origin: { source: "rules", conditionId: null },
      raisedAt: iso(NOW - MINUTE),
      clearedAt: null,
      acknowledged: null,
      evidence: [{ tagUid, value: 86.2, limit: LIMIT, prediction: null, why: { zh: "高", en: "High" } }],
      values: { tagUid, raised: 86.2, peak: 91, peakAt: iso(NOW - 30_000), now: 88, nowAt: iso(NOW) },
      members: [{ assetUid: ASSET, rule: "link-stale/plc", since: iso(NOW) }],
      comments: [{ at: iso(NOW), by: "li", comment: "on my way" }],
      shelf: null,
      suppressedBy: null,
      causedBy: null,
      response: null,
    } as unknown as PastAlert;
    expect(recordOfEntry(entry)).toEqual(recordOfView(view, () => tagUid));
    expect(recordOfEntry(entry)).toMatchObject({
      asksAck: true,
      memberCount: 130,
      values: { peak: 91, peakMs: NOW - 30_000 },
    });
  });

  it("of an older edge lack the fields that it does not send", () => {
    const { alertUid, rule, assetUid, kind, priority, message } = view;
    const old: PastAlert = {
      alertUid,
      rule,
      assetUid,
      kind,
      priority,
      message,
      annunciation: "advisory",
      state: "active",
      raisedAt: iso(NOW),
      clearedAt: null,
      acknowledged: null,
    };
    expect(recordOfEntry(old)).toMatchObject({
      asksAck: false,
      evidence: [],
      members: [],
      memberCount: 0,
      raisedMs: NOW,
    });
    expect(recordOfEntry(old).values).toBeUndefined();
  });

  it("show the newest value against its limit, with the unit", () => {
    expect(valueText(record("a"), { unit: "Cel", range: [0, 120] })).toBe("86.2 °C (limit 85.0 °C)");
    expect(
      valueText(record("a", { values: { raised: 86.2, peak: 91, now: 88 } }), { unit: "Cel", range: [0, 120] }),
    ).toBe("88.0 °C (limit 85.0 °C)");
    expect(valueText(record("a"), undefined)).toBe("");
  });
});

it("[AV7] members of a cause are listed on request", () => {
  const rows = [record("cause", { memberCount: 1 }), record("member", { state: "suppressed", causedBy: "cause" })];
  const listed = (withMembers: boolean) =>
    filterRows(rows, { words: "", priorities: new Set(), withMembers, labelOf: () => "" }).map(
      ({ alertUid }) => alertUid,
    );
  expect([listed(false), listed(true)]).toEqual([["cause"], ["cause", "member"]]);
});

it("[AV8] the file has the chosen columns as shown, and times for programs; no cell is a formula", () => {
  const [head, line] = csvCells(
    [record("a", { message: { zh: "=1", en: "=HYPERLINK(1)" }, acknowledged: { atMs: NOW, by: "li" } })],
    ["priority", "message", "lasted", "by"],
    context,
  );
  expect(head?.join()).toBe("Priority,Message,Duration,raisedAt,acknowledgedAt,clearedAt,rule,alertUid");
  expect(line).toEqual([
    "2",
    "=HYPERLINK(1)",
    "for 4 min",
    "2026-11-27T08:56:00.000Z",
    "2026-11-27T09:00:00.000Z",
    "",
    "temperature/high",
    "a",
  ]);
  expect(csvTable([line as string[], ['say "no", twice', "-3", "a\nb", "plain"]])).toBe(
    `2,'=HYPERLINK(1),for 4 min,2026-11-27T08:56:00.000Z,2026-11-27T09:00:00.000Z,,temperature/high,a\r\n` +
      `"say ""no"", twice",'-3,"a\nb",plain\r\n`,
  );
});
