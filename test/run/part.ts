/** One part of `npm test` as a process, and an end to parts that are done and do not end. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

/** What a part sends before its last steps: whether all went well. */
export type Ended = { readonly isGood: boolean };

/**
 * A process that has said how it ended gets this long, ms. vitest waits for its threads, and one that spins inside
 * Node.js never ends.
 */
const GRACE_MS = 60_000;

/** To whoever started this process with `part`; without one it does nothing. */
export function tellEnd(ended: Ended): void {
  process.send?.(ended);
}

/** The exit code of a part that shares the terminal and gets the same signals. */
export async function part(args: readonly string[], graceMs = GRACE_MS): Promise<number> {
  const root = join(import.meta.dirname, "../..");
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on("SIGTERM", pass).on("SIGINT", pass);
  const code = await Promise.race([
    new Promise<number>((resolve) => child.once("close", (ended) => resolve(ended ?? 1))),
    cutShort(child, graceMs),
  ]);
  process.off("SIGTERM", pass).off("SIGINT", pass);
  return code;
}

/** Kills a process that has told its end and goes on; resolves only then. */
function cutShort(child: ChildProcess, graceMs: number): Promise<number> {
  return new Promise((resolve) => {
    child.once("message", ({ isGood }: Ended) => {
      const limit = setTimeout(() => {
        process.stdout.write(
          `ended by force: all results were there, but the process ran on for ${graceMs / 1000} s\n`,
        );
        child.kill("SIGKILL");
        resolve(isGood ? 0 : 1);
      }, graceMs);
      child.once("close", () => clearTimeout(limit));
    });
  });
}
