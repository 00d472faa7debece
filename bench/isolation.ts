/** The cost of a stuck book for the rest of the edge: time from push to twin, with a book's file locked and without. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { BatchBuilder } from "../edge/batch/builder.ts";
import type { CommitListeners } from "../edge/compose/storage/commit-listeners.ts";
import type { SampleBatch } from "../edge/contracts/path/sample-batch.ts";
import type { AssetUid } from "../edge/contracts/plant/tag.ts";
import { startFollowers } from "../edge/historian/follow/follower-thread.ts";
import { openLog } from "../edge/historian/log/commit-log.ts";
import { createTwin } from "../edge/model/twin.ts";
import { Listeners } from "../edge/observe/listeners.ts";
import { plugins } from "../edge/plugins.ts";
import { planBooks } from "../edge/production/books/plan-books.ts";
import type { BooksPlan } from "../edge/production/books/protocol.ts";
import { demoPlant } from "./production/plant-tags.ts";
import { type Figures, figure } from "./report.ts";
import { silent } from "./silent-log.ts";

const EVERY_MS = 20;

/** Rounds with and without the lock alternate. */
export async function benchIsolation({
  seconds,
  rounds,
}: {
  readonly seconds: number;
  readonly rounds: number;
}): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "gemba-isolation-"));
  const { config, plant, tags } = await demoPlant();
  const twin = createTwin({ tags, links: [] });
  const listeners: CommitListeners = new Listeners("commits", silent);
  let applied = (): void => undefined;
  listeners.add(({ batches }) => {
    for (const batch of batches) twin.apply(batch);
    applied();
  });
  const log = { dir: join(folder, "log"), edgeId: "edge-1", epoch: 1, tags, log: silent };
  const commitLog = await openLog({
    ...log,
    onCommitted: (batches, events, waveforms, position, ends) =>
      listeners.notify({ batches, events, waveforms, position, ends }),
  });
  const dir = join(folder, "production");
  mkdirSync(dir);
  const follows = { uid: commitLog.logUid, uidOfFolder: undefined };
  const own = planBooks({
    config,
    followers: plugins.followers,
    plant,
    tags,
    linkNames: new Map(),
    dir,
    follows,
    edgeUid: "edge" as AssetUid,
  });
  const lettersPath = join(dir, "dead-letters.txt");
  const entry = new URL("../edge/production/books/worker.ts", import.meta.url);
  const rssBefore = process.memoryUsage().rss;
  const thread = await startFollowers<BooksPlan>({
    entry,
    names: plugins.followers.map(({ name }) => name),
    own,
    commitLog,
    lettersPath,
    log: silent,
    onOutput: () => undefined,
  });
  while (!thread.health().every(({ state }) => state === "running")) await sleep(50);
  const rssMb = (process.memoryUsage().rss - rssBefore) / 1024 ** 2;
  const all = tags.all().map(({ ref }) => ref);
  const batch = (): SampleBatch => {
    const builder = new BatchBuilder();
    const now = Date.now() * 1000;
    for (const ref of all) builder.add(ref, now, Math.random(), 0, 0);
    return builder.finish(now);
  };
  const round = async (): Promise<number> => {
    const took: number[] = [];
    const until = performance.now() + seconds * 1000;
    while (performance.now() < until) {
      const { promise, resolve } = Promise.withResolvers<void>();
      applied = resolve;
      const began = performance.now();
      commitLog.push(batch());
      await promise;
      took.push(performance.now() - began);
      await sleep(EVERY_MS);
    }
    return took.sort((a, b) => a - b)[took.length >> 1] as number;
  };
  const [free, stuck]: [number[], number[]] = [[], []];
  await round();
  for (let n = 0; n < rounds; n++) {
    free.push(await round());
    const locker = new DatabaseSync(join(dir, "states.db"));
    locker.exec("PRAGMA busy_timeout = 10000; BEGIN EXCLUSIVE");
    stuck.push(await round());
    locker.exec("ROLLBACK");
    locker.close();
  }
  await thread.close();
  await commitLog.close();
  rmSync(folder, { recursive: true });
  const ratios = stuck.map((ms, at) => ms / (free[at] as number));
  return [
    figure("twinMs", "from push to twin", "ms", free),
    figure("twinStuckMs", "the same while the states' file is locked", "ms", stuck),
    figure("stuckRatio", "ratio of each pair of rounds", "", ratios),
    figure("booksRssMb", "memory of the thread with its books open", "MiB", [rssMb]),
  ];
}
