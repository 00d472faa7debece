/**
 * Cost of an outage of a sink: bytes of a sample in the log, start with 72 h of samples, and speed of draining beside
 * live samples.
 */
import { link, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import type { Sink } from "../../edge/contracts/path/sink.ts";
import type { AssetUid, TagRef } from "../../edge/contracts/plant/tag.ts";
import { type CommitLog, openLog } from "../../edge/historian/log/commit-log.ts";
import { runSink } from "../../edge/pipeline/run-sink.ts";
import { type InfluxConfig, influxConfig } from "../../edge/sinks/influx/config.ts";
import { influxSink } from "../../edge/sinks/influx/plugin.ts";
import { withDefaults } from "../fakes/config/with-defaults.ts";
import { startInfluxd } from "../fakes/influx/influxd.ts";
import { FakeTags, fakeTag } from "../fakes/source/tags.ts";
import { createDatabase } from "./path-kills.ts";
import { type Random, seeded } from "./random.ts";

const LIVE_PER_SECOND = 10_000;
const TAGS = 1_000;
const OUTAGE_S = 72 * 3600;
/** Samples within the 20 ms of a commit. */
const BATCH = LIVE_PER_SECOND / 50;
const PERIOD_US = (TAGS / LIVE_PER_SECOND) * 1e6;
const START_US = Math.floor(Date.now() / 1000) * 1e6 - 3_600e6;
const never = new AbortController().signal;
const silent = pino({ level: "silent" });
const tags = new FakeTags(
  Array.from({ length: TAGS }, (_, i) =>
    fakeTag(i, { assetUid: `urn:test:asset:${i % 50}` as AssetUid, signal: `v${Math.floor(i / 50)}` }),
  ),
);

/** Prints the figures. `samples` is the size of the backlog that is actually written and drained. */
export async function backlog({ seed, samples }: { seed: number; samples: number }): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), "gemba-backlog-"));
  try {
    const plant = plantOf(seeded(seed));
    const bytes = await writeBacklog(dir, { plant, samples });
    const needGib = (bytes * LIVE_PER_SECOND * OUTAGE_S) / 2 ** 30;
    print(
      "bytes a sample in the log",
      bytes.toFixed(2),
      `${samples.toLocaleString("en")} samples in commits of ${BATCH}: half rounded to the sensor's resolution, ` +
        "a quarter states, a quarter full doubles",
    );
    print("72 h at 10,000/s", `${needGib.toFixed(1)} GiB`, "computed from the line above; at most 25");
    const startMs = await startWith(dir, needGib * 2 ** 30);
    print(
      "start with that backlog",
      `${startMs.toFixed(0)} ms`,
      "as many segment files, hard links to real ones; at most 5,000",
    );
    const { drainPerSecond, liveP99Ms, sinkP99Ms } = await drain(dir, { plant, samples });
    print(
      "drain",
      `${Math.round(drainPerSecond).toLocaleString("en")}/s`,
      `into influxd while ${LIVE_PER_SECOND.toLocaleString("en")}/s are still being committed: ` +
        `${(drainPerSecond / LIVE_PER_SECOND).toFixed(1)} × live`,
    );
    print(
      "live p99 meanwhile",
      `${liveP99Ms.toFixed(0)} ms`,
      "from hand-over to committed and on to twin and viewer; at most 2,000",
    );
    print(
      "live p99 at the server",
      `${sinkP99Ms.toFixed(0)} ms`,
      "from hand-over to the server's answer; at most 2,000",
    );
    return needGib <= 25 && startMs <= 5_000 && liveP99Ms <= 2_000 && sinkP99Ms <= 2_000;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function print(what: string, value: string, how: string): void {
  process.stdout.write(`${what.padEnd(28)}${value.padStart(12)}   ${how}\n`);
}

/** Samples of a plausible plant from `n` on, one after the other over all tags. */
type Plant = (n: number, count: number) => SampleBatch;

function plantOf(random: Random): Plant {
  const values = new Float64Array(TAGS);
  return (n, count) => {
    const builder = new BatchBuilder();
    for (let i = n; i < n + count; i++) {
      const tag = i % TAGS;
      const before = values[tag] as number;
      if (tag % 4 < 2) values[tag] = Math.round((before + random() - 0.5) * 10) / 10;
      else if (tag % 4 === 2) values[tag] = random() < 0.02 ? Math.floor(random() * 6) : before;
      else values[tag] = before + random() - 0.5;
      builder.add(tag as TagRef, START_US + Math.floor(i / TAGS) * PERIOD_US, values[tag] as number, 0, 0);
    }
    return builder.finish(START_US + Math.floor(n / TAGS) * PERIOD_US);
  };
}

async function writeBacklog(dir: string, { plant, samples }: { plant: Plant; samples: number }): Promise<number> {
  const log = await openLog({ dir, edgeId: "edge-1", epoch: 1, log: silent, tags, commitMs: 1 });
  // Waits for each commit, so that blocks are as small, and as expensive, as those of a live plant.
  for (let n = 0; n < samples; n += BATCH) await log.committed(log.push(plant(n, BATCH)), never);
  const { diskBytes } = log.counters;
  await log.close();
  return diskBytes / samples;
}

/** Time in ms to open a log of at least this many bytes, made of repeated segments with new numbers. */
async function startWith(dir: string, bytes: number): Promise<number> {
  const large = await mkdtemp(join(tmpdir(), "gemba-backlog-large-"));
  try {
    const names = (await readdir(dir)).filter((name) => name.endsWith(".seg")).sort();
    let linked = 0;
    for (let number = 1; linked < bytes; number++) {
      const from = join(dir, names[number % names.length] as string);
      await link(from, join(large, `${String(number).padStart(8, "0")}-${String(number * 1e7).padStart(16, "0")}.seg`));
      linked += (await stat(from)).size;
    }
    const began = performance.now();
    const log = await openLog({
      dir: large,
      edgeId: "edge-1",
      epoch: 2,
      log: silent,
      tags,
      maxBytes: Number.MAX_SAFE_INTEGER,
    });
    const ms = performance.now() - began;
    await log.close();
    return ms;
  } finally {
    await rm(large, { recursive: true, force: true });
  }
}

async function drain(
  dir: string,
  { plant, samples }: { plant: Plant; samples: number },
): Promise<{ drainPerSecond: number; liveP99Ms: number; sinkP99Ms: number }> {
  const influxd = await startInfluxd();
  const stop = new AbortController();
  await createDatabase(influxd);
  const log = await openLog({ dir, edgeId: "edge-1", epoch: 2, log: silent, tags });
  try {
    const config = withDefaults(influxConfig, { url: influxd.url, api: "v1", database: "plant" }) as InfluxConfig;
    const sink = influxSink.create(config, {
      name: "influx",
      tags,
      log: silent,
      edgeId: "edge-1",
      site: "bj1",
      dataDir: dir,
    });
    const feed = await log.feed("influx", 0);
    const live = new LiveSource(log, plant, samples);
    const began = performance.now();
    const running = runSink(
      { name: "influx", kind: "influx", sink: live.watched(sink), feed, settleMs: 0, log: silent },
      stop.signal,
    );
    while (feed.backlogSamples > LIVE_PER_SECOND) await sleep(50);
    const seconds = (performance.now() - began) / 1000;
    const p99 = await live.stop();
    stop.abort();
    await running.done;
    return { drainPerSecond: samples / seconds, ...p99 };
  } finally {
    stop.abort();
    await log.close();
    await influxd.stop();
  }
}

/** Pushes live samples at the pace of a plant and records their delay to disk and server. */
class LiveSource {
  readonly #committed: number[] = [];
  readonly #stored: number[] = [];
  readonly #over = new AbortController();
  readonly #from: number;
  readonly #began = performance.now();
  readonly #loop: Promise<void>;

  constructor(log: CommitLog, plant: Plant, from: number) {
    this.#from = from;
    this.#loop = this.#run(log, plant);
  }

  /** The sink, with an observer of its stored samples. */
  watched(sink: Sink): Sink {
    return {
      connect: async (signal) => {
        const session = await sink.connect(signal);
        return {
          write: async (batches, ended) => {
            const result = await session.write(batches, ended);
            for (const batch of batches) this.#note(batch);
            return result;
          },
          [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
        };
      },
    };
  }

  async stop(): Promise<{ liveP99Ms: number; sinkP99Ms: number }> {
    this.#over.abort();
    await this.#loop;
    return { liveP99Ms: p99(this.#committed), sinkP99Ms: p99(this.#stored) };
  }

  /** Due time of sample `n`, not the time of its push: a late loop makes its samples late. */
  #dueAt(n: number): number {
    return this.#began + ((n - this.#from) / LIVE_PER_SECOND) * 1000;
  }

  #note(batch: SampleBatch): void {
    for (let i = 0; i < batch.length; i += 100) {
      const n = Math.round(((batch.times[i] as number) - START_US) / PERIOD_US) * TAGS + (batch.tags[i] as number);
      // A batch is pushed when its last sample is due.
      if (n >= this.#from && !this.#over.signal.aborted) this.#stored.push(performance.now() - this.#dueAt(n));
    }
  }

  async #run(log: CommitLog, plant: Plant): Promise<void> {
    for (let n = this.#from; !this.#over.signal.aborted; n += BATCH) {
      const due = this.#dueAt(n + BATCH);
      await sleep(Math.max(0, due - performance.now()));
      const done = (): void => void this.#committed.push(performance.now() - due);
      void log.committed(log.push(plant(n, BATCH)), never).then(done, () => undefined);
    }
  }
}

function p99(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;
}
