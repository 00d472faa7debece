import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open as openFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type OpenJournal, openJournal } from "../../../edge/audit/open-journal.ts";
import { JOURNAL_FILE } from "../../../edge/audit/segments.ts";
import { verifyJournal } from "../../../edge/audit/verify.ts";
import type { Act } from "../../../edge/contracts/access/journal.ts";

const log = pino({ level: "silent" });
let dir: string;
let now: number;

const open = (): Promise<OpenJournal> => openJournal({ dir, clock: () => ++now, log });
const path = () => join(dir, JOURNAL_FILE);
const lines = () => readFileSync(path(), "utf8").split("\n").slice(0, -1);
/** Result of the check for a journal of these lines. */
const verify = (all: readonly string[], head?: string) => {
  writeFileSync(path(), all.map((line) => `${line}\n`).join(""));
  return verifyJournal(dir, head);
};
const act = (target: string, more: Partial<Act> = {}): Act => ({
  principal: { user: "wang", role: "operator", origin: "127.0.0.1" },
  action: "alert.acknowledge",
  target,
  result: "done",
  ...more,
});

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-journal-"));
  now = 1_795_000_000_000_000;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("the journal", () => {
  it("[S7] [J1] an entry is in the file when `record` resolves, and survives a start", async () => {
    const journal = await open();
    const entry = await journal.record(act("a", { reason: "seen" }));
    expect(lines()).toHaveLength(1);
    expect(entry?.seq).toBe(1);
    await journal.close();
    const again = await open();
    expect(await again.read({ limit: 10 })).toEqual([entry]);
    expect((await again.record(act("b")))?.seq).toBe(2);
    await again.close();
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, entries: 2 });
  });

  it("[S7] [J2] concurrent entries are chained in order, and every change is found at its line", async () => {
    const journal = await open();
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        journal.record(
          act(`alert-${i}`, {
            before: { state: "active", priority: 1 },
            after: { priority: 1, state: "acknowledged" },
          }),
        ),
      ),
    );
    await journal.close();
    const good = lines();
    expect(await verify(good)).toMatchObject({ ok: true, entries: 50 });
    const changed = good.with(20, (good[20] as string).replace("wang", "zhao"));
    expect(await verify(changed)).toMatchObject({ ok: false, line: 21 });
    expect(await verify(good.toSpliced(30, 1))).toMatchObject({ ok: false, line: 31 });
    expect(await verify([...good.slice(0, 5), good[6] as string, good[5] as string])).toMatchObject({
      ok: false,
      line: 6,
    });
    expect(await verify(good.with(3, "{}"))).toMatchObject({ ok: false, line: 4, what: "is not an entry" });
  });

  it("[S7] [J3] a truncated end is found with a noted head", async () => {
    const journal = await open();
    for (const target of ["a", "b", "c"]) await journal.record(act(target));
    await journal.close();
    const all = lines();
    const noted = await verify(all);
    const head = noted.ok ? noted.head : "";
    expect(await verify(all.slice(0, 2))).toMatchObject({ ok: true, entries: 2 });
    expect(await verify(all.slice(0, 2), head)).toMatchObject({ ok: false });
    expect(await verify(all, head)).toMatchObject({ ok: true });
  });

  it("[J4] a torn last line is cut off; a damaged line is left for the check", async () => {
    const journal = await open();
    await journal.record(act("a"));
    await journal.close();
    appendFileSync(path(), '{"seq":2,"at":17950');
    const again = await open();
    await again.record(act("b"));
    await again.close();
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, entries: 2 });
    writeFileSync(path(), lines().with(0, "garbage").concat("").join("\n"));
    const third = await open();
    expect((await third.read({ limit: 10 })).map((entry) => entry.target)).toEqual(["b"]);
    await third.close();
    expect(await verifyJournal(dir)).toMatchObject({ ok: false, line: 1 });
  });

  it("[J5] when the disk refuses, the caller gets the error, and the chain has no gap", async () => {
    const journal = await open();
    await journal.record(act("a"));
    const handle = await openFile(path(), "r");
    const prototype = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
    const datasync = vi
      .spyOn(prototype, "datasync")
      .mockRejectedValueOnce(Object.assign(new Error("EIO: i/o error"), { code: "EIO" }));
    await expect(Promise.all([journal.record(act("b")), journal.record(act("c"))])).rejects.toMatchObject({
      code: "disk",
    });
    datasync.mockRestore();
    expect((await journal.read({ limit: 10 })).map((entry) => entry.target)).toEqual(["a"]);
    await journal.record(act("d"));
    await journal.close();
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, entries: 2 });
  });

  it("answers by time, user, action or its first word, and target, newest first", async () => {
    const journal = await open();
    const firstAt = (await journal.record(act("alert-1")))?.at ?? 0;
    await journal.record(act("alert-2", { action: "alert.shelve" }));
    await journal.record(
      act("server", { action: "certificate.trust", principal: { user: "li", role: "engineer", origin: "10.0.0.7" } }),
    );
    const targets = async (question: object) =>
      (await journal.read({ limit: 10, ...question })).map((entry) => entry.target);
    expect(await targets({})).toEqual(["server", "alert-2", "alert-1"]);
    expect(await targets({ action: "alert" })).toEqual(["alert-2", "alert-1"]);
    expect(await targets({ action: "alert.shelve" })).toEqual(["alert-2"]);
    expect(await targets({ user: "li" })).toEqual(["server"]);
    expect(await targets({ target: "alert" })).toEqual(["alert-2", "alert-1"]);
    expect(await targets({ from: firstAt + 1 })).toEqual(["server", "alert-2"]);
    expect(await targets({ to: firstAt + 1 })).toEqual(["alert-1"]);
    expect(await targets({ limit: 1 })).toEqual(["server"]);
    await journal.close();
  });
});
