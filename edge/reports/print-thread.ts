/** Entry of the thread that prints a report: one document, its bytes, the end. */
import { parentPort, workerData } from "node:worker_threads";
import { reportHtml } from "./html/page.ts";
import { reportPdf } from "./pdf/report-pdf.ts";
import type { PrintTask } from "./print-apart.ts";

const { document, format } = workerData as PrintTask;
parentPort?.postMessage(format === "pdf" ? await reportPdf(document) : Buffer.from(await reportHtml(document)));
