/** Starts processes that write, and gives them their config (rule SB38). */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { answerApart } from "../../config/apart.ts";
import type { ConfigAnswer } from "../../config/thread-task.ts";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";

const WRITER = fileURLToPath(new URL("./box-writer.ts", import.meta.url));

/** Message to the process that writes: the config that it starts with, or why there is none. */
export interface ConfigMessage {
  readonly kind: "config";
  readonly answer: ConfigAnswer;
}

/** Reads and checks the config in a thread. Never rejects. */
export async function readApart(path: string): Promise<ConfigAnswer> {
  try {
    return await answerApart({ kind: "config", path });
  } catch (error) {
    return { code: error instanceof EdgeError ? error.code : "unavailable", reason: reasonOf(error) };
  }
}

/** Starts a process that loads the edge, and gives it the config once that is read. */
export function forkWith(reading: Promise<ConfigAnswer>): ChildProcess {
  const child = forkWriter();
  void give(child, reading);
  return child;
}

/** A process that was started before it is known whether this is one of two boxes. */
export class FirstWriter {
  readonly #child: ChildProcess;
  readonly #early: unknown[] = [];
  readonly #keep = (message: unknown): void => void this.#early.push(message);
  #isTaken = false;

  constructor(child: ChildProcess = forkWriter()) {
    this.#child = child;
    this.#child.on("message", this.#keep);
    this.#child.on("error", () => undefined);
  }

  /** What is wrong with this config is said by the keeper, which ends then. */
  give(reading: Promise<ConfigAnswer>): void {
    void reading.then((answer) => ("done" in answer ? give(this.#child, reading) : undefined));
  }

  /** The process; its owner hears what it has said before. Undefined where it has ended, and after the first call. */
  take(): ChildProcess | undefined {
    const child = this.#child;
    if (this.#isTaken || child.exitCode !== null || child.signalCode !== null) return undefined;
    this.#isTaken = true;
    child.off("message", this.#keep);
    setImmediate(() => {
      for (const message of this.#early) child.emit("message", message);
    });
    return child;
  }

  /** Ends it, unless somebody has taken it. */
  end(): void {
    if (!this.#isTaken) this.#child.kill("SIGKILL");
  }
}

function forkWriter(): ChildProcess {
  return fork(WRITER, process.argv.slice(3), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    // A config has bytes and maps.
    serialization: "advanced",
  });
}

async function give(child: ChildProcess, reading: Promise<ConfigAnswer>): Promise<void> {
  const answer = await reading;
  if (child.connected) child.send({ kind: "config", answer } satisfies ConfigMessage, () => undefined);
}
