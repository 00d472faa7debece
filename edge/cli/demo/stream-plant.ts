import { on } from "node:events";
import { Worker } from "node:worker_threads";
import { EdgeError } from "../../contracts/errors.ts";
import type { PlantRun, RunBlock, RunHead, RunOrder } from "../../evaluation/input/plant-run.ts";

/** Room for young objects: with that of an edge the simulator spends a quarter of its time on collecting them. */
const YOUNG_MB = 48;
/** Blocks that the simulator may have ready or in work; then it waits until one is read. */
const AHEAD = 2;

type Message = { readonly head: RunHead } | { readonly block: RunBlock } | { readonly end: true };

/**
 * Runs the simulated plant in a thread, which shares no code with the edge, and hands its blocks over without a copy.
 * The signal, or disposing the run, ends the thread in the middle of a computation. Throws EdgeError `bad-request` with
 * the simulator's words where the order is wrong.
 */
export async function streamPlant(order: RunOrder, signal: AbortSignal): Promise<PlantRun> {
  signal.throwIfAborted();
  const worker = new Worker(new URL("../../../simulators/headless/stream/thread.ts", import.meta.url), {
    workerData: order,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const messages = on(worker, "message", { signal, close: ["exit"] });
  const end = async (): Promise<void> => {
    await worker.terminate();
  };
  const next = async (): Promise<Message> => {
    const { value, done } = await messages.next().catch(async (error: unknown) => {
      await end();
      signal.throwIfAborted();
      throw new EdgeError("bad-request", `the simulated plant did not run: ${(error as Error).message}`);
    });
    if (done === true) throw new Error("the thread of the simulated plant ended before its run");
    return value[0] as Message;
  };
  const first = await next();
  if (!("head" in first)) throw new Error("the simulated plant did not begin with the head of its run");
  return {
    head: first.head,
    async *blocks() {
      for (let asked = 0; asked < AHEAD; asked++) worker.postMessage("next");
      for (let message = await next(); "block" in message; message = await next()) {
        worker.postMessage("next");
        yield message.block;
      }
    },
    command: (command) => worker.postMessage({ command }),
    [Symbol.asyncDispose]: end,
  };
}
