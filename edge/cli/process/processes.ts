import { type ChildProcess, fork } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { EdgeError } from "../../contracts/errors.ts";
import { claimPort } from "./port-claim.ts";
import { takenBy } from "./port-holder.ts";

/** A child process that reports when it is ready. It ends on SIGTERM, or when this process is gone. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Its `{kind: "ready"}` message. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Resolves when the process has ended, for any reason. */
  readonly ended: Promise<void>;
  /** Sends SIGTERM, and SIGKILL when the process does not end soon. May be called twice. */
  stop(): Promise<void>;
}

export interface ChildPlan {
  readonly name: string;
  readonly script: URL;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly readyWithinMs: number;
}

/** Time that a child has to end by itself before it is killed. */
const STOP_WITHIN_MS = 1_500;

/**
 * Starts a child and waits for its `{kind: "ready"}` message. The child leads a process group, so that Ctrl-C in the
 * terminal reaches this process only, which stops the parts in order; the child ends by itself when the IPC channel
 * closes. Rejects when the child does not become ready, or when the signal comes first; the child has ended then.
 */
export async function startChild(plan: ChildPlan, log: Logger, signal?: AbortSignal): Promise<Child> {
  const child = fork(plan.script, [...plan.args], {
    detached: true,
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...plan.env },
  });
  const ended = once(child, "exit").then(() => undefined);
  const ready = await firstReady(child, plan, signal).catch(async (error: unknown) => {
    await stopChild(child, ended);
    throw error;
  });
  log.info({ part: plan.name, pid: child.pid }, "part started");
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= stopChild(child, ended);
    return stopping;
  };
  return { name: plan.name, pid: child.pid ?? 0, ready, ended, stop };
}

async function firstReady(
  child: ChildProcess,
  plan: ChildPlan,
  signal: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
  const timer = setTimeout(
    () => reject(new EdgeError("unavailable", `${plan.name} was not ready within ${plan.readyWithinMs / 1000} s`)),
    plan.readyWithinMs,
  );
  child.on("message", (message) => {
    if (typeof message === "object" && message !== null && "kind" in message && message.kind === "ready")
      resolve(message as Record<string, unknown>);
  });
  child.once("exit", (code, signal) =>
    reject(new EdgeError("unavailable", `${plan.name} ended before it was ready (${signal ?? `exit code ${code}`})`)),
  );
  child.once("error", reject);
  const onAbort = () => reject(new EdgeError("unavailable", `${plan.name} was stopped before it was ready`));
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted === true) onAbort();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await Promise.race([ended, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await ended;
}

/** No system gives these to an outgoing connection, which would take a port before its part listens. */
const [LOWEST, HIGHEST] = [20_000, 32_000];
const MOST_TRIES = 100;
/** Ports that this process handed out. Parts listen on them later, so that they look free until then. */
const given = new Set<number>();

/**
 * The wanted port if it is free and no other start has claimed it, else any such port, at worst one that the system
 * chooses. 0 asks for any.
 */
export async function freePort(wanted: number, host = "127.0.0.1"): Promise<number> {
  const isOurs = async (port: number): Promise<boolean> =>
    (await tryPort(port, host)) !== undefined && (await claimPort(port));
  if (wanted !== 0 && (await isOurs(wanted))) return wanted;
  for (let n = 0; n < MOST_TRIES; n++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (given.has(port) || !(await isOurs(port))) continue;
    given.add(port);
    return port;
  }
  return (await tryPort(0, host)) ?? Promise.reject(new EdgeError("unavailable", `no free port on ${host}`));
}

/** The first free port from `wanted` upwards. */
export async function nextFreePort(wanted: number, host: string): Promise<number> {
  for (let port = wanted; port < Math.min(wanted + 100, 65_536); port++)
    if ((await tryPort(port, host)) !== undefined) return port;
  throw new EdgeError(
    "unavailable",
    `no free port from ${wanted} to ${wanted + 99} on ${host}: ${wanted} is taken ${takenBy(wanted)}; ` +
      "give another with --port",
  );
}

/** Throws EdgeError `unavailable` that names the holder of the port and `option`, which changes it. */
export async function refuseTaken(port: number, host: string, option: string): Promise<void> {
  if ((await tryPort(port, host)) !== undefined) return;
  throw new EdgeError(
    "unavailable",
    `port ${port} is taken ${takenBy(port)}; end that program, or choose another port with ${option}`,
  );
}

async function tryPort(port: number, host: string): Promise<number | undefined> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  server.once("error", () => resolve(undefined));
  server.listen({ port, host, exclusive: true }, () => {
    const address = server.address();
    const got = typeof address === "object" && address !== null ? address.port : undefined;
    server.close(() => resolve(got));
  });
  return promise;
}
