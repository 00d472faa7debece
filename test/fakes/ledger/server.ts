/** An OPC UA server, in a process of its own, that numbers its samples and records each number. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import { freePort } from "../net/free-port.ts";

export const OWN_NAMESPACE = "urn:gemba:test";
export const COUNTERS = 5;
export const TICK_MS = 50;

/** A service that is answered with a fault. */
export interface ServiceAnswer {
  /** Such as `TransferSubscriptions`. */
  readonly service: string;
  /** Name of the status, such as `BadOutOfMemory`; absent with `delayMs`. */
  readonly status?: string;
  /** Delay of an otherwise correct answer. */
  readonly delayMs?: number;
  /** Number of times; absent: always. */
  readonly times?: number;
  /** Only calls of more operations than this. */
  readonly over?: number;
}

export interface LedgerServerOptions {
  /** Services that are answered with BadServiceUnsupported, such as `TransferSubscriptions`. */
  readonly refuse?: readonly string[];
  readonly answers?: readonly ServiceAnswer[];
  /** Maximum number of sessions; default 20. */
  readonly maxSessions?: number;
  /** Lifetime of security tokens; the client renews them after three quarters of it. */
  readonly tokenLifetimeMs?: number;
  /** Republish is always answered with Good and an empty message. */
  readonly emptyRepublish?: boolean;
  /** Keeps raw history of the counters while it runs. */
  readonly history?: boolean;
}

/** One number with its source time. */
interface Produced {
  readonly number: number;
  readonly time: Micros;
}

export class LedgerServer implements AsyncDisposable {
  readonly port: number;
  /** Environment of the next start, for instance for another clock. */
  env: Readonly<Record<string, string>> = {};
  readonly #dir: string;
  readonly #options: LedgerServerOptions;
  #child: ChildProcess | undefined;

  private constructor(port: number, dir: string, options: LedgerServerOptions) {
    this.port = port;
    this.#dir = dir;
    this.#options = options;
  }

  static async start(options: LedgerServerOptions = {}): Promise<LedgerServer> {
    const server = new LedgerServer(await freePort(), await mkdtemp(join(tmpdir(), "gemba-ledger-")), options);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const order = JSON.stringify({
      ...this.#options,
      port: this.port,
      pkiDir: join(this.#dir, "pki"),
      ledger: this.#ledger,
    });
    const child = fork(new URL("./server-process.ts", import.meta.url), [order], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      execArgv: [],
      env: { ...process.env, ...this.env },
    });
    this.#child = child;
    const first = await Promise.race([once(child, "message"), once(child, "exit").then(() => ["exited"])]);
    if (first[0] !== "ready") throw new Error(`ledger server did not start: ${first[0]}`);
  }

  /** Produces many numbers at once, one source millisecond apart: more than a queue holds. */
  burst(numbers: number): void {
    this.#child?.send({ burst: numbers });
  }

  /** Gets a new certificate at the next start. */
  async renewCertificate(): Promise<void> {
    await rm(join(this.#dir, "pki", "own"), { recursive: true, force: true });
  }

  /** Like SIGSTOP: sockets stay open, nothing is answered. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  goOn(): void {
    this.#child?.kill("SIGCONT");
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  /** Resources that the server holds for its clients. */
  async held(): Promise<{ readonly sessions: number; readonly subscriptions: number; readonly republishes: number }> {
    const answer = once(this.#child as ChildProcess, "message");
    this.#child?.send("count");
    return (await answer)[0];
  }

  /** All numbers so far, over all runs. */
  produced(): Produced[] {
    const bytes = readFileSync(this.#ledger);
    return Array.from({ length: Math.floor(bytes.length / 16) }, (_, i) => ({
      number: bytes.readDoubleLE(i * 16),
      time: bytes.readDoubleLE(i * 16 + 8),
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#dir, { recursive: true, force: true });
  }

  get #ledger(): string {
    return join(this.#dir, "ledger.bin");
  }
}
