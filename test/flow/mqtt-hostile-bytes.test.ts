import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, expect, it, vi } from "vitest";
import { hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { KINDS, startMqttEdge, TOPIC } from "../fakes/mqtt/edge.ts";
import { allPublishers } from "../fakes/mqtt/publisher.ts";
import { has } from "../run/needs.ts";
import { randomOf } from "../run/seed.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const MOSQUITTO_PUB = "/usr/bin/mosquitto_pub";
const hasPub = has(existsSync(MOSQUITTO_PUB), "mosquitto_pub (apt-get install mosquitto-clients)");

const TOPICS = {
  "mqtt-json": [TOPIC],
  sparkplug: ["spBv1.0/g/DDATA/n/d", "spBv1.0/g/NDATA/n", "spBv1.0/g/DBIRTH/n/d"],
  vda5050: ["uagv/v2/m/v/state", "uagv/v2/m/v/visualization", "uagv/v2/m/v/connection"],
} as const;

it.runIf(hasMosquitto && hasPub)(
  "[S28] bytes at random from mosquitto_pub on the topics of each kind are refused and counted; good " +
    "messages around them arrive",
  async () => {
    const broker = await mosquitto();
    const dir = await mkdtemp(join(tmpdir(), "gemba-hostile-"));
    cleanups.push(() => broker.dispose());
    cleanups.push(() => rm(dir, { recursive: true, force: true }));
    const edge = await startMqttEdge(dir, broker.url);
    cleanups.push(() => edge.stop());
    const all = allPublishers(broker.url, 60);
    for (const { publisher } of all) {
      await publisher.start();
      cleanups.push(() => publisher.stop());
    }
    await vi.waitFor(() => expect(KINDS.every((kind) => edge.received(kind) > 0)).toBe(true), { timeout: 30_000 });

    const random = randomOf("hostile bytes");
    const randomBytes = (size: number) => Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
    const run = promisify(execFile);
    const file = join(dir, "payload");
    const say = (topic: string) =>
      run(MOSQUITTO_PUB, ["-h", "127.0.0.1", "-p", String(broker.port), "-q", "1", "-t", topic, "-f", file]);
    for (const kind of KINDS) {
      const before = edge.refused(kind);
      let sent = 0;
      for (const topic of TOPICS[kind]) {
        // 0xff begins neither JSON nor a Sparkplug field.
        for (const bytes of [
          Buffer.from([0xff]),
          Buffer.concat([Buffer.alloc(40, 0xff), randomBytes(100)]),
          Buffer.alloc(2_000_000, 0xff),
        ]) {
          await writeFile(file, bytes);
          await say(topic);
          sent++;
        }
        // These may even be valid.
        for (const size of [1, 2, 20, 500]) {
          await writeFile(file, randomBytes(size));
          await say(topic);
        }
      }
      await vi.waitFor(() => expect(edge.refused(kind) - before, kind).toBeGreaterThanOrEqual(sent), {
        timeout: 10_000,
      });
    }
    const before = KINDS.map((kind) => edge.received(kind));
    await vi.waitFor(
      () =>
        expect(KINDS.map((kind, n) => edge.received(kind) - (before[n] as number)).every((more) => more > 20)).toBe(
          true,
        ),
      { timeout: 30_000 },
    );
    expect(KINDS.map((kind) => edge.sessions(kind))).toEqual([1, 1, 1]);
  },
);
