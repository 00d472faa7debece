/** The list of what is due: rules UP8, UP9 and UP11 in docs/rules/upkeep.md. */
import { expect, it } from "vitest";
import type { Alert } from "../../../edge/contracts/alerts/alert.ts";
import type { ExpectedLife } from "../../../edge/contracts/health/expected-life.ts";
import { Zone } from "../../../edge/contracts/plant/time-zone.ts";
import { dueCsv } from "../../../edge/contracts/records/due-csv.ts";
import type { DueState } from "../../../edge/contracts/records/due-list.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import { type DueInputs, dueList, isPrediction } from "../../../edge/upkeep/due-list.ts";
import { dutiesOf } from "../../../edge/upkeep/duties.ts";
import { DAY_US } from "../../../edge/upkeep/meter.ts";
import { ASSETS, GREASE, LATHE_1, maintenance } from "../../fakes/production/upkeep.ts";
import { LI, work } from "../../fakes/records/work.ts";

const now = Date.UTC(2026, 5, 1) * 1000;
const zone = new Zone("UTC");
const inDays = (days: number) => now + days * DAY_US;
const config = maintenance({
  plans: [{ ...GREASE, of: { kinds: ["lathe", "pump"] }, parts: [{ part: "SEAL-1", quantity: 2 }] }],
  spares: [
    {
      part: "SEAL-1",
      name: { zh: "密封圈", en: "Seal" },
      fits: [{ of: { types: ["lathe"] }, component: "spindle/*" }],
      onHand: 3,
      leadDays: 14,
    },
  ],
});

/** Three duties that are due in so many days each; null: nobody knows. */
function planned(...days: readonly (readonly [number | null, DueState])[]): DueInputs["duties"] {
  return dutiesOf(config, ASSETS, zone).map((duty, n) => {
    const [inSo, state] = days[n] as (typeof days)[number];
    const at = inSo === null ? null : inDays(inSo);
    return {
      duty,
      last: { at: inDays(-30), how: "first-seen", itemUid: null },
      assessed: { state, due: { at, earliest: at, latest: at }, criteria: [] },
    };
  });
}
const alert = (more: Partial<Alert>) =>
  ({
    alertUid: "alert-1",
    assetUid: LATHE_1,
    component: "spindle/front-bearing",
    kind: "prediction",
    message: { zh: "轴承", en: "Bearing" },
    evidence: [],
    rul: { at: now, p05: 0, p10: 86_400, p50: 4 * 86_400, p90: 9 * 86_400, p95: 0, model: "m" },
    ...more,
  }) as unknown as Alert;
const item = (itemUid: string, more: object): WorkItem =>
  work([], { itemUid, kind: "maintenance", about: { assetUid: LATHE_1 }, ...more }) as unknown as WorkItem;

function list(more: Partial<DueInputs>) {
  return dueList({
    now,
    assets: ASSETS,
    duties: [],
    predictions: [],
    work: [],
    lives: [],
    stopRates: new Map(),
    spares: config.spares,
    onHand: new Map([["SEAL-1", 3]]),
    windows: { now, zone, stops: [], hasShifts: false, planned: () => [], orderEnd: () => null },
    ...more,
  });
}
const summaries = (entries: ReturnType<typeof list>) => entries.map(({ source, state, key }) => [source, state, key]);

it("[UP8] overdue comes first, then the nearest time, then what nobody can date", () => {
  const duties = planned([20, "later"], [null, "unknown"], [-3, "overdue"]);
  const plan = { kind: "plan", at: now, by: LI, actUid: "a", assignee: "li", due: inDays(2), grade: 2 } as const;
  const own = item("w-1", { acts: [] });
  expect(summaries(list({ duties, predictions: [alert({})], work: [{ ...own, acts: [plan] }] }))).toEqual([
    ["plan", "overdue", "plan/grease/PMP-1"],
    ["work-item", "later", "w-1"],
    ["prediction", "later", "alert-1"],
    ["plan", "later", "plan/grease/LTH-1"],
    ["plan", "unknown", "plan/grease/LTH-2"],
  ]);
});

it("[UP8] work that came from a plan or a prediction stands with it, and not once more", () => {
  const duties = planned([20, "later"], [30, "later"], [40, "later"]);
  const entries = list({
    duties,
    predictions: [alert({})],
    work: [
      item("w-1", { cause: "plan/grease/LTH-1/2026-05-02T00:00:00.000Z" }),
      item("w-2", { cause: "alert-1" }),
      item("w-3", {}),
    ],
  });
  expect(entries.map(({ key, work: on }) => [key, on?.itemUid ?? null])).toEqual([
    ["alert-1", "w-2"],
    ["plan/grease/LTH-1", "w-1"],
    ["plan/grease/LTH-2", null],
    ["plan/grease/PMP-1", null],
    ["w-3", "w-3"],
  ]);
});

it("[UP8] a prediction has the quantiles of its remaining life, or the interval of its limit, until it ends", () => {
  const [one] = list({ predictions: [alert({})] });
  expect(one).toMatchObject({ due: { earliest: inDays(1), at: inDays(4), latest: inDays(9) }, state: "later" });
  const { rul: _, ...bare } = alert({});
  const evidence = [{ prediction: { at: inDays(3), from: inDays(-1), to: inDays(5), confidence: 0.9 } }] as never;
  expect(list({ predictions: [{ ...bare, evidence }] })[0]).toMatchObject({ due: { at: inDays(3) }, state: "due" });
  expect(list({ predictions: [bare] })[0]).toMatchObject({ due: { at: null }, state: "unknown" });
  expect([
    isPrediction(alert({})),
    isPrediction(alert({ clearedAt: now })),
    isPrediction(alert({ outOfService: { at: now, by: "li" } })),
    isPrediction({ ...bare, kind: "process" }),
  ]).toEqual([true, false, false, false]);
});

