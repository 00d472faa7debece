/**
 * The production books as followers (docs/rules/follower.md): the same bits however they read the log, independent of
 * each other.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { beforeAll, expect, it, vi } from "vitest";
import { demoPlant } from "../../bench/production/plant-tags.ts";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import { LINKS_CHANGED } from "../../edge/contracts/path/live-links.ts";
import type { Micros, SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { followerFindings } from "../../edge/historian/follow/follower-findings.ts";
import { type FollowerThread, startFollowers } from "../../edge/historian/follow/follower-thread.ts";
import type { CommitLog } from "../../edge/historian/log/commit-log.ts";
import { plugins } from "../../edge/plugins.ts";
import type { StatesAnswered } from "../../edge/production/books/answer-states.ts";
import { planBooks } from "../../edge/production/books/plan-books.ts";
import type { BooksPlan } from "../../edge/production/books/protocol.ts";
import type { BreakingBooks } from "../fakes/followers/books-thread.ts";
import { known, type Rows, rowsOf } from "../fakes/followers/rows.ts";
import { LogFolder, never } from "../fakes/log/folder.ts";
import { batchOfSample, type Recorded, readRecording, recordProduction } from "../fakes/production/recording.ts";
import { T0 } from "../fakes/source/samples.ts";

const ENTRY = new URL("../../edge/production/books/worker.ts", import.meta.url);
const BREAKING = new URL("../fakes/followers/books-thread.ts", import.meta.url);
const EDGE = "edge" as AssetUid;
const log = pino({ level: "silent" });
const folder = new LogFolder();
const BOOKS = plugins.followers.map(({ name }) => name);
const demo = await demoPlant();
let items: readonly Recorded[];

beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), "gemba-books-"));
  const path = join(dir, "plant.jsonl");
  await recordProduction(path, { scenario: "every-fault", seed: 9, minutes: 4 });
  items = readRecording(path);
  rmSync(dir, { recursive: true });
});

async function start(
  commitLog: CommitLog,
  name: string,
  breaks?: BreakingBooks["breaks"],
): Promise<{ readonly thread: FollowerThread<BooksPlan>; readonly dir: string }> {
  const { config, plant, tags } = demo;
  const dir = join(folder.dir, name);
  mkdirSync(dir, { recursive: true });
  const linkNames = new Map(tags.all().map(({ link, source }) => [link, source]));
  const own = planBooks({
    config,
    followers: plugins.followers,
    plant,
    tags,
    linkNames,
    dir,
    follows: { uid: commitLog.logUid, uidOfFolder: undefined },
    edgeUid: EDGE,
  });
  const lettersPath = join(dir, "dead-letters.txt");
  const watchdog = {
    writeEveryMs: 300,
    firstRetryMs: 20,
    ...(breaks === undefined ? {} : { memoryMb: 256, lookEveryMs: 100, hungAfterLooks: 60 }),
  };
  const made = breaks === undefined ? { entry: ENTRY, own } : { entry: BREAKING, own: { ...own, breaks } };
  const thread = await startFollowers<BooksPlan>({
    ...made,
    names: BOOKS,
    commitLog,
    lettersPath,
    log,
    onOutput: () => undefined,
    ...watchdog,
  });
  return { thread, dir };
}

/** Items as the edge would commit them, with links that come and go. */
async function feed(commitLog: CommitLog, from: number, to: number): Promise<void> {
  let position = commitLog.position;
  for (const [at, item] of items.slice(from, to).entries()) {
    position =
      "event" in item ? commitLog.pushEvents({ events: [item.event] }) : commitLog.push(batchOfSample(item.sample));
    const received = "event" in item ? item.event.receivedAt : item.sample[3];
    if (at % 20 === 0) position = commitLog.push(metersAt(received));
    if (at % 500 === 100) {
      const isWhole = at === 100 && from === 0;
      const sources = [...new Set(demo.tags.all().map(({ source }) => source))];
      const [some, others] = [sources.slice(0, 1), sources.slice(1)];
      const payload = { isWhole, live: at % 1000 === 100 ? sources : some, silent: at % 1000 === 100 ? [] : others };
      const event = {
        eventUid: `links-${from}-${at}`,
        type: LINKS_CHANGED,
        time: received,
        receivedAt: received,
        schema: "links/1",
        payload,
      };
      position = commitLog.pushEvents({ events: [event] });
    }
    if (at % 50 === 0) await commitLog.committed(position, never);
  }
  await commitLog.committed(position, never);
}

/** A reading of every meter of the plant; they have counted since 2024. */
function metersAt(time: Micros): SampleBatch {
  const builder = new BatchBuilder();
  for (const { ref, role } of demo.tags.all())
    if (role === "energy-import") builder.add(ref, time, (time - T0) / 1e9 + ref, 0, 0);
  return builder.finish(time);
}

