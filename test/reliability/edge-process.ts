import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { tied } from "../../bench/load/tied.ts";

const START_WITHIN_MS = 60_000;

/** The parts of `/api/v1/health` that these runs use. */
export interface Health {
  readonly ready: boolean;
  readonly impaired: readonly string[];
  readonly followers: readonly {
    readonly name: string;
    readonly state: string;
    readonly backlogItems: number;
    readonly setAside: number;
    readonly missed: number;
  }[];
  readonly sources: readonly { readonly name: string; readonly state: string; readonly reason?: string }[];
  readonly sinks: readonly {
    readonly name: string;
    readonly state: string;
    readonly reason?: string;
    readonly backlogSamples: number;
  }[];
}

/** `gemba edge` as a user runs it, in a folder with the given plant. */
export class EdgeProcess {
  readonly #folder: string;
  readonly dataDir: string;
  #child: ChildProcess | undefined;
  kills = 0;
  clockJumps = 0;

  constructor(folder: string, plant: object) {
    this.#folder = folder;
    this.dataDir = join(folder, "data");
    mkdirSync(this.dataDir, { recursive: true });
    mkdirSync(join(folder, "plant"));
    // JSON is YAML.
    writeFileSync(join(folder, "plant", "gemba.yaml"), JSON.stringify(plant));
    process.once("exit", () => this.#child?.kill("SIGKILL"));
  }

  /** Resolves when the process runs, not when it is ready. */
  async start(): Promise<void> {
    const root = join(import.meta.dirname, "..", "..");
    const args = [
      "edge",
      "--config",
      join(this.#folder, "plant"),
      "--data-dir",
      this.dataDir,
      "--port",
      "0",
      "--log-level",
      "error",
    ];
    const log = openSync(join(this.#folder, "edge.log"), "a");
    const node = ["--import", join(import.meta.dirname, "clock-jump.ts"), join(root, "edge", "main.ts"), ...args];
    this.#child = spawn(...tied(process.execPath, node), { stdio: ["ignore", log, log] });
    closeSync(log);
    await once(this.#child, "spawn");
  }

  async kill(): Promise<void> {
    this.kills++;
    await this.#end("SIGKILL");
    rmSync(join(this.dataDir, "run.json"), { force: true });
  }

  /** Resolves with the exit code; null where a signal ended it. */
  async stop(): Promise<number | null> {
    await this.#end("SIGTERM");
    return this.#child?.exitCode ?? null;
  }

  /** Row A5: like a virtual machine that is paused for a while. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  jumpClock(): void {
    this.clockJumps++;
    this.#child?.kill("SIGUSR2");
  }

  /** Address of the API. Throws while the edge is not running. */
  get address(): string {
    return (JSON.parse(readFileSync(join(this.dataDir, "run.json"), "utf8")) as { address: string }).address;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get historianPid(): number | undefined {
    return (
      (JSON.parse(readFileSync(join(this.dataDir, "run.json"), "utf8")) as { pids: { historian: number | null } }).pids
        .historian ?? undefined
    );
  }

  get hasEnded(): boolean {
    return this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Health by the API, once the edge is up. */
  async health(): Promise<Health> {
    const until = performance.now() + START_WITHIN_MS;
    for (;;) {
      try {
        return (await (await fetch(`${this.address}/api/v1/health`)).json()) as Health;
      } catch (error) {
        if (performance.now() > until || this.hasEnded)
          throw new Error(`the edge is not there; see ${join(this.#folder, "edge.log")}`, { cause: error });
        await sleep(100);
      }
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const over = once(child, "exit");
    child.kill(signal);
    await over;
  }
}
