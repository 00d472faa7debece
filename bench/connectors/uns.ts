/** CPU of the Sparkplug edge node: a second of 1,160 tags on 58 machines a round of messages, to a real broker. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createTwin } from "../../edge/model/twin.ts";
import { type SparkplugSinkConfig, sparkplugConfig } from "../../edge/sinks/sparkplug/config.ts";
import { sparkplugSink } from "../../edge/sinks/sparkplug/plugin.ts";
import { withDefaults } from "../../test/fakes/config/with-defaults.ts";
import { mosquitto } from "../../test/fakes/mqtt/brokers.ts";
import { BenchPlant } from "../../test/unit/detect/bench-plant.ts";
import { random, secondAt, TAGS } from "../historian-data.ts";
import { type Figures, figure } from "../report.ts";

const MACHINES = 58;
const SECONDS = 300;
const START = Date.UTC(2026, 0, 5) * 1000;

export async function unsFigures({ rounds }: { readonly rounds: number }): Promise<Figures> {
  const broker = await mosquitto();
  const dir = mkdtempSync(join(tmpdir(), "gemba-bench-uns-"));
  const signals = Array.from({ length: TAGS / MACHINES }, (_, at) => ({ signal: `signal-${at}`, unit: "Cel" }));
  const shapes = Array.from({ length: MACHINES }, (_, at) => ({ label: `M-${at}`, tags: signals }));
  const { plant, tags } = new BenchPlant(shapes);
  const twin = createTwin({ tags, links: [] });
  const config = withDefaults(sparkplugConfig, { url: broker.url, everyMs: 0 }) as SparkplugSinkConfig;
  const log = pino({ level: "silent" });
  const context = { name: "bench", plant, tags, twin, isSimulated: true, edgeId: "bench", site: "bench", log };
  const { signal } = new AbortController();
  const session = await sparkplugSink.create(config, { ...context, dataDir: dir }).connect(signal);
  const next = random(7);
  const us: number[] = [];
  try {
    // The first round is for the compiler.
    for (let round = 0; round <= rounds; round++) {
      const batches = Array.from({ length: SECONDS }, (_, at) => secondAt(round * SECONDS + at, START, next));
      const before = process.cpuUsage();
      for (const batch of batches) await session.write([batch], signal);
      const { user, system } = process.cpuUsage(before);
      us.push((user + system) / (SECONDS * TAGS));
    }
  } finally {
    await session[Symbol.asyncDispose]();
    await broker.dispose();
    rmSync(dir, { recursive: true, force: true });
  }
  return [figure("unsUs", "Sparkplug edge node, until the broker has it", "µs of CPU a change", us.slice(1))];
}
