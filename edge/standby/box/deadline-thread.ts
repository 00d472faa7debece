/** Ends the process when its lease is over, also while its main thread hangs or computes. */
import { workerData } from "node:worker_threads";
import { DeadlineReader } from "./deadline-file.ts";

const EVERY_MS = 20;
const { path, term } = workerData as { readonly path: string; readonly term: number };
const pause = new Int32Array(new SharedArrayBuffer(4));
const deadline = new DeadlineReader(path, term);

while (!deadline.isOver) Atomics.wait(pause, 0, 0, EVERY_MS);
process.kill(process.pid, "SIGKILL");
