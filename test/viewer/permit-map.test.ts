/** Permits, hidden dangers and overdue inspections on the map (rules SL30 and SL31). */
import { beforeEach, expect, it } from "vitest";
import type { AlertView } from "../../edge/contracts/alerts/alert.ts";
import { standingAlarms } from "../../twin-viewer/src/data/asset-state.ts";
import type { PermitAnswer } from "../../twin-viewer/src/data/permits-api.ts";
import type { DangersAnswer, InspectionsAnswer, RegisterAnswer } from "../../twin-viewer/src/data/safety-api.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import "../../twin-viewer/src/i18n/permits-catalogue.ts";
import "../../twin-viewer/src/i18n/register-catalogue.ts";
import "../../twin-viewer/src/i18n/safety-map-catalogue.ts";
import { factsOf } from "../../twin-viewer/src/screens/safety/map/mark-facts.ts";
import { type Mark, marksOf, pictureOf } from "../../twin-viewer/src/screens/safety/map/marks.ts";
import { permitStates } from "../../twin-viewer/src/screens/safety/map/permit-state.ts";
import { type WorkFacts, workMarks } from "../../twin-viewer/src/screens/safety/map/work-marks.ts";
import { NOW_MS, viewerIndex } from "./layer-facts.ts";

const index = viewerIndex();
const [zone] = index.plant.zones;
const words = (text: string) => ({ zh: text, en: text });
const iso = (minutes: number) => new Date(NOW_MS + 60_000 * minutes).toISOString();
const place = (where: { asset?: string; zone?: string }) => ({
  ...{ asset: where.asset ?? null, zone: where.zone ?? null, name: words("place"), areaId: "a", area: words("area") },
  position: { x: 1, y: 2 },
});
const blocking = { kind: "no-guardian", text: words("no guardian"), isBlocking: true } as const;
const gas = (testedMin: number | null) => ({
  ...{ id: "lel", name: words("gas"), unit: "%LEL", low: null, high: 10 },
  newest: testedMin === null ? null : { gas: "lel", value: 2, unit: "%LEL", at: iso(testedMin), by: "li" },
});

function permit(uid: string, more: Partial<PermitAnswer> = {}): PermitAnswer {
  return {
    ...{ stage: "open", kind: words("Hot work"), level: null, place: place({ zone: zone?.id ?? "" }), from: iso(-60) },
    ...{ to: iso(120), until: iso(120), workers: 2, guardian: null, holder: "wang", detail: null, machine: "any" },
    ...{ gasTest: false, gasEveryMin: 60, gases: [], checklist: [], lacks: [], conflicts: [] },
    work: { itemUid: uid, title: words(`work ${uid}`) },
    ...more,
  } as unknown as PermitAnswer;
}

const alarm = (rule: string, priority: 1 | 2 | 3 | 4, state = "active") =>
  ({ rule, priority, state, annunciation: "alarm" }) as unknown as AlertView;
const facts = (more: Partial<WorkFacts>): WorkFacts => ({
  ...{ permits: [], isOld: false, dangers: undefined, inspections: undefined, alerts: [], nowMs: NOW_MS, zone: "UTC" },
  ...{ standing: standingAlarms(more.alerts ?? []), ...more },
});
const said = (marks: readonly Mark[]) => marks.map(({ key, says, priority }) => `${key}: ${says} ${priority ?? "-"}`);

beforeEach(() => {
  language.value = "en";
});

it("[SL30] a permit says its end, its gas test and its conflicts; over time and expired are said as such", () => {
  const permits = [
    permit("runs", { gasTest: true, gases: [gas(-50)] }),
    permit("soon", { until: iso(12), gasTest: true, gases: [gas(-75)] }),
    permit("over", { until: iso(-9), conflicts: [blocking, { ...blocking, isBlocking: false }] }),
    permit("untested", { gasTest: true, gases: [gas(-1), gas(null)] }),
    permit("lapsed", { stage: "expired", until: iso(-30) }),
    permit("old", { stage: "expired", until: iso(-2_000) }),
    permit("ahead", { stage: "approved" }),
    permit("long", { until: iso(2_000) }),
    permit("unwatched", { conflicts: null }),
  ];
  const marks = workMarks(
    facts({ permits, alerts: [alarm("permit/expired/over", 2), alarm("permit/x/runs", 1, "closed")] }),
  );
  expect(said(marks)).toEqual([
    "permit over: time over for 9 min · 1 conflict 2",
    "permit unwatched: until 08:00 · conflicts unknown -",
    "permit soon: until 06:12 · 12 min left · gas test overdue for 15 min -",
    "permit runs: until 08:00 · gas test due 06:10 -",
    "permit untested: until 08:00 · no gas test -",
    "permit long: until 11-30 15:20 -",
    "permit lapsed: expired at 05:30, never opened -",
  ]);
});

