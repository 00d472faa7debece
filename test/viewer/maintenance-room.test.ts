import { beforeEach, describe, expect, it } from "vitest";
import { type AskedWorkAct, actOnWork, type WorkActDeps } from "../../edge/api/services/work/acts.ts";
import type { Micros } from "../../edge/contracts/path/sample-batch.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import type { PastAlert } from "../../twin-viewer/src/data/api.ts";
import { changesBefore } from "../../twin-viewer/src/data/changes-before.ts";
import { componentRows, percentOf, rulText } from "../../twin-viewer/src/data/component-rows.ts";
import type { ComponentAnswer, WorkItemAnswer } from "../../twin-viewer/src/data/maintenance-api.ts";
import { changedWork, keepChanged, withChanged } from "../../twin-viewer/src/data/maintenance-focus.ts";
import { pastCases } from "../../twin-viewer/src/data/past-cases.ts";
import { ACT_FORMS, boardOf, openNote } from "../../twin-viewer/src/data/work-board.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { factsOf } from "../../twin-viewer/src/panels/work-items/fact-fields.tsx";
import { lifePath } from "../../twin-viewer/src/screens/maintenance/life-chart.tsx";

const NOW = Date.UTC(2026, 10, 28, 9, 0, 0);
const HOUR_MS = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const LOCAL = { kind: "local", origin: "127.0.0.1" } as const;
const WORDS = { zh: "磨损", en: "wear" };

beforeEach(() => {
  language.value = "en";
  changedWork.value = [];
});

const rul = (p10H: number, at = NOW): ComponentAnswer["rul"] => ({
  at: iso(at),
  p05: p10H * 1800,
  p10: p10H * 3600,
  p50: p10H * 2 * 3600,
  p90: p10H * 4 * 3600,
  p95: p10H * 5 * 3600,
  model: "degradation-1",
});

const component = (name: string, rest: Partial<ComponentAnswer> = {}): ComponentAnswer => ({
  assetUid: "urn:a" as AssetUid,
  component: name,
  name: WORDS,
  stage: "act",
  since: iso(NOW),
  health: null,
  evidence: 10,
  hypotheses: [{ kind: "bearing-wear", p: 0.9, name: WORDS, advice: WORDS }],
  severity: 300,
  rul: null,
  alertUid: null,
  kind: null,
  work: null,
  adaptation: null,
  ...rest,
});

describe("[PG14] components to look at", () => {
  it("are sorted by safety, then by time left and severity; watched ones follow, the others are folded", () => {
    const rows = componentRows(
      [
        component("unknown, mild"),
        component("unknown, severe", { severity: 600 }),
        component("late", { rul: rul(20) }),
        component("soon", { rul: rul(2), severity: 300 }),
        component("soon, severe", { rul: rul(2), severity: 700 }),
        component("bypassed", { kind: "safety" }),
        component("weak", { stage: "watch", evidence: 5.5 }),
        component("strong", { stage: "watch", evidence: 8 }),
        component("fine", { stage: "healthy" }),
        component("young", { stage: "learning" }),
      ],
      NOW,
    );
    const names = (list: readonly ComponentAnswer[]) => list.map((one) => one.component);
    expect(names(rows.act)).toEqual(["bypassed", "soon, severe", "soon", "late", "unknown, severe", "unknown, mild"]);
    expect(names(rows.watch)).toEqual(["strong", "weak"]);
    expect([names(rows.healthy), names(rows.learning)]).toEqual([["fine"], ["young"]]);
  });

  it("show the time left with its interval from now on, and say if it is unknown or over", () => {
    expect(rulText(rul(10), NOW)).toBe("20 h [10–40 h]");
    expect(rulText(rul(10), NOW + 5 * HOUR_MS)).toBe("15 h [5–35 h]");
    expect(rulText(rul(10), NOW + 15 * HOUR_MS)).toBe("5 h [0–25 h]");
    expect(rulText(rul(10), NOW + 25 * HOUR_MS)).toBe("any time [up to 15 h]");
    expect(rulText(null, NOW)).toBe("not known");
    expect(rulText(rul(1), NOW + 5 * HOUR_MS)).toBe("forecast is over");
    language.value = "zh";
    expect(rulText(null, NOW)).toBe("未知");
  });

  it("never call a probability certain", () => {
    expect([percentOf(0), percentOf(0.5), percentOf(1)]).toEqual([1, 50, 99]);
  });
});

