/** Entry of the discovery worker: one survey, its result, end. A thread of its own, since a hostile server can end the one that reads it. */
import { parentPort, workerData } from "node:worker_threads";
import { SurveyFailed, type SurveyRequest, survey } from "./survey.ts";

const port = parentPort;
if (port === null) throw new Error("runs as a worker thread only");

try {
  port.postMessage({ kind: "survey", survey: await survey(workerData as SurveyRequest) });
} catch (error) {
  port.postMessage({ kind: "failed", reason: error instanceof Error ? error.message : String(error), endpoints: error instanceof SurveyFailed ? error.endpoints : [] });
}
port.close();
