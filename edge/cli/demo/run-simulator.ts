import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";

const SCRIPTS = {
  headless: "../../../simulators/headless/main.ts",
  scale: "../../../simulators/scale/main.ts",
} as const;

/** Runs a script of the simulators to its end, as a process of its own, with the options that were given; returns its exit code. `quiet` keeps what it says of itself from standard output; in the background it leaves the processor to others, and at the signal ends at once with its files as they are. It ends by itself when we are gone. */
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
