/** Guarantees for every follower of the commit log, and faults that must not harm another (docs/rules/follower.md). */
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { EdgeEvent } from "../../edge/contracts/path/event-batch.ts";
import type { FollowerHealth, FollowerOutput } from "../../edge/contracts/path/follower.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { followerFindings } from "../../edge/historian/follow/follower-findings.ts";
import { FollowerOutputs } from "../../edge/historian/follow/follower-outputs.ts";
import { type FollowerThread, startFollowers } from "../../edge/historian/follow/follower-thread.ts";
import type { CommitLog } from "../../edge/historian/log/commit-log.ts";
import type { Learnt, Temper, TestFollowers } from "../fakes/followers/followers-thread.ts";
import { LogFolder, never } from "../fakes/log/folder.ts";
import { numbered, T0 } from "../fakes/source/samples.ts";

const ENTRY = new URL("../fakes/followers/followers-thread.ts", import.meta.url);
const log = pino({ level: "silent" });
const folder = new LogFolder();
const open: FollowerThread<TestFollowers>[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thread) => thread.close()));
});

interface Started {
  readonly onOutput?: (follower: string, output: FollowerOutput, key: number) => void;
  readonly memoryMb?: number;
}

async function start(
  commitLog: CommitLog,
  tempers: readonly Temper[],
  { onOutput = () => undefined, ...more }: Started = {},
): Promise<FollowerThread<TestFollowers>> {
  const dir = join(folder.dir, "books");
  mkdirSync(dir, { recursive: true });
  // On a loaded machine a thread is silent for seconds while it opens.
  const watchdog = { lookEveryMs: 100, hungAfterLooks: 40, writeEveryMs: 20, firstRetryMs: 10 };
  const thread = await startFollowers<TestFollowers>({
    entry: ENTRY,
    names: tempers,
    own: { dir, tempers },
    commitLog,
    lettersPath: join(dir, "dead-letters.txt"),
    log,
    onOutput,
    ...watchdog,
    ...more,
  });
  open.push(thread);
  return thread;
}

const event = (type: string, second: number): EdgeEvent => ({
  eventUid: `${type}-${second}`,
  type,
  time: T0,
  receivedAt: T0 + second * 1e6,
  schema: `${type}/1`,
  payload: {},
});

/** Samples 1 to 40 with a poisoned event in their midst. Seconds begin with samples 11, 21 and 31. */
async function feed(commitLog: CommitLog): Promise<void> {
  let position = 0;
  for (let n = 1; n <= 40; n++) {
    position = commitLog.push({ ...numbered(n, 1), receivedAt: T0 + n * 1e5 });
    if (n === 20)
      position = commitLog.pushEvents({ events: [event("before", 2), event("poison", 2), event("after", 2)] });
    if (n % 7 === 0) await commitLog.committed(position, never);
  }
  await commitLog.committed(position, never);
}

const ALL = Array.from({ length: 40 }, (_, n) => n + 1);
const healthOf = (thread: FollowerThread<TestFollowers>, name: Temper): FollowerHealth =>
  thread.health().find((one) => one.name === name) as FollowerHealth;

async function caughtUp(thread: FollowerThread<TestFollowers>, commitLog: CommitLog, name: Temper): Promise<Learnt> {
  await vi.waitFor(
    async () => {
      expect(healthOf(thread, name)).toMatchObject({ state: "running", backlogItems: 0 });
      const learnt = (await thread.ask(name)) as Learnt;
      expect(learnt.values.at(-1)).toBe(40);
      expect(commitLog.position).toBe(43);
    },
    { timeout: 90_000, interval: 100 },
  );
  return (await thread.ask(name)) as Learnt;
}

const letters = (): Promise<string> => readFile(join(folder.dir, "books", "dead-letters.txt"), "utf8");

