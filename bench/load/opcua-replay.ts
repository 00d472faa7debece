/** The cheapest OPC UA load: opcua-replay.c in front of a load server whose own values nobody reads. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { buildProgram, freePort, startLoadServer } from "./opcua-load.ts";
import { tied } from "./tied.ts";

export interface ReplayOptions {
  /** Items that the edge subscribes to: V<first> and the following ones. */
  readonly items: number;
  readonly first: number;
  /** Time between two values of an item, µs. */
  readonly periodUs: number;
  /** Values of each item. */
  readonly rounds: number;
}

export interface Replay extends AsyncDisposable {
  readonly endpoint: string;
  readonly pid: number;
  /** Time of the first value, µs; undefined before all items are subscribed. */
  readonly startUs: number | undefined;
  /** The largest delay of a message, ms, when the reader was slower than the load. In steps of 100 ms. */
  readonly lateMs: number;
  /** Every round was sent. */
  readonly isDone: boolean;
}

/** Throws when a program cannot be built or does not start. */
export async function startReplay({ items, first, periodUs, rounds }: ReplayOptions): Promise<Replay> {
  const built = await buildProgram("opcua-replay", ["-lpthread"]);
  if ("reason" in built) throw new Error(built.reason);
  const server = await startLoadServer({ count: first + items, periodMs: 1_000 });
  const port = await freePort();
  const words = [port, server.port, items, periodUs, rounds].map(String);
  const child = spawn(...tied(built.path, words), { stdio: ["ignore", "pipe", "inherit"] });
  const state: { startUs: number | undefined; lateMs: number; isDone: boolean } = {
    startUs: undefined,
    lateMs: 0,
    isDone: false,
  };
  const lines = createInterface({ input: child.stdout });
  const isReady = once(lines, "line");
  lines.on("line", (line) => {
    const [word, figure] = line.split(" ");
    if (word === "start") state.startUs = Number(figure);
    else if (word === "late") state.lateMs = Number(figure);
    else if (word === "done") state.isDone = true;
  });
  await isReady;
  return {
    endpoint: `opc.tcp://127.0.0.1:${port}`,
    pid: child.pid as number,
    get startUs() {
      return state.startUs;
    },
    get lateMs() {
      return state.lateMs;
    },
    get isDone() {
      return state.isDone;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
      await server.kill("SIGKILL");
    },
  };
}
