/** CPU time of the single steps of the data path, on batches like those of a busy plant. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataType, DataValue, StatusCodes, Variant } from "node-opcua-client";
import { pino } from "pino";
import { BatchBuilder } from "../edge/batch/builder.ts";
import { Tally } from "../edge/batch/tally.ts";
import { encodeFrame } from "../edge/batch/wire.ts";
import type { SampleBatch } from "../edge/contracts/path/sample-batch.ts";
import type { Plant } from "../edge/contracts/plant/plant.ts";
import type { AssetUid, LinkRef, Tag, TagRef } from "../edge/contracts/plant/tag.ts";
import { tagUidOf } from "../edge/contracts/plant/tag.ts";
import { createDetectors } from "../edge/detect/create-detectors.ts";
import type { DetectorsConfig } from "../edge/detect/rules/config.ts";
import { Store } from "../edge/historian/embedded/store.ts";
import { createTagTable } from "../edge/model/tag-table.ts";
import { createTwin } from "../edge/model/twin.ts";
import { createFlow } from "../edge/pipeline/flow.ts";
import { LossAudit } from "../edge/pipeline/loss-audit.ts";
import { LineWriter } from "../edge/sinks/influx/line-writer.ts";
import { targetOf, ValueDecoder } from "../edge/sources/opcua/decode/decode-value.ts";

const TAGS = 5_000;
const BATCH = 1_000;
/** Samples per measured round: enough for the compiler to settle and for the clock's resolution not to matter. */
const SAMPLES = 1_000_000;
const START_US = Date.UTC(2026, 0, 1) * 1000;

const asset = "urn:bench:machine" as AssetUid;

function tagList(): Tag[] {
  return Array.from({ length: TAGS }, (_, ref) => ({
    ref: ref as TagRef,
    tagUid: tagUidOf(asset, `component-${ref % 40}`, `signal-${ref}`),
    assetUid: asset,
    component: `component-${ref % 40}`,
    signal: `signal-${ref}`,
    type: "number" as const,
    unit: "Cel",
    name: { zh: "标签", en: "Tag" },
    range: [0, 100] as const,
    limits: { high: 95, highHigh: 99 },
    source: "bench",
    address: "",
    link: 0 as LinkRef,
  }));
}

/** Batches of 1,000 samples over 5,000 tags, with advancing times. Values are below every limit, as on a normal day. */
function batchAt(round: number, builder: BatchBuilder): SampleBatch {
  for (let i = 0; i < BATCH; i++)
    builder.add(
      ((round * BATCH + i * 7) % TAGS) as TagRef,
      START_US + round * 20_000 + i,
      20 + ((round * 31 + i * 17) % 700) / 10,
      0,
      0,
    );
  return builder.finish(START_US + round * 20_000 + 5_000);
}

/** One step: the CPU µs per sample of one round. */
type Step = () => number | Promise<number>;

export interface Steps {
  readonly steps: Readonly<
    Record<"decodeUs" | "auditUs" | "pipelineUs" | "historianUs" | "lineProtocolUs" | "wireUs", Step>
  >;
  close(): Promise<void>;
}

