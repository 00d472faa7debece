/** Dangers and inspections in the work book: rules SR13, SR14, SR20 to SR22 in docs/rules/safety-register.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import { Zone } from "../../../edge/contracts/plant/time-zone.ts";
import { isMissed } from "../../../edge/contracts/records/danger-acts.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import { workState } from "../../../edge/contracts/records/work-item.ts";
import { dangerOf, inspectionOf } from "../../../edge/contracts/safety/loop-facts.ts";
import { windowAt } from "../../../edge/safety/inspections/windows.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { tryWith } from "../../fakes/disk/failing-disk.ts";
import { actAs, alertOf, DAY, HOUR, MONDAY, type OpenLoop, openLoop } from "../../fakes/safety/plant.ts";
import { randomOf } from "../../run/seed.ts";

let dir: string;
let journal: MemoryJournal;
let alerts: readonly AlertView[];
let open: OpenLoop;
const start = async (folder = dir) => {
  open = await openLoop(folder, journal, () => alerts);
};
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-safety-"));
  journal = new MemoryJournal();
  alerts = [];
  await start();
});
afterEach(async () => {
  await open.close();
  rmSync(dir, { recursive: true });
});

const all = () => [...open.work.newestFirst()];
const ofTask = (task: string) => all().filter((item) => inspectionOf(item)?.task === task);
const dangers = () => all().filter(({ kind }) => kind === "hidden-danger");

it("[SR20] stretches are whole days by the site's clocks, weeks begin on Mondays, and one follows the other", () => {
  const zone = new Zone("Europe/Berlin");
  expect(windowAt(MONDAY, 7, zone)).toEqual({ from: MONDAY, to: MONDAY + 7 * DAY });
  expect(windowAt(MONDAY + 7 * DAY - 1, 7, zone).from).toBe(MONDAY);
  // The day on which clocks are set forward has 23 hours.
  const spring = Date.UTC(2026, 2, 29, 12) * 1000;
  const { from, to } = windowAt(spring, 1, zone);
  expect(to - from).toBe(23 * HOUR);
  expect(windowAt(to, 1, zone).from).toBe(to);
});

it("[SR20] [SR21] an inspection falls due once in each stretch, and is done with a result for each item", async () => {
  await open.loop.run(MONDAY + HOUR);
  await open.loop.run(MONDAY + 2 * HOUR);
  expect(all().map((item) => inspectionOf(item)?.task)).toEqual(["resource/FE-1", "task/day", "task/week"]);
  const [day] = ofTask("task/day");
  expect(day).toMatchObject({ kind: "inspection", schedule: { uid: "safety/task/day" }, reportedAt: MONDAY + HOUR });
  const uid = day?.itemUid ?? "";
  const at = MONDAY + 3 * HOUR;
  await actAs(open.work, uid, { kind: "start", actUid: "s", at });
  const finish = { kind: "finish", actUid: "f", at, done: "looked" } as const;
  await expect(actAs(open.work, uid, { ...finish, ticks: [{ result: "ok" }] })).rejects.toThrow(/each of the 2 items/);
  await expect(actAs(open.work, uid, { ...finish, ticks: [{ result: "ok" }, { result: "failed" }] })).rejects.toThrow(
    /what is wrong/,
  );
  await actAs(open.work, uid, { ...finish, ticks: [{ result: "ok" }, { result: "failed", note: "oil" }] });
  await open.loop.run(at + 1);
  await open.loop.run(at + 2);
  expect(dangers()).toHaveLength(1);
  // Beyond its dangers nothing is left to do about it.
  expect(workState(ofTask("task/day")[0] as WorkItem)).toBe("closed");
  await expect(
    open.work.act(
      dangers()[0]?.itemUid ?? "",
      { kind: "verify", actUid: "v", at: at + 3, by: { name: "p", as: "program" } },
      { role: "operator", principal: { user: "p", role: "edge", origin: "" } },
    ),
  ).rejects.toThrow();
  expect(dangers()[0]).toMatchObject({
    title: { en: "Floor" },
    payload: { source: "inspection", place: { zone: "cell" }, detail: "oil", inspection: { itemUid: uid, item: 1 } },
  });
});

it("[SR22] what nobody did in its time is missed and says so, also when the edge stood still meanwhile", async () => {
  await open.loop.run(MONDAY + HOUR);
  const [monday] = ofTask("task/day");
  await actAs(open.work, monday?.itemUid ?? "", { kind: "start", actUid: "s", at: MONDAY + HOUR });
  await open.close();
  await start();
  const thursday = MONDAY + 3 * DAY + HOUR;
  await open.loop.run(thursday);
  await open.loop.run(thursday + 1);
  const days = ofTask("task/day").map((item) => [inspectionOf(item)?.from, workState(item), isMissed(item)]);
  expect(days.sort()).toEqual([
    // Somebody is on it: it is late, and not missed.
    [MONDAY, "in-progress", false],
    [MONDAY + DAY, "rejected", true],
    [MONDAY + 2 * DAY, "rejected", true],
    [MONDAY + 3 * DAY, "reported", false],
  ]);
  await expect(
    open.work.act(
      ofTask("task/week")[0]?.itemUid ?? "",
      { kind: "reject", actUid: "r", at: thursday, by: { name: "p", as: "program" }, note: "-" },
      { role: "operator", principal: { user: "p", role: "edge", origin: "" } },
    ),
  ).rejects.toThrow(/takes a person/);
});

it("[SR14] an alert that the config names is one danger for each occurrence, major by its hazard", async () => {
  alerts = [alertOf(1, MONDAY)];
  await open.loop.run(MONDAY + HOUR);
  await open.loop.run(MONDAY + 2 * HOUR);
  alerts = [{ ...alertOf(1, MONDAY), occurrenceUid: "occurrence-1b" }];
  await open.loop.run(MONDAY + 3 * HOUR);
  expect(dangers().map((item) => dangerOf(item))).toEqual([
    { place: { asset: "OVN-1" }, source: "system", alert: "alert-1", hazard: "HZ-2", criterion: "gas" },
    { place: { asset: "OVN-1" }, source: "system", alert: "alert-1", hazard: "HZ-2", criterion: "gas" },
  ]);
});

/** What a person does at an hour: of every second daily inspection, with a failed item now and then. */
async function person(now: number): Promise<void> {
  for (const item of open.items.inspections.values()) {
    const facts = inspectionOf(item);
    const day = Math.round(((facts?.from ?? 0) - MONDAY) / DAY);
    if (facts?.task !== "task/day" || day % 2 === 1 || now < facts.from + 8 * HOUR) continue;
    const { itemUid } = item;
    await actAs(open.work, itemUid, { kind: "start", actUid: `s-${itemUid}`, at: now });
    const second = day % 4 === 0 ? ({ result: "failed", note: "oil" } as const) : ({ result: "ok" } as const);
    const ticks = [{ result: "ok" } as const, second];
    await actAs(open.work, itemUid, { kind: "finish", actUid: `f-${itemUid}`, at: now, done: "-", ticks });
  }
}

