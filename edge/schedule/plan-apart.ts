/** Makes plans in a thread of their own, because a search keeps a core busy for as long as it may. */
import type { Schedule } from "../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import { askThread, type ThreadQuestion } from "../observe/ask-thread.ts";

const THREAD = new URL("./plan-thread.ts", import.meta.url);

/** What is asked of the thread. */
export interface PlanTask {
  /** Without problems (`workPlanProblems`). */
  readonly plan: WorkPlan;
  /** An earlier schedule to begin with; default the best of the dispatch rules'. */
  readonly from?: Schedule;
  readonly seed: number;
  /** Where the search ends: after so many steps, which gives the same plan on any machine, or so long. */
  readonly limit: { readonly steps: number } | { readonly seconds: number };
  /** Runs with random durations, for the probability that an order is on time; 0 for none. */
  readonly replications: number;
}

/** What the thread says: each better plan's cost and how long after the beginning it was there, then the plan. */
export type PlanMessage =
  | { readonly kind: "improved"; readonly cost: number; readonly afterMs: number }
  | { readonly kind: "done"; readonly schedule: Schedule; readonly steps: number };

export interface MadeSchedule {
  readonly schedule: Schedule;
  readonly steps: number;
}

/** 5,000 operations take a tenth of it. */
const HEAP_MB = 1_024;
/** For what is done before and after the search. */
const BESIDES_MS = 120_000;

/**
 * Searches a plan. `improved` hears of each better one, the first after some ms. Throws EdgeError `unavailable` where
 * the thread gave no plan, and the signal's reason where it is aborted.
 */
export async function planApart(
  task: PlanTask,
  signal: AbortSignal,
  improved: (cost: number, afterMs: number) => void = () => {},
): Promise<MadeSchedule> {
  const question: ThreadQuestion = {
    ...{ name: "plan", data: task, heapMb: HEAP_MB, failed: "The plan could not be made", signal },
    ...("seconds" in task.limit ? { withinMs: 1_000 * task.limit.seconds + BESIDES_MS } : {}),
    whenLate: ". Plan fewer orders",
    reasonOf: remedyFor,
  };
  return await askThread<PlanMessage, MadeSchedule>(THREAD, question, (message, { answer }) => {
    if (message.kind === "improved") improved(message.cost, message.afterMs);
    else answer({ schedule: message.schedule, steps: message.steps });
  });
}

function remedyFor(error: NodeJS.ErrnoException): string {
  return error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? `it needed more than ${HEAP_MB} MiB of memory. Plan fewer orders`
    : error.message;
}
