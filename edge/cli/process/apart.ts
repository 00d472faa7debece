import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Outputs } from "./outputs.ts";

const WORK = fileURLToPath(new URL("./work.ts", import.meta.url));
/** Time a command has to clean up after a signal; then it and its children are killed. */
const WIND_UP_MS = 2_000;
/**
 * Flag of a process that must stay small for months, which costs an evaluation 12 % of its time for collecting young
 * objects. A command computes for a while and ends, so it gets a young generation of the usual size.
 */
const SMALL_YOUNG = "--max-semi-space-size=";
/**
 * Such a command spends its time in thousands of small functions, of which the compiler inlines only few by default.
 * With higher limits the thread of an evaluation's path takes less time, for a second or two more of compiling beside
 * it (docs/evaluation.md).
 */
const INLINING = ["--max-inlined-bytecode-size-cumulative=3000", "--max-inlined-bytecode-size=1500"];

export interface Apart {
  /** The command and its options as they were typed. */
  readonly args: readonly string[];
  readonly windUpMs?: number;
  /** Script that runs the command; tests use another. */
  readonly script?: string;
  /** Takes what the command prints; without it, the command prints to where this process does. */
  readonly hear?: (text: string) => void;
}

/** Message that asks a work process to end. */
export const STOP = "stop";

/**
 * Runs a command in a process of its own, which leads a process group. So this process always handles a signal, and can
 * end a computation that does not. However the command ends, its children, temporary files and half-written outputs are
 * gone before this resolves with the exit code: the command's, or 128 plus the number of the signal.
 */
export async function runApart(
  { args, windUpMs = WIND_UP_MS, script = WORK, hear }: Apart,
  signal: AbortSignal,
): Promise<number> {
  const temporary = mkdtempSync(join(tmpdir(), "gemba-"));
  const work = fork(script, [...args], {
    detached: true,
    execArgv: [...process.execArgv.filter((flag) => !flag.startsWith(SMALL_YOUNG)), ...INLINING],
    stdio: ["inherit", hear === undefined ? "inherit" : "pipe", "inherit", "ipc"],
    env: { ...process.env, TMPDIR: temporary },
  });
  if (hear !== undefined) work.stdout?.setEncoding("utf8").on("data", hear);
  const outputs = new Outputs();
  work.on("message", (message) => outputs.hear(message));
  let force: NodeJS.Timeout | undefined;
  const stop = (): void => {
    if (work.connected) work.send(STOP, () => undefined);
    force = setTimeout(() => killGroup(work), windUpMs);
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    // Not "exit", which may come before the last message.
    const [code, killedBy] = (await once(work, "close")) as [number | null, NodeJS.Signals | null];
    if (signal.aborted && code !== 0) return interruptedCode(signal);
    return code ?? 128 + constants.signals[killedBy as NodeJS.Signals];
  } finally {
    clearTimeout(force);
    signal.removeEventListener("abort", stop);
    killGroup(work);
    rmSync(temporary, { recursive: true, force: true });
    for (const path of outputs.removeUnfinished())
      process.stderr.write(`gemba: the command did not finish; the output in ${path} may be incomplete\n`);
  }
}

/** Exit code as shells give it: 130 for SIGINT, 143 for SIGTERM. */
export function interruptedCode(signal: AbortSignal): number {
  return 128 + constants.signals[signal.reason === "SIGINT" ? "SIGINT" : "SIGTERM"];
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // The group has ended already.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
