/** The thread of `score-apart.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { EdgeError } from "../../contracts/errors.ts";
import { recordedSpan } from "../../futures/recorded-span.ts";
import { against } from "./against.ts";
import type { Judgement, ScoreMessage, ScoreTask } from "./score-apart.ts";

const say = (message: ScoreMessage): void => parentPort?.postMessage(message);

function judgementOf({ dataDir, plan, schedule, upTo, lost }: ScoreTask): Judgement {
  const recorded = recordedSpan(dataDir, { from: Date.parse(plan.start) * 1_000, to: upTo * 1_000 }, lost);
  if ("unknown" in recorded) return { kind: "unknown", ...recorded };
  const found = against({ plan, schedule }, recorded.history, upTo);
  return found === undefined
    ? { kind: "unknown", unknown: "foreign", source: null }
    : { kind: "judged", against: found };
}

try {
  say(judgementOf(workerData as ScoreTask));
} catch (error) {
  if (!(error instanceof EdgeError)) throw error;
  say({ kind: "failed", reason: error.message });
}
