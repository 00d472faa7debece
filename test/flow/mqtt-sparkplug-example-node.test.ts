/**
 * An edge node like the Python example of Eclipse Tahu: aliases from 0 and one on Rebirth, a template definition in its
 * NBIRTH, the same bdSeq in every session, a will of QoS 0, a quality code of its own, and commands that it takes for
 * those of alias 0 where they name none.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import sparkplug from "sparkplug-payload";
import { afterEach, expect, it, vi } from "vitest";
import type { SparkplugAddress, SparkplugBinding } from "../../edge/sources/mqtt/sparkplug/config.ts";
import { sparkplugSource } from "../../edge/sources/mqtt/sparkplug/plugin.ts";
import { demoBroker, hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { FakeInlet } from "../fakes/source/inlet.ts";
import { keepRunning } from "../fakes/source/run-source.ts";
import { fakeContext, type Wanted } from "../fakes/source/source-context.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startBroker(): Promise<string> {
  if (!hasMosquitto) {
    const broker = await demoBroker();
    cleanups.push(() => broker.kill());
    return broker.url;
  }
  const broker = await mosquitto();
  cleanups.push(() => broker.dispose());
  return broker.url;
}

const codec = sparkplug.get("spBv1.0");
const ALIAS = {
  nextServer: 0,
  rebirth: 1,
  reboot: 2,
  dataSet: 3,
  hello: 4,
  flag: 5,
  count: 6,
  empty: 7,
  text: 8,
  switch: 9,
  level: 10,
  relay: 11,
  motor: 12,
};
const STALE = -2_147_483_132;

class ExampleNode {
  readonly commands: string[] = [];
  readonly #url: string;
  #client: MqttClient | undefined;
  #seq = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async start(): Promise<void> {
    const will = {
      topic: "spBv1.0/G1/NDEATH/E1",
      payload: encode({ metrics: [bdSeq()] }),
      qos: 0,
      retain: false,
    } as const;
    const client = await connectAsync(this.#url, { clientId: "example", keepalive: 60, reconnectPeriod: 0, will });
    client.on("error", () => undefined);
    client.on("message", (_topic, payload) => this.#command(payload));
    this.#client = client;
    await client.subscribeAsync(["spBv1.0/G1/NCMD/E1/#", "spBv1.0/G1/DCMD/E1/#"]);
    this.#births();
    this.#timer = setInterval(() => this.#data(), 50);
  }

  /** Ends without an NDEATH. */
  kill(): void {
    clearInterval(this.#timer);
    this.#client?.stream.destroy();
    this.#client?.end(true);
  }

  #command(payload: Buffer): void {
    for (const { name, alias } of codec?.decodePayload(payload).metrics ?? []) {
      // A missing alias reads as 0.
      const given = Number(alias ?? 0);
      const what =
        name === "Node Control/Next Server" || given === ALIAS.nextServer
          ? "next server"
          : name === "Node Control/Rebirth" || given === ALIAS.rebirth
            ? "rebirth"
            : "unknown";
      this.commands.push(what);
      if (what === "rebirth") this.#births();
    }
  }

  #births(): void {
    this.#seq = 0;
    this.#say("NBIRTH/E1", [
      bdSeq(),
      { name: "Node Control/Next Server", alias: ALIAS.nextServer, type: "Boolean", value: false },
      { name: "Node Control/Rebirth", alias: ALIAS.rebirth, type: "Boolean", value: false },
      { name: "Node Control/Reboot", alias: ALIAS.reboot, type: "Boolean", value: false },
      { name: "Node Metric0", alias: ALIAS.hello, type: "String", value: "hello node" },
      { name: "Node Metric1", alias: ALIAS.flag, type: "Boolean", value: true },
      { name: "Node Metric3", alias: ALIAS.empty, type: "Int32", value: null },
      { name: "DataSet", alias: ALIAS.dataSet, type: "DataSet", value: dataSet() },
      {
        name: "Node Metric2",
        alias: ALIAS.count,
        type: "Int16",
        value: 13,
        properties: { engUnit: { type: "String", value: "MyCustomUnits" } },
      },
      { name: "_types_/Custom_Motor", type: "Template", value: motor(0, 0, "0", undefined) },
    ]);
    this.#say("DBIRTH/E1/D1", [
      { name: "input/Device Metric0", alias: ALIAS.text, type: "String", value: "hello device" },
      { name: "input/Device Metric1", alias: ALIAS.switch, type: "Boolean", value: true },
      { name: "output/Device Metric2", alias: ALIAS.level, type: "Int16", value: -16 },
      { name: "output/Device Metric3", alias: ALIAS.relay, type: "Boolean", value: true },
      { name: "My_Custom_Motor", alias: ALIAS.motor, type: "Template", value: motor(123, 456, "1", "Custom_Motor") },
    ]);
  }

  #data(): void {
    this.#say("DDATA/E1/D1", [
      { alias: ALIAS.text, type: "String", value: `text ${this.#seq}` },
      {
        alias: ALIAS.switch,
        type: "Boolean",
        value: this.#seq % 2 === 0,
        properties: { Quality: { type: "Int32", value: STALE } },
      },
    ]);
  }

  #say(place: string, metrics: readonly object[]): void {
    const timestamp = Date.now();
    const [type, ...rest] = place.split("/");
    this.#client?.publish(
      `spBv1.0/G1/${[type, ...rest].join("/")}`,
      encode({ timestamp, seq: this.#seq, metrics: metrics.map((metric) => ({ timestamp, ...metric })) }),
    );
    this.#seq = (this.#seq + 1) & 255;
  }
}

