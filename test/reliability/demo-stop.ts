import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tied } from "../../bench/load/tied.ts";
import { EDGE_FLAGS } from "../../scripts/right-node.mjs";
import { strippedEnv } from "../../scripts/stripped-files.mjs";
import { DemoReaders } from "./demo-readers.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** Every process of one demo run has this in its environment, so that none is overlooked. */
const MARK = "GEMBA_STOPS_RUN";
const LIVE_WITHIN_MS = 180_000;
/** Remaining processes are killed then; such a slow stop has failed anyway. */
const GIVE_UP_MS = 30_000;

/** Time of the stop signal. */
export interface StopPlan {
  readonly number: number;
  readonly from: "spawn" | "live";
  readonly afterMs: number;
  readonly signal: "SIGTERM" | "SIGINT";
  /** A first start also fills the past, in a process of its own. */
  readonly isFirst: boolean;
  readonly seed: number;
}

export interface StopOutcome {
  readonly plan: StopPlan;
  readonly code: number | string;
  /** From the signal to the end of the main process. */
  readonly seconds: number;
  /** Processes that outlived the main process. */
  readonly left: readonly string[];
  readonly cores: readonly string[];
  /** Lines of its log about slow or failed steps. */
  readonly said: readonly string[];
  readonly answered: number;
}

/**
 * Starts the demo in `folder`, keeps readers busy and stops it as planned. Resolves with the outcome; undefined when
 * the demo ended before the signal.
 */
export async function stopDemo(folder: string, plan: StopPlan): Promise<StopOutcome | undefined> {
  const dataDir = join(folder, "data");
  if (plan.isFirst) rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  const logFile = join(folder, `stop-${plan.number}.log`);
  const mark = `${process.pid}-${plan.number}`;
  const demo = startDemo({ folder, dataDir, logFile, mark });
  const exit = once(demo, "exit") as Promise<[number | null, string | null]>;
  let readers: DemoReaders | undefined;
  try {
    const address = plan.from === "live" ? await liveAddress(demo, logFile) : undefined;
    if (address !== undefined) readers = new DemoReaders(address, plan.seed);
    await sleep(plan.afterMs);
    if (hasEnded(demo)) return undefined;
    const asked = performance.now();
    demo.kill(plan.signal);
    const giveUp = setTimeout(() => demo.kill("SIGKILL"), GIVE_UP_MS);
    const [code, signal] = await exit;
    const seconds = (performance.now() - asked) / 1000;
    clearTimeout(giveUp);
    const left = marked(mark).map(({ pid, command }) => `${pid} ${command.slice(0, 80)}`);
    return {
      plan,
      code: code ?? signal ?? "?",
      seconds,
      left,
      cores: coresIn(folder),
      said: stopMessages(logFile),
      answered: readers?.answered ?? 0,
    };
  } finally {
    readers?.end();
    for (const { pid } of marked(mark)) process.kill(pid, "SIGKILL");
  }
}

function startDemo({
  folder,
  dataDir,
  logFile,
  mark,
}: {
  folder: string;
  dataDir: string;
  logFile: string;
  mark: string;
}): ChildProcess {
  const log = openSync(logFile, "w");
  const args = [
    process.execPath,
    ...EDGE_FLAGS,
    join(ROOT, "edge", "main.ts"),
    "start",
    "--port",
    "0",
    "--data-dir",
    dataDir,
  ];
  // If the kernel writes core dumps to the working directory, they are here.
  const env = {
    ...process.env,
    [MARK]: mark,
    MALLOC_ARENA_MAX: "1",
    ...strippedEnv(),
  };
  const demo = spawn(...tied("/bin/sh", ["-c", 'ulimit -c unlimited; exec "$@"', "sh", ...args]), {
    cwd: folder,
    stdio: ["ignore", log, log],
    env,
  });
  closeSync(log);
  return demo;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function liveAddress(demo: ChildProcess, logFile: string): Promise<string | undefined> {
  const until = performance.now() + LIVE_WITHIN_MS;
  for (;;) {
    const address = /is live: +(http\S+)/.exec(readFileSync(logFile, "utf8"))?.[1];
    if (address !== undefined) return address;
    if (hasEnded(demo)) return undefined;
    if (performance.now() > until) throw new Error(`the demo did not become live; see ${logFile}`);
    await sleep(20);
  }
}

function marked(mark: string): { pid: number; command: string }[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      if (!readFileSync(`/proc/${name}/environ`, "utf8").includes(`${MARK}=${mark}\0`)) return [];
      return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ") }];
    } catch {
      return []; // gone meanwhile
    }
  });
}

function coresIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^core(\.\d+)?$/.test(name));
}

function stopMessages(logFile: string): string[] {
  return readFileSync(logFile, "utf8")
    .split("\n")
    .filter((line) =>
      /"tookMs"|did not stop|did not close|left behind|process ended|ended by force|FATAL|Assertion/.test(line),
    );
}
