import { expect, it } from "vitest";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { type CauseGroup, groupsAt } from "../../twin-viewer/src/screens/alerts/cause-groups.ts";
import { linesOf, visibleRows } from "../../twin-viewer/src/screens/alerts/cause-lines.ts";
import type { AlertRow } from "../../twin-viewer/src/screens/alerts/rows.ts";

const row = (alertUid: string, more: Partial<AlertRow> = {}) =>
  ({ alertUid, assetUid: "m" as AssetUid, state: "active", priority: 2, ...more }) as AlertRow;
const group = (cause: AlertRow, ...below: string[]): CauseGroup => ({
  cause,
  lateS: 0,
  priority: 1,
  common: null,
  consequences: below.map((alertUid) => {
    const ways = ["electricity" as const];
    return { alertUid, explainedBy: cause.alertUid, step: ways, ways };
  }),
});
const ids = (rows: readonly AlertRow[]) => rows.map(({ alertUid }) => alertUid);

const ROWS = ["urgent", "alone", "cause", "late"].map((uid) => row(uid));

it("[FL12] a group is one line with its cause, at the place of its most urgent alert", () => {
  const lines = linesOf(ROWS, [group(row("cause"), "urgent", "late")], ROWS);
  expect(lines.map((line) => [line.row.alertUid, ids(line.below)])).toEqual([
    ["cause", ["urgent", "late"]],
    ["alone", []],
  ]);
});

it("[FL12] a cause that is closed, or in another list, still heads its consequences", () => {
  const closed = row("gone", { state: "closed" });
  const [line] = linesOf([row("late")], [group(closed, "late")], []);
  expect(line).toMatchObject({ row: closed, group: { priority: 1 } });
});

it("[FL12] hidden consequences are counted and shown below their cause", () => {
  const hidden = row("hidden", { state: "suppressed" });
  expect(ids(linesOf([row("cause")], [group(row("cause"), "hidden")], [hidden])[0]?.below ?? [])).toEqual(["hidden"]);
});

it("[FL13] what is folded is not on the screen, and nobody acknowledges it unseen", () => {
  const lines = linesOf(ROWS, [group(row("cause"), "urgent", "late")], ROWS);
  expect(ids(visibleRows(lines, new Set()))).toEqual(["cause", "alone"]);
  expect(ids(visibleRows(lines, new Set(["cause"])))).toEqual(["cause", "urgent", "late", "alone"]);
});

it("[FL13] no alert is lost or doubled", () => {
  const lines = linesOf(ROWS, [group(row("cause"), "urgent"), group(row("late"), "unknown")], ROWS);
  expect(ids(visibleRows(lines, new Set(ids(ROWS)))).toSorted()).toEqual(ids(ROWS).toSorted());
});

it("[FL19] groups that were read for the past are not shown as those of now, nor the other way round", () => {
  const causes = { isFlood: true, groups: [], failure: null };
  expect(groupsAt({ causes, isLive: true }, true)).toBe(causes);
  expect(groupsAt({ causes, isLive: false }, false)).toBe(causes);
  for (const isLive of [true, false]) expect(groupsAt({ causes, isLive }, !isLive).isFlood).toBe(false);
});