function encode(payload: object): Buffer {
  return Buffer.from(codec?.encodePayload(payload as never) ?? []);
}

function bdSeq() {
  return { name: "bdSeq", type: "Int64", value: 0, timestamp: Date.now() };
}

function dataSet() {
  return {
    numOfColumns: 3,
    columns: ["Int8s", "Int16s", "Int32s"],
    types: ["Int8", "Int16", "Int32"],
    rows: [
      [0, 1, 2],
      [3, 4, 5],
    ],
  };
}

function motor(rpms: number, amps: number, index: string, templateRef: string | undefined) {
  const metrics = [
    { name: "RPMs", type: "Int32", value: rpms, timestamp: Date.now() },
    { name: "AMPs", type: "Int32", value: amps, timestamp: Date.now() },
  ];
  return {
    isDefinition: templateRef === undefined,
    ...(templateRef === undefined ? {} : { templateRef }),
    metrics,
    parameters: [{ name: "Index", type: "String", value: index }],
  };
}

const NODE = { group: "G1", node: "E1" };
const DEVICE = { ...NODE, device: "D1" };
const TAGS: readonly Wanted<SparkplugAddress, SparkplugBinding>[] = [
  { address: NODE, binding: { metric: "Node Metric0" }, tag: { type: "text" } },
  { address: NODE, binding: { metric: "Node Metric1" }, tag: { type: "boolean" } },
  { address: NODE, binding: { metric: "Node Metric3" } },
  { address: NODE, binding: { metric: "DataSet", column: "Int32s", row: 1 } },
  { address: NODE, binding: { metric: "Node Metric2" } },
  { address: NODE, binding: { metric: "_types_/Custom_Motor", member: ["RPMs"] } },
  { address: DEVICE, binding: { metric: "input/Device Metric0" }, tag: { type: "text" } },
  { address: DEVICE, binding: { metric: "input/Device Metric1" }, tag: { type: "boolean" } },
  { address: DEVICE, binding: { metric: "output/Device Metric2" } },
  { address: DEVICE, binding: { metric: "My_Custom_Motor", member: ["RPMs"] } },
  { address: DEVICE, binding: { metric: "My_Custom_Motor", member: ["AMPs"] } },
];
const [HELLO, FLAG, EMPTY, CELL, COUNT, DEFINITION, TEXT, SWITCH, LEVEL, RPMS, AMPS] = TAGS.keys();

it(
  "reads the node of the Tahu example from its births on, asks a running one until it hears, and tells its " +
    "sessions apart",
  async () => {
    const url = await startBroker();
    const dataDir = await mkdtemp(join(tmpdir(), "gemba-example-"));
    cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
    const node = new ExampleNode(url);
    cleanups.push(async () => node.kill());
    const startEdge = () => {
      const fake = fakeContext(TAGS, { dataDir, name: "meters" });
      const inlet = new FakeInlet();
      const abort = new AbortController();
      const ended = keepRunning(
        sparkplugSource.create({ url, keepAliveS: 5, reorderTimeoutMs: 1_000 }, fake.context),
        inlet,
        abort.signal,
      );
      const stop = async () => {
        abort.abort();
        await ended;
      };
      cleanups.push(stop);
      return { ...fake, inlet, stop };
    };
    const latest = ({ inlet }: { inlet: FakeInlet }, ref: number | undefined) => inlet.latest(ref as number);

    const first = startEdge();
    await vi.waitFor(() => expect(first.context.counters.named.get("sessions")).toBe(1), { timeout: 20_000 });
    await node.start();
    await vi.waitFor(() => expect(latest(first, TEXT)?.text).toMatch(/^text/), { timeout: 20_000 });
    expect([HELLO, TEXT].map((ref) => latest(first, ref)?.text?.slice(0, 5))).toEqual(["hello", "text "]);
    expect([FLAG, CELL, COUNT, LEVEL, RPMS, AMPS].map((ref) => latest(first, ref)?.value)).toEqual([
      1, 5, 13, -16, 123, 456,
    ]);
    expect(latest(first, EMPTY)).toMatchObject({ value: Number.NaN, status: 0x80000000 });
    // A definition describes the type of a motor, not its values.
    expect(latest(first, DEFINITION)).toBeUndefined();
    // Last usable value: the node marks it stale.
    expect(latest(first, SWITCH)?.status).toBe(0x40900000);
    expect([...first.isLive.values()]).toEqual([true, true]);
    expect([first.context.counters.dropped, first.inlet.events]).toEqual([0, []]);
    await first.stop();

    const second = startEdge();
    await vi.waitFor(() => expect(latest(second, RPMS)?.value).toBe(123), { timeout: 30_000 });
    expect(node.commands.slice(0, 2)).toEqual(["next server", "rebirth"]);
    await vi.waitFor(() => expect(second.inlet.events.map(({ type }) => type)).toEqual(["gap.declared"]), {
      timeout: 5_000,
    });

    node.kill();
    await vi.waitFor(() => expect([...second.isLive.values()]).toEqual([false, false]), { timeout: 20_000 });
    await node.start();
    await vi.waitFor(() => expect([...second.isLive.values()]).toEqual([true, true]), { timeout: 20_000 });
    expect(second.inlet.events.map(({ type }) => type)).toEqual(["gap.declared", "gap.declared"]);
    expect(second.context.counters.dropped).toBe(0);
  },
);
