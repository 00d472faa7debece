import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { journalFindings } from "../../../edge/audit/journal-findings.ts";
import { type JournalOptions, type OpenJournal, openJournal } from "../../../edge/audit/open-journal.ts";
import { JOURNAL_FILE, listSegments } from "../../../edge/audit/segments.ts";
import { verifyJournal } from "../../../edge/audit/verify.ts";
import type { Act } from "../../../edge/contracts/access/journal.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { backUp } from "../../../edge/historian/archive/backup.ts";
import { lineBlocks, lineBlocksBackward } from "../../../edge/store/line-blocks.ts";

const log = pino({ level: "silent" });
const DAY_US = 86_400e6;
const EDGE = "urn:gemba:edge:1" as AssetUid;
/** Holds two entries. */
const SMALL = 600;
let dir: string;
let now: number;

const open = (over: Partial<JournalOptions> = {}): Promise<OpenJournal> =>
  openJournal({ dir, clock: () => ++now, log, segmentBytes: SMALL, ...over });
const act = (target: string, more: Partial<Act> = {}): Act => ({
  principal: { user: "wang", role: "operator", origin: "127.0.0.1" },
  action: "alert.acknowledge",
  target,
  result: "done",
  ...more,
});
const names = () => listSegments(dir).map(({ name }) => name);
const targets = async (journal: OpenJournal, question = {}) =>
  (await journal.read({ limit: 1000, ...question })).map(({ target }) => target);

async function recorded(count: number, over: Partial<JournalOptions> = {}): Promise<void> {
  const journal = await open(over);
  for (let i = 1; i <= count; i++) await journal.record(act(`alert-${i}`));
  await journal.close();
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-segments-"));
  now = Date.UTC(2026, 0, 1) * 1000;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("[J7] row 2: a journal in segments", () => {
  it("continues in a new file when one is full, with one chain over all, and is read newest first", async () => {
    await recorded(7);
    expect(names().length).toBeGreaterThan(2);
    expect(names()[0]).toBe(JOURNAL_FILE);
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, entries: 7, firstSeq: 1 });
    const journal = await open();
    expect(await targets(journal)).toEqual([7, 6, 5, 4, 3, 2, 1].map((i) => `alert-${i}`));
    expect(await targets(journal, { target: "alert-3", user: "wang", action: "alert" })).toEqual(["alert-3"]);
    expect(await targets(journal, { limit: 2 })).toEqual(["alert-7", "alert-6"]);
    // Segments that were read once are left out by their times.
    const [third] = await journal.read({ limit: 1, target: "alert-3" });
    for (let i = 0; i < 2; i++)
      expect(await targets(journal, { from: third?.at, to: (third?.at ?? 0) + 1 })).toEqual(["alert-3"]);
    expect((await journal.record(act("b")))?.seq).toBe(8);
    await journal.close();
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, entries: 8 });
  });

  it("a change in an old segment is named with its file and line", async () => {
    await recorded(7);
    const [, second] = listSegments(dir);
    const path = second?.path ?? "";
    writeFileSync(path, readFileSync(path, "utf8").replace("wang", "zhao"));
    expect(await verifyJournal(dir)).toMatchObject({ ok: false, name: second?.name, line: 1 });
    unlinkSync(path);
    expect(await verifyJournal(dir)).toMatchObject({ ok: false, what: expect.stringContaining("removed") });
  });

  it("the single file of an older edge becomes the first segment, of any size, and loses nothing", async () => {
    await recorded(30, { segmentBytes: Number.POSITIVE_INFINITY });
    expect(names()).toEqual([JOURNAL_FILE]);
    const before = readFileSync(join(dir, JOURNAL_FILE), "utf8");
    const journal = await open();
    await journal.record(act("new"));
    expect(await targets(journal, { limit: 31 })).toHaveLength(31);
    await journal.close();
    expect(readFileSync(join(dir, JOURNAL_FILE), "utf8")).toBe(before);
    expect(names()).toEqual([JOURNAL_FILE, "journal/journal-000000000031.jsonl"]);
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, entries: 31 });
  });

  it("600 MiB are opened from the end only", async () => {
    await recorded(2, { segmentBytes: Number.POSITIVE_INFINITY });
    const path = join(dir, JOURNAL_FILE);
    const [first = "", second = ""] = readFileSync(path, "utf8").split("\n");
    // A sparse file represents the middle: reading it all into one string would end the process.
    writeFileSync(path, `${first}\n`);
    truncateSync(path, 600 * 1024 * 1024);
    appendFileSync(path, `\n${second}\n`);
    expect(statSync(path).size).toBeGreaterThan(600 * 1024 * 1024);
    const journal = await open();
    expect((await journal.record(act("c")))?.seq).toBe(3);
    expect(await targets(journal)).toEqual(["c", "alert-2", "alert-1"]);
    await journal.close();
  });

  it("actions are found in old segments, back to a time", async () => {
    const journal = await open();
    for (let i = 1; i <= 6; i++) await journal.record(act(`alert-${i}`, { deedUid: `act-${i}` }));
    await journal.close();
    const again = await open();
    expect(await again.missing(new Set(["act-1", "act-6", "act-7"]), 0)).toEqual(new Set(["act-7"]));
    expect(await again.missing(new Set(["act-1", "act-6"]), now - 1)).toEqual(new Set(["act-1"]));
    await again.close();
  });
});

