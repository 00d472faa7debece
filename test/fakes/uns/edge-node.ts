/** A Sparkplug edge node over a real commit log, without the rest of an edge. */
import { join } from "node:path";
import { pino } from "pino";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { LinkRef, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import type { LogOptions } from "../../../edge/historian/log/log-options.ts";
import { createTwin } from "../../../edge/model/twin.ts";
import { runSink } from "../../../edge/pipeline/run-sink.ts";
import { type SparkplugSinkConfig, sparkplugConfig } from "../../../edge/sinks/sparkplug/config.ts";
import { sparkplugSink } from "../../../edge/sinks/sparkplug/plugin.ts";
import { BenchPlant } from "../../unit/detect/bench-plant.ts";
import { withDefaults } from "../config/with-defaults.ts";

export const START_MS = 1_700_000_000_000;

/** Two machines on links of their own, with a tag of each type. */
export function unsPlant(): BenchPlant {
  return new BenchPlant([
    {
      label: "PRS-1",
      tags: [
        { signal: "force", component: "ram", unit: "kN", range: [0, 500] },
        { signal: "state", type: "enum" },
        { signal: "program", type: "text" },
        { signal: "door-open", type: "boolean" },
        { signal: "spectrum", type: "waveform" },
      ],
    },
    { label: "CNC-2", tags: [{ signal: "speed", unit: "/min", link: 1 }] },
  ]);
}

export interface EdgeNode {
  readonly plant: BenchPlant;
  /** Pushes samples `[ref, value]`, one millisecond after the other, and waits until they are on disk. */
  push(...samples: readonly (readonly [ref: number, value: number | string, status?: number])[]): Promise<number>;
  health(): ReturnType<ReturnType<typeof runSink>["health"]>;
  heard(link: number): void;
  lost(link: number): void;
  close(): Promise<void>;
}

/** `dir` keeps the log, its cursors and the node's memory over restarts. */
export async function startEdgeNode(
  dir: string,
  over: Partial<SparkplugSinkConfig>,
  options: { readonly log?: Partial<LogOptions>; readonly fromMs?: number } = {},
): Promise<EdgeNode> {
  const plant = unsPlant();
  const links = [0, 1].map((ref) => ({ ref: ref as LinkRef, name: `l${ref}`, source: "l", staleAfterMs: 3_600_000 }));
  const twin = createTwin({ tags: plant.tags, links });
  const silent = pino({ level: "silent" });
  const commitLog = await openLog({
    dir: join(dir, "log"),
    edgeId: "edge-1",
    epoch: 1,
    log: silent,
    commitMs: 1,
    tags: plant.tags,
    onCommitted: (batches) => {
      for (const batch of batches) twin.apply(batch);
    },
    ...options.log,
  });
  const config = withDefaults(sparkplugConfig, { everyMs: 0, settleMs: 1_000, ...over }) as SparkplugSinkConfig;
  const sink = sparkplugSink.create(config, {
    name: "scada",
    plant: plant.plant,
    tags: plant.tags,
    twin,
    isSimulated: true,
    log: silent,
    edgeId: "edge-1",
    site: "s",
    dataDir: dir,
  });
  const settleMs = sparkplugSink.settleMs(config);
  const stop = new AbortController();
  const running = runSink(
    {
      name: "scada",
      kind: "sparkplug-node",
      sink,
      feed: await commitLog.feed("scada", settleMs),
      settleMs,
      log: silent,
      firstRetryMs: 20,
      watchEveryMs: 100,
    },
    stop.signal,
  );
  let ms = options.fromMs ?? START_MS;
  return {
    plant,
    async push(...samples) {
      const builder = new BatchBuilder();
      for (const [ref, value, status = 0] of samples) {
        ms++;
        if (typeof value === "string") builder.addText(ref as TagRef, ms * 1000, value, status, 0);
        else builder.add(ref as TagRef, ms * 1000, value, status, 0);
      }
      await commitLog.committed(commitLog.push(builder.finish(ms * 1000)), new AbortController().signal);
      return ms;
    },
    health: () => running.health(),
    heard: (link) => twin.heard(link as LinkRef),
    lost: (link) => twin.lost(link as LinkRef, "cut"),
    async close() {
      stop.abort();
      await running.done;
      await commitLog.close();
    },
  };
}
