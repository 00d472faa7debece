import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { connectAsync } from "mqtt";
import sparkplug from "sparkplug-payload";
import { afterEach, expect, it } from "vitest";
import { checkPlant } from "../../edge/config/check.ts";
import { loadConfig } from "../../edge/config/load.ts";
import { plugins } from "../../edge/plugins.ts";
import { discoverMqtt } from "../../edge/sources/mqtt/discovery/discover.ts";
import { plantOf } from "../../edge/sources/mqtt/discovery/plant.ts";
import { plantFiles } from "../../edge/sources/proposed-plant.ts";
import { createPlant } from "../../simulators/plants/machining/plant.ts";
import { startMqttSimulators } from "../../simulators/speak/mqtt/start.ts";
import { demoBroker, hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startBroker() {
  if (!hasMosquitto) {
    const broker = await demoBroker();
    cleanups.push(() => broker.kill());
    return broker;
  }
  const broker = await mosquitto();
  cleanups.push(() => broker.dispose());
  return broker;
}

async function written(files: ReadonlyMap<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gemba-discover-"));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

it("gemba discover proposes a config for meters, vehicles and JSON topics that gemba check accepts", async () => {
  const broker = await startBroker();
  const abort = new AbortController();
  const plant = createPlant({ seed: 1, scenario: "healthy", startMs: Date.now(), warmUpS: 60 });
  const timer = setInterval(() => plant.step(), 100);
  const { closed } = startMqttSimulators({ plant, url: broker.url, seed: 1, signal: abort.signal });
  cleanups.push(async () => {
    abort.abort();
    await closed;
    clearInterval(timer);
  });
  const { proposal, malformed } = await discoverMqtt(broker.url, { listenMs: 5_000, signal: abort.signal });
  const folder = await written(plantFiles(plantOf(proposal, { url: broker.url, user: "edge" })));
  process.env["GEMBA_MQTT_PASSWORD"] = "s3cret";
  cleanups.push(async () => delete process.env["GEMBA_MQTT_PASSWORD"]);
  expect(await checkPlant(folder, plugins)).toMatchObject({ ok: true });
  expect(malformed).toBe(0);

  const config = await loadConfig(folder, plugins);
  const asset = (label: string) => config.assets.find((one) => one.label === label);
  const meter = asset("MTR-E-PLANT");
  expect(meter?.address).toEqual({ group: "binjiang-bj1", node: "substation", device: "MTR-E-PLANT" });
  expect(
    meter?.tags.find(({ binding }) => (binding as { metric: string }).metric === "Power/Active/Total")?.shape,
  ).toMatchObject({
    component: "power-active",
    signal: "total",
    type: "number",
    unit: "W",
  });
  expect(
    meter?.tags.find(({ binding }) => (binding as { metric: string }).metric === "Energy/Active/Import")?.shape.unit,
  ).toBe("W.h");
  expect(config.assets.filter(({ kind }) => kind === "agv")).toHaveLength(plant.vehicles.length);
  // One vehicle speaks 3.0, with tags of that version over a source of its own.
  const newest = asset("AGV-06");
  expect(
    newest?.tags.some(({ binding }) => (binding as { pointer: string }).pointer === "/powerSupply/stateOfCharge"),
  ).toBe(true);
  expect(config.assets.filter(({ kind, source }) => kind === "agv" && source !== newest?.source)).toHaveLength(
    plant.vehicles.length - 1,
  );
  expect(
    config.assets.some(({ address }) => (address as { topic?: string }).topic?.startsWith("binjiang/bj1/stores/")),
  ).toBe(true);
  const kinds = config.sources.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind !== "mqtt-json").sort()).toEqual(["sparkplug", "vda5050", "vda5050"]);
  // Positions of people come again and again, listings of most places once while discovery listens: staleness differs,
  // so each pace has a source of its own. Which paces these are depends on the machine's speed.
  // Cameras name the time of their events in another way, which takes a source too.
  const json = config.sources
    .filter(({ kind }) => kind === "mqtt-json")
    .map((source) => source.config as { expectEveryMs: number; timePointer: string });
  const paces = json.map(({ expectEveryMs }) => expectEveryMs);
  expect(new Set(json.map(({ timePointer, expectEveryMs }) => `${timePointer} ${expectEveryMs}`)).size).toBe(
    json.length,
  );
  expect(paces).toContain(300_000);
  expect(Math.min(...paces)).toBeLessThan(300_000);
});

it("[S28] no name or payload of a publisher makes the proposal unreadable", async () => {
  const broker = await startBroker();
  const client = await connectAsync(broker.url);
  cleanups.push(() => client.endAsync(true));
  const codec = sparkplug.get("spBv1.0");
  const metric = (name: string, more: object = {}) => ({ name, type: "Double", value: 1, ...more });
  const birth = Buffer.from(
    codec?.encodePayload({
      timestamp: Date.now(),
      seq: 0,
      metrics: [
        metric("__proto__"),
        metric("a: b # c, [d]", { properties: { engUnit: { type: "String", value: "m [furlong" } } }),
        metric("A/B"),
        metric("a b"),
        metric("{asset}"),
        metric(`\${file:/etc/passwd}`),
        metric("温度", {
          properties: {
            engUnit: { type: "String", value: "℃" },
            engLow: { type: "Double", value: -10 },
            engHigh: { type: "Double", value: 90 },
          },
        }),
        metric("\"quoted\" 'twice'\n- new: line"),
        metric("yes"),
      ],
    } as never) ?? [],
  );
  const heard = discoverMqtt(broker.url, { listenMs: 2_500, signal: new AbortController().signal });
  const nasty: [string, string | Buffer][] = [
    ["spBv1.0/g/NBIRTH/n", birth],
    ["spBv1.0/g/NBIRTH/broken", Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ["uagv/v2/m/V1/state", "[".repeat(100_000)],
    ["uagv/v2/m/V1/factsheet", '{"physicalParameters":{"length":"long"}}'],
    ["site/one", '{"__proto__":{"x":1},"constructor":{"prototype":5},"value":1,"a/b~c":2,"{x}":3,"":4}'],
    [`site/\${env:HOME}`, '{"v":1}'],
    ["site/two", "not json"],
    ["site/three", "21.5"],
  ];
  for (let round = 0; round < 8; round++) {
    for (const [topic, payload] of nasty) await client.publishAsync(topic, payload, { qos: 1 });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const { proposal, malformed } = await heard;
  const folder = await written(plantFiles(plantOf(proposal, { url: broker.url })));
  const { ok, text } = await checkPlant(folder, plugins);
  expect([ok, text]).toEqual([true, expect.any(String)]);
  expect(malformed).toBeGreaterThan(0);
  const config = await loadConfig(folder, plugins);
  const node = config.assets.find(({ label }) => label === "n");
  const names = node?.tags.map(({ binding }) => (binding as { metric: string }).metric) ?? [];
  expect(names).toContain("__proto__");
  expect(names).not.toContain("{asset}");
  expect(names.some((name) => name.includes("passwd"))).toBe(false);
  expect(node?.tags.find(({ binding }) => (binding as { metric: string }).metric === "温度")?.shape).toMatchObject({
    unit: "Cel",
    range: [-10, 90],
  });
  expect(config.assets.find(({ label }) => label === "three")?.tags[0]?.shape.type).toBe("number");
  expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
});
