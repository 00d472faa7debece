/** Runs one task of forecasts in a thread of its own, because it keeps a core busy for seconds to minutes. */
import { Worker } from "node:worker_threads";
import { EdgeError } from "../contracts/errors.ts";
import type { FutureMessage, FutureResult, FutureTask } from "./task.ts";

/** Histories of 200,000 pieces take a third of it. */
const HEAP_MB = 1_024;

export interface ApartOptions {
  readonly signal: AbortSignal;
  readonly withinMs: number;
  readonly progress?: (done: number, of: number) => void;
}

/**
 * Resolves with what the thread found, a refusal included. Throws EdgeError `unavailable` where it gave nothing in
 * time, could not or died, and the signal's reason where it is aborted. The thread has ended then.
 */
export async function runApart(
  task: FutureTask,
  { signal, withinMs, progress = () => {} }: ApartOptions,
): Promise<FutureResult> {
  signal.throwIfAborted();
  const worker = new Worker(new URL("./thread.ts", import.meta.url), {
    name: "forecast",
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<FutureResult>();
  const fail = (reason: string, cause?: Error) =>
    reject(new EdgeError("unavailable", `The forecast could not be made: ${reason}`, { cause }));
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort);
  const deadline = setTimeout(
    () => fail(`it took more than ${withinMs / 1000} s. Ask for fewer hours, runs or futures`),
    withinMs,
  );
  worker.on("message", (message: FutureMessage) => {
    if (message.kind === "progress") progress(message.done, message.of);
    else if (message.kind === "failed") fail(message.reason);
    else resolve(message);
  });
  worker.on("error", (error: Error) => fail(remedyFor(error), error));
  worker.on("exit", (code) => fail(`its thread ended with ${code}`));
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", abort);
    await worker.terminate();
  }
}

function remedyFor(error: NodeJS.ErrnoException): string {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? `it needed more than ${HEAP_MB} MiB of memory. Ask for fewer hours, runs or futures`
    : "an error of the edge ended it, and the log has its cause. Ask again; if it comes again, report it";
}
