/** Makes one study in a thread of its own, because it keeps a core busy for minutes to hours. */
import type { StudyProgress } from "../contracts/forecast/studies.ts";
import { askThread, type ThreadQuestion } from "../observe/ask-thread.ts";
import type { StudyMessage, StudyResult, StudyTask } from "./task.ts";

const THREAD = new URL("./thread.ts", import.meta.url);
const HEAP_MB = 1_024;
/** Grace period after the study's own time limit; then its thread is ended. */
const LATE_MS = 300_000;

export interface ApartOptions {
  readonly signal: AbortSignal;
  progress(progress: StudyProgress): void;
  /** What the log should have. */
  note(text: string): void;
}

/**
 * Resolves with what the thread found, a refusal included. Throws EdgeError `unavailable` where it gave nothing, and
 * the signal's reason where it is aborted. The thread has ended then; its runs are kept.
 */
export async function studyApart(task: StudyTask, { signal, progress, note }: ApartOptions): Promise<StudyResult> {
  const question: ThreadQuestion = {
    ...{ name: "study", data: task, heapMb: HEAP_MB, failed: "The study could not be made", signal },
    ...{ withinMs: 60_000 * task.question.minutes + LATE_MS, whenLate: ". Study fewer variants or hours" },
    reasonOf: remedyFor,
  };
  return await askThread<StudyMessage, StudyResult>(THREAD, question, (message, { answer, fail }) => {
    if (message.kind === "progress") progress(message.progress);
    else if (message.kind === "note") note(message.text);
    else if (message.kind === "failed") fail(message.reason);
    else answer(message);
  });
}

function remedyFor(error: NodeJS.ErrnoException): string {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? `it needed more than ${HEAP_MB} MiB of memory. Study fewer variants or hours`
    : "an error of the edge ended it, and the log has its cause. Ask again; if it comes again, report it";
}
