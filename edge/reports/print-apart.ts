/**
 * Prints reports in a thread of their own: fonts and PDF keep a thread busy for longer than the edge may wait, and
 * their packages leave its memory with the thread.
 */
import { Worker } from "node:worker_threads";
import { EdgeError } from "../contracts/errors.ts";
import type { ReportDocument } from "../contracts/reports/document.ts";
import { asker } from "../observe/asker.ts";

export interface PrintTask {
  readonly document: ReportDocument;
  readonly format: "html" | "pdf";
}

/** A report of a month takes a tenth of it. */
const HEAP_MB = 512;

/** The longest reports take a few seconds on a small machine. */
const WITHIN_MS = 60_000;

/** Throws EdgeError `unavailable` where the thread gave no report, or the client has left. */
export async function printApart(document: ReportDocument, format: PrintTask["format"]): Promise<Buffer> {
  const worker = new Worker(new URL("./print-thread.ts", import.meta.url), {
    name: "report",
    workerData: { document, format } satisfies PrintTask,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  const fail = (reason: string) => reject(new EdgeError("unavailable", `The report could not be printed: ${reason}`));
  const left = (): void => fail("the client has left");
  const client = asker.getStore();
  if (client?.aborted === true) left();
  client?.addEventListener("abort", left);
  const deadline = setTimeout(() => fail(`it took more than ${WITHIN_MS / 1000} s`), WITHIN_MS);
  worker.on("message", resolve);
  worker.on("error", (error: Error) => fail(error.message));
  worker.on("exit", (code) => fail(`its thread ended with ${code}`));
  try {
    const { buffer, byteOffset, byteLength } = await promise;
    return Buffer.from(buffer, byteOffset, byteLength);
  } finally {
    clearTimeout(deadline);
    client?.removeEventListener("abort", left);
    await worker.terminate();
  }
}
