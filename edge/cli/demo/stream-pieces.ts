import { on } from "node:events";
import { Worker } from "node:worker_threads";
import type { PieceRun, PieceRunOrder, PieceRuns } from "../../evaluation/causes/piece-run.ts";

/** Makes runs of simulated pieces in a thread, which shares no code with the edge. Disposing it ends the thread. */
export async function streamPieces(signal: AbortSignal): Promise<PieceRuns & AsyncDisposable> {
  const worker = new Worker(new URL("../../../simulators/headless/pieces/thread.ts", import.meta.url));
  const messages = on(worker, "message", { signal, close: ["exit"] });
  const next = async (): Promise<unknown> => {
    const { value, done } = await messages.next();
    if (done === true) throw new Error("the thread of the simulated pieces ended before its run");
    return (value as readonly unknown[])[0];
  };
  const { kinds } = (await next()) as Pick<PieceRuns, "kinds">;
  return {
    kinds,
    async run(order: PieceRunOrder) {
      worker.postMessage(order);
      return ((await next()) as { readonly run: PieceRun }).run;
    },
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}
