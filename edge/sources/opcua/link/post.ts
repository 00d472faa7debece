import type { FromWorker } from "./messages.ts";

export type Post = (message: FromWorker, transfer?: ArrayBuffer[]) => void;
