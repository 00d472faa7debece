import { join } from "node:path";
import { pino } from "pino";
import type { EdgeEvent, GapRecord } from "../../edge/contracts/event-batch.ts";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../edge/historian/log/log-reader.ts";
import { type JsonAddress, type JsonBinding, mqttJsonSource } from "../../edge/sources/mqtt/json/plugin.ts";
import { keepRunning } from "./run-source.ts";
import { fakeContext } from "./source-context.ts";

/** Topic whose messages `{"n":…,"t":…}` the small edge reads into tag 0. */
export const TOPIC = "line/number";

/** The smallest edge that keeps its promises: one JSON source of QoS 1 and the commit log, in the folder `dir`. */
export async function startJsonEdge(dir: string, url: string) {
  const log = pino({ level: "silent" });
  const commitLog = await openLog({ dir: join(dir, "log"), edgeId: "edge-1", epoch: 1, log });
  const { context } = fakeContext<JsonAddress, JsonBinding>([{ address: { topic: TOPIC }, binding: { pointer: "/n" } }], { dataDir: join(dir, "source") });
  const source = mqttJsonSource.create({ url, protocol: "5", qos: 1, timePointer: "/t", keepAliveS: 5, keepSessionS: 3_600, uptimeTopic: "$SYS/broker/uptime", expectEveryMs: 1_000 }, context);
  const stopping = new AbortController();
  const ended = keepRunning(source, commitLog, stopping.signal, 50);
  return {
    counters: context.counters,
    commitLog,
    async stop(): Promise<void> {
      stopping.abort();
      await ended;
      await commitLog.close();
    },
  };
}

/** What stands in the log of `startJsonEdge`: how often each number came, by number and time, and the declared gaps. */
export async function readJsonLog(dir: string): Promise<{ times: Map<number, number[]>; gaps: GapRecord[] }> {
  const times = new Map<number, number[]>();
  const gaps: GapRecord[] = [];
  const reader = new LogReader(join(dir, "log"), 0);
  for (;;) {
    const chunk = await reader.read(10_000, Number.MAX_SAFE_INTEGER);
    if (chunk === undefined) break;
    for (const batch of chunk.batches) {
      for (let i = 0; i < batch.length; i++) {
        const n = batch.values[i] as number;
        times.set(n, [...(times.get(n) ?? []), batch.times[i] as number]);
      }
    }
    gaps.push(...chunk.events.filter(({ type }: EdgeEvent) => type === "gap.declared").map(({ payload }: EdgeEvent) => payload as unknown as GapRecord));
  }
  await reader.close();
  return { times, gaps };
}
