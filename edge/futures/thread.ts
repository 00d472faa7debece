/** The thread of `apart.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { EdgeError } from "../contracts/errors.ts";
import { ImpossibleChange, ImpossiblePlant } from "../contracts/forecast/description.ts";
import type { ForecastProblem } from "../contracts/forecast/forecasts.ts";
import { answerAsked } from "./answer-asked.ts";
import { choicesNow } from "./choices.ts";
import { scoreOf } from "./score.ts";
import type { FutureMessage, FutureResult, FutureTask } from "./task.ts";

const say = (message: FutureMessage): void => parentPort?.postMessage(message);

async function resultOf(task: FutureTask): Promise<FutureResult> {
  switch (task.kind) {
    case "answer":
      return { kind: "answer", answer: await answerAsked(task, (done, of) => say({ kind: "progress", done, of })) };
    case "choices":
      return { kind: "choices", choices: choicesNow(task) };
    case "score":
      return { kind: "score", ...scoreOf(task) };
  }
}

/** Undefined for errors that are no refusal. */
function problemsIn(error: unknown): readonly ForecastProblem[] | undefined {
  if (error instanceof ImpossibleChange) return error.changes;
  const reasons =
    error instanceof ImpossiblePlant
      ? error.problems
      : error instanceof EdgeError && error.code === "bad-request"
        ? [error.message]
        : undefined;
  return reasons?.map((reason) => ({ future: null, change: null, reason }));
}

try {
  say(await resultOf(workerData as FutureTask));
} catch (error) {
  const problems = problemsIn(error);
  if (problems === undefined) throw error;
  say({ kind: "refused", problems });
}
