/** A fleet of one edge, a NATS server and a hub, each a process that can be killed at any moment. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { tied } from "../../../bench/load/tied.ts";
import type { HubConfig } from "../../../edge/hub/config.ts";
import { type Ledger, readLedgers } from "../../../edge/hub/ledger.ts";
import type { StoreConfig } from "../../../edge/hub/store/config.ts";
import { has } from "../../run/needs.ts";
import { listening } from "../net/listening.ts";
import { HUB_ADDRESS, type ThinLink } from "../net/thin-link.ts";
import { clockFrom, setClock } from "./clock.ts";
import { compareLogs, type Difference } from "./compare-logs.ts";
import { type NatsNode, natsArguments, natsNodes } from "./servers.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const WITHIN_MS = 40_000;
const EVERY_MS = 200;
/** A server that starts again reads its store first. */
const SERVER_ATTEMPTS = 800;

export const hasNats = has(existsSync("/usr/sbin/nats-server"), "nats-server (apt-get install nats-server)");

/** `nats` is the first server, `hub` the first hub; further ones of both have a number. */
export type PartName = "nats" | `nats-${number}` | "hub" | `hub-${number}` | "edge" | `edge-${number}` | "spy";

/** What was said over the server: items of the log up to a position, newest values, what the hub has, a greeting. */
export interface Heard {
  readonly kind: "up" | "live" | "down" | "hello";
  readonly bytes: number;
  readonly position: number;
  /** Monotonic. */
  readonly atMs: number;
}

export class Fleet implements AsyncDisposable {
  readonly dir: string;
  readonly nodes: readonly NatsNode[];
  /** Port by which the edge reaches the only server, such as that of a proxy. */
  edgePort: number;
  /** Further keys of each hub's config. */
  hub: Readonly<Record<string, unknown>> = {};
  /** Further keys of the edge's `uplink`. */
  uplink: Readonly<Record<string, unknown>> = {};
  /** What the edge is, in this folder. */
  edgeProgram = "./edge-process.ts";
  /** Where the hub keeps history; undefined: beside its copy of the log. */
  store: StoreConfig | undefined;
  /** The edge at one end, server and hub at the other one. */
  link: ThinLink | undefined;
  /** Most items that the edge adds at a time; 0: none. */
  step = 100;
  /** How wrong the clocks of hub and edge are from their next start on, or from `setClock`, ms. */
  readonly clockOffMs = { edge: 0, hub: 0 };
  /** Further options of the server from its next start on. */
  serverOptions: readonly string[] = [];
  /** How long the edge rests between two times. */
  restMs = 5;
  readonly #parts = new Map<PartName, ChildProcess>();
  #seed = 1;
  #position = 0;
  #isStopped = false;
  #said = "";

  private constructor(dir: string, nodes: readonly NatsNode[]) {
    this.dir = dir;
    this.nodes = nodes;
    this.edgePort = this.port;
  }

  /** @param servers how many NATS servers; three are a cluster, which keeps each message three times */
  static async make(servers = 1): Promise<Fleet> {
    const dir = await mkdtemp(join(tmpdir(), "gemba-fleet-"));
    return new Fleet(dir, await natsNodes(dir, servers));
  }

  /** Port of the first server. */
  get port(): number {
    return this.nodes[0]?.port ?? 0;
  }

  /** What the processes wrote to stderr. */
  get said(): string {
    return this.#said;
  }

  /** What the spy has heard. */
  readonly heard: Heard[] = [];
  /** When the edge had committed what, about. */
  readonly committed: { readonly position: number; readonly atMs: number }[] = [];

  /** How long ago the newest item of a message had been committed when it came, ms. */
  ageMs({ position, atMs }: Heard): number {
    return atMs - (this.committed.findLast((one) => one.position <= position)?.atMs ?? Number.NEGATIVE_INFINITY);
  }

  /** Items that the edge commits in a ms, since it was started. */
  get itemsPerMs(): number {
    const [first, last] = [this.committed[0], this.committed.at(-1)];
    if (first === undefined || last === undefined) return Number.NaN;
    return (last.position - first.position) / (last.atMs - first.atMs);
  }

  /** Newest position that the edge said it had committed. */
  get position(): number {
    return this.#position;
  }

  pidOf(name: PartName): number {
    return this.#parts.get(name)?.pid ?? 0;
  }

  async start(...names: readonly PartName[]): Promise<void> {
    for (const name of names) {
      if (name === "spy") this.#startSpy();
      else if (name.startsWith("nats")) await this.#startServer(name);
      else if (name.startsWith("hub")) this.startHub(name, join(this.dir, name));
      else this.startEdge(join(this.dir, name), name);
    }
  }

  /** Starts a hub on a data folder, with the part's name as its own. */
  startHub(part: PartName, dataDir: string, name: string = part): void {
    this.#fork(part, "./hub-process.ts", [dataDir, JSON.stringify({ ...this.hubConfig, name })]);
  }