export async function openSteps(): Promise<Steps> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-bench-"));
  const store = await Store.open(join(dir, "history.duckdb"), 128);
  const tags = tagList();
  const table = createTagTable(tags, TAGS);
  const builder = new BatchBuilder();
  const batches = Array.from({ length: SAMPLES / BATCH }, (_, round) => batchAt(round, builder));
  const perBatch = (work: (batch: SampleBatch) => unknown): number => {
    const began = process.cpuUsage();
    for (const batch of batches) work(batch);
    return spentUs(began) / SAMPLES;
  };
  const lines = new LineWriter(table, { edgeId: "bench", site: "bench" });
  let position = 0;
  const steps = {
    decodeUs: decodeStep(),
    pipelineUs: () => {
      const flow = pipeline(tags, table);
      return perBatch((batch) => flow.committed([batch]));
    },
    historianUs: async () => {
      const began = process.cpuUsage();
      for (let at = 0; at < batches.length; at += 50) {
        const chunk = batches.slice(at, at + 50);
        const from = position;
        position += chunk.length * BATCH;
        await store.append(
          {
            from,
            to: position,
            batches: chunk,
            samples: chunk.length * BATCH,
            events: [],
            waveforms: [],
            dictionary: [],
            lost: 0,
            holes: [],
          },
          "bench",
        );
      }
      return spentUs(began) / SAMPLES;
    },
    auditUs: () => {
      const tally = new Tally();
      const logger = pino({ level: "silent" });
      const log = { pushEvents: () => 0, full: false, problem: undefined };
      const path = "/dev/null/loss-audit.json";
      const audit = new LossAudit({ tags: table, log, logger, isPersonalStored: true, path, now: () => START_US });
      let end = 0;
      return perBatch((batch) => {
        tally.add(batch);
        end += batch.length;
        audit.committed({
          batches: [batch],
          events: [],
          waveforms: [],
          position: end,
          ends: { batches: [end], waveforms: [] },
        });
      });
    },
    lineProtocolUs: () => perBatch((batch) => lines.write([batch]).bytes),
    wireUs: () => perBatch((batch) => encodeFrame(batch, 1)),
  };
  return {
    steps,
    async close() {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** CPU time of all threads of this process, DuckDB's included. */
function spentUs(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

function decodeStep(): Step {
  const decoder = new ValueDecoder([], false);
  const targets = Array.from({ length: TAGS }, (_, ref) => [targetOf({ ref, type: "number" } as never)]);
  const builder = new BatchBuilder();
  let tick = 0;
  return () => {
    const values = Array.from(
      { length: BATCH },
      (_, i) =>
        new DataValue({
          value: new Variant({ dataType: DataType.Double, value: i }),
          statusCode: StatusCodes.Good,
          sourceTimestamp: new Date(),
          serverTimestamp: new Date(),
        }),
    );
    const began = process.cpuUsage();
    for (let done = 0; done < SAMPLES; done += BATCH) {
      tick++;
      for (let i = 0; i < BATCH; i++) {
        const value = values[i] as DataValue;
        value.sourceTimestamp?.setTime(START_US / 1000 + tick);
        decoder.decode(value, targets[(tick * BATCH + i) % TAGS] as never, builder, START_US);
      }
      builder.finish(START_US);
    }
    return spentUs(began) / SAMPLES;
  };
}

function pipeline(tags: readonly Tag[], table: ReturnType<typeof createTagTable>) {
  const twin = createTwin({
    tags: table,
    links: [{ ref: 0 as LinkRef, name: "bench", source: "bench", staleAfterMs: 3_000 }],
  });
  const plant = {
    site: { enterprise: "b", id: "b", name: { zh: "b", en: "b" }, timeZone: "UTC", currency: "EUR", shifts: [] },
    floor: { width: 1, depth: 1 },
    places: [],
    zones: [],
    routes: { nodes: [], edges: [] },
    assets: [
      {
        assetUid: asset,
        label: "B",
        kind: "box",
        name: { zh: "b", en: "b" },
        equipmentPath: "b/b",
        tags: tags.map((tag) => tag.ref),
        simulated: true,
      },
    ],
  } satisfies Plant;
  const config = {
    limits: {
      annunciation: "advisory" as const,
      hysteresisPercent: 1,
      onDelayS: 5,
      offDelayS: 10,
      severityOuter: 700,
      severityInner: 450,
      exclude: [],
      adjust: [],
    },
  };
  const detectors = createDetectors({
    config: withDefaults(config),
    plant,
    tags: table,
    links: () => twin.links(),
    log: pino({ level: "silent" }),
  });
  return createFlow({
    twin,
    detectors,
    onFindings: () => {},
    now: () => START_US,
    onDetectorFailed: (_, error) => Promise.reject(error),
  });
}

/** The detectors of a config with limits alone: links and safety watch no samples here. */
function withDefaults(config: Pick<DetectorsConfig, "limits">): DetectorsConfig {
  const stale = { afterS: 10, offDelayS: 3, togetherS: 30, startGraceS: 30, severity: 600 };
  return {
    ...config,
    rates: [],
    deviations: [],
    states: [],
    operatorPositions: 1,
    expressions: [],
    suppressions: [],
    supplies: [],
    drifts: [],
    trends: [],
    stale,
    safety: {} as DetectorsConfig["safety"],
  };
}
