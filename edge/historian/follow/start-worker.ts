/** Starts the worker thread of followers with its limits. */
import { Worker } from "node:worker_threads";
import type { FollowerThreadOptions } from "./follower-thread-options.ts";
import type { Progress } from "./progress.ts";
import type { ThreadData } from "./thread-messages.ts";

/** V8 ends the whole process when a thread meets its limit at a bad moment, so the watchdog must act first. */
const LIMIT_FACTOR = 2;
const YOUNG_MB = 4;

/** Passes the thread's output to the log. `isCareful`: every follower writes after each item. */
export function startWorker<Own>(
  { entry, commitLog, lettersPath, own, writeEveryMs, firstRetryMs, log }: FollowerThreadOptions<Own>,
  {
    progress,
    isCareful,
    memoryMb,
  }: { readonly progress: Progress; readonly isCareful: boolean; readonly memoryMb: number },
): Worker {
  const workerData: ThreadData<Own> = {
    logDir: commitLog.dir,
    logUid: commitLog.logUid,
    lettersPath,
    progress: progress.memory,
    own,
    isCareful,
    ...(writeEveryMs === undefined ? {} : { writeEveryMs }),
    ...(firstRetryMs === undefined ? {} : { firstRetryMs }),
  };
  const resourceLimits = { maxOldGenerationSizeMb: LIMIT_FACTOR * memoryMb, maxYoungGenerationSizeMb: YOUNG_MB };
  const worker = new Worker(entry, { name: "followers", workerData, resourceLimits, stdout: true, stderr: true });
  for (const stream of [worker.stdout, worker.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => log.debug(text.trimEnd()));
  return worker;
}
