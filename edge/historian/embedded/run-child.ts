/** One run of the historian's process, from its start to its end. */
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { forkChild } from "./fork-child.ts";
import type { HistorianOptions } from "./historian-options.ts";
import type { FromChild } from "./protocol.ts";

const FIRST_RESTART_MS = 50;
const MAX_RESTART_MS = 10_000;

/** `code` is the exit code or the signal; `said` is the end of what it wrote to stderr. */
export interface ChildEnd {
  readonly code: number | string;
  readonly wasReady: boolean;
  readonly said: string;
}

/** `ended` never rejects. */
export function runChild(
  databasePath: string,
  { commitLog, config }: Pick<HistorianOptions, "commitLog" | "config">,
  onMessage: (message: FromChild) => void,
): { readonly child: ChildProcess; readonly ended: Promise<ChildEnd> } {
  const child = forkChild({
    databasePath,
    logDir: commitLog.dir,
    logUid: commitLog.logUid,
    memoryLimitMb: config.memoryLimitMb,
    ...(config.retentionHours === undefined ? {} : { retentionHours: config.retentionHours }),
    rollupDays: config.rollupDays,
    maxBytes: Math.floor(config.maxBytes / 2),
  });
  let [wasReady, said] = [false, ""];
  child.stderr?.on("data", (text: Buffer) => {
    said = (said + text.toString("utf8")).slice(-500);
  });
  child.on("message", (message: FromChild) => {
    wasReady ||= message.kind === "ready";
    onMessage(message);
  });
  const ended = new Promise<ChildEnd>((resolve) => {
    // The promise takes the first of the two.
    const over = (code: number | string): void => resolve({ code, wasReady, said: said.trim() });
    child.on("error", (error) => over(error.message));
    child.on("close", (code, signal) => over(signal ?? code ?? "unknown"));
  });
  return { child, ended };
}

/** The pause before another start, longer after each failed one. Ends early with the signal. */
export async function restartPause(failedStarts: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(MAX_RESTART_MS, FIRST_RESTART_MS * 2 ** Math.min(10, failedStarts));
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
