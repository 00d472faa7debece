import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";

/** Stopping before the start has come to its end, at each of its stages. */

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
  // Node.js itself needs a part of the first second on a busy machine; nothing can catch a signal before it has.
  ["SIGTERM", "in its first second", (_said: string, ageMs: number) => ageMs > 1_000],
  ["SIGINT", "while the simulators start", (said: string, ageMs: number) => said.includes("Starting the simulated machines") && ageMs > 1_500],
  ["SIGTERM", "while the simulators load their nodesets", (said: string, ageMs: number) => said.includes("Starting the simulated machines") && ageMs > 3_000],
  ["SIGTERM", "while the edge connects", (said: string) => said.includes("simulators-ready")],
] as const)(
  "%s %s stops everything within 5 s with exit code 0",
  async (signal, _stage, isDue) => {
    const folder = mkdtempSync(join(tmpdir(), "gemba-stop-"));
    folders.push(folder);
    const started = performance.now();
    const child = spawn(process.execPath, [join(root, "edge", "main.ts"), "start", "--port", "0", "--data-dir", folder], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (said += String(piece)));
    const exit = once(child, "exit") as Promise<[number | null, string | null]>;
    await vi.waitFor(() => expect(isDue(said, performance.now() - started), said).toBe(true), { timeout: 60_000, interval: 20 });
    const asked = performance.now();
    child.kill(signal);
    expect((await exit)[0], said).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5_000);
    expect(existsSync(join(folder, "run.json"))).toBe(false);
    await vi.waitFor(() => expect(processesOn(folder)).toEqual([]), { timeout: 2_000, interval: 50 });
  },
  90_000,
);
