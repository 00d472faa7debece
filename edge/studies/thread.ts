/** The thread of `apart.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { withIslandsNow } from "../forecast/learn/until.ts";
import { flowOf } from "../forecast/model/flow.ts";
import { checkInstant, LEARN_FROM_S } from "../forecast/whatif/answer.ts";
import { countedPlaces } from "../forecast/whatif/foresee.ts";
import { newestInstant } from "../futures/answer-asked.ts";
import { problemsIn } from "../futures/problems.ts";
import { readRecord, recordName } from "../futures/record-of-pieces.ts";
import { answerStudy } from "./answer-study.ts";
import { KeptRuns } from "./kept-runs.ts";
import { Meter } from "./meter.ts";
import { studyFile } from "./new-study.ts";
import type { StudyMessage, StudyTask } from "./task.ts";

/** One, because the edge has the other cores. */
const WORKERS = 1;
/** The edge ends the thread where it must stop. */
const NEVER = new AbortController().signal;

const task = workerData as StudyTask;
const say = (message: StudyMessage): void => parentPort?.postMessage(message);

function startFrom(asked: Micros | undefined) {
  const record = readRecord(task.dataDir, task.description, { forS: LEARN_FROM_S, at: asked });
  if (record === undefined)
    throw new EdgeError("bad-request", "the edge has no record of pieces yet; let it watch the plant first");
  const at = asked ?? newestInstant(record);
  // One that goes on from its instant has begun from what was newest, too.
  const history = task.question.at === null ? withIslandsNow(record, at) : record;
  checkInstant(at, history, "at");
  return { history, at };
}

async function answered(): Promise<StudyMessage> {
  const { description, question, runs, program } = task;
  const file = studyFile(question.study);
  const kept = KeptRuns.open(runs, (reason) =>
    say({ kind: "note", text: `runs of a study cannot be kept: ${reason}` }),
  );
  const meter = new Meter(file, (progress) => say({ kind: "progress", progress }));
  const answer = await answerStudy(
    { file, description, at: question.at ?? undefined, program, record: recordName(task.dataDir), startFrom },
    {
      ...{ workers: WORKERS, signal: NEVER, withinMs: 60_000 * question.minutes, kept },
      onProgress: (done, _known, left) => meter.runs(done, left),
      leads: (best) => meter.leads(best),
      anew: (changed) => say({ kind: "note", text: `a study begins anew, because of another ${changed.join(", ")}` }),
    },
  );
  return { kind: "answer", answer, counted: countedPlaces({ description, flow: flowOf(description) }) };
}

try {
  say(await answered());
} catch (error) {
  const problems = problemsIn(error);
  if (problems !== undefined) say({ kind: "refused", problems: problems.map(({ reason }) => reason) });
  else if (error instanceof EdgeError) say({ kind: "failed", reason: error.message });
  // A defect: the thread ends, and its error goes to the log.
  else throw error;
}
