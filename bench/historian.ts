/**
 * `npm run bench -- historian`: the cost of a sample on its way to disk, its size there, and how fast history
 * answers.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { NO_TEXTS, type SampleBatch } from "../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../edge/contracts/plant/tag.ts";
import { type EmbeddedHistorian, startHistorian } from "../edge/historian/embedded/start-historian.ts";
import { LiveTail } from "../edge/historian/live-tail.ts";
import { type CommitLog, openLog } from "../edge/historian/log/commit-log.ts";
import { createTagTable } from "../edge/model/tag-table.ts";
import { REFS, random, secondAt, TAGS, tags } from "./historian-data.ts";
import { influxFigures, lineFigures } from "./influx-lines.ts";
import { cpuUs, rssMb } from "./process-figures.ts";
import { type Figures, figure, quantile } from "./report.ts";
import { caughtUp } from "./with-historian.ts";

/** 24 h at 1 Hz: 100 million samples. */
const SECONDS = 86_400;
const DAY_US = SECONDS * 1e6;
/** Further seconds while everything works at once. */
const SUSTAINED_SECONDS = 7_200;
const SECONDS_PER_COMMIT = 40;
const QUESTIONS = 40;
const WIDTH = 1_200;
/** The most samples by which the historian may lag while the bench pushes. */
const MAX_BEHIND = 1_000_000;
/** Samples per second at which the time from push to disk is measured. */
const STEADY_PER_SECOND = 50_000;
const STEADY_BATCH = 250;
const STEADY_SECONDS = 20;
const GIB = 1024 ** 3;

