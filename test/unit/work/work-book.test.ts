/** The book of work items: rules WI1 to WI10 in docs/rules/work.md. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Journal, Principal } from "../../../edge/contracts/access/journal.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { type NewWorkItem, replacedIn, verdictOf } from "../../../edge/contracts/records/work-book.ts";
import { type WorkAct, workState } from "../../../edge/contracts/records/work-item.ts";
import { BOUNDS } from "../../../edge/work/bounds.ts";
import { type OpenWorkBook, openWorkBook } from "../../../edge/work/work-book.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { tryWith } from "../../fakes/disk/failing-disk.ts";
import { LI, S, T0 } from "../../fakes/records/work.ts";
import { log } from "../detect/bench-plant.ts";

const LATHE = "urn:t:lathe" as AssetUid;
const principal: Principal = { user: "li", role: "maintainer", origin: "127.0.0.1" };
const actor = { role: "maintainer", principal } as const;

let dir: string;
let journal: MemoryJournal;
let book: OpenWorkBook;
const open = async (more: object = {}) => {
  book = await openWorkBook({ dir, journal, log, ...more });
};
const reopen = async (more: object = {}) => {
  await book.close();
  await open(more);
};
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-work-"));
  journal = new MemoryJournal();
  await open();
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

const path = () => join(dir, "work-items.log");
const report = (itemUid: string, more: Partial<NewWorkItem> = {}) =>
  book.report(
    {
      itemUid,
      kind: "maintenance",
      about: { assetUid: LATHE, component: "spindle" },
      title: { zh: "主轴异响", en: "Spindle is loud" },
      evidence: [],
      reportedAt: T0,
      reportedBy: LI,
      ...more,
    },
    principal,
  );
let uids = 0;
const act = (kind: WorkAct["kind"], more: Partial<WorkAct> = {}): WorkAct => ({
  kind,
  actUid: `act-${uids++}`,
  at: T0 + S,
  by: LI,
  ...more,
});
const PLAN = { assignee: "wang", due: T0 + 900 * S, grade: 2 };
const reject = (uid: string, more: Partial<WorkAct> = {}) =>
  book.act(uid, act("reject", { note: "-", ...more }), actor);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: EdgeError) => error.code,
  );

it("[WI1] [WI4] items and acts are read back as they were, and each step is in the audit log", async () => {
  await report("w-1", { cause: "alert-1" });
  await book.act("w-1", act("plan", PLAN), actor);
  await book.act("w-1", act("start"), actor);
  const finish: Partial<WorkAct> = { done: "new bearing", verdict: "right", replaced: ["spindle/front-bearing"] };
  const finished = await book.act("w-1", act("finish", { at: T0 + 9 * S, ...finish }), actor);
  expect(await codeOf(book.act("w-1", act("start"), actor))).toBe("conflict");
  await reopen();
  expect(book.find("w-1")).toEqual(finished);
  expect(replacedIn(finished)).toEqual([
    { assetUid: LATHE, component: "spindle/front-bearing", at: T0 + 9 * S, itemUid: "w-1" },
  ]);
  expect(verdictOf(finished)).toBe("right");
  expect(journal.entries.map(({ action, target, result }) => `${action} ${target} ${result}`)).toEqual([
    "work.report w-1 done",
    "work.plan w-1 done",
    "work.start w-1 done",
    "work.finish w-1 done",
    "work.start w-1 refused",
  ]);
  expect(journal.entries.at(-2)).toMatchObject({ before: { state: "in-progress" }, after: { state: "finished" } });
});

it("[WI1] a kill between disk and audit log: the act is there, and its entry follows at the next start", async () => {
  await report("w-1");
  const killed: Journal = Object.assign(Object.create(journal), {
    record: () => Promise.reject(new EdgeError("disk", "full")),
  });
  await reopen({ journal: killed });
  expect(await codeOf(book.act("w-1", act("start", { actUid: "s" }), actor))).toBe("disk");
  expect(workState(book.find("w-1") ?? { acts: [] })).toBe("in-progress");
  expect(await codeOf(book.act("w-1", act("start", { actUid: "s" }), actor))).toBe("disk");
  await reopen();
  await expect.poll(() => journal.entries.map(({ action }) => action)).toEqual(["work.report", "work.start"]);
  await reopen();
  expect(await codeOf(book.act("w-1", act("start", { actUid: "s" }), actor))).toBe("done");
  expect(journal.entries).toHaveLength(2);
});

it("[WI1] entries that the audit log has retired are not recorded again", async () => {
  await report("w-1");
  await book.act("w-1", act("start"), actor);
  await reopen();
  journal.entries.length = 0;
  await reopen();
  await report("w-2");
  await book.close();
  expect(journal.entries.map(({ action, target }) => `${action} ${target}`)).toEqual(["work.report w-2"]);
  await open();
  expect(book.find("w-1")?.acts).toHaveLength(1);
});

it.each(["ENOSPC", "EIO", "short"] as const)(
  "[WI2] %s: a step has not happened, and the next one is taken",
  async (fault) => {
    await report("w-1");
    const refused: string[] = [];
    let hasFailed = true;
    for (let at = 1; hasFailed; at++) {
      await book.close();
      ({ hasFailed } = await tryWith(dir, { at, fault }, async () => {
        // It is opened here, so that the calls on its file belong to the trial.
        await open();
        const before = [book.version, book.find("w-1")];
        const remark = act("remark", { note: `at ${at}` });
        try {
          await book.act("w-1", remark, actor);
        } catch (error) {
          expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("nothing was changed") });
          expect([book.version, book.find("w-1")]).toEqual(before);
          refused.push(`at ${at}`);
        }
        await book.act("w-1", { ...remark, actUid: `again-${at}`, note: "again" }, actor);
      }));
    }
    await reopen();
    expect(refused.length).toBeGreaterThan(0);
    const notes = book.find("w-1")?.acts.map(({ note }) => note) ?? [];
    expect(notes).toContain("again");
    expect(notes.filter((note) => refused.includes(note ?? ""))).toEqual([]);
  },
);

it("[WI3] a torn end is cut off; damaged lines are left out and set aside; a newer file is refused", async () => {
  for (const uid of ["w-1", "w-2"]) await report(uid);
  await book.act("w-1", act("start"), actor);
  const whole = readFileSync(path());
  await book.close();
  appendFileSync(path(), whole.subarray(0, 100));
  await open();
  expect(book.find("w-1")?.acts).toHaveLength(1);
  expect(readFileSync(path(), "utf8").trimEnd().split("\n")).toHaveLength(2);
  await book.close();
  const lines = whole.toString().split("\n");
  writeFileSync(path(), [lines[0]?.replace("Spindle", "Sbindle"), ...lines.slice(1)].join("\n"));
  await open();
  expect([...book.newestFirst()].map(({ itemUid }) => itemUid)).toEqual(["w-2"]);
  const aside = readdirSync(dir).filter((name) => name.includes(".damaged-"));
  expect(aside).toHaveLength(1);
  expect(readFileSync(join(dir, aside[0] ?? ""), "utf8")).toContain("Sbindle");
  await reopen();
  expect(readdirSync(dir).filter((name) => name.includes(".damaged-"))).toEqual(aside);
  await book.close();
  const { checkedLine } = await import("../../../edge/store/checked-line.ts");
  writeFileSync(path(), checkedLine({ v: 2, item: {} }));
  await expect(open()).rejects.toThrow("written by a newer edge");
  rmSync(path());
  await open();
});

it("[WI5] [WI6] two acts at once: the second is refused; a repeat changes nothing", async () => {
  await report("w-1");
  const both = await Promise.all([
    codeOf(book.act("w-1", act("start"), actor)),
    codeOf(reject("w-1")),
    codeOf(book.act("__proto__", act("start"), actor)),
  ]);
  expect(both).toEqual(["done", "conflict", "not-found"]);
  const remark = act("remark", { note: "hot" });
  const [first, second] = await Promise.all([book.act("w-1", remark, actor), book.act("w-1", remark, actor)]);
  expect([first.acts.length, second.acts.length]).toEqual([2, 2]);
  expect(await codeOf(book.act("w-1", { ...remark, kind: "interrupt" }, actor))).toBe("conflict");
  expect(await codeOf(book.act("w-1", { ...remark, by: { name: "wang", as: "person" } }, actor))).toBe("conflict");
  expect(await report("w-1")).toMatchObject({ isNew: false, item: { itemUid: "w-1" } });
  expect(await codeOf(report("w-1", { kind: "permit" }))).toBe("conflict");
  expect((await Promise.all([report("constructor"), report("__proto__")])).map(({ isNew }) => isNew)).toEqual([
    true,
    true,
  ]);
  expect(book.find("toString")).toBeUndefined();
});

it("[WI7] a report with the same cause returns the open item, and opens a new one when that is closed", async () => {
  expect(await report("w-1", { cause: "alert-1" })).toMatchObject({ isNew: true });
  expect(await report("w-2", { cause: "alert-1" })).toMatchObject({ isNew: false, item: { itemUid: "w-1" } });
  await reopen();
  expect(await report("w-2", { cause: "alert-1" })).toMatchObject({ isNew: false });
  await reject("w-1");
  expect(await report("w-2", { cause: "alert-1" })).toMatchObject({ isNew: true, item: { itemUid: "w-2" } });
});

it("[WI8] an act is never dated before the one before it", async () => {
  await report("w-1");
  await book.act("w-1", act("start", { at: T0 + 100 * S }), actor);
  const after = await book.act("w-1", act("remark", { at: T0 - 1e9 * S, note: "the clock was set back" }), actor);
  expect(after.acts.map(({ at }) => at)).toEqual([T0 + 100 * S, T0 + 100 * S]);
});

it("[WI9] a full book refuses reports and takes acts that empty it; an item has a size", async () => {
  await reopen({ bounds: { ...BOUNDS, open: { count: 3, bytes: 1e6 }, itemBytes: 4_096 } });
  for (const uid of ["w-1", "w-2", "w-3"]) await report(uid);
  await expect(report("w-4")).rejects.toThrow("3 work items are open already");
  await reject("w-2");
  expect(await report("w-4")).toMatchObject({ isNew: true });
  const note = "字".repeat(1_000);
  await book.act("w-4", act("remark", { note }), actor);
  await expect(book.act("w-4", act("remark", { note }), actor)).rejects.toThrow("a work item takes 4 KiB at most");
  expect(workState(await reject("w-4", { note }))).toBe("rejected");
  await reopen({ bounds: { ...BOUNDS, open: { count: 3, bytes: 100 } } });
  await expect(book.act("w-1", act("remark", { note: "-" }), actor)).rejects.toThrow("too much memory");
  expect(workState(await reject("w-1"))).toBe("rejected");
});

it("[WI9] a program that reports without end leaves room for people", async () => {
  await reopen({ bounds: { ...BOUNDS, open: { count: 10, bytes: 1e6 } } });
  const reportedBy = { name: "cmms", as: "program" } as const;
  for (let i = 1; i <= 9; i++) await report(`p-${i}`, { reportedBy });
  expect(await codeOf(report("p-10", { reportedBy }))).toBe("conflict");
  expect(await report("w-1")).toMatchObject({ isNew: true });
  expect(await codeOf(report("w-2"))).toBe("conflict");
});

it("[WI9] a program that adds remarks without end leaves room in the item, and for reports of people", async () => {
  const by = { name: "cmms", as: "program" } as const;
  const remark = (uid: string, more: Partial<WorkAct> = {}) =>
    book.act(uid, act("remark", { note: "n".repeat(900), ...more }), actor);
  await reopen({ bounds: { ...BOUNDS, itemBytes: 4_096, open: { count: 10, bytes: 6_500 } } });
  for (const uid of ["w-1", "w-2", "w-3"]) await report(uid);
  await remark("w-1", { by });
  await expect(remark("w-1", { by })).rejects.toThrow("a work item takes 2 KiB at most");
  await remark("w-1");
  for (const uid of ["w-2", "w-3"]) await remark(uid, { by });
  await report("w-4");
  await report("w-5");
  expect(await codeOf(remark("w-5", { by }))).toBe("done");
  expect(await codeOf(remark("w-4", { by }))).toBe("conflict");
  expect(await report("w-6")).toMatchObject({ isNew: true });
});

it("[WI10] beyond the bound the items that ended first move to the archive, and the rest stays", async () => {
  await reopen({ bounds: { ...BOUNDS, over: { count: 10, bytes: 1e6 } } });
  for (let i = 1; i <= 12; i++) {
    await report(`w-${i}`, { cause: `alert-${i}` });
    if (i !== 2) await reject(`w-${i}`, { at: T0 + (i === 1 ? 99 : i) * S });
  }
  await reopen();
  const kept = [...book.newestFirst()].map(({ itemUid }) => itemUid);
  expect(kept).toEqual(["w-12", "w-11", "w-10", "w-9", "w-8", "w-7", "w-6", "w-5", "w-2", "w-1"]);
  const archive = readFileSync(join(dir, "work-items-archive.log"), "utf8").trimEnd().split("\n");
  expect(archive.map((line) => JSON.parse(line.slice(9)).item.itemUid)).toEqual(["w-3", "w-4"]);
  expect(await report("w-99", { cause: "alert-2" })).toMatchObject({ isNew: false, item: { itemUid: "w-2" } });
});

it("[WI10] the file does not grow beyond twice its items, and unrecorded actions survive its rewriting", async () => {
  const late: Journal = Object.assign(Object.create(journal), {
    record: () => Promise.reject(new EdgeError("disk", "full")),
  });
  await reopen({ journal: late, bounds: { ...BOUNDS, logBytes: 10_000 } });
  expect(await codeOf(report("w-1"))).toBe("disk");
  for (let i = 0; i < 20; i++) await codeOf(book.act("w-1", act("remark", { note: "n".repeat(1_000) }), actor));
  await reopen({ bounds: { ...BOUNDS, logBytes: 10_000 } });
  await expect.poll(() => journal.entries.length).toBe(21);
  await report("w-2");
  await reopen();
  const itemsBytes = JSON.stringify([...book.newestFirst()]).length;
  expect(readFileSync(path()).length).toBeLessThan(2 * itemsBytes);
  expect(book.find("w-1")?.acts).toHaveLength(20);
  expect(journal.entries.filter(({ result }) => result === "done")).toHaveLength(22);
});
