import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { discoverCommand } from "../../edge/cli/discover.ts";
import { parseOptions } from "../../edge/cli/options.ts";
import { loadConfig } from "../../edge/config/load.ts";
import { plugins } from "../../edge/plugins.ts";
import type { JsonAddress, JsonBinding } from "../../edge/sources/mqtt/json/config.ts";
import { mqttJsonSource } from "../../edge/sources/mqtt/json/plugin.ts";
import { authority, hasOpenssl } from "../fakes/access/certificates.ts";
import { hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext } from "../fakes/source/source-context.ts";
import { has } from "../run/needs.ts";

/** Comes with mosquitto. */
const PASSWD = "/usr/bin/mosquitto_passwd";
const hasPasswd = has(existsSync(PASSWD), "mosquitto_passwd (apt-get install mosquitto)");

let folder: string;
const cleanups: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-tls-"));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(folder, { recursive: true, force: true });
});

type Config = Parameters<typeof mqttJsonSource.create>[0];

function source(url: string, more: Partial<Config> = {}) {
  const fake = fakeContext<JsonAddress, JsonBinding>([{ address: { topic: "a" }, binding: { pointer: "/v" } }], {
    dataDir: join(folder, "data"),
  });
  const made = mqttJsonSource.create(
    { url, keepAliveS: 5, keepSessionS: 60, uptimeTopic: "", droppedTopic: "", expectEveryMs: 1_000, ...more },
    fake.context,
  );
  return { ...fake, source: made };
}

function start(url: string, more: Partial<Config> = {}) {
  const made = source(url, more);
  const inlet = new FakeInlet();
  const abort = new AbortController();
  const troubles: unknown[] = [];
  const ended = keepRunning(made.source, inlet, abort.signal, { pauseMs: 50, troubles });
  const stop = async () => {
    abort.abort();
    return await ended;
  };
  cleanups.push(stop);
  return { ...made, inlet, stop, troubles };
}

async function connects(url: string, more: Partial<Config>): Promise<string> {
  try {
    await using session = await source(url, more).source.connect(new AbortController().signal);
    return session === undefined ? "" : "connected";
  } catch (error) {
    return `${(error as Error).message}: ${String((error as Error).cause)}`;
  }
}

it.runIf(hasMosquitto && hasOpenssl)(
  "[S8] TLS with the plant's authority and a client certificate; a broker of another authority, a " +
    "client without a certificate and a plain connection are refused",
  async () => {
    const plant = authority(folder, "plant");
    const other = authority(folder, "other");
    const server = plant.issue("server");
    const edge = plant.issue("edge");
    const broker = await mosquitto([
      `cafile ${plant.certFile}`,
      `certfile ${server.certFile}`,
      `keyfile ${server.keyFile}`,
      "require_certificate true",
      "user root",
    ]);
    cleanups.push(() => broker.dispose());
    const url = broker.url.replace("mqtt:", "mqtts:");
    for (const protocol of ["3.1.1", "5"] as const)
      expect(await connects(url, { protocol, ca: plant.cert, cert: edge.cert, key: edge.key })).toBe("connected");
    expect(await connects(url, { ca: other.cert, cert: edge.cert, key: edge.key })).toMatch(
      /cannot connect to mqtts:.* and the certificate/,
    );
    expect(await connects(url, { ca: plant.cert })).toContain("cannot connect");
    expect(await connects(url, { ca: plant.cert, cert: edge.cert })).toContain("needs both cert and key");
    expect(await connects(broker.url, {})).toContain("cannot connect");
  },
);

it.runIf(hasMosquitto && hasOpenssl)(
  "[S8] gemba discover takes the plant's authority and a client certificate, and writes both into the config",
  async () => {
    const plant = authority(folder, "plant");
    const server = plant.issue("server");
    const edge = plant.issue("edge");
    const broker = await mosquitto([
      `cafile ${plant.certFile}`,
      `certfile ${server.certFile}`,
      `keyfile ${server.keyFile}`,
      "require_certificate true",
      "user root",
    ]);
    cleanups.push(() => broker.dispose());
    const url = broker.url.replace("mqtt:", "mqtts:");
    const { ca, cert, key } = { ca: plant.certFile, cert: edge.certFile, key: edge.keyFile };
    const publisher = await connectAsync(url, { ca: plant.cert, cert: edge.cert, key: edge.key });
    cleanups.push(() => publisher.endAsync(true));
    await publisher.publishAsync("hall/oven", '{"temperature":81.5}', { retain: true, qos: 1 });
    const out = join(folder, "out");
    const discover = (options: readonly string[]) =>
      discoverCommand.run(parseOptions([url, "--listen", "1", "--out", out, ...options]), new AbortController().signal);

    await expect(discover([])).rejects.toThrow("cannot connect to mqtts:");
    await expect(discover(["--ca", ca, "--cert", cert])).rejects.toThrow("--cert and --key go together");
    await expect(discover(["--ca", key.replace(".key", ".missing")])).rejects.toThrow("--ca names a PEM file");
    expect(await discover(["--ca", ca, "--cert", cert, "--key", key])).toBe(0);
    const config = await loadConfig(out, plugins);
    expect(config.sources.map((one) => one.config)).toMatchObject([
      { url, ca: plant.cert.trimEnd(), cert: edge.cert.trimEnd(), key: edge.key.trimEnd() },
    ]);
    expect(readFileSync(join(out, "sources.yaml"), "utf8")).not.toContain("BEGIN");
  },
);

