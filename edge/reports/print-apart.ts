/**
 * Prints reports in a thread of their own: fonts and PDF keep a thread busy for longer than the edge may wait, and
 * their packages leave its memory with the thread.
 */
import type { ReportDocument } from "../contracts/reports/document.ts";
import { askThread, type ThreadQuestion } from "../observe/ask-thread.ts";
import { asker } from "../observe/asker.ts";

const THREAD = new URL("./print-thread.ts", import.meta.url);

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
  const question: ThreadQuestion = {
    name: "report",
    data: { document, format } satisfies PrintTask,
    heapMb: HEAP_MB,
    failed: "The report could not be printed",
    signal: asker.getStore(),
    ended: "the client has left",
    withinMs: WITHIN_MS,
  };
  const { buffer, byteOffset, byteLength } = await askThread<Uint8Array<ArrayBuffer>>(
    THREAD,
    question,
    (message, { answer }) => answer(message),
  );
  return Buffer.from(buffer, byteOffset, byteLength);
}
