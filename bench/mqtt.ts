/**
 * `npm run bench -- mqtt`: CPU µs per metric of decoding Sparkplug DDATA and JSON, beside sparkplug-payload and
 * JSON.parse with interpreted JSONata; and how fast messages of QoS 1 reach the disk.
 */
import { cpuUsage } from "node:process";
import jsonata from "jsonata";
import { get as sparkplugPayload } from "sparkplug-payload";
import { JsonReader } from "../edge/sources/mqtt/json/reader.ts";
import { LastHeard } from "../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../edge/sources/mqtt/outlet.ts";
import { SparkplugHost } from "../edge/sources/mqtt/sparkplug/host.ts";
import { FakeInlet } from "../test/fakes/source/inlet.ts";
import { fakeContext } from "../test/fakes/source/source-context.ts";
import { drainQos1 } from "./mqtt-drain.ts";
import { type Figures, figure, interleaved } from "./report.ts";

/** Metrics in one message of a meter. */
const METRICS = 20;

const WARM_MS = 2_000;

const WHAT = {
  sparkplugUs: "Sparkplug DDATA with aliases to columns: sequence, aliases, times, status",
  sparkplugPayloadUs: "baseline: sparkplug-payload to objects, nothing looked up",
  jsonUs: "JSON to columns by JSONata expressions, compiled",
  jsonataUs: "baseline: JSON.parse and the same expressions interpreted by jsonata",
} as const;

export async function benchMqtt({ seconds, rounds }: { seconds: number; rounds: number }): Promise<Figures> {
  const forMs = (seconds * 1000) / 4;
  const tasks = { ...sparkplugTasks(), ...jsonTasks() };
  // The compiler settles within the first second or two of each.
  for (const task of Object.values(tasks)) await usPerMetric(task, WARM_MS);
  const measured = Object.fromEntries(
    Object.entries(tasks).map(([key, task]) => [key, () => usPerMetric(task, forMs)]),
  ) as Record<keyof typeof tasks, () => Promise<number>>;
  const results = await interleaved(measured, rounds);
  const figures = (Object.keys(WHAT) as (keyof typeof WHAT)[]).map((key) =>
    figure(key, WHAT[key], "µs/metric", results[key]),
  );
  const drained: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const perSecond = await drainQos1();
    if (perSecond !== undefined) drained.push(perSecond);
  }
  return drained.length === 0
    ? figures
    : [
        ...figures,
        figure(
          "qos1PerSecond",
          "messages of QoS 1 from mosquitto to the disk, each acknowledged after its commit",
          "messages/s",
          drained,
        ),
      ];
}

/** Accepts everything and keeps nothing. */
class NullInlet extends FakeInlet {
  override push(): number {
    return 0;
  }
}

/** Keeps no record of links, because the fake's record would grow with every message. */
const DEAF = { heard: () => undefined, lost: () => undefined };

function outletToNowhere(): Outlet {
  const outlet = new Outlet();
  outlet.open(new NullInlet());
  return outlet;
}

/** 256 messages, so that sequence numbers wrap around. */
const MESSAGES = 256;

type Task = () => Promise<number> | number;

function sparkplugTasks(): Record<"sparkplugUs" | "sparkplugPayloadUs", Task> {
  const codec = sparkplugPayload("spBv1.0");
  if (codec === undefined || codec === null) throw new Error("sparkplug-payload does not know spBv1.0");
  const address = { group: "g", node: "n", device: "d" };
  const names = Array.from({ length: METRICS }, (_, n) => `Power/Phase/${n}`);
  const outlet = outletToNowhere();
  const { context } = fakeContext(
    names.map((metric) => ({ address, binding: { metric } })),
    { links: DEAF },
  );
  const host = new SparkplugHost(context, outlet, {
    hostId: "edge",
    reorderTimeoutMs: 1_000,
    lastHeard: new LastHeard("/nonexistent"),
  });
  const start = Date.now() - (MESSAGES + 2) * 1_000;
  /** One second after the message before it, like its metrics. */
  const encode = (nth: number, metrics: readonly object[]) => {
    const timestamp = start + nth * 1_000;
    const stamped = metrics.map((metric) => ({ ...metric, timestamp }));
    return Buffer.from(codec.encodePayload({ timestamp, seq: nth % 256, metrics: stamped } as never));
  };
  host.message("spBv1.0/g/NBIRTH/n", encode(0, [{ name: "bdSeq", type: "Int64", value: 0 }]));
  const born = names.map((name, alias) => ({ name, alias, type: "Double", value: alias }));
  host.message("spBv1.0/g/DBIRTH/n/d", encode(1, born));
  const data = Array.from({ length: MESSAGES }, (_, n) =>
    encode(
      n + 2,
      names.map((_name, alias) => ({ alias, type: "Double", value: alias + n / 7 })),
    ),
  );
  return {
    sparkplugUs() {
      for (const payload of data) {
        const before = outlet.samples.length;
        host.message("spBv1.0/g/DDATA/n/d", payload);
        if (outlet.samples.length !== before + METRICS)
          throw new Error(`DDATA gave ${outlet.samples.length - before} samples instead of ${METRICS}`);
      }
      outlet.flush();
      return data.length * METRICS;
    },
    sparkplugPayloadUs() {
      for (const payload of data) codec.decodePayload(payload);
      return data.length * METRICS;
    },
  };
}

function jsonTasks(): Record<"jsonUs" | "jsonataUs", Task> {
  const texts = Array.from({ length: METRICS }, (_, n) =>
    n % 2 === 0 ? `phases[${n}].power * 0.1` : `phases[${n}].state = "on" ? phases[${n}].power : 0`,
  );
  const outlet = outletToNowhere();
  const { context } = fakeContext(
    texts.map((expression) => ({ address: { topic: "t" }, binding: { expression } })),
    { links: DEAF },
  );
  const reader = new JsonReader(context, outlet, { timePointer: "/t" });
  const data = Array.from({ length: MESSAGES }, (_, n) =>
    Buffer.from(
      JSON.stringify({
        t: new Date().toISOString(),
        id: "MTR-1",
        phases: Array.from({ length: METRICS }, (_phase, at) => ({
          power: at + n / 7,
          state: at % 3 === 0 ? "off" : "on",
        })),
      }),
    ),
  );
  const expressions = texts.map((text) => jsonata(text));
  return {
    jsonUs() {
      for (const payload of data) {
        const before = outlet.samples.length;
        void reader.message("t", payload, false);
        if (outlet.samples.length !== before + METRICS)
          throw new Error(`JSON gave ${outlet.samples.length - before} samples instead of ${METRICS}`);
      }
      outlet.flush();
      return data.length * METRICS;
    },
    async jsonataUs() {
      // Interpreting is so expensive that a part of the messages is enough.
      for (const payload of data.slice(0, 16)) {
        const message: unknown = JSON.parse(payload.toString("utf8"));
        for (const expression of expressions) await expression.evaluate(message);
      }
      return 16 * METRICS;
    },
  };
}

async function usPerMetric(task: Task, forMs: number): Promise<number> {
  const before = cpuUsage();
  const end = performance.now() + forMs;
  let metrics = 0;
  while (performance.now() < end) metrics += await task();
  const { user, system } = cpuUsage(before);
  return (user + system) / metrics;
}