it("[PG14] the curve of a life has gaps where health is unknown or nothing was judged", () => {
  expect(lifePath([0, 10, 20, 30], [100, 50, null, 0], 100).match(/M/g)).toHaveLength(2);
  expect(lifePath([0, 10, 20, 500], [1, 1, 1, 1], 30).match(/M/g)).toHaveLength(2);
  expect(lifePath([], [], 30)).toBe("");
});

const alert = (alertUid: string, rest: Partial<PastAlert> = {}): PastAlert => ({
  alertUid,
  rule: "health/spindle",
  assetUid: "urn:b" as AssetUid,
  kind: "anomaly",
  annunciation: "advisory",
  priority: 4,
  state: "closed",
  message: { zh: alertUid, en: alertUid },
  hypotheses: [{ kind: "bearing-wear", p: 0.8 }],
  raisedAt: iso(NOW - HOUR_MS),
  clearedAt: iso(NOW),
  acknowledged: null,
  ...rest,
});

const item = (itemUid: string, rest: Partial<WorkItemAnswer> = {}): WorkItemAnswer => ({
  itemUid,
  kind: "maintenance",
  state: "reported",
  title: { zh: itemUid, en: itemUid },
  assetUid: "urn:a" as AssetUid,
  assetLabel: "A",
  component: null,
  cause: null,
  causeKind: null,
  reportedAt: iso(NOW),
  reportedBy: { name: "li", as: "person" },
  assignee: null,
  due: null,
  grade: null,
  isOverdue: false,
  startedAt: null,
  finishedAt: null,
  endedAt: null,
  verdict: null,
  replaced: [],
  acts: [],
  may: [],
  ...rest,
});

it("[PG15] earlier changes: within the span only, newest first, a few of each kind, without the alert itself", () => {
  const at = (hours: number) => NOW - hours * HOUR_MS;
  const known = {
    alerts: [alert("own", { raisedAt: iso(at(1)) }), alert("other", { raisedAt: iso(at(2)) })],
    stops: [{ from: iso(at(3)), to: iso(at(2)), reason: "tool" }] as never,
    stopText: () => WORDS,
    readings: [
      {
        kind: "program" as const,
        samples: ["P1", "P1", "P2", "P3", "P4", "P5", "P6"].map((value, n) => ({ value, atMs: at(11 - n) })),
      },
      {
        kind: "replaced" as const,
        name: { zh: "刀具", en: "Tool" },
        samples: [
          { atMs: at(14), value: "3" },
          { atMs: at(0.5), value: "4" },
        ],
      },
    ],
    work: [item("done", { finishedAt: iso(at(5.5)) }), item("old", { finishedAt: iso(at(40)) }), item("open")],
  };
  const changes = changesBefore(known, { fromMs: at(12), toMs: NOW, except: "own" });
  expect(changes.map(({ kind, text }) => `${kind} ${text.en}`)).toEqual([
    "replaced Tool",
    "alert other",
    "stop wear",
    "program P6",
    "work done",
    "program P5",
    "program P4",
    "program P3",
  ]);
});

it("[PG15] similar cases are closed alerts of the same kind on the same type, with work and findings", () => {
  const types = new Map([
    ["urn:a", "mill"],
    ["urn:b", "mill"],
    ["urn:c", "lathe"],
  ]);
  const done = {
    actUid: "1",
    kind: "finish" as const,
    at: iso(NOW),
    by: { name: "li", as: "person" as const },
    note: null,
    done: "new bearing",
    doneBy: null,
    found: null,
    foundKind: null,
    verdict: "right" as const,
    replaced: null,
    parts: [],
  };
  const found = pastCases(component("spindle", { alertUid: "own" }), {
    alerts: [
      alert("own"),
      alert("same"),
      alert("newer", { raisedAt: iso(NOW) }),
      alert("standing", { state: "active" }),
      alert("other kind", { hypotheses: [{ kind: "unbalance", p: 1 }] }),
      alert("other type", { assetUid: "urn:c" as AssetUid }),
    ],
    work: [item("work", { cause: "same", verdict: "right", acts: [done] })],
    typeOf: (uid) => types.get(uid),
  });
  expect(found.map((one) => [one.alert.alertUid, one.done, one.doneBy, one.verdict])).toEqual([
    ["newer", undefined, undefined, undefined],
    ["same", "new bearing", "li", "right"],
  ]);
  expect(
    pastCases(component("spindle", { hypotheses: [] }), { alerts: [alert("same")], work: [], typeOf: () => "x" }),
  ).toEqual([]);
});