it("[UP9] one piece on hand serves one work; what is short would come too late", () => {
  const duties = planned([5, "later"], [10, "later"], [30, "later"]);
  const parts = list({ duties }).map(({ parts: [part] }) => part);
  expect(parts).toMatchObject([
    { quantity: 2, onHand: 3, short: 0, arrives: null, isLate: false },
    { quantity: 2, onHand: 3, short: 1, arrives: inDays(14), isLate: true },
    { quantity: 2, onHand: 3, short: 2, arrives: inDays(14), isLate: false },
  ]);
});

it("[UP9] predictions and work on a component name the parts that fit it, and reserve none", () => {
  const duties = planned([5, "later"], [10, "later"], [30, "later"]);
  const [first, second] = list({ duties, predictions: [alert({})] });
  expect(first).toMatchObject({ source: "prediction", parts: [{ part: "SEAL-1", quantity: 1, short: 0 }] });
  expect(second?.parts).toMatchObject([{ short: 0 }]);
  expect(list({ predictions: [alert({ component: "door" })] })[0]?.parts).toEqual([]);
  const { component } = alert({});
  const about = { assetUid: LATHE_1, component: component as string };
  const [work, next] = list({ duties, work: [item("w-1", { about }), item("w-2", {})] }).slice(-2);
  expect(work).toMatchObject({ key: "w-1", parts: [{ part: "SEAL-1", quantity: 1 }] });
  expect(next?.parts).toEqual([]);
});

it("[UP11] the table has both clocks and no formula", () => {
  const own = item("w-1", { title: { zh: "=1+1", en: "=1+1" } });
  const entries = list({ duties: planned([5, "later"], [10, "later"], [30, "later"]), work: [own] });
  const table = dueCsv(entries, { nameOf: (name) => name, localTime: () => "local" });
  const [head, first, , , last] = table.split("\r\n");
  expect(head).toContain("due,due.local,due.earliest");
  expect(first).toContain('"2026-06-06T00:00:00.000Z","local"');
  expect(last).toContain(`"'=1+1"`);
});

it("[UP19] a worn component by its maker's word is an entry, unless a plan replaces it or evidence says more", () => {
  const life = (more: Partial<ExpectedLife>): ExpectedLife => ({
    assetUid: LATHE_1,
    component: "spindle/front-bearing",
    name: { zh: "前轴承", en: "Front bearing" },
    unit: "hours",
    expected: 10_000,
    median: 10_000,
    used: 9_000,
    prior: 9_000,
    ended: 0,
    left: { p10: 240, p50: 2_400, p90: 240_000 },
    isWorn: true,
    rate: { perDay: 24, days: 3 },
    ...more,
  });
  const [entry, ...others] = list({ lives: [life({}), life({ component: "pump", isWorn: false })] });
  expect(others).toEqual([]);
  expect(entry).toMatchObject({
    key: "life/LTH-1/spindle/front-bearing",
    source: "expected-life",
    state: "later",
    due: { earliest: inDays(10), at: inDays(100), latest: null },
    criteria: [{ by: "hours", every: 10_000, used: 9_000 }],
    parts: [{ part: "SEAL-1" }],
    alertUid: null,
  });
  expect(list({ lives: [life({ used: 10_000, rate: null })] })).toMatchObject([{ state: "due", due: { at: null } }]);
  expect(summaries(list({ lives: [life({})], predictions: [alert({})] }))).toEqual([
    ["prediction", "later", "alert-1"],
  ]);
  const replacing = { ...GREASE, component: "spindle/front-bearing", replaces: true };
  const [duty] = dutiesOf(maintenance({ plans: [replacing] }), ASSETS, zone);
  const at = inDays(5);
  const bearingPlan = {
    duty: duty as NonNullable<typeof duty>,
    last: { at: now, how: "first-seen" as const, itemUid: null },
    assessed: { state: "later" as const, due: { at, earliest: at, latest: at }, criteria: [] },
  };
  expect(summaries(list({ lives: [life({})], duties: [bearingPlan] }))).toEqual([
    ["plan", "later", "plan/grease/LTH-1"],
  ]);
});

it("[UP20] among what is due in the same stretch of time, the stop that costs production most comes first", () => {
  const duties = planned([6, "later"], [5, "later"], [4, "later"]);
  const order = (more: Partial<DueInputs>) => list({ duties, ...more }).map(({ assetLabel }) => assetLabel);
  expect(order({})).toEqual(["PMP-1", "LTH-2", "LTH-1"]);
  const rate = (share: number) => ({ line: "A", share, piecesPerHour: 20 });
  const stopRates = new Map([
    ["LTH-1", rate(0.75)],
    ["LTH-2", rate(0.25)],
  ]);
  expect(order({ stopRates })).toEqual(["LTH-1", "LTH-2", "PMP-1"]);
  // Time decides between stretches, and nothing goes before what is overdue.
  expect(order({ stopRates, duties: planned([20, "later"], [5, "later"], [-3, "overdue"]) })).toEqual([
    "PMP-1",
    "LTH-2",
    "LTH-1",
  ]);
  const [first, , last] = list({ duties, stopRates });
  expect(first?.stop).toEqual({ ...rate(0.75), lostPieces: null });
  expect(last?.stop).toBeNull();
});
