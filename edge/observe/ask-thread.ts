import { Worker } from "node:worker_threads";
import { EdgeError } from "../contracts/errors.ts";

export interface ThreadQuestion {
  /** Name of the thread in a debugger. */
  readonly name: string;
  /** What the thread is given (`workerData`). */
  readonly data: unknown;
  readonly heapMb: number;
  /** Begins the message of a failure, such as "The report could not be printed". */
  readonly failed: string;
  readonly signal?: AbortSignal | undefined;
  /** Why there is no answer when the signal aborts; default the signal's reason as it is. */
  readonly ended?: string;
  /** Default without a limit. */
  readonly withinMs?: number;
  /** What to do where it took longer: the end of a sentence, such as ". Ask for less". */
  readonly whenLate?: string;
  /** In words of users; default the error's message. */
  reasonOf?(error: Error): string;
}

/** What a message of the thread may lead to. */
export interface Heard<Answer> {
  answer(answer: Answer): void;
  fail(reason: string): void;
}

/**
 * Starts a thread of its own for one question, because the answer keeps a core busy for longer than the edge may wait.
 * Throws EdgeError `unavailable` where the thread gave no answer, died or took too long, and the signal's reason where
 * it is aborted. The thread has ended then.
 */
export async function askThread<Message, Answer = Message>(
  thread: URL,
  question: ThreadQuestion,
  hear: (message: Message, heard: Heard<Answer>) => void,
): Promise<Answer> {
  const { name, data, heapMb, failed, signal, ended, withinMs, whenLate = "", reasonOf = messageOf } = question;
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const fail = (reason: string, cause?: Error): void =>
    reject(new EdgeError("unavailable", `${failed}: ${reason}`, { cause }));
  const abort = (): void => (ended === undefined ? reject(signal?.reason) : fail(ended));
  if (signal?.aborted === true) {
    abort();
    return await promise;
  }
  const worker = new Worker(thread, {
    name,
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  signal?.addEventListener("abort", abort);
  const late = (): void => fail(`it took more than ${Number(withinMs) / 1000} s${whenLate}`);
  const deadline = withinMs === undefined ? undefined : setTimeout(late, withinMs);
  const heard: Heard<Answer> = { answer: resolve, fail };
  worker.on("message", (message: Message) => hear(message, heard));
  worker.on("error", (error: Error) => fail(reasonOf(error), error));
  worker.on("exit", (code) => fail(`its thread ended with ${code}`));
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
    signal?.removeEventListener("abort", abort);
    await worker.terminate();
  }
}

function messageOf({ message }: Error): string {
  return message;
}
