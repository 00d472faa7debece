/** Two boxes, a witness, a broker and a machine that publishes numbers: every part a process that can be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { tied } from "../../../bench/load/tied.ts";
import type { GapRecord } from "../../../edge/contracts/path/event-batch.ts";
import { LogReader } from "../../../edge/historian/log/log-reader.ts";
import { readVote } from "../../../edge/standby/lease/vote-file.ts";
import { mosquitto, type TestBroker } from "../mqtt/brokers.ts";
import { freePort } from "../net/free-port.ts";

const MAIN = join(import.meta.dirname, "..", "..", "..", "edge", "main.ts");
/** On a machine that runs other tests as well; a start loads everything twice. */
const WITHIN_MS = 180_000;
const LOOK_MS = 20;
export const BOXES = ["a", "b"] as const;
export type BoxName = (typeof BOXES)[number];
type PartName = BoxName | "witness";

export interface PairOptions {
  readonly perSecond?: number;
  readonly commit?: "replicated" | "declared";
}

export interface Found {
  readonly numbers: ReadonlySet<number>;
  readonly gaps: readonly GapRecord[];
}

export class Pair implements AsyncDisposable {
  readonly dir: string;
  readonly #ports: Readonly<Record<BoxName, { readonly api: number; readonly link: number }>>;
  readonly #broker: TestBroker & { dispose(): Promise<void> };
  readonly #perSecond: number;
  readonly #parts = new Map<PartName, ChildProcess>();
  #client: MqttClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Numbers that the broker has taken, with their time, ms UTC. */
  readonly sent = new Map<number, number>();
  #n = 0;
  /** Moments at which both boxes answered as writers. */
  readonly doubleWriters: string[] = [];
  /** What the boxes and the witness said. */
  said = "";

  private constructor(
    dir: string,
    parts: {
      ports: Pair["ports"];
      broker: TestBroker & { dispose(): Promise<void> };
      perSecond: number;
    },
  ) {
    this.dir = dir;
    this.#ports = parts.ports;
    this.#broker = parts.broker;
    this.#perSecond = parts.perSecond;
  }

  get ports(): Readonly<Record<BoxName, { readonly api: number; readonly link: number }>> {
    return this.#ports;
  }

  static async make({ perSecond = 100, commit = "replicated" }: PairOptions = {}): Promise<Pair> {
    const dir = await mkdtemp(join(tmpdir(), "gemba-pair-"));
    const broker = await mosquitto(["max_queued_messages 0", "max_inflight_messages 0"]);
    const ports = {
      a: { api: await freePort(), link: await freePort() },
      b: { api: await freePort(), link: await freePort() },
    };
    const witnessPort = await freePort();
    await mkdir(join(dir, "plant"));
    await writeFile(join(dir, "plant", "gemba.yaml"), plantText(broker.url, { ...ports, witnessPort, commit }));
    await writeFile(join(dir, "witness.yaml"), `listen: "127.0.0.1:${witnessPort}"\nkey: ${KEY}\n`);
    return new Pair(dir, { ports, broker, perSecond });
  }

