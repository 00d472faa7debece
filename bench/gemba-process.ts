/** A process of `gemba` for benches, as `npm start` runs it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { EDGE_FLAGS } from "../scripts/right-node.mjs";
import { strippedEnv } from "../scripts/stripped-files.mjs";
import { tied } from "./load/tied.ts";

const GEMBA = fileURLToPath(new URL("../edge/main.ts", import.meta.url));
const READY_WITHIN_MS = 180_000;

export type Part = "edge" | "historian" | "broker" | "simulators";
type Pids = Readonly<Partial<Record<Part, number>>>;

/** What `run.json` says of a running edge. */
export interface Run {
  readonly address: string;
  readonly pids: Pids;
}

interface Gemba {
  readonly command: "start" | "edge";
  /** Folder of the plant; absent: the demo's. */
  readonly config?: string;
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly more?: readonly string[];
}

/** On a port that the system chooses. */
export function startGemba({ command, config, dataDir, env = {}, more = [] }: Gemba): ChildProcess {
  const plant = config === undefined ? [] : ["--config", config];
  const given = [...plant, "--data-dir", dataDir, "--port", "0", "--log-level", "error", ...more];
  return spawn(...tied(process.execPath, [...EDGE_FLAGS, GEMBA, command, ...given]), {
    stdio: ["ignore", "ignore", "inherit"],
    env: { MALLOC_ARENA_MAX: "1", ...process.env, ...strippedEnv(), ...env },
  });
}

/** Resolves once it runs. Throws when it ends before, or is not ready in time. */
export async function running(dataDir: string, child: ChildProcess): Promise<Run> {
  const until = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until && child.exitCode === null) {
    try {
      return JSON.parse(readFileSync(join(dataDir, "run.json"), "utf8")) as Run;
    } catch {
      await sleep(300);
    }
  }
  throw new Error(`no edge ran on ${dataDir} within ${READY_WITHIN_MS / 1000} s`);
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