describe("a follower", () => {
  it("[FO1] gets each item once, in the order of the log, and each second of log time before its items", async () => {
    const commitLog = await folder.start();
    const thread = await start(commitLog, ["sound"]);
    await feed(commitLog);
    const learnt = await caughtUp(thread, commitLog, "sound");
    expect(learnt).toMatchObject({ values: ALL, events: ["before", "poison", "after"], ticks: 5 });
  });

  it("[FO2] that is reopened in the middle continues from its mark without repeating or skipping an item", async () => {
    const commitLog = await folder.start();
    const thread = await start(commitLog, ["sound", "throws-once"]);
    await feed(commitLog);
    expect(await caughtUp(thread, commitLog, "throws-once")).toMatchObject({
      values: ALL,
      events: ["before", "poison", "after"],
    });
    await vi.waitFor(() => expect(healthOf(thread, "throws-once")).toMatchObject({ setAside: 0, retries: 1 }), {
      timeout: 30_000,
    });
  });

  it.each(["throws", "hangs", "grows", "grows-arrays"] as const)(
    "[FO5] that %s at an item fails twice, has the item set aside once, and continues; the others are not affected",
    async (temper) => {
      const commitLog = await folder.start();
      const thread = await start(commitLog, ["sound", temper], { memoryMb: 256 });
      await feed(commitLog);
      expect(await caughtUp(thread, commitLog, temper)).toMatchObject({ values: ALL, events: ["before", "after"] });
      expect(await caughtUp(thread, commitLog, "sound")).toMatchObject({
        values: ALL,
        events: ["before", "poison", "after"],
      });
      await vi.waitFor(() => expect(healthOf(thread, temper).setAside).toBe(1), { timeout: 30_000 });
      expect(healthOf(thread, "sound").setAside).toBe(0);
      expect((await letters()).trim().split("\n")).toHaveLength(1);
      expect(await letters()).toContain(`"follower":"${temper}"`);
    },
  );

  it("[FO11] that takes more and more memory outside the heap is restarted and misses no item", async () => {
    const commitLog = await folder.start();
    const thread = await start(commitLog, ["sound", "hoards"], { memoryMb: 64 });
    await feed(commitLog);
    expect(await caughtUp(thread, commitLog, "hoards")).toMatchObject({
      values: ALL,
      events: ["before", "poison", "after"],
    });
    expect(await caughtUp(thread, commitLog, "sound")).toMatchObject({
      values: ALL,
      events: ["before", "poison", "after"],
    });
    await vi.waitFor(() => expect(healthOf(thread, "hoards").overMemory).toBeGreaterThan(0), { timeout: 30_000 });
    expect(thread.health().map(({ setAside }) => setAside)).toEqual([0, 0]);
    expect(healthOf(thread, "sound").overMemory).toBe(0);
  });

  it("[FO11] that takes too much memory is named with the bound in health and in the dead letter", async () => {
    const commitLog = await folder.start();
    const thread = await start(commitLog, ["sound", "grows-arrays"], { memoryMb: 128 });
    await feed(commitLog);
    const named = "follower grows-arrays: memory over 128 MiB";
    await vi.waitFor(() => expect(healthOf(thread, "sound").reason ?? "").toContain(named), {
      timeout: 60_000,
      interval: 10,
    });
    await caughtUp(thread, commitLog, "grows-arrays");
    expect(healthOf(thread, "grows-arrays")).toMatchObject({ setAside: 1, overMemory: 2 });
    expect(await letters()).toContain(named);
  });

  it("[FO5] never gets an item again that was set aside, even after a restart", async () => {
    const commitLog = await folder.start();
    await feed(commitLog);
    const first = await start(commitLog, ["throws"]);
    await caughtUp(first, commitLog, "throws");
    await first.close();
    const again = await start(commitLog, ["throws"]);
    expect(await caughtUp(again, commitLog, "throws")).toMatchObject({ values: ALL, events: ["before", "after"] });
    await vi.waitFor(() => expect(healthOf(again, "throws")).toMatchObject({ setAside: 1, retries: 0 }), {
      timeout: 30_000,
    });
  });

  it("[FO7] whose file is corrupted is rebuilt from the log, and reports it", async () => {
    const commitLog = await folder.start();
    const thread = await start(commitLog, ["sound", "corrupts"]);
    await feed(commitLog);
    expect(await caughtUp(thread, commitLog, "corrupts")).toMatchObject({
      values: ALL,
      events: ["before", "poison", "after"],
    });
    await vi.waitFor(() => expect(healthOf(thread, "corrupts").note ?? "").toContain("damaged"), { timeout: 30_000 });
    expect(await caughtUp(thread, commitLog, "corrupts")).toMatchObject({ values: ALL });
    expect(healthOf(thread, "sound")).toMatchObject({ retries: 0, setAside: 0 });
  });

  it("[FO8] that cannot write is named with the reason, takes a bounded amount, and catches up later", async () => {
    const commitLog = await folder.start();
    const thread = await start(commitLog, ["sound", "cannot-write"]);
    await feed(commitLog);
    await caughtUp(thread, commitLog, "sound");
    await vi.waitFor(
      () =>
        expect(healthOf(thread, "cannot-write").reason).toMatch(
          /^follower cannot-write: cannot write since \d{4}-.*: another program holds the file; end that program$/,
        ),
      {
        timeout: 30_000,
      },
    );
    const many = Array.from({ length: 30_000 }, (_, n) => event("more", 5 + n / 10_000));
    for (let at = 0; at < many.length; at += 1_000)
      await commitLog.committed(commitLog.pushEvents({ events: many.slice(at, at + 1_000) }), never);
    await vi.waitFor(() => expect(healthOf(thread, "sound").backlogItems).toBe(0), { timeout: 60_000 });
    const { events } = (await thread.ask("cannot-write")) as Learnt;
    expect(events.length).toBeGreaterThan(1_000);
    expect(events.length).toBeLessThan(25_001);
    writeFileSync(join(folder.dir, "books", "may-write.json"), "{}");
    await vi.waitFor(() => expect(healthOf(thread, "cannot-write")).toMatchObject({ state: "running" }), {
      timeout: 60_000,
    });
  });
});

