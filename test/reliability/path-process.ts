/**
 * The data path alone: a source of numbered samples, the commit log, an InfluxDB
 * sink. Killed and started again by path-kills.ts, which plays the peer: it
 * requests unacknowledged samples again.
 *
 *   node path-process.ts DIR URL|- FROM UNTIL STARTUS SEED
 *
 * Prints the first unacknowledged number, one a line, and `drained`
 * when everything up to UNTIL is at the sink.
 */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { runSink } from "../../edge/pipeline/run-sink.ts";
import { type InfluxConfig, influxConfig } from "../../edge/sinks/influx/config.ts";
import { influxSink } from "../../edge/sinks/influx/plugin.ts";
import { withDefaults } from "../fakes/config/with-defaults.ts";
import { FakeTags, fakeTag } from "../fakes/source/tags.ts";
import { SAMPLES_PER_SECOND, samplesFrom, TAGS } from "./numbered.ts";
import { seeded } from "./random.ts";

const [dir = "", url = "-", ...numbers] = process.argv.slice(2);
const [from = 0, until = 0, startUs = 0, seed = 0] = numbers.map(Number);
const TICK_MS = 10;
/** Samples that the peer sends before it waits for an answer. */
const WINDOW = SAMPLES_PER_SECOND / 2;

const never = new AbortController().signal;
const random = seeded(seed);
const log = pino({ level: "silent" });
const tags = new FakeTags(
  Array.from({ length: TAGS }, (_, i) =>
    fakeTag(1 + i, { assetUid: `urn:test:asset:${i % 8}` as AssetUid, signal: `v${i}` }),
  ),
);
const commitLog = await openLog({
  dir: join(dir, "log"),
  edgeId: "edge-1",
  epoch: 1,
  log,
  tags,
  segmentBytes: 400_000,
});
const sink = url === "-" ? undefined : await startSink();

let next = from;
let acknowledged = from;
while (acknowledged < until) {
  const due = Math.min(until - next, Math.round((SAMPLES_PER_SECOND * TICK_MS) / 1000));
  if (due > 0 && next - acknowledged < WINDOW) {
    hand(next, due);
    next += due;
    // A peer that lost the connection sends its last message again.
    if (random() < 0.05) hand(next - due, due);
  }
  await sleep(TICK_MS);
}
while (sink !== undefined && !(sink.health().state === "running" && sink.health().backlogSamples === 0))
  await sleep(20);
writeSync(1, "drained\n");
process.exit(0);

function hand(first: number, count: number): void {
  void commitLog.committed(commitLog.push(samplesFrom(first, count, startUs)), never).then(() => {
    if (first + count <= acknowledged) return;
    acknowledged = first + count;
    // Synchronous: a printed number was acknowledged, whatever happens next.
    writeSync(1, `${acknowledged}\n`);
  });
}

async function startSink() {
  const config = withDefaults(influxConfig, {
    url,
    api: "v1",
    database: "plant",
    timeoutMs: 1000,
    maxLinesPerWrite: 2000,
  }) as InfluxConfig;
  const built = influxSink.create(config, { name: "influx", tags, log, edgeId: "edge-1", site: "bj1", dataDir: dir });
  return runSink(
    {
      name: "influx",
      kind: "influx",
      sink: built,
      feed: await commitLog.feed("influx", 0),
      settleMs: 0,
      log,
      firstRetryMs: 20,
    },
    never,
  );
}
