/** The thread of `apart.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { EdgeError } from "../contracts/errors.ts";
import { answerAsked } from "./answer-asked.ts";
import { choicesNow } from "./choices.ts";
import { problemsIn } from "./problems.ts";
import { scoreOf } from "./score.ts";
import type { FutureMessage, FutureResult, FutureTask } from "./task.ts";

const say = (message: FutureMessage): void => parentPort?.postMessage(message);

async function resultOf(task: FutureTask): Promise<FutureResult> {
  switch (task.kind) {
    case "answer":
      return {
        kind: "answer",
        ...(await answerAsked(task, (done, of) => say({ kind: "progress", done, of }))),
      };
    case "choices":
      return { kind: "choices", choices: choicesNow(task) };
    case "score":
      return { kind: "score", ...scoreOf(task) };
  }
}

try {
  say(await resultOf(workerData as FutureTask));
} catch (error) {
  const problems = problemsIn(error);
  if (problems !== undefined) say({ kind: "refused", problems });
  else if (error instanceof EdgeError) say({ kind: "failed", reason: error.message });
  // A defect: the thread ends, and its error goes to the log.
  else throw error;
}
