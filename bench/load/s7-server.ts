/** Debian's libsnap7 as an S7 controller: built from s7-server.c on first use, run as a child process. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { buildProgram, freePort } from "./opcua-load.ts";
import { tied } from "./tied.ts";

const START_WITHIN_MS = 30_000;

/** Bytes of an area by its name: `DB10`, `MK`, `PE`, `PA`, `TM` or `CT`. */
export type S7Areas = Readonly<Record<string, Uint8Array>>;

export interface S7Server extends AsyncDisposable {
  readonly port: number;
  /** Overwrites the first bytes of areas. */
  set(areas: S7Areas): void;
}

/** Path of the built server, or why it cannot be built here. */
export function buildS7Server() {
  return buildProgram("s7-server", ["-lsnap7"]);
}

/** Starts a controller with these areas on a free port. Throws when it cannot be built or does not start. */
export async function startS7Server(areas: S7Areas): Promise<S7Server> {
  const built = await buildS7Server();
  if ("reason" in built) throw new Error(built.reason);
  const port = await freePort();
  const child = spawn(...tied(built.path, [String(port)]), { stdio: ["pipe", "pipe", "inherit"] });
  const set = (wanted: S7Areas): void => {
    for (const [name, bytes] of Object.entries(wanted))
      child.stdin.write(`${name.slice(0, 2)} ${name.slice(2) || 0} ${Buffer.from(bytes).toString("hex")}\n`);
  };
  set(areas);
  child.stdin.write("start\n");
  const late = AbortSignal.timeout(START_WITHIN_MS);
  const exited = once(child, "exit", { signal: late }).then(([code]) =>
    Promise.reject(new Error(`s7-server ended with ${code}`)),
  );
  exited.catch(() => undefined);
  await Promise.race([once(child.stdout, "data", { signal: late }), exited]);
  return {
    port,
    set,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
