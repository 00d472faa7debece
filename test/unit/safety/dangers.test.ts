/** Acts on hidden dangers, their alarms and figures: rules SR7 to SR17 in docs/rules/safety-register.md. */
import { expect, it } from "vitest";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { isRefused } from "../../../edge/contracts/records/life-cycle.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import { afterWork, type WorkAct, workState } from "../../../edge/contracts/records/work-item.ts";
import { loopFigures, repeatsIn } from "../../../edge/contracts/safety/loop-figures.ts";
import { overdueWatch } from "../../../edge/safety/overdue.ts";
import { LI, MODEL, ROUND, S, T0, WANG, WORK } from "../../fakes/records/work.ts";
import { EDGE } from "../../fakes/safety/plant.ts";
import { PLANT, safety, WRITTEN } from "../../fakes/safety/register.ts";

const PAYLOAD = { place: { zone: "cell" }, source: "person" } as const;
const danger = (more: object = {}): WorkItem => ({ ...WORK, payload: PAYLOAD, acts: [], ...more }) as never;
const PLAN = { kind: "plan", assignee: "wang", due: T0 + 100 * S, grade: 2, level: "general" } as const;
const FIVE = { measure: "new guard", money: 500, contingency: "stop the press" };

let uids = 0;
const act = (item: WorkItem, more: Partial<WorkAct> & Pick<WorkAct, "kind">): WorkItem | string => {
  const full = { actUid: `a-${uids++}`, at: T0 + S, by: LI, ...more } as WorkAct;
  const after = afterWork(item, full, "maintainer");
  return isRefused(after) ? after.reason.en : after;
};
const acts = (item: WorkItem, ...all: (Partial<WorkAct> & Pick<WorkAct, "kind">)[]): WorkItem =>
  all.reduce<WorkItem>((now, one) => {
    const after = act(now, one);
    if (typeof after === "string") throw new Error(after);
    return after;
  }, item);

it("[SR8] a danger is graded general or major before anybody starts, and says so", () => {
  const { level: _none, ...without } = PLAN;
  expect(act(danger(), without)).toMatch(/general or major/);
  expect(act(danger(), { kind: "start" })).toMatch(/graded and planned/);
  expect(workState(acts(danger(), PLAN, { kind: "start" }))).toBe("in-progress");
});

it("[SR9] a major danger does not leave its grade without person, time, measure, money and plan", () => {
  const major = { ...PLAN, level: "major" } as const;
  expect(act(acts(danger(), major), { kind: "start" })).toMatch(
    /missing: the measure, the money, the contingency plan/,
  );
  for (const field of ["measure", "money", "contingency"] as const) {
    const { [field]: _left, ...rest } = FIVE;
    expect(act(acts(danger(), { ...major, ...rest }), { kind: "start" }), field).toMatch(/missing/);
  }
  expect(act(acts(danger(), { ...major, ...FIVE, measure: " " }), { kind: "start" })).toMatch(/the measure/);
  expect(act(danger(), { ...major, ...FIVE, assignee: "" })).toMatch(/the person in charge/);
  expect(workState(acts(danger(), { ...major, ...FIVE, money: 0 }, { kind: "start" }))).toBe("in-progress");
  // Also of an item that an earlier version reported, without facts of the danger; the newest plan counts.
  const old = danger({ payload: undefined });
  expect(act(acts(old, { ...major, ...FIVE }, major), { kind: "start" })).toMatch(/missing/);
});

it("[SR10] what is major, by a person's grade or the criterion of its report, is graded no lower", () => {
  const major = acts(danger(), { ...PLAN, ...FIVE, level: "major" });
  expect(act(major, PLAN)).toMatch(/no lower/);
  const found = danger({ payload: { ...PAYLOAD, criterion: "gas" } });
  expect(act(found, PLAN)).toMatch(/no lower/);
  expect(act(acts(found, { ...PLAN, ...FIVE, level: "major" }), { ...PLAN, level: undefined as never })).toMatch(
    /level/,
  );
});

