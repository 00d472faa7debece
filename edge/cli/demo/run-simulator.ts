import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";

const SCRIPTS = {
  headless: "../../../simulators/headless/main.ts",
  scale: "../../../simulators/scale/main.ts",
} as const;

/**
 * Runs a script of the simulators in a process of its own and resolves with its exit code. `quiet` discards its
 * standard output. In the background it runs at low priority, and the signal kills it, which leaves its files as they
 * are. The script ends by itself when this process is gone.
 */
export async function runSimulator(
  script: keyof typeof SCRIPTS,
  given: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  { quiet = false, isBackground = false } = {},
): Promise<number> {
  const args = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
  const child = spawn(process.execPath, [fileURLToPath(new URL(SCRIPTS[script], import.meta.url)), ...args], {
    stdio: ["ignore", quiet ? "ignore" : "inherit", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  if (isBackground && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  signal.addEventListener("abort", () => child.kill(isBackground ? "SIGKILL" : "SIGTERM"), { once: true });
  const [code] = (await ended) as [number | null];
  return code ?? 1;
}