export async function benchHistorian({ rounds }: { rounds: number }): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-bench-"));
  const start = Math.floor((Date.now() * 1000 - (SECONDS + SUSTAINED_SECONDS) * 1e6) / 60e6) * 60e6;
  const log = pino({ level: "silent" });
  const tail = new LiveTail();
  const table = createTagTable(tags, TAGS);
  const commitLog = await openLog({
    dir: join(dir, "log"),
    edgeId: "bench",
    epoch: 1,
    tags: table,
    log,
    maxBytes: 4 * GIB,
    onCommitted: (batches, _events, _waveforms, position) => tail.committed(batches, position),
  });
  const next = random(1);
  const pushed = new Pusher(commitLog, (second) => secondAt(second, start, next));
  // Each part alone first: two busy processes on one core with two threads cost each other half of their time.
  const commitUs = await pushed.to(SECONDS);
  const config = {
    retentionHours: 100,
    rollupDays: { "1s": 3, "10s": 30, "1min": 365, "1h": 3650 },
    maxBytes: 64 * GIB,
    memoryLimitMb: 128,
  };
  const historian = await startHistorian({ dir: join(dir, "historian"), commitLog, tail, config, log });
  try {
    await caughtUp(historian);
    const duckdbUs = cpuUs(historian.pid as number) / (SECONDS * TAGS);
    const memory = rssMb(historian.pid as number);
    const began = performance.now();
    await pushed.to(SECONDS + SUSTAINED_SECONDS, () => historian.health().backlogSamples > MAX_BEHIND);
    await caughtUp(historian);
    const sustained = (SUSTAINED_SECONDS * TAGS) / ((performance.now() - began) / 1000);
    const samples = (SECONDS + SUSTAINED_SECONDS) * TAGS;
    const stored = await historian.count();
    if (stored !== samples) throw new Error(`${samples} samples were pushed and ${stored} stored`);
    const { trends, seeks } = await timeQueries(historian, start + SUSTAINED_SECONDS * 1e6, next);
    const lines = lineFigures(table, start, rounds);
    const waits = await commitWaits(join(dir, "waits"));
    return [
      figure("commitUs", "commit log alone, CPU of the process that pushes", "µs/sample", [commitUs]),
      figure(
        "commitP99Ms",
        `from push to being on disk at ${STEADY_PER_SECOND} samples/s, 99th percentile of ${waits.length} pushes ` +
          `(median ${quantile(waits, 0.5).toFixed(1)})`,
        "ms",
        [quantile(waits, 0.99)],
      ),
      figure(
        "duckdbUs",
        "historian process alone, a day to catch up on: reading the log, sorting, rolling up, writing",
        "µs/sample",
        [duckdbUs],
      ),
      figure("lineProtocolUs", "columns to InfluxDB lines, a line each, gzip level 1", "µs/sample", lines),
      figure(
        "influxUs",
        "lines into a real InfluxDB 1.6, its answer awaited",
        "µs/sample",
        await influxFigures(table, start, rounds),
      ),
      figure("bytesPerSample", "closed spans with all roll-ups and keyframes, and the database", "bytes", [
        bytesOf(join(dir, "historian")) / samples,
      ]),
      figure(
        "trend24hMs",
        `one tag over 24 h out of ${samples / 1e6} million, ${WIDTH} columns, the newest sample in it`,
        "ms",
        trends,
      ),
      figure("seekP95Ms", "the plant at a random instant of these 24 h and the 10 s after it, 95th percentile", "ms", [
        quantile(seeks, 0.95),
      ]),
      figure("sustainedPerSecond", "from push to the historian, spans closed meanwhile", "samples/s", [sustained]),
      figure("historianMb", "memory of the historian's process when it had caught up on a day", "MiB", [memory]),
    ];
  } finally {
    await historian.close();
    await commitLog.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Pushes second after second, with a commit for each group, and measures the cost. */
class Pusher {
  readonly #log: CommitLog;
  readonly #secondAt: (second: number) => SampleBatch;
  #second = 0;

  constructor(log: CommitLog, batchAt: (second: number) => SampleBatch) {
    this.#log = log;
    this.#secondAt = batchAt;
  }

  /** Resolves with the CPU time per sample in µs, without the cost of making the samples. */
  async to(second: number, mustWait: () => boolean = () => false): Promise<number> {
    const from = this.#second;
    let spent = 0;
    while (this.#second < second) {
      const batches = Array.from({ length: Math.min(SECONDS_PER_COMMIT, second - this.#second) }, () =>
        this.#secondAt(this.#second++),
      );
      const before = process.cpuUsage();
      let position = 0;
      for (const batch of batches) position = this.#log.push(batch);
      await this.#log.committed(position, AbortSignal.timeout(60_000));
      const { user, system } = process.cpuUsage(before);
      spent += user + system;
      while (mustWait()) await sleep(5);
    }
    return spent / ((second - from) * TAGS);
  }
}

async function timeQueries(
  historian: EmbeddedHistorian,
  start: number,
  next: () => number,
): Promise<{ trends: number[]; seeks: number[] }> {
  const trends: number[] = [];
  const seeks: number[] = [];
  for (let i = 0; i < QUESTIONS; i++) {
    const ref = Math.floor(next() * TAGS) as TagRef;
    const asked = performance.now();
    const trend = await historian.trend({ ref, from: start, to: start + DAY_US, width: WIDTH });
    trends.push(performance.now() - asked);
    if (trend.times.length < WIDTH - 1 || (trend.times.at(-1) as number) < start + DAY_US - (2 * DAY_US) / WIDTH)
      throw new Error("the end of the trend is missing");
  }
  for (let i = 0; i < QUESTIONS * 2; i++) {
    const at = Math.floor(start + 60e6 + next() * (DAY_US - 120e6));
    const asked = performance.now();
    const [keyframe, stretch] = await Promise.all([
      historian.keyframe(at),
      historian.stretch({ from: at, to: at + 10e6, every: 0 }),
    ]);
    seeks.push(performance.now() - asked);
    if (keyframe.samples.length !== TAGS || stretch.samples.length !== TAGS * 10)
      throw new Error(`the seek found ${keyframe.samples.length} tags and ${stretch.samples.length} samples`);
  }
  return { trends, seeks };
}

/**
 * Milliseconds until each of many small batches is on disk, at an even 50,000 samples/s with a batch every 5 ms. The
 * log's own thread makes the samples too.
 */
async function commitWaits(dir: string): Promise<number[]> {
  const log = await openLog({ dir, edgeId: "bench", epoch: 1, log: pino({ level: "silent" }) });
  const start = Date.now() * 1000;
  const waits: Promise<number>[] = [];
  const began = performance.now();
  for (let push = 0; push < (STEADY_SECONDS * STEADY_PER_SECOND) / STEADY_BATCH; push++) {
    const due = began + (push * STEADY_BATCH * 1000) / STEADY_PER_SECOND;
    if (due > performance.now()) await sleep(due - performance.now());
    const pushed = performance.now();
    const position = log.push(steadyBatch(start + push * 5000));
    waits.push(log.committed(position, AbortSignal.timeout(60_000)).then(() => performance.now() - pushed));
  }
  const found = await Promise.all(waits);
  await log.close();
  return found;
}

function steadyBatch(time: number): SampleBatch {
  return {
    length: STEADY_BATCH,
    tags: REFS.subarray(0, STEADY_BATCH),
    times: new Float64Array(STEADY_BATCH).fill(time),
    receivedAt: time,
    values: Float64Array.from({ length: STEADY_BATCH }, (_, ref) => (ref * time) % 1000),
    statuses: new Uint32Array(STEADY_BATCH),
    flags: new Uint8Array(STEADY_BATCH),
    texts: NO_TEXTS,
  };
}

function bytesOf(dir: string): number {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => (entry.isFile() ? sum + statSync(join(entry.parentPath, entry.name)).size : sum),
    0,
  );
}