async function caughtUp(thread: FollowerThread<BooksPlan>, names: readonly string[] = BOOKS): Promise<void> {
  await vi.waitFor(
    () => {
      const asked = thread.health().filter(({ name }) => names.includes(name));
      expect(asked.map(({ state, backlogItems }) => [state, backlogItems])).toEqual(names.map(() => ["running", 0]));
    },
    { timeout: 90_000, interval: 50 },
  );
}

it("[FO1] [FO3] [FO4] catching up from an empty book gives the same bits as following the log", async () => {
  const commitLog = await folder.start({ tags: demo.tags });
  const live = await start(commitLog, "live");
  // Reopens them in the middle: they continue from the last write.
  await feed(commitLog, 0, items.length / 2);
  await caughtUp(live.thread);
  await live.thread.close();
  const again = await start(commitLog, "live");
  await feed(commitLog, Math.ceil(items.length / 2), items.length);
  await caughtUp(again.thread);
  await again.thread.close();
  const late = await start(commitLog, "late");
  await caughtUp(late.thread);
  await late.thread.close();
  const [followed, caught] = [known(live.dir), known(late.dir)];
  for (const book of BOOKS)
    for (const table of Object.keys(followed[book] as Rows))
      expect(caught[book]?.[table], `${book}: ${table}`).toEqual(followed[book]?.[table]);
  const rows = (book: string, table: string): number => ((followed[book]?.[table] ?? []) as readonly unknown[]).length;
  expect([rows("material", "pieces") > 20, rows("states", "change") > 100, rows("energy", "reading") > 10]).toEqual([
    true,
    true,
    true,
  ]);
});

it("[FO8] [FO10] a book with a locked file is named, answers, and catches up; the others continue", async () => {
  const commitLog = await folder.start({ tags: demo.tags });
  const { thread, dir } = await start(commitLog, "stuck");
  await feed(commitLog, 0, 2000);
  await caughtUp(thread);
  const locker = new DatabaseSync(join(dir, "states.db"));
  locker.exec("BEGIN EXCLUSIVE");
  await feed(commitLog, 2000, items.length);
  await vi.waitFor(
    () =>
      expect(thread.health().find(({ name }) => name === "states")?.reason ?? "").toMatch(
        /^follower states: cannot write since .*another program holds the file/,
      ),
    {
      timeout: 60_000,
    },
  );
  await caughtUp(thread, ["material", "energy"]);
  const stuck = thread.health();
  expect(followerFindings(stuck, EDGE, (Date.now() + 60_000) * 1000).filter(({ standing }) => standing)).toMatchObject([
    { rule: "edge/follower-states" },
  ]);
  expect(await thread.follower<StatesAnswered>("states").ask("orderFigures", 0, 1)).toMatchObject({ ended: 0 });
  locker.exec("ROLLBACK");
  locker.close();
  await caughtUp(thread);
  await thread.close();
  const through = await start(commitLog, "through");
  await caughtUp(through.thread);
  await through.thread.close();
  expect(rowsOf(join(dir, "states.db"))["change"]).toEqual(rowsOf(join(through.dir, "states.db"))["change"]);
  expect(readdirSync(dir)).not.toContain("dead-letters.txt");
});

it.each([
  ["throws", "material"],
  ["hangs", "states"],
  ["grows", "energy"],
] as const)(
  "[FO5] [FO11] a real book that %s at an item (%s) loses that item, and the others at most restart",
  async (how, book) => {
    const commitLog = await folder.start({ tags: demo.tags });
    const { thread, dir } = await start(commitLog, how, { book, how });
    await feed(commitLog, 0, 500);
    const poison = { eventUid: "poison", type: "poison", time: T0, receivedAt: T0, schema: "poison/1", payload: {} };
    await commitLog.committed(commitLog.pushEvents({ events: [poison] }), never);
    await feed(commitLog, 500, 1000);
    await caughtUp(thread);
    await vi.waitFor(
      () => expect(thread.health().map(({ name, setAside }) => (name === book ? setAside : -setAside))).toContain(1),
      { timeout: 30_000 },
    );
    expect(thread.health().flatMap(({ name, setAside }) => (setAside > 0 ? [name] : []))).toEqual([book]);
    expect(thread.restarts).toBe(how === "throws" ? 0 : 2);
    await thread.close();
    const through = await start(commitLog, "through");
    await caughtUp(through.thread);
    await through.thread.close();
    const [after, without] = [known(dir), known(through.dir)];
    for (const name of BOOKS)
      for (const [table, rows] of Object.entries(without[name] as Rows))
        expect(after[name]?.[table], `${name}: ${table}`).toEqual(rows);
  },
);
