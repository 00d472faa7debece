/** The thread of `apart.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { EdgeError } from "../../contracts/errors.ts";
import { readPieces, readRecord } from "../../futures/record-of-pieces.ts";
import { changeoversIn } from "../changeovers/changeovers.ts";
import type { RecordAnswer, RecordTask } from "./apart.ts";
import { madePieces } from "./made-pieces.ts";

const say = (message: RecordAnswer): void => parentPort?.postMessage(message);

function answer(task: RecordTask): RecordAnswer {
  const { dataDir, description } = task;
  if (task.kind === "made") {
    const { since, at, routes } = task;
    const history = readPieces(dataDir, { forS: (at - since) / 1e6, at });
    return { kind: "made", made: history === undefined ? undefined : madePieces(history, since, routes) };
  }
  const { from, to } = task;
  const history = readRecord(dataDir, description, { forS: (to - from) / 1e6, at: to });
  return {
    kind: "changeovers",
    found: history === undefined ? undefined : changeoversIn(history, { from, to }, new Map(task.families)),
  };
}

try {
  say(answer(workerData as RecordTask));
} catch (error) {
  if (!(error instanceof EdgeError)) throw error;
  say({ kind: "failed", reason: error.message });
}
