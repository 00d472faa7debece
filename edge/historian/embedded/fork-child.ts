import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { HISTORIAN_FLAGS } from "./historian-flags.ts";
import type { ChildOptions } from "./protocol.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

/** Starts the historian's process. It ends with this one, so that it never keeps the database open. */
export function forkChild(options: ChildOptions): ChildProcess {
  const env = { MALLOC_ARENA_MAX: "1", ...process.env };
  const child = fork(CHILD, [JSON.stringify(options)], {
    serialization: "advanced",
    execArgv: HISTORIAN_FLAGS,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env,
  });
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("close", () => process.off("exit", end));
  return child;
}