  /** Starts an edge on a data folder, which may be a copy. Positions are those of the part `edge`. */
  startEdge(dataDir: string, part: PartName = "edge"): void {
    const isFirst = part === "edge";
    if (isFirst) this.#isStopped = false;
    const servers = this.nodes.length === 1 ? [`nats://${this.#address}:${this.edgePort}`] : this.#servers();
    const config = { hub: { servers }, everyMs: 100, messageKb: 8, inFlightKb: 64, ...this.uplink };
    const child = this.#fork(part, this.edgeProgram, [
      dataDir,
      JSON.stringify(config),
      String(this.#seed++),
      String(this.step),
      String(this.restMs),
    ]);
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      const last = text.trim().split("\n").at(-1);
      if (last === undefined || !isFirst) return;
      this.#position = Number.parseInt(last, 10);
      this.committed.push({ position: this.#position, atMs: performance.now() });
      this.#isStopped = last.endsWith(" stopped");
    });
  }

  async kill(name: PartName): Promise<void> {
    const child = this.#parts.get(name);
    this.#parts.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "close");
  }

  /** The clock of edge or hub shows what `clockOffMs` says, also while it runs. */
  setClock(name: "edge" | "hub"): void {
    setClock(join(this.dir, `clock-${name}`), this.clockOffMs[name]);
  }

  /** A server's store is gone, as after a lost disk. */
  async loseStore(name: PartName = "nats"): Promise<void> {
    await this.kill(name);
    await rm(join(this.dir, name), { recursive: true });
  }

  /** The edge adds so many items at once, beside its usual ones. */
  burst(items: number): void {
    this.#parts.get("edge")?.stdin?.write(`burst ${items}\n`);
  }

  /** The edge adds nothing more. Resolves with its position. */
  async stopAdding(): Promise<number> {
    this.#parts.get("edge")?.stdin?.write("stop\n");
    await until(
      () => this.#isStopped,
      () => "the edge still adds items",
    );
    return this.#position;
  }

  /** The ledger, once it reaches the condition. */
  async ledger(reaches: (ledger: Ledger) => boolean, withinMs = WITHIN_MS): Promise<Ledger> {
    let ledger: Ledger | undefined;
    await until(
      () => {
        ledger = readLedgers(join(this.dir, "hub"))[0];
        return ledger !== undefined && reaches(ledger);
      },
      () => `at ${this.#position} the ledger is ${JSON.stringify(ledger)}; ${this.#said.slice(-2_000)}`,
      withinMs,
    );
    return ledger as unknown as Ledger;
  }

  /** Compares both logs, item by item. */
  async compare(): Promise<Difference> {
    return compareLogs(join(this.dir, "edge", "log"), await this.copyDir());
  }

  /** Folder of the hub's copy of the edge's log. */
  async copyDir(): Promise<string> {
    const id = (await readdir(join(this.dir, "hub", "edges")))[0] as string;
    return join(this.dir, "hub", "edges", id, "log");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of [...this.#parts.keys()]) await this.kill(name);
    await rm(this.dir, { recursive: true, force: true });
  }

  /** Config of each hub, but for its name. */
  get hubConfig(): HubConfig {
    const historian = { rollupDays: { "1s": 1, "10s": 1, "1min": 1, "1h": 1 }, maxBytes: 1e9, memoryLimitMb: 64 };
    return {
      servers: this.#servers(),
      replicas: this.nodes.length,
      streamMegabytes: 64,
      logHours: 72,
      siteMegabytes: 64,
      siteIdleMinutes: 10,
      historian,
      ...(this.store && { store: this.store }),
      ...this.hub,
    };
  }

  #servers(): string[] {
    return this.nodes.map(({ port }) => `nats://${this.#address}:${port}`);
  }

  async #startServer(name: PartName): Promise<void> {
    const index = name === "nats" ? 0 : Number(name.slice("nats-".length));
    const { store, port } = this.nodes[index] as NatsNode;
    await mkdir(store, { recursive: true });
    const options = [...natsArguments(this.nodes, index), ...this.serverOptions];
    if (this.link !== undefined) options[options.indexOf("-a") + 1] = this.#address;
    this.#keep(name, spawn(...tied(...this.#command(name, "nats-server", options)), { stdio: "ignore" }));
    // Who waits for a server in another network tries again by itself.
    if (this.link === undefined) await listening(port, SERVER_ATTEMPTS);
  }

  get #address(): string {
    return this.link === undefined ? "127.0.0.1" : HUB_ADDRESS;
  }

  #command(name: PartName, program: string, args: readonly string[]): [program: string, args: string[]] {
    if (this.link === undefined) return [program, [...args]];
    return this.link.at(name === "edge" ? "edge" : "hub", program, args);
  }

  #startSpy(): void {
    const child = this.#fork("spy", "./spy-process.ts", [`nats://${this.#address}:${this.port}`]);
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
      const [kind, bytes, position] = line.split(" ") as [Heard["kind"], string, string];
      this.heard.push({ kind, bytes: Number(bytes), position: Number(position), atMs: performance.now() });
    });
  }

  #fork(name: PartName, file: string, args: readonly string[]): ChildProcess {
    const isClocked = name === "edge" || name === "hub";
    if (isClocked) this.setClock(name);
    const options = isClocked ? ["--import", clockFrom(join(this.dir, `clock-${name}`))] : [];
    return this.#keep(
      name,
      spawn(...tied(...this.#command(name, process.execPath, [...options, here(file), ...args])), {
        stdio: ["pipe", "pipe", "pipe"],
      }),
    );
  }

  #keep(name: PartName, child: ChildProcess): ChildProcess {
    this.#parts.set(name, child);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-20_000);
    });
    return child;
  }
}

/** Resolves once the condition is reached; rejects with what `seen` says after the time. */
export async function until(
  reached: () => boolean | Promise<boolean>,
  seen: () => string,
  withinMs = WITHIN_MS,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await reached())) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${seen()}`);
    await sleep(EVERY_MS);
  }
}