it("[SR11] it is verified by another person than the one who rectified it, who says what was checked", () => {
  const finished = acts(danger(), PLAN, { kind: "start" }, { kind: "finish", done: "mounted", by: WANG });
  expect(act(finished, { kind: "verify", note: "seen", by: WANG })).toMatch(/cannot verify/);
  expect(act(finished, { kind: "verify" })).toMatch(/what was checked/);
  expect(act(finished, { kind: "reject", note: "-" })).toMatch(/not possible/);
  expect(workState(acts(finished, { kind: "return", note: "loose" }))).toBe("planned");
  expect(workState(acts(finished, { kind: "verify", note: "seen" }))).toBe("closed");
  expect(act(danger(), { kind: "reject", note: "-", by: MODEL })).toMatch(/takes a person/);
});

const watchOver = (items: readonly WorkItem[], now: number) => {
  let listener = (_: { readonly item: WorkItem }): unknown => undefined;
  const watch = overdueWatch({
    safety: safety({ ...WRITTEN, resources: [{ ...WRITTEN.resources[0], expires: "2026-01-04" }] }),
    plant: { ...PLANT, site: { timeZone: "Europe/Berlin" } } as never,
    work: {
      newestFirst: () => items,
      subscribe: (one) => {
        listener = one as typeof listener;
        return () => undefined;
      },
    },
    edgeUid: EDGE,
    now: () => now,
  });
  return { watch, change: (item: WorkItem) => listener({ item }) };
};

it("[SR15] an overdue danger, and a resource whose last day is over, is an alarm until it is settled", () => {
  const item = acts(danger(), PLAN, { kind: "start" });
  const late = T0 + 101 * S;
  const { watch, change } = watchOver([item], late);
  expect(
    watchOver([item], T0)
      .watch.tick(T0 + 99 * S)
      .map(({ rule }) => rule),
  ).toEqual(["resource-expired/FE-1"]);
  const rules = () => watch.tick(late).map(({ rule, standing, severity }) => [rule, standing, severity]);
  expect(rules()).toEqual([
    ["danger-overdue/w-1", true, 400],
    ["resource-expired/FE-1", true, 400],
  ]);
  const key = `danger-overdue/w-1\n${WORK.about.assetUid}`;
  expect([watch.keys.has(key), watch.attributes.get(key)?.annunciation]).toEqual([true, "alarm"]);
  // It becomes more urgent with each step of lateness.
  const severity = (days: number) => watchOver([item], late).watch.tick(late + days * 86_400e6)[0]?.severity;
  expect([severity(0), severity(1), severity(8)]).toEqual([400, 550, 650]);
  const major = acts(danger(), { ...PLAN, ...FIVE, level: "major" });
  expect(watchOver([major], late).watch.tick(late)[0]?.severity).toBe(700);
  change(acts(item, { kind: "finish", done: "mounted" }));
  expect(watch.tick(late + 6 * S).map(({ rule, standing }) => [rule, standing])).toEqual([
    ["resource-expired/FE-1", true],
    ["danger-overdue/w-1", false],
  ]);
  expect(watch.tick(late + 12 * S).filter(({ standing }) => !standing)).toEqual([]);
  // An alert of an earlier run whose danger is settled ends at the start.
  expect(watch.keys.has(key)).toBe(false);
});

it("[SR22] a missed inspection is an alarm until the next one of its task is rejected by a person", () => {
  const ended = (from: number, by: typeof LI | typeof MODEL): WorkItem =>
    ({
      ...{ ...WORK, itemUid: `i-${from}`, kind: "inspection", reportedAt: from },
      payload: { ...ROUND, task: "task/week", from, to: from + S },
      acts: [{ kind: "reject", actUid: "x", at: from + S, by, note: "-" }],
    }) as never;
  const { watch, change } = watchOver([ended(T0, MODEL)], T0);
  const missed = (at: number) =>
    watch.tick(at).flatMap(({ rule, standing }) => (rule.startsWith("inspection-missed/") ? [[rule, standing]] : []));
  expect(missed(T0 + 2 * S)).toEqual([["inspection-missed/task/week", true]]);
  change(ended(T0 + 10 * S, LI));
  expect(missed(T0 + 20 * S)).toEqual([["inspection-missed/task/week", false]]);
});

