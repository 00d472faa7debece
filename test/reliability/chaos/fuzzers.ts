import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

export interface FuzzOrder {
  readonly seed: number;
  readonly broker: string;
  /** `run.json` of the edge: the present address of its API. */
  readonly runFile: string;
}

/** Counts of the fuzzers, and each wrong answer of the server. */
export interface FuzzReport {
  readonly requests: number;
  readonly streams: number;
  readonly messages: number;
  readonly connections: number;
  readonly failures: readonly string[];
}

/** Hostile clients, publishers and a hostile server, in a process of their own. */
export class Fuzzers {
  readonly #child: ChildProcess;
  /** Address of an OPC UA server with nonsensical answers. */
  readonly endpoint: string;

  private constructor(child: ChildProcess, endpoint: string) {
    this.#child = child;
    this.endpoint = endpoint;
  }

  static async start(order: FuzzOrder): Promise<Fuzzers> {
    const child = fork(new URL("./fuzz-process.ts", import.meta.url), [JSON.stringify(order)], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const [first] = (await Promise.race([once(child, "message"), once(child, "exit")])) as [{ endpoint?: string }];
    if (typeof first?.endpoint !== "string") throw new Error("the fuzzers did not start");
    return new Fuzzers(child, first.endpoint);
  }

  async report(): Promise<FuzzReport> {
    const answer = once(this.#child, "message");
    this.#child.send("report");
    return ((await answer) as [FuzzReport])[0];
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const over = once(this.#child, "exit");
    this.#child.disconnect();
    await over;
  }
}
