/** Runs one task of forecasts in a thread of its own, because it keeps a core busy for seconds to minutes. */
import { askThread, type ThreadQuestion } from "../observe/ask-thread.ts";
import type { FutureMessage, FutureResult, FutureTask } from "./task.ts";

const THREAD = new URL("./thread.ts", import.meta.url);

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
  const question: ThreadQuestion = {
    name: "forecast",
    data: task,
    heapMb: HEAP_MB,
    failed: "The forecast could not be made",
    signal,
    withinMs,
    whenLate: ". Ask for fewer hours, runs or futures",
    reasonOf: remedyFor,
  };
  return await askThread<FutureMessage, FutureResult>(THREAD, question, (message, { answer, fail }) => {
    if (message.kind === "progress") progress(message.done, message.of);
    else if (message.kind === "failed") fail(message.reason);
    else answer(message);
  });
}

function remedyFor(error: NodeJS.ErrnoException): string {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? `it needed more than ${HEAP_MB} MiB of memory. Ask for fewer hours, runs or futures`
    : "an error of the edge ended it, and the log has its cause. Ask again; if it comes again, report it";
}
