import type { FromWorker } from "./messages.ts";

/** Sends a message of the worker to the main thread; the buffers in `transfer` move with it. */
export type Post = (message: FromWorker, transfer?: ArrayBuffer[]) => void;
