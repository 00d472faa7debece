import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { GapRecord } from "../../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import type { Source } from "../../edge/contracts/path/source.ts";
import type { JsonAddress, JsonBinding } from "../../edge/sources/mqtt/json/config.ts";
import { mqttJsonSource } from "../../edge/sources/mqtt/json/plugin.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../edge/sources/mqtt/sparkplug/config.ts";
import { sparkplugSource } from "../../edge/sources/mqtt/sparkplug/plugin.ts";
import type { Vda5050Address, Vda5050Binding } from "../../edge/sources/mqtt/vda5050/config.ts";
import { vda5050Source } from "../../edge/sources/mqtt/vda5050/plugin.ts";
import { demoBroker } from "../fakes/mqtt/brokers.ts";
import { KINDS, type Kind, TOPIC } from "../fakes/mqtt/edge.ts";
import { allPublishers } from "../fakes/mqtt/publisher.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext } from "../fakes/source/source-context.ts";

let dir: string;
const cleanups: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-first-heard-"));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(dir, { recursive: true, force: true });
});

/** A commit log that simulates a kill of the edge: the first samples are on disk, and nothing happens after them. */
class KilledInlet extends FakeInlet {
  readonly #dataDir: string;

  constructor(dataDir: string) {
    super();
    this.#dataDir = dataDir;
  }

  override push(batch: SampleBatch): number {
    if (this.batches.length === 0 && existsSync(this.#dataDir))
      cpSync(this.#dataDir, leftBy(this.#dataDir), { recursive: true });
    return super.push(batch);
  }

  override committed(): Promise<void> {
    return new Promise(() => undefined);
  }
}

/** Content of the disk at the moment of the kill. */
const leftBy = (dataDir: string) => `${dataDir}-left`;

function sourceOf(kind: Kind, url: string, dataDir: string): Source {
  const over = { dataDir, name: kind };
  if (kind === "mqtt-json") {
    const bound = [{ address: { topic: TOPIC }, binding: { pointer: "/n" } }];
    const { context } = fakeContext<JsonAddress, JsonBinding>(bound, over);
    const config = { url, protocol: "3.1.1", keepAliveS: 5, timePointer: "/t", expectEveryMs: 1_000 } as const;
    return mqttJsonSource.create(config as Parameters<typeof mqttJsonSource.create>[0], context);
  }
  if (kind === "sparkplug") {
    const bound = [{ address: { group: "g", node: "n", device: "d" }, binding: { metric: "Count" } }];
    const { context } = fakeContext<SparkplugAddress, SparkplugBinding>(bound, over);
    return sparkplugSource.create({ url, protocol: "3.1.1", keepAliveS: 5, reorderTimeoutMs: 200 }, context);
  }
  const address = { manufacturer: "m", serialNumber: "v" };
  const bound = [{ address, binding: { topic: "state", pointer: "/orderUpdateId" } as const }];
  const { context } = fakeContext<Vda5050Address, Vda5050Binding>(bound, over);
  return vda5050Source.create({ url, protocol: "3.1.1", keepAliveS: 5, majorVersion: 2, maps: [] }, context);
}

/** Runs a source until `inlet` has samples. */
async function runUntilHeard(source: Source, inlet: FakeInlet): Promise<void> {
  const abort = new AbortController();
  const ended = keepRunning(source, inlet, abort.signal);
  try {
    await vi.waitFor(() => expect(inlet.batches.length).toBeGreaterThan(0), { timeout: 30_000, interval: 20 });
  } finally {
    abort.abort();
    await ended;
  }
}

it("[Q16] an edge killed right after a new peer's first commit declares the time until it listens again", async () => {
  const broker = await demoBroker();
  cleanups.push(() => broker.kill());
  for (const { publisher } of allPublishers(broker.url, 60)) {
    cleanups.push(() => publisher.stop());
    await publisher.start();
  }
  const declared = await Promise.all(
    KINDS.map(async (kind) => {
      const dataDir = join(dir, kind);
      const killed = new KilledInlet(dataDir);
      await runUntilHeard(sourceOf(kind, broker.url, dataDir), killed);
      const again = new FakeInlet();
      await runUntilHeard(sourceOf(kind, broker.url, leftBy(dataDir)), again);
      const gaps = again.events
        .filter(({ type }) => type === "gap.declared")
        .map(({ payload }) => payload as unknown as GapRecord);
      const [last, next] = [killed, again].map((inlet) => inlet.samples().at(0)?.time as number) as [number, number];
      return [kind, gaps.some(({ from, to }) => from <= last && to >= next - 1_000_000)];
    }),
  );
  expect(declared).toEqual(KINDS.map((kind) => [kind, true]));
});
