import { readFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { parse } from "yaml";
import type { Tag } from "../../edge/contracts/plant/tag.ts";
import type { JsonAddress, JsonBinding } from "../../edge/sources/mqtt/json/config.ts";
import { mqttJsonSource } from "../../edge/sources/mqtt/json/plugin.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../edge/sources/mqtt/sparkplug/config.ts";
import { sparkplugSource } from "../../edge/sources/mqtt/sparkplug/plugin.ts";
import type { Vda5050Address, Vda5050Binding } from "../../edge/sources/mqtt/vda5050/config.ts";
import { vda5050Source } from "../../edge/sources/mqtt/vda5050/plugin.ts";
import { createPlant } from "../../simulators/plants/machining/plant.ts";
import { startMqttSimulators } from "../../simulators/speak/mqtt/start.ts";
import { demoBroker, hasMosquitto, mosquitto, type TestBroker } from "../fakes/mqtt/brokers.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext, type Wanted } from "../fakes/source/source-context.ts";

interface TypeFile {
  readonly types: Record<string, { readonly tags: readonly (Partial<Tag> & { binding: unknown })[] }>;
}

const typesOf = (name: string) =>
  (parse(readFileSync(new URL(`../../config/demo/types/${name}.yaml`, import.meta.url), "utf8")) as TypeFile).types;

/** Tags of demo assets of a type, as the config would bind them. */
function wanted<A, B>(file: string, type: string, addresses: readonly A[]): Wanted<A, B>[] {
  return addresses.flatMap((address) =>
    (typesOf(file)[type]?.tags ?? []).map(({ binding, ...tag }) => ({ address, binding: binding as B, tag })),
  );
}

const cleanups: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function startPlant(url: string) {
  const abort = new AbortController();
  const plant = createPlant({ seed: 1, scenario: "healthy", startMs: Date.now(), warmUpS: 120 });
  const timer = setInterval(() => plant.advanceTo(Date.now()), 100);
  const { closed } = startMqttSimulators({ plant, url, seed: 1, signal: abort.signal });
  const stop = async () => {
    abort.abort();
    await closed;
    clearInterval(timer);
  };
  cleanups.push(stop);
  return { stop };
}

function startSources(url: string) {
  const abort = new AbortController();
  const meters = [
    { group: "binjiang-bj1", node: "substation", device: "MTR-E-PLANT" },
    { group: "binjiang-bj1", node: "machining", device: "MTR-E-CNC-101" },
  ];
  const sparkplug = fakeContext<SparkplugAddress, SparkplugBinding>(
    [
      ...wanted("meters", "meter-electricity", meters),
      ...wanted("meters", "meter-water", [{ group: "binjiang-bj1", node: "finishing", device: "MTR-W-WSH-01" }]),
    ] as never,
    { name: "meters", simulated: true },
  );
  const vda5050 = fakeContext<Vda5050Address, Vda5050Binding>(
    wanted<Vda5050Address, Vda5050Binding>(
      "agv",
      "agv",
      ["AGV-01", "AGV-02"].map((serialNumber) => ({ manufacturer: "binjiang", serialNumber })),
    ),
    { name: "fleet" },
  );
  const json = fakeContext<JsonAddress, JsonBinding>(
    [
      ...wanted<JsonAddress, JsonBinding>("rack", "rack", [{ topic: "binjiang/bj1/stores/RCK-01" }]),
      ...wanted<JsonAddress, JsonBinding>("charger", "charger", [{ topic: "binjiang/bj1/chargers/CHG-01" }]),
    ],
    { name: "stores" },
  );
  const inlets = { sparkplug: new FakeInlet(), vda5050: new FakeInlet(), json: new FakeInlet() };
  const base = { url, keepAliveS: 5 };
  const ended = [
    keepRunning(
      sparkplugSource.create({ ...base, reorderTimeoutMs: 2000 }, sparkplug.context),
      inlets.sparkplug,
      abort.signal,
    ),
    keepRunning(
      vda5050Source.create({ ...base, majorVersion: 2, maps: [] }, vda5050.context),
      inlets.vda5050,
      abort.signal,
    ),
    keepRunning(
      mqttJsonSource.create(
        { ...base, timePointer: "/t", expectEveryMs: 1250, keepSessionS: 60, uptimeTopic: "", droppedTopic: "" },
        json.context,
      ),
      inlets.json,
      abort.signal,
    ),
  ];
  cleanups.push(async () => {
    abort.abort();
    await Promise.all(ended);
  });
  return { fakes: { sparkplug, vda5050, json }, inlets };
}

const KINDS = ["sparkplug", "vda5050", "json"] as const;

async function everyTagArrives({ fakes, inlets }: ReturnType<typeof startSources>): Promise<void> {
  for (const kind of KINDS) {
    await vi.waitFor(
      () => {
        const seen = new Set(inlets[kind].samples().map(({ ref }) => ref));
        const missing = fakes[kind].context.bound
          .filter(({ tag }) => !seen.has(tag.ref))
          .map(({ tag }) => `${tag.component}/${tag.signal}`);
        expect(missing.join(" ")).toBe("");
      },
      { timeout: 20_000, interval: 100 },
    );
    expect(inlets[kind].samples().filter(({ status }) => status !== 0)).toEqual([]);
    expect(fakes[kind].context.counters).toMatchObject({ received: inlets[kind].samples().length, dropped: 0 });
  }
}

async function allLinks(sources: ReturnType<typeof startSources>, isLive: boolean, timeoutMs: number): Promise<void> {
  await vi.waitFor(
    () =>
      expect(
        KINDS.flatMap((kind) => [...sources.fakes[kind].isLive.values()]).filter((live) => live !== isLive),
      ).toEqual([]),
    { timeout: timeoutMs, interval: 50 },
  );
}

async function fullDay(broker: TestBroker): Promise<void> {
  const plant = startPlant(broker.url);
  const sources = startSources(broker.url);
  await everyTagArrives(sources);
  await allLinks(sources, true, 5_000);

  const { inlets, fakes } = sources;
  const serial = fakes.sparkplug.context.bound.find(({ tag }) => tag.signal === "serial-number")?.tag.ref as number;
  expect(inlets.sparkplug.latest(serial)?.time).toBeLessThan(Date.UTC(2022, 0) * 1000);
  expect(inlets.sparkplug.samples().every(({ flags }) => (flags & 4) === 4)).toBe(true);

  await broker.kill();
  await allLinks(sources, false, 5_000);
  await broker.restart();
  await allLinks(sources, true, 20_000);
  const resumed = Date.now() * 1000;
  await vi.waitFor(
    () =>
      expect(KINDS.map((kind) => inlets[kind].batches.at(-1)?.receivedAt ?? 0).every((at) => at > resumed)).toBe(true),
    { timeout: 10_000, interval: 100 },
  );

  await plant.stop();
  const { sparkplug, vda5050 } = fakes;
  await vi.waitFor(
    () => expect([...sparkplug.isLive.values(), ...vda5050.isLive.values()].every((live) => !live)).toBe(true),
    { timeout: 5_000, interval: 50 },
  );
  expect(sparkplug.calls.at(-1)?.reason).toContain("NDEATH");
  expect(vda5050.calls.at(-1)?.reason).toContain("OFFLINE");
}

it(
  "[F7] every demo tag arrives over the demo broker, a killed broker makes all links stale at once, a new one " +
    "brings them back",
  async () => {
    const broker = await demoBroker();
    cleanups.push(() => broker.kill());
    await fullDay(broker);
  },
);

it.runIf(hasMosquitto)("[F7] the same over mosquitto", async () => {
  const broker = await mosquitto();
  cleanups.push(() => broker.dispose());
  await fullDay(broker);
});