  start(name: PartName): void {
    const data = join(this.dir, name);
    const args =
      name === "witness"
        ? ["witness", "--config", this.dir, "--data-dir", data]
        : [
            "edge",
            "--config",
            join(this.dir, "plant"),
            "--data-dir",
            data,
            "--box",
            name,
            "--log-level",
            process.env["PAIR_LOG"] ?? "warn",
          ];
    if (name !== "witness") args.push("--port", String(this.#ports[name].api));
    const child = spawn(...tied(process.execPath, [MAIN, ...args]), { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.said = (this.said + text.replace(/^/gm, `${name}: `)).slice(-40_000);
      });
    this.#parts.set(name, child);
  }

  /** `kill -9` of the keeper, whose writer ends with it; or of the writer alone. */
  async kill(name: PartName, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.#parts.get(name);
    this.#parts.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  }

  /** The broker keeps what is published from when the first writer has subscribed. */
  async publish(): Promise<void> {
    this.#client = await connectAsync(this.#broker.url, { protocolVersion: 5 });
    const begun = performance.now();
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - begun) * this.#perSecond) / 1_000);
      for (; this.#n < due; this.#n++) {
        const [n, t] = [this.#n, Date.now()];
        this.#client?.publish("line/number", JSON.stringify({ n, t }), { qos: 1 }, (error) => {
          if (error === undefined || error === null) this.sent.set(n, t);
        });
      }
    }, 5);
  }

  async stopPublishing(): Promise<void> {
    clearInterval(this.#timer);
    await this.#client?.endAsync();
  }

  /** The boxes whose API answers as a writer's at this moment. */
  async writers(): Promise<BoxName[]> {
    const answers = await Promise.all(BOXES.map((name) => this.#isWriter(name)));
    const writers = BOXES.filter((_, at) => answers[at]);
    if (writers.length > 1) this.doubleWriters.push(new Date().toISOString());
    return writers;
  }

  /** Resolves with the writer, once there is one whose data come in. */
  async writer(except?: BoxName, withinMs = WITHIN_MS): Promise<BoxName> {
    const end = performance.now() + withinMs;
    for (;;) {
      const found = (await this.writers()).filter((name) => name !== except);
      if (found[0] !== undefined) return found[0];
      if (performance.now() > end) throw new Error(`no writer within ${withinMs} ms:\n${this.said.slice(-6_000)}`);
      await sleep(LOOK_MS);
    }
  }

  /** The witness has on disk that the writer is not alone. */
  isPaired(writer: BoxName): boolean {
    const known = readVote(join(this.dir, "witness", "vote.json")).writer;
    return known?.box === writer && !known.isAlone;
  }

  /** Resolves once commits of the writer wait for the other box. */
  async pairs(writer: BoxName, withinMs = WITHIN_MS): Promise<void> {
    const end = performance.now() + withinMs;
    while (!this.isPaired(writer)) {
      if (performance.now() > end) throw new Error(`not paired within ${withinMs} ms:\n${this.said.slice(-6_000)}`);
      await sleep(LOOK_MS);
    }
  }

  /** Newest number that a writer's twin shows; undefined without a writer. */
  async newest(): Promise<number | undefined> {
    const values = await Promise.all(BOXES.map((name) => this.#newestOf(name)));
    return values.find((value) => value !== undefined);
  }

  /** Resolves once a writer shows a number from `n` on: it reads, commits and passes on. */
  async shows(n: number, withinMs = WITHIN_MS): Promise<void> {
    const end = performance.now() + withinMs;
    for (;;) {
      const newest = await this.newest();
      if (newest !== undefined && newest >= n) return;
      if (performance.now() > end)
        throw new Error(`${newest} instead of ${n} within ${withinMs} ms:\n${this.said.slice(-6_000)}`);
      await sleep(LOOK_MS);
    }
  }

  get published(): number {
    return this.#n;
  }

  async health(name: BoxName): Promise<Record<string, unknown> | undefined> {
    return (await this.#ask(name, "/api/v1/health")) as Record<string, unknown> | undefined;
  }

  /** Resolves once the log of the writer has all these numbers. */
  async fills(writer: BoxName, wanted: readonly number[], withinMs = WITHIN_MS): Promise<void> {
    const end = performance.now() + withinMs;
    for (;;) {
      const { numbers } = await this.log(writer);
      const left = wanted.filter((n) => !numbers.has(n));
      if (left.length === 0) return;
      if (performance.now() > end)
        throw new Error(`${left.length} are not filled within ${withinMs} ms:\n${this.said.slice(-6_000)}`);
      await sleep(500);
    }
  }

  /** What the log of a box has. */
  async log(name: BoxName): Promise<Found> {
    const reader = new LogReader(join(this.dir, name, "log"), 0);
    const numbers = new Set<number>();
    const gaps: GapRecord[] = [];
    for (let from = 0; ; ) {
      const chunk = await reader.read(10_000, Number.POSITIVE_INFINITY);
      if (chunk === undefined || chunk.to === from) break;
      from = chunk.to;
      for (const { values, length } of chunk.batches) for (let i = 0; i < length; i++) numbers.add(values[i] as number);
      for (const { type, payload } of chunk.events)
        if (type === "gap.declared") gaps.push(payload as unknown as GapRecord);
    }
    await reader.close();
    return { numbers, gaps };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#client?.endAsync(true).catch(() => undefined);
    for (const name of [...this.#parts.keys()]) await this.kill(name);
    await this.#broker.dispose();
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  async #isWriter(name: BoxName): Promise<boolean> {
    return (await this.#ask(name, "/api/v1/plant")) !== undefined;
  }

  async #newestOf(name: BoxName): Promise<number | undefined> {
    const answer = await this.#ask(name, "/api/v1/samples/latest");
    return (answer as { samples?: { value?: number }[] } | undefined)?.samples?.[0]?.value;
  }

  async #ask(name: BoxName, path: string): Promise<unknown> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.#ports[name].api}${path}`, {
        signal: AbortSignal.timeout(1_000),
      });
      return response.ok ? await response.json() : undefined;
    } catch {
      return undefined;
    }
  }
}

const KEY = "0123456789abcdef0123456789abcdef-test";

function plantText(
  url: string,
  { a, b, witnessPort, commit }: Pair["ports"] & { readonly witnessPort: number; readonly commit: string },
): string {
  const box = (name: string, { api, link }: { readonly api: number; readonly link: number }): string =>
    `{ name: ${name}, address: "127.0.0.1:${link}", url: "http://127.0.0.1:${api}" }`;
  return `gemba: 1
site: { enterprise: acme, id: one, name: { zh: 厂, en: Plant }, timeZone: UTC, currency: EUR, shifts: [] }
floor: { width: 10, depth: 10 }
standby:
  boxes: [${box("a", a)}, ${box("b", b)}]
  witness: "127.0.0.1:${witnessPort}"
  commit: ${commit}
  key: ${KEY}
sources:
  - { name: line, kind: mqtt-json, url: "${url}", protocol: "5", qos: 1, timePointer: /t, keepSessionS: 3600 }
types:
  meter:
    kind: meter
    tags: [{ signal: count, type: number, unit: "1", name: { zh: 数, en: Count }, binding: { pointer: /n } }]
assets:
  - uid: "urn:t:m1"
    label: M1
    type: meter
    name: { zh: 表, en: Meter }
    path: acme/one/hall/m1
    source: line
    address: { topic: line/number }
`;
}
