/** The log of the demo plant, and backlogs that are made from it. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import type { SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../edge/historian/log/log-reader.ts";
import { running, startGemba, stopProcess } from "../gemba-process.ts";

const never = new AbortController().signal;

export interface DemoLog {
  readonly dir: string;
  readonly batches: readonly SampleBatch[];
  readonly samples: number;
  readonly position: number;
  readonly spanUs: number;
}

/** The commit log of the demo plant after so many seconds. */
export async function demoLog(dir: string, seconds: number): Promise<DemoLog> {
  const dataDir = join(dir, "demo");
  const gemba = startGemba({ command: "start", dataDir, more: ["--past-hours", "0"] });
  try {
    await running(dataDir, gemba);
    await sleep(seconds * 1000);
  } finally {
    await stopProcess(gemba);
  }
  const batches: SampleBatch[] = [];
  const reader = new LogReader(join(dataDir, "log"), 0);
  for (let chunk = await reader.read(10_000, Number.POSITIVE_INFINITY); chunk !== undefined; ) {
    batches.push(...chunk.batches);
    chunk = await reader.read(10_000, Number.POSITIVE_INFINITY);
  }
  await reader.close();
  const samples = batches.reduce((sum, { length }) => sum + length, 0);
  const spanUs = (batches.at(-1)?.receivedAt ?? 0) - (batches[0]?.receivedAt ?? 0);
  return { dir: join(dataDir, "log"), batches, samples, position: reader.position, spanUs };
}

/** The demo's samples again and again, each time later. */
export async function writeBacklog(dir: string, { batches, samples, spanUs }: DemoLog, atLeast: number) {
  const log = await openLog({ dir, edgeId: "bench", epoch: 1, log: pino({ level: "silent" }), commitMs: 1 });
  const repeats = Math.ceil(atLeast / samples);
  for (let n = 0; n < repeats; n++)
    for (const batch of batches) {
      const later = n * (spanUs + 1e6);
      const position = log.push({
        ...batch,
        receivedAt: batch.receivedAt + later,
        times: batch.times.map((time) => time + later),
      });
      if (log.full) await log.committed(position, never);
    }
  const { position } = log;
  await log.close();
  return { position: Math.max(position, log.position), samples: samples * repeats };
}