it("[SL30] without a present answer nobody knows of conflicts, and nothing says that there are none", () => {
  const [state] = permitStates([permit("p")], { standing: [], nowMs: NOW_MS, isOld: true });
  expect(state?.conflicts).toBeNull();
  const [mark] = workMarks(facts({ permits: [permit("p", { conflicts: [blocking] })], isOld: true }));
  const times = { nowMs: NOW_MS, permitsMs: NOW_MS - 40_000, zone: "UTC" };
  expect(mark?.says).toContain("conflicts unknown");
  expect(factsOf(mark as Mark, times).map(([, value]) => value)).toContain("05:59:20, 40 s ago");
});

it("[SL30] the place of a permit is hatched; the colour of an alarm is there only while one stands", () => {
  const permits = [permit("in-zone"), permit("at-machine", { place: place({ asset: "CNC-101" }) })];
  const kinds = new Set(["permit"] as const);
  const draw = (alerts: readonly AlertView[]) =>
    pictureOf(workMarks(facts({ permits, alerts })), kinds, { index, asOf: "as of then" });
  const calm = draw([]);
  expect(calm.floor).toMatchObject([
    { kind: "area", polygon: zone?.polygon, color: "ink" },
    { kind: "ring", at: index.byLabel("CNC-101")?.assetUid, color: "ink" },
  ]);
  expect(calm.labels.some(({ priority }) => priority !== undefined)).toBe(false);
  expect(calm.note).toContain("as of then");
  const alarmed = draw([alarm("permit/no-guardian/at-machine", 2)]);
  expect(alarmed.floor).toMatchObject([{ kind: "ring", color: "p2" }, { color: "ink" }]);
  expect(alarmed.labels[0]).toMatchObject({ key: "permit at-machine", priority: 2, text: "work at-machine" });
  expect(alarmed.legend.map(({ text }) => text)).toEqual(["map.legend-permit", "map.legend-conflict"]);
});

it("[SL31] major and overdue dangers, late and missed inspections are marks with the priority of their alarm", () => {
  const danger = (itemUid: string, { isMajor = false, isOverdue = false, state = "planned" }) => ({
    ...{ place: place({ asset: "CNC-101" }), isRepeat: false },
    work: { itemUid, title: words(itemUid), state, isOverdue, danger: { isMajor } },
  });
  const dangers = {
    dangers: [
      danger("major", { isMajor: true }),
      danger("late", { isOverdue: true }),
      danger("general", {}),
      danger("done", { isMajor: true, state: "closed" }),
    ],
  } as unknown as DangersAnswer;
  const task = (id: string, where: object | null) => ({ id, name: words(id), level: "team", place: where });
  const inspections = {
    open: [
      { task: "task/late", to: iso(-5) },
      { task: "task/due", to: iso(5) },
    ],
    tasks: [task("task/late", place({ zone: zone?.id ?? "" })), task("task/due", null), task("task/missed", null)],
  } as unknown as InspectionsAnswer;
  const alerts = [alarm("danger-overdue/late", 3), alarm("inspection-missed/task/missed", 3)];
  const marks = workMarks(facts({ dangers, inspections, alerts }));
  expect(said(marks)).toEqual([
    "danger major: Major -",
    "danger late: Overdue 3",
    "inspection task/late: inspection overdue -",
    "inspection task/missed: inspection missed 3",
  ]);
  expect(marks.at(-1)?.at).toBeNull();
});

it("[SL31] a resource whose inspection was missed says so", () => {
  const resource = { id: "E-1", kind: "exit", name: null, everyDays: 1, expires: null, owner: null };
  const register = { rules: null, hazards: [], resources: [{ ...resource, place: place({}) }] } as RegisterAnswer;
  const alerts = [alarm("inspection-missed/resource/E-1", 3)];
  const asked = { inspections: undefined, today: "2026-11-29", nowMs: NOW_MS, alerts, standing: alerts };
  expect(said(marksOf(register, asked))).toEqual(["resource E-1: inspection missed 3"]);
});