const STEP = 4 * HOUR;

async function step(n: number, folder: string): Promise<void> {
  const now = MONDAY + n * STEP;
  alerts = [alertOf(Math.floor(n / 10), MONDAY + Math.floor(n / 10) * 10 * STEP)];
  await start(folder);
  await person(now);
  await open.loop.run(now);
  await open.close();
}

/** Everything but the order in which items of one step came. */
const told = () => new Map(all().map((item: WorkItem) => [item.itemUid, JSON.stringify(item)]));

it("[SR13] kill -9 at any moment, 50 times: no task, result or danger is lost or doubled", async () => {
  await open.close();
  const random = randomOf("safety-kills");
  let kills = 0;
  let n = 0;
  for (; kills < 50; n++) {
    const at = 1 + Math.floor(random() * 8);
    const { hasFailed } = await tryWith(dir, { at, fault: "kill" }, () => step(n, dir));
    if (!hasFailed) continue;
    kills++;
    // People and the loop repeat what was not answered.
    await step(n, dir);
  }
  const recorded = journal.entries.filter(({ result }) => result === "done").map(({ deedUid }) => deedUid);
  expect(new Set(recorded).size).toBe(recorded.length);
  const whole = mkdtempSync(join(tmpdir(), "gemba-safety-whole-"));
  try {
    for (let at = 0; at < n; at++) await step(at, whole);
    await start(whole);
    const expected = told();
    await open.close();
    await start(dir);
    expect(told()).toEqual(expected);
    expect(recorded).toHaveLength(all().reduce((sum, { acts }) => sum + 1 + acts.length, 0));
    expect(dangers().length).toBeGreaterThan(n / 60);
    expect(all().filter(isMissed).length).toBeGreaterThan(n / 24);
  } finally {
    rmSync(whole, { recursive: true });
  }
});
