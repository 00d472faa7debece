import { beforeEach, expect, it } from "vitest";
import type { ActualOperation, ScheduleActuals } from "../../../edge/contracts/schedule/actuals.ts";
import { language } from "../../../twin-viewer/src/i18n/chosen.ts";
import "../../../twin-viewer/src/i18n/schedules-catalogue.ts";
import { actualCells, actualTexts } from "../../../twin-viewer/src/screens/schedule/actual-words.ts";
import { actualsViewOf } from "../../../twin-viewer/src/screens/schedule/actuals.ts";
import { keyOf, type ViewedOperation } from "../../../twin-viewer/src/screens/schedule/plan-view.ts";
import {
  actuals,
  ghosts,
  openPlan,
  shownActuals,
  toggleActuals,
} from "../../../twin-viewer/src/screens/schedule/state.ts";
import { madePlan, NOW_MS } from "./plans.ts";

const PLAN = madePlan();
const MINUTE_MS = 60_000;
const [FIRST, SECOND, THIRD, FOURTH] = PLAN.operations.filter(({ start }) => start < NOW_MS) as unknown as readonly [
  ViewedOperation,
  ViewedOperation,
  ViewedOperation,
  ViewedOperation,
];
const LATER = PLAN.operations.find(({ start }) => start > NOW_MS) as ViewedOperation;

beforeEach(() => {
  language.value = "en";
  openPlan(undefined);
  openPlan(PLAN);
});

const iso = (ms: number): string => new Date(ms).toISOString();

function actual({ order, step, machine }: ViewedOperation, more: Partial<ActualOperation>): ActualOperation {
  return { order, step, state: "open", start: null, end: null, pieces: 0, of: 20, machines: [machine], ...more };
}

function show(operations: readonly ActualOperation[], more: Partial<ScheduleActuals> = {}): void {
  const answer = { upTo: iso(NOW_MS), doubt: null, source: null, operations, ...more };
  actuals.value = actualsViewOf(PLAN, answer, NOW_MS);
}

it("[SD65] planned and actual start and end with the difference; what has not happened is at least so late", () => {
  show([
    actual(FIRST, {
      ...{ state: "done", pieces: 20, machines: ["TRN-09"] },
      ...{ start: iso(FIRST.start + 8 * MINUTE_MS), end: iso(FIRST.end - 3 * MINUTE_MS) },
    }),
    actual(SECOND, { state: "begun", start: iso(SECOND.start), pieces: 7 }),
    actual(THIRD, {}),
    actual(LATER, {}),
  ]);
  expect(actualCells(FIRST)).toMatchObject({ startBy: "+8", endBy: "−3" });
  expect(actualTexts(FIRST).join("; ")).toMatch(/actually .*\(\+8 min\) to .*\(−3 min\); made on TRN-09/);
  expect(actualCells(SECOND)).toMatchObject({ startBy: "0", end: "7 of 20 pieces" });
  const late = Math.round((NOW_MS - THIRD.start) / MINUTE_MS);
  expect(actualCells(THIRD)).toMatchObject({ start: "not begun", startBy: `≥ +${late}`, end: "not ended" });
  expect(actualTexts(THIRD)).toEqual([`not begun although due (≥ +${late} min)`]);
  // Not listed, and it should have begun.
  expect(actualCells(FOURTH)).toEqual({ start: "unknown", startBy: "–", end: "unknown", endBy: "–" });
  expect(actualTexts(FOURTH)).toEqual(["unknown what happened"]);
  expect(actualCells(LATER)).toEqual({ start: "not due yet", startBy: "–", end: "not due yet", endBy: "–" });
  expect(actualTexts(LATER)).toEqual([]);
});

it("[SD65] with lost reports nothing is said to be late that was not seen, and no end to be missing", () => {
  show([actual(FIRST, { state: "begun", start: iso(FIRST.start), pieces: 7 })], { doubt: "gap", source: "cell-1" });
  expect(actualCells(FIRST)).toMatchObject({ end: "end unknown", endBy: "–" });
  expect(actualTexts(SECOND)).toEqual(["unknown what happened"]);
});

it("[SD65] while nothing is known, what should have begun is unknown and never as if it were done", () => {
  show([], { upTo: null, doubt: "forgotten" });
  const kinds = [...(actuals.value?.byKey.values() ?? [])].map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(["unknown"]));
  expect(actuals.value?.byKey.has(keyOf(LATER))).toBe(false);
});

it("[SD65] the former schedule takes the place of what happened, and a button shows and hides it", () => {
  show([actual(FIRST, {})]);
  expect(shownActuals.value).toBe(actuals.value);
  toggleActuals();
  expect(shownActuals.value).toBeUndefined();
  ghosts.value = PLAN;
  toggleActuals();
  expect([shownActuals.value, ghosts.value]).toEqual([actuals.value, undefined]);
});
