/** Work items of plans, and what follows from them: rules UP2, UP14 and UP16 in docs/rules/upkeep.md. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { figuresOfWork } from "../../../edge/contracts/records/maintenance-figures.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import type { WorkAct } from "../../../edge/contracts/records/work-item.ts";
import { DAY_US } from "../../../edge/upkeep/meter.ts";
import type { OpenUpkeep } from "../../../edge/upkeep/open-upkeep.ts";
import type { OpenWorkBook } from "../../../edge/work/work-book.ts";
import { GREASE, LATHE_1 } from "../../fakes/production/upkeep.ts";
import { openUpkeepEdge, T0 } from "../../fakes/production/upkeep-edge.ts";
import { LI } from "../../fakes/records/work.ts";

const actor = { role: "maintainer", principal: { user: "li", role: "maintainer", origin: "127.0.0.1" } } as const;

let dir: string;
let now: number;
let book: OpenWorkBook;
let upkeep: OpenUpkeep;
let written: object;

async function open() {
  ({ book, upkeep } = await openUpkeepEdge(dir, { written, now: () => now }));
}
async function reopen() {
  await upkeep.close();
  await book.close();
  await open();
}
/** So many days later, with everything counted and reported. */
async function later(days: number) {
  now += days * DAY_US;
  await upkeep.count();
  await upkeep.run();
}
const items = () => [...book.newestFirst()];
let acts = 0;
const act = (item: WorkItem | undefined, kind: WorkAct["kind"], more: Partial<WorkAct> = {}) =>
  book.act(item?.itemUid ?? "", { kind, actUid: `a-${acts++}`, at: now, by: LI, ...more }, actor);
async function finish(item: WorkItem | undefined, more: Partial<WorkAct> = {}) {
  await act(item, "start");
  return await act(item, "finish", { done: "greased", ...more });
}
const usedHours = async () => (await upkeep.due.due(now)).find(({ source }) => source === "plan")?.criteria[0]?.used;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-upkeep-"));
  now = T0;
  written = { plans: [GREASE] };
  await open();
});
afterEach(async () => {
  await upkeep.close();
  await book.close();
  rmSync(dir, { recursive: true });
});

it("[UP14] what falls due is one work item that follows the schedule of its plan, also after a restart", async () => {
  await later(8);
  expect(items()).toEqual([]);
  await later(1);
  await later(1);
  await reopen();
  await later(1);
  expect(items()).toMatchObject([
    {
      kind: "maintenance",
      about: { assetUid: LATHE_1 },
      title: GREASE.title,
      cause: "plan/grease/LTH-1/2026-09-01T00:00:00.000Z",
      schedule: { uid: "plan/grease/LTH-1", approvedBy: "config" },
      reportedBy: { name: "maintenance plan", as: "program" },
      acts: [],
    },
  ]);
  expect((await upkeep.due.due(now))[0]).toMatchObject({ state: "due", work: { itemUid: items()[0]?.itemUid } });
});

it("[UP12] many that fall due at once are reported five at a time", async () => {
  const lastDone = [{ asset: "LTH-1", on: "2026-01-01" }];
  const plan = { ...GREASE, every: { calendar: "P1M" }, lastDone };
  written = { plans: Array.from({ length: 12 }, (_, n) => ({ ...plan, id: `p-${n}` })) };
  await reopen();
  const counts: number[] = [];
  for (let second = 0; second < 4; second++) {
    await upkeep.run();
    counts.push(items().length);
  }
  expect(counts).toEqual([5, 10, 12, 12]);
});

it("[UP2] [UP14] its finish begins the next interval, and the next occurrence is another item", async () => {
  await later(10);
  await finish(items()[0]);
  await later(3);
  expect(await usedHours()).toBeCloseTo(30, 6);
  expect(figuresOfWork(items(), { operatingS: 1e6, timeBasis: "operating-time" }).failures).toBe(0);
  await reopen();
  await later(7);
  expect(items().map(({ acts: done }) => done.length)).toEqual([0, 2]);
});

it("[UP2] a finish that is returned does not count; a rejected item was skipped", async () => {
  await later(10);
  await finish(items()[0]);
  await act(items()[0], "return", { note: "dry" });
  await later(1);
  expect(await usedHours()).toBeCloseTo(110, 6);
  expect(items()).toHaveLength(1);
  await act(items()[0], "reject", { note: "the machine is sold" });
  await later(2);
  expect(await usedHours()).toBeCloseTo(20, 6);
  const entry = (await upkeep.due.due(now)).find(({ source }) => source === "plan");
  expect(entry).toMatchObject({ lastDone: { how: "skipped" }, work: null });
});

it("[UP2] each replacement counts for a plan that replaces, and so does a later day in the config", async () => {
  written = { plans: [{ ...GREASE, component: "spindle", replaces: true }] };
  await reopen();
  now += 5 * DAY_US;
  const about = { assetUid: LATHE_1, component: "spindle" };
  const failure = {
    kind: "maintenance",
    about,
    title: GREASE.title,
    evidence: [],
    reportedAt: now,
    reportedBy: LI,
  } as const;
  const { item } = await book.report(failure, actor.principal);
  await finish(item, { replaced: ["spindle"] });
  await later(4);
  expect(await usedHours()).toBeCloseTo(40, 6);
  expect(items()).toHaveLength(1);
  written = { plans: [{ ...GREASE, lastDone: [{ asset: "LTH-1", on: "2026-09-08" }] }] };
  await reopen();
  await later(1);
  expect(await usedHours()).toBeCloseTo(30, 6);
});

it("[UP2] what work items said outlives their archive, and a damaged memory is read from them again", async () => {
  await later(10);
  await finish(items()[0]);
  await later(1);
  await upkeep.close();
  writeFileSync(join(dir, "maintenance", "plans.json"), "no line");
  await book.close();
  await open();
  await later(0);
  expect(await usedHours()).toBeCloseTo(10, 6);
  await upkeep.close();
  await book.close();
  rmSync(join(dir, "work-items.log"));
  await open();
  await later(0);
  expect(await usedHours()).toBeCloseTo(10, 6);
});

it("[UP16] finished work takes its parts out of the stock, each finish once, also after a kill", async () => {
  const seal = { part: "SEAL-1", name: { zh: "密封圈", en: "Seal" }, onHand: 3, minimum: 2 };
  written = { plans: [GREASE], spares: [seal] };
  await reopen();
  await later(10);
  await finish(items()[0], { parts: [{ part: "SEAL-1", quantity: 2 }] });
  await expect.poll(() => upkeep.spares.list()[0]).toMatchObject({ onHand: 1, isLow: true });
  await reopen();
  await upkeep.run();
  expect(upkeep.spares.list()).toMatchObject([{ onHand: 1, lastChange: { delta: -2, by: "li", reason: "greased" } }]);
  // The kill came before the line of the stock: the finish is made good.
  const path = join(dir, "maintenance", "stock.log");
  await upkeep.close();
  await book.close();
  const [first = ""] = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, `${first}\n`);
  await open();
  expect(upkeep.spares.list()[0]?.onHand).toBe(3);
  await upkeep.run();
  expect(upkeep.spares.list()[0]?.onHand).toBe(1);
});
