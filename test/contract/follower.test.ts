/** Guarantees for every follower of the commit log, and faults that must not harm another (docs/rules/follower.md). */
import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, it, vi } from "vitest";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { followerFindings } from "../../edge/historian/follow/follower-findings.ts";
import { FollowerOutputs } from "../../edge/historian/follow/follower-outputs.ts";
import { ALL, caughtUp, event, feed, folder, healthOf, learntOf, start } from "../fakes/followers/bench.ts";
import type { Learnt } from "../fakes/followers/followers-thread.ts";
import { never } from "../fakes/log/folder.ts";
import { numbered, T0 } from "../fakes/source/samples.ts";

const log = pino({ level: "silent" });
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
    async (behaviour) => {
      const commitLog = await folder.start();
      const thread = await start(commitLog, ["sound", behaviour], { memoryMb: 256 });
      await feed(commitLog);
      expect(await caughtUp(thread, commitLog, behaviour)).toMatchObject({ values: ALL, events: ["before", "after"] });
      expect(await caughtUp(thread, commitLog, "sound")).toMatchObject({
        values: ALL,
        events: ["before", "poison", "after"],
      });
      await vi.waitFor(() => expect(healthOf(thread, behaviour).setAside).toBe(1), { timeout: 30_000 });
      expect(healthOf(thread, "sound").setAside).toBe(0);
      expect((await letters()).trim().split("\n")).toHaveLength(1);
      expect(await letters()).toContain(`"follower":"${behaviour}"`);
    },
  );

  it("[FO5] that takes long to open is not taken for hung", async () => {
    const commitLog = await folder.start();
    const thread = await start(commitLog, ["opens-slowly"]);
    await feed(commitLog);
    expect(await caughtUp(thread, commitLog, "opens-slowly")).toMatchObject({ values: ALL });
    expect(thread.restarts).toBe(0);
  });

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

  it("[FO8] that cannot write is named with the reason, takes a bounded number of items, and catches up", async () => {
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
    const { events } = await learntOf(thread, "cannot-write");
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
  const { values } = await learntOf(again, "sound");
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
        followers: ["oracle"],
        now: () => 0,
        onFindings: async () => undefined,
      });
    await feed(commitLog);
    const passedOn = await outputs();
    const first = await start(commitLog, ["oracle"], { onOutput: (...output) => passedOn.take(...output) });
    await caughtUp(first, commitLog, "oracle");
    await first.close();
    await passedOn.close();
    const once = [...pushed];
    expect(once).toEqual([0, 1, 2, 3, 4].map((second) => T0 + second * 1e6));
    // Its file is gone: it computes everything again.
    writeFileSync(join(folder.dir, "books", "oracle.json"), "");
    const again = await outputs();
    const second = await start(commitLog, ["oracle"], { onOutput: (...output) => again.take(...output) });
    expect(await caughtUp(second, commitLog, "oracle")).toMatchObject({ ticks: 5 });
    expect(pushed).toEqual(once);
    await again.close();
  });

  it("[FO6] is given again after a kill at which it was not on disk, because no mark passes it", async () => {
    const commitLog = await folder.start();
    const given: number[] = [];
    const first = await start(commitLog, ["sound", "oracle"], {
      onOutput: (_follower, output, key) => {
        given.push(output.samples?.times[0] ?? Number.NaN, key);
        return new Promise(() => undefined);
      },
    });
    await feed(commitLog);
    await caughtUp(first, commitLog, "sound");
    await vi.waitFor(() => expect(given.length).toBeGreaterThan(0), { timeout: 30_000 });
    await first.close();
    const { mark } = JSON.parse(
      await readFile(join(folder.dir, "books", "oracle.json"), "utf8").catch(() => '{ "mark": { "position": 0 } }'),
    ) as Learnt;
    expect(mark.position).toBeLessThanOrEqual(given[1] as number);
    const again: number[] = [];
    const second = await start(commitLog, ["oracle"], {
      onOutput: (_follower, output) => void again.push(output.samples?.times[0] ?? Number.NaN),
    });
    expect(await caughtUp(second, commitLog, "oracle")).toMatchObject({ values: ALL, ticks: 5 });
    expect(again[0]).toBe(given[0]);
    expect(again).toHaveLength(5);
  });
});