describe("[PG16] the board of work", () => {
  it("sorts a column by overdue, grade and due time, and puts rejected items among the closed", () => {
    const board = boardOf([
      item("ungraded"),
      item("low", { grade: 4 }),
      item("late", { grade: 4, isOverdue: true }),
      item("high, later", { grade: 1, due: iso(NOW + 2 * HOUR_MS) }),
      item("high, sooner", { grade: 1, due: iso(NOW + HOUR_MS) }),
      item("closed", { state: "closed", endedAt: iso(NOW - HOUR_MS) }),
      item("rejected", { state: "rejected", endedAt: iso(NOW) }),
    ]);
    expect(board.reported.map(({ itemUid }) => itemUid)).toEqual([
      "late",
      "high, sooner",
      "high, later",
      "low",
      "ungraded",
    ]);
    expect(board.closed.map(({ itemUid }) => itemUid)).toEqual(["rejected", "closed"]);
    expect(board.planned).toEqual([]);
  });

  it("says how many items are open, even if it shows only the newest", () => {
    const items = [item("a", { state: "planned" }), item("b", { state: "closed" }), item("c", { state: "finished" })];
    expect(openNote(items, 0)).toBe("2 open");
    expect(openNote(items, 498)).toBe("500 open; the 2 reported last are shown");
  });

  it("shows the answer to an act until a list is read that was requested after it", () => {
    keepChanged(item("one", { state: "planned" }), NOW);
    expect(withChanged([item("one"), item("two")], NOW - 1).map(({ state }) => state)).toEqual(["planned", "reported"]);
    expect(withChanged([item("one")], NOW + 1).map(({ state }) => state)).toEqual(["reported"]);
  });

  it("requests no fact that the edge refuses for the act", async () => {
    const facts = {
      ...{ assignee: "wang", due: 1 as Micros, grade: 2, note: "why", done: "oiled", found: "dry" },
      ...{ verdict: "right" as const, foundKind: "none", replaced: [], parts: [] },
    };
    const work = { find: () => undefined, act: () => Promise.reject(new Error("taken")) };
    const deps = { work, now: () => 0 as Micros } as unknown as WorkActDeps;
    for (const [kind, { fields }] of Object.entries(ACT_FORMS)) {
      const asked = Object.fromEntries(fields.map((field) => [field, facts[field]]));
      const act = { actUid: "1", kind, ...asked } as AskedWorkAct;
      await expect(actOnWork(deps, LOCAL, { itemUid: "one", act }), kind).rejects.toThrow(/^taken$/);
    }
  });

  it("sends only the facts that the act takes, and no blank ones", () => {
    const filled = {
      assignee: " wang ",
      dueH: 8,
      grade: 3,
      note: "  ",
      done: "replaced",
      found: "",
      verdict: "right",
      foundKind: "bearing-wear",
      replaced: "spindle",
      parts: [
        { part: "SEAL-1", quantity: 2 },
        { part: "", quantity: 1 },
        { part: "OIL-5", quantity: 1 },
      ],
    };
    expect(factsOf(filled, ["assignee", "due", "grade", "note"], NOW)).toEqual({
      assignee: "wang",
      due: iso(NOW + 8 * HOUR_MS),
      grade: 3,
    });
    expect(factsOf(filled, ["done", "found", "verdict", "foundKind", "replaced", "parts"], NOW)).toEqual({
      done: "replaced",
      verdict: "right",
      foundKind: "bearing-wear",
      replaced: ["spindle"],
      parts: [
        { part: "SEAL-1", quantity: 2 },
        { part: "OIL-5", quantity: 1 },
      ],
    });
    expect(factsOf({ ...filled, parts: [{ part: "", quantity: 1 }] }, ["parts"], NOW)).toEqual({});
  });
});
