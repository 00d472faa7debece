/** The OPC UA load server: built from opcua-load.c on first use, run as a child process. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { access, mkdir, readFile, rename } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { tied } from "./tied.ts";

const START_WITHIN_MS = 30_000;

export const LOAD_NAMESPACE = "urn:gemba:load";
/** Browse path of the folder with V0, V1 and so on; `load` is the prefix of the namespace. */
export const LOAD_ROOT = "/Objects/load:Load";

export interface LoadServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

type Built = { readonly path: string } | { readonly reason: string };

/** Path of the built load server, or why it cannot be built here. */
export function buildLoadServer(): Promise<Built> {
  return buildProgram("opcua-load", ["-lopen62541"]);
}

/**
 * Path of the program built from the C source of this name beside this file, or why it cannot be built here. The build
 * stays in the temporary folder until the source changes.
 */
export async function buildProgram(name: string, libraries: readonly string[]): Promise<Built> {
  const source = new URL(`./${name}.c`, import.meta.url);
  const digest = createHash("sha256")
    .update(await readFile(source))
    .digest("hex")
    .slice(0, 16);
  const folder = join(tmpdir(), `gemba-load-${userInfo().username}`);
  const path = join(folder, `${name}-${digest}`);
  if (await exists(path)) return { path };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  try {
    await promisify(execFile)("gcc", ["-O2", "-o", draft, fileURLToPath(source), ...libraries]);
  } catch (error) {
    return {
      reason:
        `${name}.c needs gcc and ${libraries.join(" ")} (npm test installs gcc, libopen62541-1.4-dev, libsnap7-dev): ` +
        (error as Error).message.split("\n")[0],
    };
  }
  await rename(draft, path);
  return { path };
}

export interface LoadOptions {
  readonly count: number;
  readonly periodMs: number;
  readonly port?: number;
  readonly leastKeepAliveCount?: number;
  /** The variables change one after the other instead of all at once; the source time is the time of reading. */
  readonly isSpread?: boolean;
}

/**
 * Starts `count` variables that change every `periodMs`, on a free port or the given one. Throws when it cannot be
 * built or does not start.
 */
export async function startLoadServer(options: LoadOptions): Promise<LoadServer> {
  const built = await buildLoadServer();
  if ("reason" in built) throw new Error(built.reason);
  const port = options.port ?? (await freePort());
  const words = [
    port,
    options.count,
    options.periodMs,
    options.leastKeepAliveCount ?? 1,
    ...(options.isSpread === true ? ["spread"] : []),
  ];
  const child = spawn(...tied(built.path, words.map(String)), { stdio: ["ignore", "pipe", "inherit"] });
  await ready(child);
  const kill = async (signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  };
  return {
    endpoint: `opc.tcp://127.0.0.1:${port}`,
    port,
    pid: child.pid as number,
    kill,
    [Symbol.asyncDispose]: () => kill("SIGKILL"),
  };
}

async function ready(child: ChildProcess): Promise<void> {
  const late = AbortSignal.timeout(START_WITHIN_MS);
  const exited = once(child, "exit", { signal: late }).then(([code]) =>
    Promise.reject(new Error(`opcua-load ended with ${code}`)),
  );
  exited.catch(() => undefined);
  await Promise.race([
    once(child.stdout as NodeJS.ReadableStream & NodeJS.EventEmitter, "data", { signal: late }),
    exited,
  ]);
  child.stdout?.resume();
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}
