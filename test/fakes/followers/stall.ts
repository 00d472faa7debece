/**
 * Preloaded into a command (NODE_OPTIONS): the process that runs `script` hangs inside a call of node:fs, before or
 * after the call, like an endless computation. It no longer receives messages.
 */
import fs, { writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isMainThread } from "node:worker_threads";

export interface Stall {
  /** End of the path of the script that stalls. */
  readonly script: string;
  readonly call: "readFileSync" | "readdirSync" | "mkdirSync" | "copyFileSync" | "cpSync" | "rmSync" | "openSync";
  /** Part of one of the paths in the call's arguments. */
  readonly path: string;
  readonly when: "before" | "after";
  /** A file that exists once the process hangs. */
  readonly mark: string;
}

export const STALL = "GEMBA_TEST_STALL";

const given = process.env[STALL];
if (given !== undefined && isMainThread) {
  const { script, call, path, when, mark } = JSON.parse(given) as Stall;
  const stand = (): void => {
    writeFileSync(mark, "");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  if (process.argv[1]?.endsWith(script) === true) {
    const original = fs[call] as (...args: unknown[]) => unknown;
    Object.assign(fs, {
      [call]: (...args: unknown[]): unknown => {
        const isIt = args.some((arg) => typeof arg === "string" && arg.includes(path));
        if (isIt && when === "before") stand();
        const result = original(...args);
        if (isIt) stand();
        return result;
      },
    });
    syncBuiltinESMExports();
  }
}
