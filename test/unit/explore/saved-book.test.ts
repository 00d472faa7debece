/** Records that people save: rules XP1 to XP5 in docs/rules/explore.md. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Journal } from "../../../edge/contracts/access/journal.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { AskedSave } from "../../../edge/contracts/explore/record.ts";
import type { SavedBy } from "../../../edge/contracts/explore/saved-book.ts";
import { BOUNDS } from "../../../edge/explore/bounds.ts";
import { type OpenSavedBook, openSavedBook } from "../../../edge/explore/saved-book.ts";
import { checkedLine } from "../../../edge/store/checked-line.ts";
import { MemoryJournal, NOW_US } from "../../fakes/api/deps.ts";
import { tryWith } from "../../fakes/disk/failing-disk.ts";
import { log } from "../detect/bench-plant.ts";

let dir: string;
let journal: MemoryJournal;
let book: OpenSavedBook;
const open = async (more: object = {}) => {
  book = await openSavedBook({ dir, journal, log, ...more });
};
const reopen = async (more: object = {}) => {
  await book.close();
  await open(more);
};
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-explore-"));
  journal = new MemoryJournal();
  await open();
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

const path = () => join(dir, "explore.log");
const person = (user: string, isOperator = true, at = NOW_US): SavedBy => {
  const role = isOperator ? "operator" : "viewer";
  return { user, isOperator, at, principal: { user, role, origin: "127.0.0.1" } };
};
const LI = person("li");
const WANG = person("wang");
const VIEWER = person("zhao", false);
const remark = (uid: string, more: Partial<AskedSave<"annotation">> = {}): AskedSave<"annotation"> => ({
  uid,
  kind: "annotation",
  scope: "plant",
  content: { from: "2026-11-24T02:00:00Z", to: "2026-11-24T02:05:00Z", text: "coolant changed" },
  ...more,
});
const text = (words: string) => ({ ...remark("").content, text: words });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: EdgeError) => error.code,
  );
const uids = (by: SavedBy) => book.list("annotation", by).map(({ uid }) => uid);

it("[XP1] records are read back as they were, and each change is in the audit log, done or refused", async () => {
  const first = await book.save(remark("a-1"), LI);
  const second = await book.save(remark("a-1", { revision: 1, content: text("filter changed") }), {
    ...WANG,
    at: NOW_US + 1,
  });
  await book.save(remark("a-2"), LI);
  await book.remove({ kind: "annotation", uid: "a-2", revision: 1 }, LI);
  expect(await codeOf(book.remove({ kind: "annotation", uid: "a-2", revision: 1 }, LI))).toBe("not-found");
  await reopen();
  expect(book.find("annotation", "a-1", LI)).toEqual(second);
  expect(second).toMatchObject({ owner: "li", changedBy: "wang", revision: 2, createdAt: first.createdAt });
  expect(uids(LI)).toEqual(["a-1"]);
  expect(journal.entries.map(({ action, target, result }) => `${action} ${target} ${result}`)).toEqual([
    "annotation.save a-1 done",
    "annotation.save a-1 done",
    "annotation.save a-2 done",
    "annotation.remove a-2 done",
    "annotation.remove a-2 refused",
  ]);
  expect(journal.entries[1]).toMatchObject({ before: { text: "coolant changed" }, after: { text: "filter changed" } });
});

it("[XP1] a kill between disk and audit log: the record is there, and its entry follows at a start", async () => {
  await book.save(remark("a-1"), LI);
  const killed: Journal = Object.assign(Object.create(journal), {
    record: () => Promise.reject(new EdgeError("disk", "full")),
  });
  await reopen({ journal: killed });
  expect(await codeOf(book.save(remark("a-2"), LI))).toBe("disk");
  expect(await codeOf(book.remove({ kind: "annotation", uid: "a-1", revision: 1 }, LI))).toBe("disk");
  await reopen();
  expect(uids(LI)).toEqual(["a-2"]);
  await expect
    .poll(() => journal.entries.map(({ action, target }) => `${action} ${target}`))
    .toEqual(["annotation.save a-1", "annotation.save a-2", "annotation.remove a-1"]);
  await reopen();
  expect(readFileSync(path(), "utf8")).not.toContain("removed");
});

it.each(["ENOSPC", "EIO", "short"] as const)("[XP1] %s: a change has not happened, the next one is", async (fault) => {
  const refused: string[] = [];
  let hasFailed = true;
  for (let at = 1; hasFailed; at++) {
    await book.close();
    ({ hasFailed } = await tryWith(dir, { at, fault }, async () => {
      // It is opened here, so that the calls on its file belong to the trial.
      await open();
      const before = uids(LI);
      try {
        await book.save(remark(`at-${at}`), LI);
      } catch (error) {
        expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("nothing was changed") });
        expect(uids(LI)).toEqual(before);
        refused.push(`at-${at}`);
      }
      await book.save(remark(`again-${at}`), LI);
    }));
  }
  await reopen();
  expect(refused.length).toBeGreaterThan(0);
  expect(uids(LI).some((uid) => uid.startsWith("again"))).toBe(true);
  expect(uids(LI).filter((uid) => refused.includes(uid))).toEqual([]);
});

it("[XP2] only the owner sees and changes what is theirs; what is the plant's every operator changes", async () => {
  await book.save(remark("mine", { scope: "mine" }), VIEWER);
  await book.save(remark("plant"), LI);
  expect(uids(VIEWER).sort()).toEqual(["mine", "plant"]);
  expect(uids(LI)).toEqual(["plant"]);
  expect(book.find("annotation", "mine", LI)).toBeUndefined();
  expect(await codeOf(book.save(remark("mine", { revision: 1 }), LI))).toBe("not-found");
  expect(await codeOf(book.remove({ kind: "annotation", uid: "mine", revision: 1 }, LI))).toBe("not-found");
  expect(await codeOf(book.save(remark("plant", { revision: 1 }), VIEWER))).toBe("forbidden");
  expect(await codeOf(book.remove({ kind: "annotation", uid: "plant", revision: 1 }, VIEWER))).toBe("forbidden");
  expect(await codeOf(book.save(remark("mine", { scope: "plant", revision: 1 }), VIEWER))).toBe("forbidden");
  expect(await codeOf(book.save(remark("new"), VIEWER))).toBe("forbidden");
  const plant = book.find("annotation", "plant", VIEWER);
  expect(plant && [book.mayChange(plant, VIEWER), book.mayChange(plant, WANG)]).toEqual([false, true]);
  // Names that look alike are one user.
  expect(book.find("annotation", "mine", { user: "ZHAO" })?.uid).toBe("mine");
});

it("[XP2] what was the plant's and becomes one person's own belongs to that person", async () => {
  await book.save(remark("a-1"), LI);
  expect(await book.save(remark("a-1", { scope: "mine", revision: 1 }), WANG)).toMatchObject({ owner: "wang" });
  expect(uids(LI)).toEqual([]);
});

it("[XP3] a change is based on a revision, and a repeated request changes nothing", async () => {
  await book.save(remark("a-1"), LI);
  expect(await book.save(remark("a-1"), LI)).toMatchObject({ revision: 1 });
  await book.save(remark("a-1", { revision: 1, content: text("two") }), WANG);
  expect(await book.save(remark("a-1", { revision: 1, content: text("two") }), WANG)).toMatchObject({ revision: 2 });
  await expect(book.save(remark("a-1", { revision: 1, content: text("three") }), LI)).rejects.toThrow(
    "wang changed it meanwhile (revision 2)",
  );
  expect(await codeOf(book.save(remark("a-1", { content: text("other") }), LI))).toBe("conflict");
  expect(await codeOf(book.save(remark("gone", { revision: 1 }), LI))).toBe("not-found");
  expect(await codeOf(book.remove({ kind: "annotation", uid: "a-1", revision: 1 }, LI))).toBe("conflict");
  expect(await codeOf(book.remove({ kind: "view", uid: "a-1", revision: 2 }, LI))).toBe("not-found");
  expect(journal.entries.filter(({ result }) => result === "done")).toHaveLength(2);
});

it("[XP4] full: the next one is refused, changes go on, and room comes back with what is removed", async () => {
  await reopen({ bounds: { ...BOUNDS, ofOne: 1, ofPlant: { ...BOUNDS.ofPlant, annotation: 2 }, recordBytes: 1_000 } });
  await book.save(remark("m-1", { scope: "mine" }), LI);
  await book.save(remark("m-2", { scope: "mine" }), WANG);
  expect(await codeOf(book.save(remark("m-3", { scope: "mine" }), LI))).toBe("conflict");
  await book.save(remark("p-1"), LI);
  await book.save(remark("p-2"), LI);
  await expect(book.save(remark("p-3"), LI)).rejects.toThrow("2 records of this kind are saved already");
  await expect(book.save(remark("m-1", { revision: 1, scope: "plant" }), LI)).rejects.toThrow("2 records");
  await book.save(remark("p-1", { revision: 1, content: text("changed") }), LI);
  await expect(book.save(remark("p-1", { revision: 2, content: text("x".repeat(900)) }), LI)).rejects.toThrow("KiB");
  await book.remove({ kind: "annotation", uid: "p-2", revision: 1 }, LI);
  expect(await codeOf(book.save(remark("p-3"), LI))).toBe("done");
});

it("[XP4] all records together are bounded, and former revisions leave the file", async () => {
  const one = Buffer.byteLength(JSON.stringify(await book.save(remark("a-1"), LI)));
  const all = { count: 2, bytes: Math.floor(2.5 * one) };
  await reopen({ bounds: { ...BOUNDS, all, logBytes: 1_000 } });
  await book.save(remark("a-2"), LI);
  await expect(book.save(remark("a-3"), LI)).rejects.toThrow("too much memory");
  await expect(book.save(remark("a-2", { revision: 1, content: text("x".repeat(one)) }), LI)).rejects.toThrow("memory");
  for (let revision = 1; revision < 30; revision++)
    await book.save(remark("a-2", { revision, content: text(String(revision)) }), LI);
  await reopen({ bounds: { ...BOUNDS, all, logBytes: 1_000 } });
  expect(book.find("annotation", "a-2", LI)).toMatchObject({ revision: 30, content: { text: "29" } });
  expect(readFileSync(path(), "utf8").split("\n").length).toBeLessThan(15);
});

it("[XP4] one person cannot take the room of all", async () => {
  const one = Buffer.byteLength(JSON.stringify(await book.save(remark("a-1", { scope: "mine" }), LI)));
  await reopen({ bounds: { ...BOUNDS, bytesOfOne: Math.floor(1.5 * one) } });
  await expect(book.save(remark("a-2", { scope: "mine" }), LI)).rejects.toThrow("too much memory");
  await book.save(remark("a-1", { scope: "mine", revision: 1, content: text("coolant changes") }), LI);
  await book.save(remark("a-3", { scope: "mine" }), WANG);
  expect(await codeOf(book.save(remark("a-4"), LI))).toBe("done");
});

it("[XP5] a torn last line is cut off, a damaged one is left out, and the file as it was is kept beside", async () => {
  await book.save(remark("a-1"), LI);
  await book.save(remark("a-2"), LI);
  await book.close();
  const lines = readFileSync(path(), "utf8");
  appendFileSync(path(), lines.slice(0, 40));
  await open();
  expect(uids(LI)).toHaveLength(2);
  await book.close();
  writeFileSync(path(), readFileSync(path(), "utf8").replace("coolant", "COOLANT"));
  await open();
  expect(uids(LI)).toEqual(["a-2"]);
  expect(readdirSync(dir).some((name) => name.startsWith("explore.log.damaged-"))).toBe(true);
});

it("[XP5] a file of a newer edge is refused, and a folder without one begins with no records", async () => {
  expect(uids(LI)).toEqual([]);
  await book.close();
  writeFileSync(path(), checkedLine({ v: 2, saved: {} }));
  await expect(open()).rejects.toMatchObject({ code: "conflict" });
  rmSync(path());
  await open();
});
