import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { type FileHandle, open as openFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openJournal } from "../../../edge/audit/open-journal.ts";
import { listSegments } from "../../../edge/audit/segments.ts";
import { verifyJournal } from "../../../edge/audit/verify.ts";

const log = pino({ level: "silent" });
/** Holds two entries. */
const SEGMENT_BYTES = 600;
const ENTRIES = 9;
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-faults-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

/** Lets the Nth write to open files fail as a full disk does; with `isTorn` half of the text is written before. */
async function failing(nth: number, isTorn: boolean): Promise<{ readonly calls: () => number }> {
  const handle = await openFile(join(dir, "some-file"), "a+");
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const { appendFile, datasync } = prototype;
  let calls = 0;
  const full = () => Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  vi.spyOn(prototype, "appendFile").mockImplementation(async function (
    this: FileHandle,
    ...[data, options]: Parameters<FileHandle["appendFile"]>
  ) {
    if (++calls !== nth) return await appendFile.call(this, data, options);
    if (isTorn) await appendFile.call(this, String(data).slice(0, 100));
    throw full();
  });
  vi.spyOn(prototype, "datasync").mockImplementation(async function (this: FileHandle) {
    if (++calls === nth) throw full();
    await datasync.call(this);
  });
  return { calls: () => calls };
}

it.each([
  [false, "whole"],
  [true, "torn"],
])(
  "[J5] [J7] row 2: a refused write (%s, %s) refuses the action; reads continue, the chain is intact",
  async (isTorn) => {
    for (let nth = 1; ; nth++) {
      rmSync(dir, { recursive: true });
      dir = mkdtempSync(join(tmpdir(), "gemba-faults-"));
      const { calls } = await failing(nth, isTorn);
      const journal = await openJournal({ dir, clock: () => 1, log, segmentBytes: SEGMENT_BYTES });
      const done: string[] = [];
      let refusals = 0;
      for (let i = 1; i <= ENTRIES; i++) {
        const act = {
          principal: { user: "wang", role: "operator", origin: "::1" },
          action: "alert.acknowledge",
          target: `alert-${i}`,
          result: "done" as const,
        };
        try {
          await journal.record(act);
          done.push(act.target);
        } catch (error) {
          expect(error).toMatchObject({ code: "disk", message: expect.stringContaining("no space left") });
          expect(journal.state.problem).toContain("the disk is full");
          refusals++;
        }
        expect((await journal.read({ limit: 99 })).map(({ target }) => target)).toEqual(done.toReversed());
      }
      const isOver = calls() < nth;
      vi.restoreAllMocks();
      await journal.record({
        principal: { user: "wang", role: "operator", origin: "::1" },
        action: "logout",
        target: "wang",
        result: "done",
      });
      done.push("wang");
      await journal.close();
      if (isOver) break;
      expect(refusals, `call ${nth}`).toBe(1);
      expect(journal.state.problem).toBeUndefined();
      expect(await verifyJournal(dir)).toMatchObject({ ok: true, entries: ENTRIES });
      const again = await openJournal({ dir, clock: () => 1, log, segmentBytes: SEGMENT_BYTES });
      expect((await again.read({ limit: 99 })).map(({ target }) => target)).toEqual(done.toReversed());
      await again.close();
    }
    expect(existsSync(join(dir, "journal"))).toBe(true);
    expect(listSegments(dir).length).toBeGreaterThan(3);
  },
);
