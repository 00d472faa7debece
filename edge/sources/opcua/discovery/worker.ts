/**
 * Entry of the discovery worker, which inspects one server, posts the result and ends. It is a thread of its own
 * because a hostile server can end the thread that reads it.
 */
import { parentPort, workerData } from "node:worker_threads";
import { reasonOfLook } from "../../reason-of-look.ts";
import { probe } from "./probe.ts";
import type { Look } from "./run-survey.ts";
import { SurveyFailed, survey } from "./survey.ts";

const port = parentPort;
if (port === null) throw new Error("runs as a worker thread only");
const look = workerData as Look;

try {
  port.postMessage({
    kind: "done",
    result: look.kind === "survey" ? await survey(look.request) : await probe(look.request),
  });
} catch (error) {
  port.postMessage({
    kind: "failed",
    reason: error instanceof SurveyFailed ? error.message : reasonOfLook(error, look.request.endpoint),
    endpoints: error instanceof SurveyFailed ? error.endpoints : [],
  });
}
port.close();