describe("[J7] row 2: a kill at each step of beginning a new file", () => {
  const makeFolder = (next: string) => {
    mkdirSync(join(dir, "journal"));
    return next;
  };
  const steps: [string, (next: string) => void][] = [
    ["before the folder", () => undefined],
    ["after the folder", makeFolder],
    ["after the empty file", (next) => writeFileSync(makeFolder(next), "")],
    ["in the first line", (next) => writeFileSync(makeFolder(next), '{"principal":{"user":"wa')],
  ];
  it.each(steps)("%s", async (_step, leave) => {
    await recorded(3, { segmentBytes: Number.POSITIVE_INFINITY });
    leave(join(dir, "journal", "journal-000000000004.jsonl"));
    const journal = await open();
    expect((await journal.record(act("b")))?.seq).toBe(4);
    expect(await targets(journal)).toEqual(["b", "alert-3", "alert-2", "alert-1"]);
    await journal.close();
    expect(await verifyJournal(dir)).toMatchObject({ ok: true, entries: 4 });
    expect(names()).toEqual([JOURNAL_FILE, "journal/journal-000000000004.jsonl"]);
  });

  it("if the next file cannot be created, the last one grows and no action is refused", async () => {
    await recorded(3, { segmentBytes: Number.POSITIVE_INFINITY });
    writeFileSync(join(dir, "journal"), "in the way");
    const journal = await open();
    for (const target of ["b", "c"]) await journal.record(act(target));
    await journal.close();
    expect(readFileSync(join(dir, JOURNAL_FILE), "utf8").trimEnd().split("\n")).toHaveLength(5);
  });
});

