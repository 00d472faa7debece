/** Inspects a server in a worker thread; this is the main thread's side. */
import { Worker } from "node:worker_threads";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Probe } from "../../../contracts/path/probe.ts";
import { reasonOfLook } from "../../reason-of-look.ts";
import type { ProbeRequest } from "./probe.ts";
import type { OfferedEndpoint, Survey, SurveyRequest } from "./survey.ts";

export type { OfferedEndpoint, Survey, SurveyRequest } from "./survey.ts";

/** The worker's task. */
export type Look =
  | { readonly kind: "survey"; readonly request: SurveyRequest }
  | { readonly kind: "probe"; readonly request: ProbeRequest };

interface Failure {
  readonly reason: string;
  /** The endpoints that the server offers, also after a failure. */
  readonly endpoints: readonly OfferedEndpoint[];
}

type FromWorker = { readonly kind: "done"; readonly result: unknown } | ({ readonly kind: "failed" } & Failure);

/** Half a million nodes fit; a server with more nodes ends the thread, not the edge. */
const HEAP_MB = 768;

/** Never rejects because of the server. Throws EdgeError `unavailable` when the signal aborts first. */
export async function runSurvey(
  request: SurveyRequest,
  signal: AbortSignal,
): Promise<{ readonly survey: Survey } | Failure> {
  const answer = await run({ kind: "survey", request }, signal);
  return "reason" in answer ? answer : { survey: answer.result as Survey };
}

/** Present values of bindings. Throws like `runSurvey`. */
export async function runProbe(
  request: ProbeRequest,
  signal: AbortSignal,
): Promise<{ readonly probe: Probe } | Failure> {
  const answer = await run({ kind: "probe", request }, signal);
  return "reason" in answer ? answer : { probe: answer.result as Probe };
}

async function run(look: Look, signal: AbortSignal): Promise<{ readonly result: unknown } | Failure> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    name: "discovery",
    workerData: look,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly result: unknown } | Failure>();
  const { endpoint } = look.request;
  const stop = (): void =>
    reject(
      new EdgeError(
        "unavailable",
        "looking at the server took too long or was stopped; give it fewer nodes or more time",
      ),
    );
  worker.on("message", (message: FromWorker) =>
    resolve(
      message.kind === "done" ? { result: message.result } : { reason: message.reason, endpoints: message.endpoints },
    ),
  );
  worker.on("error", (error: Error) => resolve({ reason: reasonOfLook(error, endpoint), endpoints: [] }));
  worker.on("exit", () => resolve({ reason: `${endpoint}: looking at it ended without a result`, endpoints: [] }));
  signal.addEventListener("abort", stop, { once: true });
  try {
    if (signal.aborted) stop();
    return await promise;
  } finally {
    signal.removeEventListener("abort", stop);
    await worker.terminate();
  }
}
