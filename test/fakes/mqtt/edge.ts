import { join } from "node:path";
import { pino } from "pino";
import type { Source } from "../../../edge/contracts/path/source.ts";
import type { LinkRef, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { LossAudit } from "../../../edge/pipeline/loss-audit.ts";
import type { JsonAddress, JsonBinding } from "../../../edge/sources/mqtt/json/config.ts";
import { mqttJsonSource } from "../../../edge/sources/mqtt/json/plugin.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../../edge/sources/mqtt/sparkplug/config.ts";
import { sparkplugSource } from "../../../edge/sources/mqtt/sparkplug/plugin.ts";
import type { Vda5050Address, Vda5050Binding } from "../../../edge/sources/mqtt/vda5050/config.ts";
import { vda5050Source } from "../../../edge/sources/mqtt/vda5050/plugin.ts";
import { keepRunning } from "../source/run-source.ts";
import { fakeContext } from "../source/source-context.ts";
import { FakeTags, fakeTag } from "../source/tags.ts";

/** Topic whose messages `{"n":…,"t":…}` the edge's JSON source reads. */
export const TOPIC = "line/number";

/** Tag and source name of each kind of source. */
export const KINDS = ["mqtt-json", "sparkplug", "vda5050"] as const;
export type Kind = (typeof KINDS)[number];

/**
 * The smallest edge that keeps its promises: the commit log in the folder `dir`,
 * and a source of each of the `kinds` that reads numbers into the tag of its place in KINDS.
 */
export async function startMqttEdge(dir: string, url: string, kinds: readonly Kind[] = KINDS) {
  const log = pino({ level: "silent" });
  const stored = new Set<number>();
  const tags = new FakeTags(KINDS.map((_, ref) => fakeTag(ref)));
  const commitLog = await openLog({
    ...{ dir: join(dir, "log"), edgeId: "edge-1", epoch: 1, log },
    onCommitted: (batches, events, waveforms, position, ends) => {
      audit.committed({ batches, events, waveforms, position, ends });
      for (const { tags } of batches) for (const tag of tags) stored.add(tag);
    },
  });
  const audit = new LossAudit({
    tags,
    log: commitLog,
    logger: log,
    isPersonalStored: true,
    path: join(dir, "loss-audit.json"),
    now: () => Date.now() * 1000,
  });
  const sources = kinds.map((kind) => ({ kind, ...sourceOf(kind, url, join(dir, kind)) }));
  const stopping = new AbortController();
  const ended = sources.map(({ source, kind }) =>
    keepRunning(source, audit.inlet(kind, [KINDS.indexOf(kind) as TagRef], commitLog), stopping.signal, {
      pauseMs: 50,
    }),
  );
  const counters = (kind: Kind) => sources.find((one) => one.kind === kind)?.counters;
  return {
    commitLog,
    audit,
    /** A number of this kind is on disk. */
    hasStored: (kind: Kind) => stored.has(KINDS.indexOf(kind)),
    received: (kind: Kind) => counters(kind)?.received ?? 0,
    refused: (kind: Kind) => counters(kind)?.named.get("refused") ?? 0,
    sessions: (kind: Kind) => counters(kind)?.named.get("sessions") ?? 0,
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(ended);
      await commitLog.close();
    },
  };
}

function sourceOf(kind: Kind, url: string, dataDir: string) {
  const over = { dataDir, name: kind };
  const tag = { ref: KINDS.indexOf(kind) as TagRef, link: 0 as LinkRef };
  switch (kind) {
    case "mqtt-json": {
      const { context } = fakeContext<JsonAddress, JsonBinding>(
        [{ address: { topic: TOPIC }, binding: { pointer: "/n" }, tag }],
        over,
      );
      const config = {
        url,
        protocol: "5",
        qos: 1,
        timePointer: "/t",
        keepAliveS: 5,
        keepSessionS: 3_600,
        uptimeTopic: "$SYS/broker/uptime",
        droppedTopic: "$SYS/broker/publish/messages/dropped",
        expectEveryMs: 1_000,
      } as const;
      return made(mqttJsonSource.create(config, context), context);
    }
    case "sparkplug": {
      const { context } = fakeContext<SparkplugAddress, SparkplugBinding>(
        [{ address: { group: "g", node: "n", device: "d" }, binding: { metric: "Count" }, tag }],
        over,
      );
      return made(
        sparkplugSource.create({ url, protocol: "5", keepAliveS: 5, reorderTimeoutMs: 200 }, context),
        context,
      );
    }
    case "vda5050": {
      const { context } = fakeContext<Vda5050Address, Vda5050Binding>(
        [
          {
            address: { manufacturer: "m", serialNumber: "v" },
            binding: { topic: "state", pointer: "/orderUpdateId" },
            tag,
          },
        ],
        over,
      );
      return made(
        vda5050Source.create({ url, protocol: "5", keepAliveS: 5, majorVersion: 2, maps: [] }, context),
        context,
      );
    }
  }
}

function made(source: Source, { counters }: { counters: { received: number; named: Map<string, number> } }) {
  return { source, counters };
}