it("[SR33] an inspection with an item that could not be checked is incomplete until the next one is done", () => {
  const done = (from: number, result: string): WorkItem =>
    ({
      ...{ ...WORK, itemUid: `i-${from}`, kind: "inspection", reportedAt: from },
      payload: { ...ROUND, task: "task/week", from, to: from + S },
      acts: [
        { kind: "start", actUid: "s", at: from, by: LI },
        {
          kind: "finish",
          actUid: "f",
          at: from,
          by: LI,
          done: "-",
          ticks: [{ result: "ok" }, { result, note: "hot" }],
        },
      ],
    }) as never;
  const { watch, change } = watchOver([done(T0, "not-checked")], T0);
  const found = (at: number) =>
    watch
      .tick(at)
      .flatMap(({ rule, standing, message }) =>
        rule.startsWith("inspection-missed/") ? [[standing, message.en]] : [],
      );
  expect(found(T0 + 2 * S)).toEqual([[true, expect.stringMatching(/incomplete: Weekly, 1 items could not/)]]);
  change(done(T0 + 10 * S, "ok"));
  expect(found(T0 + 20 * S)).toMatchObject([[false, expect.anything()]]);
});

it("[SR15] a hundred overdue dangers have alarms of their own, and more are one together", () => {
  const items = Array.from({ length: 103 }, (_, n) => acts(danger({ itemUid: `w-${n}` }), PLAN));
  const found = watchOver(items, T0).watch.tick(T0 + 200 * S);
  expect(found.filter(({ rule }) => rule.startsWith("danger-overdue/"))).toHaveLength(101);
  expect(found.find(({ rule }) => rule === "danger-overdue/more")?.assetUid).toBe(EDGE as AssetUid);
});

it("[SR16] [SR17] figures by area: opened, closed in time, overdue, repeated within the days", () => {
  const DAY = 86_400 * S;
  const at = (uid: string, days: number, more: object = {}) =>
    danger({ itemUid: uid, reportedAt: T0 + days * DAY, ...more });
  const planned = (item: WorkItem, due: number) => acts(item, { ...PLAN, at: item.reportedAt, due });
  const closedAt = (item: WorkItem, done: number) =>
    acts(
      item,
      { kind: "start", at: item.reportedAt },
      { kind: "finish", done: "-", at: done, by: WANG },
      { kind: "verify", note: "-", at: done + S },
    );
  const oven = { payload: { ...PAYLOAD, place: { asset: "OVN-1" } } };
  const hazard = { payload: { ...PAYLOAD, hazard: "HZ-1" } };
  const items = [
    closedAt(planned(at("a", 0), T0 + 2 * DAY), T0 + DAY),
    closedAt(planned(at("b", 10), T0 + 11 * DAY), T0 + 12 * DAY),
    planned(at("c", 20, oven), T0 + 21 * DAY),
    at("d", 100, hazard),
    acts(at("e", 101), { kind: "reject", note: "none", at: T0 + 102 * DAY }),
    at("f", 102, { payload: { ...PAYLOAD, hazard: "HZ-1", criterion: "gas" } }),
  ];
  expect([...repeatsIn(items, 90)].sort()).toEqual(["b", "f"]);
  expect([...repeatsIn(items, 5)]).toEqual(["f"]);
  const areaOf = (item: WorkItem) => {
    const id = item.itemUid === "c" ? "coating" : "cell";
    return { id, name: { zh: id, en: id } };
  };
  const { plant, areas } = loopFigures(items, {
    range: { from: T0, to: T0 + 200 * DAY },
    now: T0 + 110 * DAY,
    repeats: repeatsIn(items, 90),
    areaOf,
  });
  expect(plant).toEqual({ opened: 5, major: 1, repeated: 2, closed: 2, closedInTime: 1, open: 3, overdue: 1 });
  expect(areas.map(({ area, opened, overdue }) => [area.id, opened, overdue])).toEqual([
    ["cell", 4, 0],
    ["coating", 1, 1],
  ]);
});
