import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it, vi } from "vitest";

/** A stop during the start, at each of its stages. */

const root = join(import.meta.dirname, "..", "..");
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Command lines of all processes that name the folder. */
function processesOn(folder: string): string[] {
  const lines = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return ""; // gone meanwhile
      }
    });
  return lines.filter((line) => line.includes(folder));
}

it.each([
  // Nothing can catch a signal before Node.js itself has started.
  ["SIGTERM", "after its first output", "", 0],
  ["SIGINT", "while the simulators start", "Starting the simulated machines", 300],
  ["SIGTERM", "while the simulators load their nodesets", "Starting the simulated machines", 2_000],
  ["SIGTERM", "while the edge connects", "simulators-ready", 0],
] as const)("%s %s stops everything with exit code 0", async (signal, _stage, word, afterMs) => {
  await stopsCleanly([process.execPath, join(root, "edge", "main.ts"), "start"], { signal, word, afterMs });
});

it("[SU4] SIGTERM to npm's own process stops what npm start started, and npm waits for it", async () => {
  // Without the scripts before it, which install and build.
  const npm = ["npm", "--ignore-scripts", "--silent", "start", "--"];
  await stopsCleanly(npm, { signal: "SIGTERM", word: "Starting the simulated machines", afterMs: 0 });
});

interface Stop {
  readonly signal: NodeJS.Signals;
  /** Output before the signal. */
  readonly word: string;
  readonly afterMs: number;
}

async function stopsCleanly([program, ...args]: readonly string[], { signal, word, afterMs }: Stop): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gemba-stop-"));
  folders.push(folder);
  const options = [...args, "--port", "0", "--data-dir", folder];
  const child = spawn(program as string, options, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (said += String(piece)));
  const exit = once(child, "exit") as Promise<[number | null, string | null]>;
  await vi.waitFor(() => expect(said.length > 0 && said.includes(word), said).toBe(true), {
    timeout: 150_000,
    interval: 20,
  });
  await sleep(afterMs);
  child.kill(signal);
  expect((await exit)[0], said).toBe(0);
  expect(existsSync(join(folder, "run.json"))).toBe(false);
  await vi.waitFor(() => expect(processesOn(folder)).toEqual([]), { timeout: 2_000, interval: 50 });
}