it("[FO8] a follower that is stuck for more than a day misses what the log deletes; no gap is declared", async () => {
  let aheadUs = 0;
  const deletionTime = () => Date.now() * 1000 + aheadUs;
  const commitLog = await folder.start({ segmentBytes: 600, retentionHours: 0, deletionTime });
  const first = await start(commitLog, ["sound"]);
  await feed(commitLog);
  await caughtUp(first, commitLog, "sound");
  await first.close();
  const mark = commitLog.position;
  const push = async (from: number, to: number) => {
    for (let n = from; n < to; n += 10)
      await commitLog.committed(commitLog.push({ ...numbered(n, 10), receivedAt: T0 + n * 1e5 }), never);
  };
  await push(41, 1041);
  aheadUs = 23 * 3600e6;
  await push(1041, 1051);
  await push(1051, 1061);
  expect((await folder.readAll(mark)).reduce((lost, chunk) => lost + chunk.lost, 0)).toBe(0);
  aheadUs = 25 * 3600e6;
  await push(1061, 1071);
  await vi.waitFor(async () => expect((await folder.segments()).length).toBeLessThan(4));
  const lost = (await folder.readAll(mark)).reduce((sum, chunk) => sum + chunk.lost, 0);
  expect(lost).toBeGreaterThan(0);
  const again = await start(commitLog, ["sound"]);
  await vi.waitFor(
    () => expect(healthOf(again, "sound")).toMatchObject({ state: "running", backlogItems: 0, missed: lost }),
    { timeout: 60_000 },
  );
  const { values } = (await again.ask("sound")) as Learnt;
  expect(values).toEqual([...ALL, ...Array.from({ length: 1030 - lost }, (_, n) => 41 + lost + n)]);
  const declared = (await folder.readAll())
    .flatMap(({ events }) => events)
    .filter(({ type }) => type === "gap.declared");
  expect([declared, commitLog.counters.retiredUnread, commitLog.counters.damaged]).toEqual([[], 0, 0]);
  expect(followerFindings(again.health(), "edge" as AssetUid, T0).filter(({ standing }) => standing)).toMatchObject([
    { rule: "edge/follower-sound-lost" },
  ]);
});

describe("the output of a follower", () => {
  it("[FO6] is logged once under the key of its position, however often it is computed", async () => {
    const commitLog = await folder.start();
    const pushed: number[] = [];
    const outputs = async () =>
      FollowerOutputs.open({
        dir: folder.dir,
        commitLog: {
          logUid: commitLog.logUid,
          push: ({ times }) => pushed.push(...times),
          committed: async () => undefined,
        },
        log,
        followers: ["tells"],
        now: () => 0,
        onFindings: async () => undefined,
      });
    await feed(commitLog);
    const told = await outputs();
    const first = await start(commitLog, ["tells"], { onOutput: (...output) => told.take(...output) });
    await caughtUp(first, commitLog, "tells");
    await first.close();
    await told.close();
    const once = [...pushed];
    expect(once).toEqual([0, 1, 2, 3, 4].map((second) => T0 + second * 1e6));
    // Its file is gone: it computes everything again.
    writeFileSync(join(folder.dir, "books", "tells.json"), "");
    const again = await outputs();
    const second = await start(commitLog, ["tells"], { onOutput: (...output) => again.take(...output) });
    expect(await caughtUp(second, commitLog, "tells")).toMatchObject({ ticks: 5 });
    expect(pushed).toEqual(once);
    await again.close();
  });
});
