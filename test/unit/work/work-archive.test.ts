/** The archive of work items: rule WI10 in docs/rules/work.md. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { WorkItem } from "../../../edge/contracts/records/work-book.ts";
import { BOUNDS } from "../../../edge/work/bounds.ts";
import { type OpenWorkBook, openWorkBook } from "../../../edge/work/work-book.ts";
import { MemoryJournal } from "../../fakes/api/deps.ts";
import { LI, S, T0 } from "../../fakes/records/work.ts";
import { log } from "../detect/bench-plant.ts";

const principal = { user: "li", role: "maintainer", origin: "cli" };
let dir: string;
let book: OpenWorkBook;
const open = async (most: number, isNeeded?: (item: WorkItem) => boolean) => {
  const bounds = { ...BOUNDS, over: { count: most, bytes: 1e6 } };
  const needed = isNeeded === undefined ? {} : { isNeeded };
  book = await openWorkBook({ dir, journal: new MemoryJournal(), log, bounds, ...needed });
};
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-work-archive-"));
});
afterEach(async () => {
  await book.close();
  rmSync(dir, { recursive: true });
});

const report = (itemUid: string, more: object = {}) =>
  book.report(
    {
      itemUid,
      kind: "maintenance",
      about: { assetUid: "urn:t:lathe" as AssetUid },
      title: { zh: "轴承", en: "Bearing" },
      evidence: [],
      reportedAt: T0,
      reportedBy: LI,
      ...more,
    },
    principal,
  );

it("[WI10] a kill between archive and log loses nothing; the items are archived again", async () => {
  const path = join(dir, "work-items.log");
  await open(100);
  for (let i = 1; i <= 12; i++) {
    await report(`w-${i}`);
    const reject = { kind: "reject", actUid: "r", at: T0 + i * S, by: LI, note: "-" } as const;
    await book.act(`w-${i}`, reject, { role: "maintainer", principal });
  }
  await book.close();
  const before = readFileSync(path);
  const archived = () =>
    readFileSync(join(dir, "work-items-archive.log"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line.slice(9)).item.itemUid);
  await open(10);
  await report("w-13");
  await book.close();
  expect(archived()).toEqual(["w-1", "w-2", "w-3"]);
  writeFileSync(path, before);
  await open(10);
  expect([...book.newestFirst()]).toHaveLength(12);
  await report("w-13");
  await book.close();
  await open(10);
  expect(archived()).toEqual(["w-1", "w-2", "w-3", "w-1", "w-2", "w-3"]);
  expect([...book.newestFirst()].map(({ itemUid }) => itemUid).toReversed()).toEqual(
    [4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((i) => `w-${i}`),
  );
});

it("[WI10] the newest item of a schedule stays, because the next one follows from it", async () => {
  await open(10);
  const schedule = { uid: "yearly", approvedBy: "config" };
  for (let i = 1; i <= 12; i++) {
    await report(`w-${i}`, i <= 2 ? { schedule } : {});
    const reject = { kind: "reject", actUid: "r", at: T0 + i * S, by: LI, note: "-" } as const;
    await book.act(`w-${i}`, reject, { role: "maintainer", principal });
  }
  await book.close();
  await open(10);
  expect([book.find("w-1"), book.find("w-3")]).toEqual([undefined, undefined]);
  expect(book.find("w-2")?.schedule).toEqual(schedule);
});

it("[SR24] an item that is still looked for stays: a standing alert is not a danger again", async () => {
  let isStanding = true;
  await open(10, ({ itemUid }) => isStanding && itemUid === "w-1");
  const end = async (i: number) => {
    await report(`w-${i}`);
    const reject = { kind: "reject", actUid: "r", at: T0 + i * S, by: LI, note: "-" } as const;
    await book.act(`w-${i}`, reject, { role: "maintainer", principal });
  };
  for (let i = 1; i <= 40; i++) await end(i);
  await report("w-41");
  expect([book.find("w-1")?.itemUid, book.find("w-2")]).toEqual(["w-1", undefined]);
  isStanding = false;
  for (let i = 42; i <= 60; i++) await end(i);
  await report("w-61");
  expect(book.find("w-1")).toBeUndefined();
});
