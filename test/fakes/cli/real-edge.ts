import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { vi } from "vitest";
import { tied } from "../../../bench/load/tied.ts";
import { freePort } from "../net/free-port.ts";

const MAIN = join(import.meta.dirname, "..", "..", "..", "edge", "main.ts");
const STARTS_WITHIN_MS = 120_000;

/** A running `gemba edge` of one plant. */
export interface RealEdge extends AsyncDisposable {
  readonly address: string;
}

/** Starts the edge of a plant's folder on a free port, which it keeps over restarts. */
export async function startRealEdge(plant: string, dataDir: string): Promise<RealEdge> {
  const port = await freePort();
  const args = ["edge", "--config", plant, "--data-dir", dataDir, "--port", String(port), "--log-level", "warn"];
  const edge = spawn(...tied(process.execPath, [MAIN, ...args]), { stdio: ["ignore", "pipe", "inherit"] });
  edge.stdout.resume();
  const ended = once(edge, "exit");
  const runFile = join(dataDir, "run.json");
  await vi.waitFor(
    () => {
      if (!existsSync(runFile)) throw new Error("the edge has not started");
    },
    { timeout: STARTS_WITHIN_MS, interval: 100 },
  );
  const { address } = JSON.parse(readFileSync(runFile, "utf8")) as { address: string };
  return {
    address,
    async [Symbol.asyncDispose]() {
      edge.kill("SIGTERM");
      await ended;
    },
  };
}

/** Runs a command on the data folder of an edge; resolves with what it prints. */
export async function runGemba(dataDir: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args, "--data-dir", dataDir]);
  return stdout;
}