describe("[J8] row 2: retention of segments", () => {
  const bounds = { maxBytes: 1500, keepMonths: 6 };
  /** A year of one entry a month, oldest first. */
  async function aYear(): Promise<void> {
    const journal = await open({ bounds: { maxBytes: 1e9, keepMonths: 6 } });
    for (let i = 1; i <= 24; i++) {
      now += 15.2 * DAY_US;
      await journal.record(act(`alert-${i}`));
    }
    await journal.close();
  }

  it("the oldest segments are deleted, recorded with their last hash; the rest of the chain verifies", async () => {
    await aYear();
    const journal = await open({ bounds });
    await expect.poll(() => names()[0]).not.toBe(JOURNAL_FILE);
    await expect.poll(() => journal.state.bytes).toBeGreaterThan(0);
    await journal.close();
    const verdict = await verifyJournal(dir);
    expect(verdict).toMatchObject({ ok: true, firstSeq: expect.any(Number) });
    const again = await open({ bounds: { maxBytes: 1e9, keepMonths: 6 } });
    const removals = await again.read({ limit: 100, action: "journal.retire" });
    expect(removals.at(-1)).toMatchObject({
      target: JOURNAL_FILE,
      principal: { user: "edge" },
      after: { firstSeq: 1, head: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const left = (await again.read({ limit: 100, action: "alert" })).map(({ at }) => at);
    // Nothing younger than six months was deleted: every entry of the second half of the year is there.
    expect(left.filter((at) => at > Date.UTC(2026, 6, 10) * 1000)).toHaveLength(12);
    await again.close();
  });

  it("an unrecorded removal is found", async () => {
    await aYear();
    unlinkSync(join(dir, JOURNAL_FILE));
    expect(await verifyJournal(dir)).toMatchObject({ ok: false, line: 1, what: expect.stringContaining("removed") });
  });

  it("a kill between a removal and its entry leaves an intact chain, and the next start completes it", async () => {
    await aYear();
    const before = readdirSync(dir).includes(JOURNAL_FILE) ? readFileSync(join(dir, JOURNAL_FILE)) : undefined;
    const journal = await open({ bounds });
    await expect.poll(() => names()[0]).not.toBe(JOURNAL_FILE);
    await journal.close();
    writeFileSync(join(dir, JOURNAL_FILE), before ?? "");
    const later = listSegments(dir).length;
    const again = await open({ bounds });
    await expect.poll(() => names().includes(JOURNAL_FILE)).toBe(false);
    await again.close();
    expect(listSegments(dir).length).toBeLessThanOrEqual(later);
    expect(await verifyJournal(dir)).toMatchObject({ ok: true });
  });

  it("entries younger than six months stay above the bound, with an alarm", async () => {
    await recorded(20);
    const count = names().length;
    const journal = await open({ bounds });
    await expect.poll(() => journal.state.isOver).toBe(true);
    expect(names()).toHaveLength(count);
    const standing = journalFindings(journal.state, EDGE, now).filter(({ standing }) => standing);
    expect(standing).toMatchObject([
      { rule: "edge/journal-large", message: { en: expect.stringContaining("keeps entries younger than 6 months") } },
    ]);
    await journal.close();
  });

  it("a clock that leaps ten years ahead makes nothing old", async () => {
    await recorded(20);
    const count = names().length;
    now += 3650 * DAY_US;
    const journal = await open({ bounds });
    await journal.record(act("in the future"));
    await journal.close();
    expect(names().length).toBeGreaterThanOrEqual(count);
    expect(names()[0]).toBe(JOURNAL_FILE);
  });

  it("[J5] a disk that refuses writes is an alarm for ten minutes, or until an entry is on disk again", async () => {
    const journal = await open();
    rmSync(dir, { recursive: true });
    await journal.record(act("held open"));
    expect(journal.state.problem).toBeUndefined();
    await journal.close();
    await expect(journal.record(act("a"))).rejects.toMatchObject({ code: "disk" });
    const standing = () => journalFindings(journal.state, EDGE, now).filter((finding) => finding.standing);
    expect(standing()).toMatchObject([{ rule: "edge/journal-refused" }]);
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 11 * 60_000);
    expect(standing()).toEqual([]);
    vi.restoreAllMocks();
  });
});

it("[S21] row 2: a backup has every segment, and its chain is intact", async () => {
  await recorded(9);
  writeFileSync(join(dir, "edge.json"), "{}");
  const out = mkdtempSync(join(tmpdir(), "gemba-segments-"));
  backUp(dir, out);
  expect(listSegments(out).map(({ name }) => name)).toEqual(names());
  expect(await verifyJournal(out)).toMatchObject({ ok: true, entries: 9 });
  rmSync(out, { recursive: true });
  expect(() => backUp(dir, join(dir, "backup"))).toThrow("inside");
});

it("lines are the same forward and backward, over blocks, with a torn end and with one far too long", async () => {
  const path = join(dir, "lines");
  const all = Array.from({ length: 400 }, (_, i) => `${i} ${"é".repeat((i * 997) % 3_000)}`);
  writeFileSync(path, `${all.join("\n")}\ntorn`);
  const read = async (blocks: AsyncGenerator<readonly string[]>) => {
    const found: string[] = [];
    for await (const lines of blocks) found.push(...lines);
    return found;
  };
  expect(await read(lineBlocks(path))).toEqual(all);
  expect(await read(lineBlocksBackward(path))).toEqual(all.toReversed());
  const long = "x".repeat(17 * 1024 * 1024);
  writeFileSync(path, `a\n${long}\nb\n`);
  expect(await read(lineBlocks(path))).toEqual(["a", "", "b"]);
  expect(await read(lineBlocksBackward(path))).toEqual(["b", "", "a"]);
  writeFileSync(path, "");
  expect([await read(lineBlocks(path)), await read(lineBlocksBackward(path))]).toEqual([[], []]);
  writeFileSync(path, "\n\nx\n");
  expect(await read(lineBlocks(path))).toEqual(["", "", "x"]);
  expect(await read(lineBlocksBackward(path))).toEqual(["x", "", ""]);
});
