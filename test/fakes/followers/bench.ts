/** Threads of test followers over a commit log. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, expect, vi } from "vitest";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { FollowerHealth, FollowerOutput } from "../../../edge/contracts/path/follower.ts";
import { type FollowerThread, startFollowers } from "../../../edge/historian/follow/follower-thread.ts";
import type { CommitLog } from "../../../edge/historian/log/commit-log.ts";
import { LogFolder, never } from "../log/folder.ts";
import { numbered, T0 } from "../source/samples.ts";
import type { Behaviour, Learnt, TestAnswers, TestFollowers } from "./followers-thread.ts";

const ENTRY = new URL("./followers-thread.ts", import.meta.url);
const log = pino({ level: "silent" });
/** Folder of the logs; threads that are started over one of them close after each test. */
export const folder = new LogFolder();
const open: FollowerThread<TestFollowers>[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((thread) => thread.close()));
});

interface Started {
  readonly onOutput?: (follower: string, output: FollowerOutput, key: number) => Promise<void> | void;
  readonly memoryMb?: number;
}

export async function start(
  commitLog: CommitLog,
  behaviours: readonly Behaviour[],
  { onOutput = () => undefined, ...more }: Started = {},
): Promise<FollowerThread<TestFollowers>> {
  const dir = join(folder.dir, "books");
  mkdirSync(dir, { recursive: true });
  // On a loaded machine a thread is silent for seconds while it opens.
  const watchdog = { lookEveryMs: 100, hungAfterLooks: 40, writeEveryMs: 20, firstRetryMs: 10 };
  const thread = await startFollowers<TestFollowers>({
    entry: ENTRY,
    names: behaviours,
    own: { dir, behaviours },
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

export const event = (type: string, second: number): EdgeEvent => ({
  eventUid: `${type}-${second}`,
  type,
  time: T0,
  receivedAt: T0 + second * 1e6,
  schema: `${type}/1`,
  payload: {},
});

/** Samples 1 to 40 with a poisoned event in their midst. Seconds begin with samples 11, 21 and 31. */
export async function feed(commitLog: CommitLog): Promise<void> {
  let position = 0;
  for (let n = 1; n <= 40; n++) {
    position = commitLog.push({ ...numbered(n, 1), receivedAt: T0 + n * 1e5 });
    if (n === 20)
      position = commitLog.pushEvents({ events: [event("before", 2), event("poison", 2), event("after", 2)] });
    if (n % 7 === 0) await commitLog.committed(position, never);
  }
  await commitLog.committed(position, never);
}

export const ALL = Array.from({ length: 40 }, (_, n) => n + 1);
export const healthOf = (thread: FollowerThread<TestFollowers>, name: Behaviour): FollowerHealth =>
  thread.health().find((one) => one.name === name) as FollowerHealth;

export const asked = (thread: FollowerThread<TestFollowers>, name: Behaviour) => thread.follower<TestAnswers>(name);
export const learntOf = (thread: FollowerThread<TestFollowers>, name: Behaviour): Promise<Learnt> =>
  asked(thread, name).ask("learnt");

export async function caughtUp(
  thread: FollowerThread<TestFollowers>,
  commitLog: CommitLog,
  name: Behaviour,
): Promise<Learnt> {
  await vi.waitFor(
    async () => {
      expect(healthOf(thread, name)).toMatchObject({ state: "running", backlogItems: 0 });
      const learnt = await learntOf(thread, name);
      expect(learnt.values.at(-1)).toBe(40);
      expect(commitLog.position).toBe(43);
    },
    { timeout: 90_000, interval: 100 },
  );
  return await learntOf(thread, name);
}
