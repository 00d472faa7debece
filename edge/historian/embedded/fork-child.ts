import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ChildOptions } from "./protocol.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));
/** A small young generation: with it go the columns of chunks, several MB a second outside of the heap. Threads would cost more than marking 11 MB does. */
const NODE_ARGS = ["--max-old-space-size=96", "--max-semi-space-size=1", "--single-threaded-gc"];

/** Starts the historian's process. Whatever this process leaves behind when it ends, the database is not it. */
export function forkChild(options: ChildOptions): ChildProcess {
  const env = { MALLOC_ARENA_MAX: "1", ...process.env };
  const child = fork(CHILD, [JSON.stringify(options)], {
    serialization: "advanced",
    execArgv: NODE_ARGS,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env,
  });
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("close", () => process.off("exit", end));
  return child;
}
