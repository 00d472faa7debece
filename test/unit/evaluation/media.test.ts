import { expect, it } from "vitest";
import type { TreeView } from "../../../edge/contracts/production/energy-tree.ts";
import { judgeBalances, namedFirst, type TreeAnswers } from "../../../edge/evaluation/media/balances.ts";
import { judgeLeaks } from "../../../edge/evaluation/media/leaks.ts";
import { mediaReportText } from "../../../edge/evaluation/media/media-report.ts";
import type { TrueFault } from "../../../edge/evaluation/truth.ts";

const HOUR = 3600e6;
const MINUTE = 60e6;
const range = { from: 0, to: 48 * HOUR };

function fault(id: string, more: Partial<TrueFault>): TrueFault {
  return {
    ...{ id, kind: "water-leak", asset: "WSH-01", component: "", parameters: { m3h: 0.02 } },
    ...{ beginsAt: 20 * HOUR, observableAt: undefined, failureAt: undefined, repairedAt: undefined },
    ...more,
  };
}

const said = (branch: string, hour: number) => ({ rule: `energy/leak/${branch}`, raisedAt: hour * HOUR });
/** Two nights, and a pause that is too short for a night flow. */
const pauses = [
  { from: 10 * HOUR, to: 12 * HOUR },
  { from: 22 * HOUR, to: 29 * HOUR },
  { from: 46 * HOUR, to: 53 * HOUR },
];

it("[E62] a leak counts by its branch, and in time by two hours of a quiet plant or the end of the night", () => {
  const faults = [
    fault("by-day", { branch: "W-WASHER" }),
    fault("by-night", { branch: "G-OVEN", kind: "gas-leak", beginsAt: 23 * HOUR, repairedAt: 30 * HOUR }),
    fault("unseen", { branch: "A-HALL", kind: "air-leak" }),
    fault("no-leak", { kind: "quality-shift" }),
  ];
  const occurrences = [said("W-WASHER", 25), said("G-OVEN", 25.5), { rule: "energy/balance/W-WASHER", raisedAt: 1 }];
  const meanOf = (branch: string) => (branch === "W-WASHER" ? 2 : undefined);
  const figures = judgeLeaks({ faults, occurrences, pauses, range, meanOf });
  expect(figures).toMatchObject({ found: 2, inTime: 1, rightFirst: 2, falseBranches: [], days: 2, nights: 2 });
  expect(figures.leaks).toEqual([
    expect.objectContaining({ id: "by-day", share: 0.01, foundMin: 180, isInTime: true, firstBranch: "W-WASHER" }),
    // Two and a half hours in a plant that was quiet all the time.
    expect.objectContaining({ id: "by-night", share: null, foundMin: 150, isInTime: false }),
    expect.objectContaining({ id: "unseen", foundMin: null, isInTime: false, firstBranch: null }),
  ]);
  expect(figures.longestMin).toBe(180);
});

it("[E62] [E63] another branch that is named first is false, and so is what comes long after the repair", () => {
  const repaired = fault("leak", { branch: "W-WASHER", repairedAt: 26 * HOUR });
  const at = 26 * HOUR + 101 * MINUTE;
  const figures = judgeLeaks({
    ...{ faults: [repaired], pauses, range, meanOf: () => 1 },
    occurrences: [said("W-INTAKE", 24), said("W-WASHER", 25), { rule: "energy/leak/W-WASHER", raisedAt: at }],
  });
  expect(figures).toMatchObject({ found: 1, rightFirst: 0 });
  expect(figures.leaks[0]).toMatchObject({ firstBranch: "W-INTAKE" });
  expect(figures.falseBranches).toEqual([
    { branch: "W-INTAKE", at: 24 * HOUR },
    { branch: "W-WASHER", at },
  ]);
});

/** A root with two meters, whose residual is one u from midnight to ten, and three afterwards. */
function answers(suspects: readonly string[]): TreeAnswers {
  const node = (id: string, below: string | null, isComplete: boolean, amount: number | null) => ({
    ...{ id, below, isComplete, rest: amount === null ? null : { amount, u: 1 } },
  });
  return {
    tree: (from, to) =>
      ({
        ...{ from, to },
        nodes: [
          node("ROOT", null, true, from < 10 * HOUR ? 1 : 3),
          node("M-1", "ROOT", true, 0.5),
          node("M-2", "ROOT", false, 9),
          node("M-3", "ROOT", true, null),
        ],
        trees: [
          { root: "OTHER", suspects: [{ id: "M-9" }] },
          { root: "ROOT", suspects: suspects.map((id) => ({ id })) },
        ],
      }) as unknown as TreeView,
  };
}

it("[E64] residuals count where a node is complete and known, and not at a wrong meter or above it", () => {
  const sound = judgeBalances(answers([]), { faults: [], range: { from: 0, to: 20 * HOUR } });
  // Hours 1 to 19: the root is within for nine of them, M-1 always.
  expect(sound).toEqual({ intervals: 38, within: 28, meters: [] });
  const error = { kind: "meter-error", asset: "M-1", parameters: { percent: -1 }, beginsAt: 12 * HOUR };
  const faults = [fault("wrong", error), fault("leak", {})];
  const wrong = judgeBalances(answers(["M-1", "ROOT"]), { faults, range: { from: 0, to: 20 * HOUR } });
  expect(wrong).toEqual({
    ...{ intervals: 22, within: 20 },
    meters: [{ meter: "M-1", gain: -0.01, hours: 8, named: "M-1" }],
  });
});

it("[E64] the first suspect of the meter's own tree counts", () => {
  expect(namedFirst(answers(["M-2", "M-1"]), "M-1", range)).toBe("M-2");
  expect(namedFirst(answers([]), "M-1", range)).toBeNull();
});

it("[E63] [E65] the report has the rate of 30 days with its bound, and every case that was not named", () => {
  const text = mediaReportText({
    ...{ title: "Leaks", seed: 3, hours: 48, branches: [] },
    leaks: judgeLeaks({
      ...{ faults: [fault("day", { branch: "W" })], occurrences: [said("W", 24), said("A", 30)] },
      ...{ pauses, range, meanOf: () => 1 },
    }),
    balances: { intervals: 200, within: 199, meters: [] },
    demand: undefined,
    cases: [
      { meter: "M-1", gain: 0.0087, hours: 10, named: "M-1" },
      { meter: "M-2", gain: -0.0087, hours: 12, named: "M-7" },
    ],
  });
  expect(text).toContain("1 of 1 found in their branch, 1 in time");
  expect(text).toMatch(/1 in 2\.00 days: 15\.0 in 30 days, at most 71\.\d/);
  expect(text).toContain("99.50 % of 200 residuals");
  expect(text).toContain("1 of 2 named first");
  expect(text).toContain("M-2, -0.87 % for 12.0 h: M-7 named");
  expect(text).not.toContain("M-1,");
});
