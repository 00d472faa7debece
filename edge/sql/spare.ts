/** Processes for statements. One may wait, loaded, for the next statement: to start one takes longer than an answer. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { refusal } from "./refusals.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));
/** Little heap: rows are columns outside of it. */
const FLAGS = ["--max-old-space-size=192", "--max-semi-space-size=4"];
/** Time that a spare waits: people and dashboards ask again within minutes. */
const WAITS_MS = 10 * 60_000;

/**
 * Without the edge's environment, which may hold passwords. Throws EdgeError `unavailable` where the system gives no
 * process; it may also say so by the event `error`.
 */
export function startStatementProcess(): ChildProcess {
  const { PATH, LD_LIBRARY_PATH, NODE_OPTIONS } = process.env;
  const given = Object.entries({ LD_LIBRARY_PATH, NODE_OPTIONS }).filter(([, value]) => value !== undefined);
  try {
    return fork(CHILD, [], {
      serialization: "advanced",
      execArgv: FLAGS,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: { PATH, MALLOC_ARENA_MAX: "2", ...Object.fromEntries(given) },
    });
  } catch (cause) {
    throw refusal("sql-no-process", {}, "unavailable", { cause });
  }
}

function startedIfAny(): ChildProcess | undefined {
  try {
    return startStatementProcess();
  } catch {
    return undefined;
  }
}

/** At most one process without an order. It knows nothing of any statement, and opens no file of the edge. */
export class Spare {
  #process: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #off: AbortSignal | undefined;

  /** Its process id; undefined where none waits. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Starts one, unless one waits already. It ends when `off` aborts, and after some minutes without a statement. Where
   * the system gives none, none waits: the next statement asks for its own.
   */
  start(off: AbortSignal): void {
    if (this.#process !== undefined || off.aborted) return;
    const child = startedIfAny();
    if (child === undefined) return;
    child.once("exit", () => this.#forget(child));
    child.once("error", () => this.#forget(child));
    // The edge may stop while it waits.
    child.unref();
    child.channel?.unref();
    this.#process = child;
    this.#timer = setTimeout(this.#end, WAITS_MS).unref();
    this.#off = off;
    off.addEventListener("abort", this.#end);
  }

  /** The waiting process, which belongs to the caller from now on. */
  take(): ChildProcess | undefined {
    const child = this.#process;
    if (child === undefined) return undefined;
    this.#forget(child);
    if (!child.connected) {
      child.kill("SIGKILL");
      return undefined;
    }
    child.ref();
    child.channel?.ref();
    return child;
  }

  readonly #end = (): void => {
    this.#process?.kill("SIGKILL");
  };

  #forget(child: ChildProcess): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    clearTimeout(this.#timer);
    this.#off?.removeEventListener("abort", this.#end);
  }
}