it.runIf(hasMosquitto && hasPasswd)(
  "[S8] user and password; a revoked one is refused with what to check, tried again slowly, and never revealed",
  async () => {
    const passwords = join(folder, "passwords");
    execFileSync(PASSWD, ["-c", "-b", passwords, "edge", "s3cret"], { stdio: "ignore" });
    const broker = await mosquitto(["user root", "allow_anonymous false", `password_file ${passwords}`]);
    cleanups.push(() => broker.dispose());
    for (const protocol of ["3.1.1", "5"] as const) {
      expect(await connects(broker.url, { protocol, user: "edge", password: "s3cret" })).toBe("connected");
      const refusal = await connects(broker.url, { protocol, user: "edge", password: "r3voked" });
      expect(refusal).toContain("refuses the edge; check user, password");
      expect(refusal).not.toContain("r3voked");
    }
    const running = start(broker.url, { user: "edge", password: "r3voked" });
    await vi.waitFor(() => expect(running.troubles).toHaveLength(1));
    // Enough for ten tries if the edge did not pause after a refusal.
    await sleep(1_000);
    expect(await running.stop()).toHaveLength(2); // The refusal, and the pause that the stop ended.
  },
);

it.runIf(hasMosquitto)(
  "[Q7] MQTT 5: of two clients with one id the reason names the id, and at most one connect in five seconds follows",
  async () => {
    const broker = await mosquitto();
    cleanups.push(() => broker.dispose());
    const beganMs = performance.now();
    const sources = [
      start(broker.url, { protocol: "5", clientId: "same" }),
      start(broker.url, { protocol: "5", clientId: "same" }),
    ];
    await vi.waitFor(
      () =>
        expect(
          sources.reduce((sum, { context }) => sum + (context.counters.named.get("sessions") ?? 0), 0),
        ).toBeGreaterThanOrEqual(2),
      { timeout: 10_000 },
    );
    await sleep(2_000);
    const troubles = (await Promise.all(sources.map(({ stop }) => stop()))).flat().map(String);
    const fiveSeconds = Math.floor((performance.now() - beganMs) / 5_000);
    // The broker's timing decides which of the two is disconnected, and whether it was counted; without the pause there
    // would be dozens of sessions. On a slow machine this takes longer than five seconds, after which each tries again.
    expect(
      troubles.filter((text) => text.includes("another client took over the client id same")).length,
    ).toBeGreaterThanOrEqual(1);
    expect(
      sources.reduce((sum, { context }) => sum + (context.counters.named.get("sessions") ?? 0), 0),
    ).toBeLessThanOrEqual(3 + 2 * fiveSeconds);
  },
);

it.runIf(hasMosquitto)(
  "[Q7] a broker that is away is replaced by the next of its addresses; two sources use two brokers at once",
  async () => {
    const first = await mosquitto();
    const second = await mosquitto();
    cleanups.push(() => first.dispose());
    cleanups.push(() => second.dispose());
    const nowhere = `mqtt://127.0.0.1:${await freePort()}`;
    const sources = [start(nowhere, { fallbackUrls: [first.url] }), start(second.url, {})];
    for (const [n, broker] of [first, second].entries()) {
      const publisher = await connectAsync(broker.url);
      cleanups.push(() => publisher.endAsync(true));
      await vi.waitFor(
        async () => {
          await publisher.publishAsync("a", JSON.stringify({ v: n }), { qos: 1 });
          expect(sources[n]?.inlet.latest(0)?.value).toBe(n);
        },
        { timeout: 10_000 },
      );
    }
  },
);

it.runIf(hasMosquitto)(
  "[Q6] an oversized message of QoS 1 is refused once and acknowledged, so that the broker does not send it for ever",
  async () => {
    const broker = await mosquitto();
    cleanups.push(() => broker.dispose());
    const first = start(broker.url, { protocol: "5", qos: 1 });
    const publisher = await connectAsync(broker.url);
    cleanups.push(() => publisher.endAsync(true));
    await vi.waitFor(async () => {
      await publisher.publishAsync("a", '{"v":1}', { qos: 1 });
      expect(first.inlet.latest(0)?.value).toBe(1);
    });
    await publisher.publishAsync("a", `{"v":"${"x".repeat(2_000_000)}"}`, { qos: 1 });
    await publisher.publishAsync("a", '{"v":2}', { qos: 1 });
    await vi.waitFor(() => expect(first.inlet.latest(0)?.value).toBe(2));
    expect(first.context.counters.named.get("refused")).toBe(1);
    await first.stop();
    const second = start(broker.url, { protocol: "5", qos: 1 });
    await vi.waitFor(async () => {
      await publisher.publishAsync("a", '{"v":3}', { qos: 1 });
      expect(second.inlet.latest(0)?.value).toBe(3);
    });
    expect(second.context.counters.named.get("refused")).toBeUndefined();
  },
);

it.runIf(hasMosquitto)(
  "bytes from the broker that are not MQTT end the session with a reason, not the process",
  async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      // A CONNACK, and to the subscription a remaining length of five bytes.
      socket.once("data", () => {
        socket.write(Buffer.from([0x20, 2, 0, 0]));
        socket.on("data", () => socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x7f])));
      });
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    cleanups.push(async () => server.close());
    const { port } = server.address() as { port: number };
    const running = start(`mqtt://127.0.0.1:${port}`);
    await vi.waitFor(() => expect(running.context.counters.named.get("sessions")).toBeGreaterThan(0));
    const troubles = (await running.stop()).map(String);
    expect(troubles.length).toBeGreaterThan(0);
  },
);
