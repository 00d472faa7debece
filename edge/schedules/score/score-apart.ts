/** Judges a schedule in a thread of its own, because it reads the pieces of days. */
import type { ScheduleScore, UnscoredReason } from "../../contracts/schedule/score.ts";
import type { Losses } from "../../futures/task.ts";
import { askThread } from "../../observe/ask-thread.ts";
import type { StoredSchedule } from "../stored.ts";
import type { Against } from "./against.ts";

const THREAD = new URL("./score-thread.ts", import.meta.url);
const HEAP_MB = 1_024;
const WITHIN_MS = 60_000;

export interface ScoreTask {
  readonly dataDir: string;
  readonly plan: StoredSchedule["plan"];
  readonly schedule: NonNullable<StoredSchedule["schedule"]>;
  /** ms since 1970. */
  readonly upTo: number;
  /** Declared losses that reach into the span. */
  readonly lost: Losses;
}

/** `later`: the record may have it later. */
export type Judgement =
  | { readonly kind: "judged"; readonly against: Against }
  | { readonly kind: "unknown"; readonly unknown: UnscoredReason | "later"; readonly source: ScheduleScore["source"] };

export type ScoreMessage = Judgement | { readonly kind: "failed"; readonly reason: string };

/** Throws EdgeError `unavailable` where the thread gave nothing in time. */
export async function scoreApart(task: ScoreTask, signal: AbortSignal): Promise<Judgement> {
  const question = {
    ...{ name: "schedule score", data: task, heapMb: HEAP_MB, signal, withinMs: WITHIN_MS },
    failed: "The schedule could not be judged",
  };
  return await askThread<ScoreMessage, Judgement>(THREAD, question, (message, { answer, fail }) => {
    if (message.kind === "failed") fail(message.reason);
    else answer(message);
  });
}
