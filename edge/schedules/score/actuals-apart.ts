/** Reads what became of a schedule's operations in a thread of its own, because the record may have weeks of pieces. */
import type { ScheduleActuals } from "../../contracts/schedule/actuals.ts";
import type { MadePlan } from "../../contracts/schedule/schedules.ts";
import type { RecordedPlant } from "../../futures/record-of-pieces.ts";
import type { Losses } from "../../futures/task.ts";
import { askThread } from "../../observe/ask-thread.ts";

const THREAD = new URL("./actuals-thread.ts", import.meta.url);
const HEAP_MB = 1_024;
const WITHIN_MS = 60_000;

export interface ActualsTask extends Pick<MadePlan, "plan" | "schedule"> {
  readonly dataDir: string;
  /** Which operation a station makes by the config. */
  readonly operations: RecordedPlant["material"]["operations"];
  /** ms since 1970: pieces before belong to no part of the schedule. */
  readonly since: number;
  readonly now: number;
  /** Declared losses that reach into that time. */
  readonly lost: Losses;
}

export type ActualsMessage =
  | { readonly kind: "known"; readonly actuals: ScheduleActuals }
  | { readonly kind: "failed"; readonly reason: string };

/** Throws EdgeError `unavailable` where the thread gave nothing in time. */
export async function actualsApart(task: ActualsTask, signal: AbortSignal): Promise<ScheduleActuals> {
  const question = {
    ...{ name: "schedule actuals", data: task, heapMb: HEAP_MB, signal, withinMs: WITHIN_MS },
    ...{ failed: "What became of the schedule could not be read", ended: "the edge stops" },
  };
  return await askThread<ActualsMessage, ScheduleActuals>(THREAD, question, (message, { answer, fail }) => {
    if (message.kind === "failed") fail(message.reason);
    else answer(message.actuals);
  });
}
