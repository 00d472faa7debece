/** Surveys a server in a worker thread, seen from main. */
import { Worker } from "node:worker_threads";
import { EdgeError } from "../../../contracts/errors.ts";
import type { OfferedEndpoint, Survey, SurveyRequest } from "./survey.ts";

export type { OfferedEndpoint, Survey, SurveyRequest } from "./survey.ts";

type FromWorker = { readonly kind: "survey"; readonly survey: Survey } | { readonly kind: "failed"; readonly reason: string; readonly endpoints: readonly OfferedEndpoint[] };

/** Half a million nodes fit; a server that makes us hoard more ends the thread. */
const HEAP_MB = 768;

/** What came of a survey: the endpoints that were offered even where looking further failed. */
export type SurveyResult = { readonly survey: Survey } | { readonly reason: string; readonly endpoints: readonly OfferedEndpoint[] };

/** Never rejects for what the server does. Throws EdgeError `unavailable` when the signal comes first. */
export async function runSurvey(request: SurveyRequest, signal: AbortSignal): Promise<SurveyResult> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { name: "discovery", workerData: request, stdout: true, stderr: true, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
  const { promise, resolve, reject } = Promise.withResolvers<SurveyResult>();
  const stop = (): void => reject(new EdgeError("unavailable", "the discovery took too long or was stopped; give it fewer nodes or more time"));
  worker.on("message", (message: FromWorker) => resolve(message.kind === "survey" ? { survey: message.survey } : { reason: message.reason, endpoints: message.endpoints }));
  worker.on("error", (error: Error) => resolve({ reason: `${request.endpoint}: the server broke the client (${error.message})`, endpoints: [] }));
  worker.on("exit", () => resolve({ reason: `${request.endpoint}: the discovery ended without a result`, endpoints: [] }));
  signal.addEventListener("abort", stop, { once: true });
  try {
    if (signal.aborted) stop();
    return await promise;
  } finally {
    signal.removeEventListener("abort", stop);
    await worker.terminate();
  }
}
