import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TAGS } from "./numbered.ts";
import { TOPIC } from "./publisher.ts";

const START_WITHIN_MS = 60_000;
const ASSETS = 8;

/** `gemba edge` as a user runs it, on a plant of one MQTT source and one InfluxDB. */
export class EdgeProcess {
  readonly #folder: string;
  readonly dataDir: string;
  #child: ChildProcess | undefined;
  kills = 0;

  constructor(folder: string, plant: { readonly broker: string; readonly influx: string }) {
    this.#folder = folder;
    this.dataDir = join(folder, "data");
    mkdirSync(this.dataDir, { recursive: true });
    writePlant(join(folder, "plant"), plant);
    process.once("exit", () => this.#child?.kill("SIGKILL"));
  }

  /** Resolves when it runs, not when it is ready. */
  async start(): Promise<void> {
    const root = join(import.meta.dirname, "..", "..");
    const args = ["edge", "--config", join(this.#folder, "plant"), "--data-dir", this.dataDir, "--port", "0", "--log-level", "error"];
    const log = openSync(join(this.#folder, "edge.log"), "a");
    this.#child = spawn(process.execPath, ["--import", join(import.meta.dirname, "clock-jump.ts"), join(root, "edge", "main.ts"), ...args], { stdio: ["ignore", log, log] });
    closeSync(log);
    await once(this.#child, "spawn");
  }

  async kill(): Promise<void> {
    this.kills++;
    await this.#end("SIGKILL");
    rmSync(join(this.dataDir, "run.json"), { force: true });
  }

  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  /** Row A5: as a virtual machine that is stopped for a while. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  jumpClock(): void {
    this.#child?.kill("SIGUSR2");
  }

  get hasEnded(): boolean {
    return this.#child === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Health as the API tells it, once the edge is there. */
  async health(): Promise<{ readonly sinks: readonly { readonly name: string; readonly state: string; readonly reason?: string; readonly backlogSamples: number }[] }> {
    const until = performance.now() + START_WITHIN_MS;
    for (;;) {
      try {
        const { address } = JSON.parse(readFileSync(join(this.dataDir, "run.json"), "utf8")) as { address: string };
        return (await (await fetch(`${address}/api/v1/health`)).json()) as Awaited<ReturnType<EdgeProcess["health"]>>;
      } catch (error) {
        if (performance.now() > until || this.hasEnded) throw new Error(`the edge is not there; see ${join(this.#folder, "edge.log")}`, { cause: error });
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

function writePlant(folder: string, { broker, influx }: { broker: string; influx: string }): void {
  mkdirSync(folder);
  const perAsset = TAGS / ASSETS;
  const name = { zh: "数", en: "Numbers" };
  const assets = Array.from({ length: ASSETS }, (_, i) => i);
  const plant = {
    gemba: 1,
    site: { enterprise: "bench", id: "bench", name, timeZone: "UTC", currency: "EUR", shifts: [] },
    floor: { width: 10, depth: 10 },
    sources: [{ name: "numbers", kind: "mqtt-json", url: broker, qos: 1, timePointer: "/t", keepAliveS: 2 }],
    sinks: [{ name: "influx", kind: "influx", url: influx, api: "v1", database: "plant", timeoutMs: 2000 }],
    types: Object.fromEntries(
      assets.map((asset) => {
        const tags = Array.from({ length: perAsset }, (_, i) => ({ signal: `v${asset * perAsset + i}`, name, type: "number", unit: "1", binding: { pointer: `/v${asset * perAsset + i}` } }));
        return [`part-${asset}`, { kind: "box", tags }];
      }),
    ),
    assets: assets.map((asset) => ({
      uid: `urn:bench:part-${asset}`,
      label: `P-${asset}`,
      type: `part-${asset}`,
      name,
      path: `bench/bench/area/line/cell/p-${asset}`,
      source: "numbers",
      address: { topic: TOPIC },
    })),
  };
  // JSON is YAML.
  writeFileSync(join(folder, "gemba.yaml"), JSON.stringify(plant));
}
