/** Versions of what verdicts taught, on disk: rule VL5 in docs/rules/verdicts.md. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { NO_ADAPTATION } from "../../../edge/contracts/health/adaptation.ts";
import { checkedLine } from "../../../edge/store/checked-line.ts";
import { VersionBook } from "../../../edge/verdicts/version-book.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { tryWith } from "../../fakes/disk/failing-disk.ts";
import { log } from "../detect/bench-plant.ts";

const principal = { user: "ann", role: "local", origin: "cli" };
const adaptation = (version: number) => ({
  version,
  places: [],
  watches: [{ assetType: "lathe", watch: "spindle/level", raise: version / 10 }],
});

let dir: string;
let journal: MemoryJournal;
let book: VersionBook;
const open = async (most?: number) => {
  book = await VersionBook.open({ dir, journal, log, ...(most === undefined ? {} : { most }) });
};
const reopen = async (most?: number) => {
  await book.close();
  await open(most);
};
const apply = (version: number) =>
  book.apply({ adaptation: adaptation(version), itemUids: ["w-1"] }, { principal, at: version * 10 });
const path = () => join(dir, "health-versions.log");

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-versions-"));
  journal = new MemoryJournal();
  await open();
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

it("[VL5] is in force after a restart too, and going back gives the version before, down to the defaults", async () => {
  expect(book.inForce).toEqual(NO_ADAPTATION);
  expect(book.hasVersions).toBe(false);
  await apply(book.next);
  await apply(book.next);
  await reopen();
  expect(book.inForce).toEqual(adaptation(2));
  expect([5, 15, 25].map((at) => book.inForceAt(at).version)).toEqual([0, 1, 2]);
  await book.back({ principal, at: 30 });
  await reopen();
  expect(book.inForce).toEqual(adaptation(1));
  expect(book.next).toBe(3);
  await book.back({ principal, at: 40 });
  expect(book.inForce).toEqual(NO_ADAPTATION);
  await expect(book.back({ principal, at: 50 })).rejects.toThrow(/the defaults are in force/);
  await apply(book.next);
  await book.back({ principal, at: 60 });
  expect(book.inForce.version).toBe(0);
});

it("[VL5] each step is in the audit log once, also where the edge was killed before it was recorded", async () => {
  await apply(1);
  await book.back({ principal, at: 20 });
  expect(journal.entries.map(({ action, target, before, after }) => ({ action, target, before, after }))).toEqual([
    { action: "health.adapt", target: "health version 1", before: { version: 0 }, after: { version: 1, verdicts: 1 } },
    { action: "health.back", target: "health version 0", before: { version: 1 }, after: { version: 0 } },
  ]);
  journal = new MemoryJournal();
  await reopen();
  await expect.poll(() => journal.entries.length).toBe(2);
  await reopen();
  await reopen();
  expect(journal.entries).toHaveLength(2);
  expect(readFileSync(path(), "utf8")).not.toContain("audit");
});

it("[VL5] a version that the disk refuses has not happened, and the next one is taken", async () => {
  await apply(book.next);
  const refused: number[] = [];
  let hasFailed = true;
  for (let at = 1; hasFailed; at++) {
    await book.close();
    ({ hasFailed } = await tryWith(dir, { at, fault: "EIO" }, async () => {
      // Opened here, so that the calls of its file are those of the trial.
      await open();
      const [before, version] = [book.inForce, book.next];
      try {
        await apply(version);
      } catch (error) {
        expect(error).toMatchObject({ code: "unavailable", message: expect.stringContaining("nothing was changed") });
        expect([book.inForce, book.next]).toEqual([before, version]);
        refused.push(at);
        await apply(version);
      }
    }));
  }
  const { inForce } = book;
  await reopen();
  expect(refused.length).toBeGreaterThan(0);
  expect(book.inForce).toEqual(inForce);
});

it("[VL5] cuts off a torn last line, keeps damaged lines beside, and refuses a newer file", async () => {
  await apply(1);
  await apply(2);
  await book.close();
  const whole = readFileSync(path(), "utf8");
  appendFileSync(path(), whole.slice(0, 40));
  await open();
  expect(book.inForce.version).toBe(2);
  await book.close();
  const [first = "", second = ""] = whole.split("\n");
  writeFileSync(path(), `${first.replace("lathe", "lethe")}\n${second}\n`);
  await open();
  expect(book.inForce.version).toBe(2);
  expect(readdirSync(dir).some((name) => name.startsWith("health-versions.log.damaged-"))).toBe(true);
  await book.close();
  writeFileSync(path(), checkedLine({ v: 2, step: { to: 9 } }));
  await expect(open()).rejects.toThrow(/written by a newer edge \(format 2/);
  writeFileSync(path(), "");
  await open();
});

it("[VL8] keeps the newest steps and the version in force; none that is gone comes back", async () => {
  await reopen(10);
  for (let version = 1; version <= 11; version++) await apply(version);
  await reopen(10);
  expect(book.inForce.version).toBe(11);
  expect(book.next).toBe(12);
  const lines = readFileSync(path(), "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(9);
  await book.back({ principal, at: 200 });
  expect(book.inForce.version).toBe(10);
  const backToTheEnd = async () => {
    for (let at = 201; at < 220; at++) await book.back({ principal, at });
  };
  await expect(backToTheEnd()).rejects.toThrow(/which was in force before version \d+, is no longer kept/);
  expect(book.inForce.version).toBeGreaterThan(0);
  const { inForce } = book;
  await reopen(10);
  expect(book.inForce).toEqual(inForce);
});
