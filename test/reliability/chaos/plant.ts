/**
 * The plant of a chaos run: everything that the edge reads and writes. Each part is a process or a proxy that can break
 * by itself.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startInfluxd, type TimeSeriesServer } from "../../fakes/influx/influxd.ts";
import { COUNTERS, LedgerServer, OWN_NAMESPACE } from "../../fakes/ledger/server.ts";
import { DURABLE, mosquitto } from "../../fakes/mqtt/brokers.ts";
import { TcpProxy } from "../../fakes/net/tcp-proxy.ts";
import { EdgeProcess } from "../edge-process.ts";
import { box, numbersPlant } from "../numbers-plant.ts";
import { createDatabase } from "../path-kills.ts";
import { Publisher } from "../publisher.ts";
import type { Random } from "../random.ts";
import { SinkProxy } from "../sink-proxy.ts";
import { type SmallDisk, smallDisk } from "../small-disk.ts";
import { Fuzzers } from "./fuzzers.ts";
import { LEVELS, LEVELS_TOPIC, Levels } from "./levels.ts";

/** Enough to find every lost sample by its number, and few enough for two cores with the fuzzers. */
const SAMPLES_PER_SECOND = 2_000;
/** Source times are so old that they are in the past even after the clock was set back an hour. */
const TIMES_BACK_US = 2 * 3_600_000_000;
/** Levels below the limit are normal; at the limit they are too high. */
const LIMIT = 50;

export interface ChaosPlant {
  readonly dir: string;
  readonly startUs: number;
  readonly edge: EdgeProcess;
  readonly publisher: Publisher;
  /** Between the edge and the publisher of numbered samples. */
  readonly numbersLink: TcpProxy;
  readonly counters: LedgerServer;
  readonly countersLink: TcpProxy;
  readonly broker: Awaited<ReturnType<typeof mosquitto>>;
  readonly influxd: TimeSeriesServer;
  readonly sink: SinkProxy;
  readonly levels: Levels;
  readonly fuzzers: Fuzzers;
  /** The file system of the data folder; undefined without the right to mount. */
  readonly disk: SmallDisk | undefined;
  /** Ends everything; keeps the folder of a failed run. */
  close(isClean: boolean): Promise<void>;
}

/** Starts everything but the edge itself. */
export async function startPlant(random: Random, seed: number): Promise<ChaosPlant> {
  const dir = await mkdtemp(join(tmpdir(), "gemba-chaos-"));
  const disk = await smallDisk(join(dir, "data"), "1g");
  const influxd = await startInfluxd(join(dir, "influxd"));
  await createDatabase(influxd);
  const startUs = Math.floor(Date.now() / 1000) * 1e6 - TIMES_BACK_US;
  const publisher = await Publisher.start(startUs, SAMPLES_PER_SECOND);
  const numbersLink = await TcpProxy.to(publisher.port);
  const counters = await LedgerServer.start({ history: true });
  const countersLink = await TcpProxy.to(counters.port);
  const broker = await mosquitto(DURABLE);
  const sink = await SinkProxy.to(influxd.url, random);
  const levels = new Levels(broker.url, random);
  const fuzzers = await Fuzzers.start({ seed, broker: broker.url, runFile: join(dir, "data", "run.json") });
  const edge = new EdgeProcess(
    dir,
    config({
      numbers: `mqtt://127.0.0.1:${numbersLink.port}`,
      counters: `opc.tcp://127.0.0.1:${countersLink.port}`,
      rogue: fuzzers.endpoint,
      broker: broker.url,
      influx: sink.url,
    }),
  );
  const close = async (isClean: boolean): Promise<void> => {
    await edge.kill();
    await fuzzers.stop();
    await levels.close();
    await Promise.all(
      [publisher, numbersLink, counters, countersLink, sink].map((part) => part[Symbol.asyncDispose]()),
    );
    await broker.dispose();
    await influxd.stop();
    if (!isClean) return void process.stdout.write(`kept: ${dir}\n`);
    await disk?.close();
    await rm(dir, { recursive: true, force: true });
  };
  return {
    dir,
    startUs,
    edge,
    publisher,
    numbersLink,
    counters,
    countersLink,
    broker,
    influxd,
    sink,
    levels,
    fuzzers,
    disk,
    close,
  };
}

interface Addresses {
  readonly numbers: string;
  readonly counters: string;
  readonly rogue: string;
  readonly broker: string;
  readonly influx: string;
}

/** Numbered samples, numbered OPC UA counters, levels with alarms, and two sources that only send nonsense. */
function config({ numbers, counters, rogue, broker, influx }: Addresses): object {
  const plant = numbersPlant({ broker: numbers, influx });
  const name = { zh: "测试", en: "Test" };
  const security = { mode: "none", insecure: true };
  const number = (signal: string, binding: object, rest: object = {}): object => ({
    signal,
    name,
    type: "number",
    unit: "1",
    ...rest,
    binding,
  });
  const levelTag = (i: number): object =>
    number(`l${i}`, { pointer: `/l${i}` }, { range: [0, 100], limits: { high: LIMIT } });
  plant.sources.push(
    { name: "counters", kind: "opcua", endpoint: counters, connectTimeoutMs: 3000, security },
    { name: "rogue", kind: "opcua", endpoint: rogue, connectTimeoutMs: 1000, group: "rogue", security },
    { name: "levels", kind: "mqtt-json", url: broker, qos: 1, keepAliveS: 2, expectEveryMs: 2000 },
    { name: "noise", kind: "mqtt-json", url: broker },
  );
  Object.assign(plant.types, {
    counter: {
      kind: "box",
      tags: Array.from({ length: COUNTERS }, (_, i) => number(`c${i}`, { path: `own:Counter${i}`, every: 0 })),
    },
    rogue: { kind: "box", tags: [number("r", { path: "own:Double1" })] },
    levels: { kind: "box", tags: Array.from({ length: LEVELS }, (_, i) => levelTag(i)) },
    noise: { kind: "box", tags: [number("n", { pointer: "/n" }), number("deep", { expression: "$sum(items.x)" })] },
  });
  plant.assets.push(
    box("counter", { source: "counters", address: { root: "/Objects/own:Machine" } }),
    box("rogue", { source: "rogue", address: { root: "/Objects/own:Machine" } }),
    box("levels", { source: "levels", address: { topic: LEVELS_TOPIC } }),
    box("noise", { source: "noise", address: { topic: "noise/#" } }),
  );
  const response = { action: name, consequence: name, withinMin: 10 };
  const limits = { annunciation: "alarm", onDelayS: 0, offDelayS: 0, response };
  return { ...plant, namespaces: { own: OWN_NAMESPACE }, detectors: { limits } };
}
