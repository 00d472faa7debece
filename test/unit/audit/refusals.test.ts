import { mkdtempSync, rmSync } from "node:fs";
import { type FileHandle, open as openFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type OpenJournal, openJournal } from "../../../edge/audit/open-journal.ts";
import { verifyJournal } from "../../../edge/audit/verify.ts";
import type { Act } from "../../../edge/contracts/access/journal.ts";

const PERIOD_MS = 10 * 60_000;
let dir: string;
let journal: OpenJournal;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  dir = mkdtempSync(join(tmpdir(), "gemba-refusals-"));
  journal = await openJournal({ dir, clock: () => 1, log: pino({ level: "silent" }) });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await journal.close();
  vi.useRealTimers();
  rmSync(dir, { recursive: true, force: true });
});

const refused = (target: string, more: Partial<Act> = {}): Act => ({
  principal: { user: "mes", role: "operator", origin: "10.0.0.7" },
  action: "alert.shelve",
  target,
  result: "refused",
  reason: "the alert is closed",
  ...more,
});
const done = (target: string): Act => ({ ...refused(target), result: "done" });

/** The whole journal, oldest first. */
const entries = async () => (await journal.read({ limit: 10_000 })).toReversed();

it("[J9] a repeated refusal is recorded once, the rest of ten minutes as a sum; no done act is left out", async () => {
  for (let i = 0; i < 2_000; i++) {
    await journal.record(refused("alert-1"));
    if (i % 500 === 0) await journal.record(done(`alert-${i}`));
  }
  expect((await entries()).map(({ target, result }) => `${target} ${result}`)).toEqual([
    "alert-1 refused",
    ...["alert-0 done", "alert-500 done", "alert-1000 done", "alert-1500 done"],
  ]);
  await vi.advanceTimersByTimeAsync(PERIOD_MS);
  await vi.waitFor(async () => expect(await entries()).toHaveLength(6));
  expect((await entries()).at(-1)).toMatchObject({
    principal: { user: "mes", role: "operator", origin: "several" },
    ...{ action: "refusals", target: "mes", result: "refused", reason: "1999 more refused acts" },
    after: {
      count: 1_999,
      actions: { "alert.shelve": 1_999 },
      repeated: [{ action: "alert.shelve", target: "alert-1", reason: "the alert is closed", count: 1_999 }],
    },
  });
  await journal.record(refused("alert-1"));
  expect(await entries()).toHaveLength(7);
});

it("[J9] a user who varies the refused act gets twenty entries and a sum; others have their own", async () => {
  const reason = "x".repeat(4_000);
  for (let i = 0; i < 3_000; i++) await journal.record(refused(`alert-${i}`, { reason: `${i} ${reason}` }));
  await journal.record(refused("alert-1", { reason: `1 ${reason}` }));
  await journal.record({ ...refused("alert-1"), principal: { user: "ann", role: "operator", origin: "::1" } });
  expect((await entries()).map(({ principal }) => principal.user)).toEqual([...Array(20).fill("mes"), "ann"]);
  await vi.advanceTimersByTimeAsync(PERIOD_MS);
  await vi.waitFor(async () => expect(await entries()).toHaveLength(22));
  const sum = (await entries()).at(-1);
  expect(sum?.after).toMatchObject({ count: 2_981, actions: { "alert.shelve": 2_981 }, repeated: [{ count: 1 }] });
  expect(JSON.stringify(sum).length).toBeLessThan(1_000);
});

it("[J9] the counts are recorded when the edge stops, in an unbroken chain", async () => {
  for (let i = 0; i < 3; i++) await journal.record(refused("alert-1"));
  await journal.close();
  expect(await verifyJournal(dir)).toMatchObject({ ok: true, entries: 2 });
  expect(vi.getTimerCount()).toBe(0);
});

it("[J9] [J5] a refusal that the disk did not take is recorded the next time", async () => {
  const handle = await openFile(join(dir, "some-file"), "a+");
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  vi.spyOn(prototype, "appendFile").mockRejectedValueOnce(new Error("ENOSPC: no space left on device"));
  await expect(journal.record(refused("alert-1"))).rejects.toMatchObject({ code: "disk" });
  await journal.record(refused("alert-1"));
  expect(await entries()).toHaveLength(1);
});

it("[U12] each failed sign-in of a known user is recorded", async () => {
  const failed = { action: "login", target: "ann", reason: "wrong name or password" };
  const principal = { user: "ann", role: "none", origin: "10.0.0.7" };
  for (let i = 0; i < 30; i++) await journal.record({ ...refused("ann"), ...failed, principal });
  expect(await entries()).toHaveLength(30);
});
