/**
 * `npm run bench -- hub-store`: the way from a hub's copy of a log into ClickHouse, by ClickHouse's own engine (chdb)
 * in a process of its own on this machine.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BatchBuilder } from "../edge/batch/builder.ts";
import type { TagRef } from "../edge/contracts/plant/tag.ts";
import { LogReader } from "../edge/historian/log/log-reader.ts";
import { partsOf, writeSamples } from "../edge/hub/store/clickhouse/block.ts";
import { NativeBlock } from "../edge/hub/store/clickhouse/native-block.ts";
import { openHubStore } from "../edge/hub/store/open-store.ts";
import { ChdbServer, PASSWORD } from "../test/fakes/clickhouse/chdb-server.ts";
import { FilledMirror, storeAt, TAGS } from "../test/fakes/clickhouse/filled-mirror.ts";
import { T0 } from "../test/fakes/source/samples.ts";
import { seeded } from "../test/reliability/random.ts";
import { benchMonth, benchStoredDay } from "./hub-store-past.ts";
import { type Figures, figure } from "./report.ts";

const BACKLOG = 1_000_000;
const BATCH = 5_000;

export async function benchHubStore({ rounds }: { readonly rounds: number }): Promise<Figures> {
  const dir = await mkdtemp(join(tmpdir(), "gemba-hub-store-bench-"));
  await using server = await ChdbServer.make(join(dir, "server"));
  await server.start();
  const filled = await FilledMirror.open(join(dir, "edge"));
  try {
    await fill(filled);
    const packed = [];
    const plain = [];
    for (let round = 0; round < rounds; round++) {
      packed.push(await send(filled, server, { database: `packed${round}`, compress: true }));
      plain.push(await send(filled, server, { database: `plain${round}`, compress: false }));
    }
    const stored = await benchStoredDay(server, dir);
    const month = await benchMonth(server, rounds);
    const encoded = await Promise.all(Array.from({ length: rounds }, () => encode(filled)));
    const us = (runs: readonly { readonly cpuUs: number }[]): number[] => runs.map(({ cpuUs }) => cpuUs);
    const rates = packed.map(({ samplesPerSecond }) => samplesPerSecond);
    const wrong = [...packed, ...plain].map(({ wrong: samples }) => samples);
    return [
      figure("samplesPerSecond", "a backlog from the copy of the log into ClickHouse", "1/s", rates),
      figure("storeUs", "CPU of the hub for it, a sample: reading, encoding, zstd, HTTP", "µs", us(packed)),
      figure("storePlainUs", "the same without zstd (compress: false)", "µs", us(plain)),
      figure("encodeUs", "CPU of encoding alone, a sample", "µs", encoded),
      figure("bytesPerSample", "ClickHouse's disk for samples of the demo plant, merged", "B", [stored.bytes]),
      figure("bytesOfGorilla", "the same with Gorilla and ZSTD for values", "B", [stored.gorilla]),
      figure("monthFromSamplesMs", "one tag, 30 days at 1 Hz, 1,000 columns, from samples", "ms", month.samples),
      figure("monthFromRollUpsMs", "the same from roll-ups", "ms", month.rollUps),
      figure("rollUpDayMs", "rolling up a day of this tag", "ms", month.rolling),
      figure("wrong", "samples that ClickHouse lacks or has twice", "samples", wrong),
    ];
  } finally {
    await filled.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function fill(filled: FilledMirror): Promise<void> {
  const random = seeded(1);
  for (let from = 0; from < BACKLOG; from += BATCH) {
    const builder = new BatchBuilder();
    for (let n = from; n < from + BATCH; n++)
      builder.add((1 + (n % (TAGS - 1))) as TagRef, T0 + n * 1000, Math.round(random() * 1e4) / 100, 0, 4);
    const batch = builder.finish(T0 + from * 1000);
    await filled.addBatch(batch, { isRemembered: false });
  }
}

async function send(
  filled: FilledMirror,
  server: ChdbServer,
  options: { readonly database: string; readonly compress: boolean },
) {
  const config = storeAt(server.url, PASSWORD, { ...options, blockSamples: 100_000, timeoutMs: 60_000 });
  const store = await openHubStore(filled.parts(config));
  // Before that it does not know what the database has.
  while ((await store.figures()).state !== "running") await sleep(1);
  const before = process.cpuUsage();
  const from = performance.now();
  // It waits for others before the last, smaller block.
  while ((await store.figures()).behind > config.blockSamples) await sleep(20);
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(before);
  const stored = BACKLOG - (await store.figures()).behind;
  while ((await store.figures()).behind > 0) await sleep(20);
  await store.close();
  const [[rows, keys] = []] = await server.ask(
    `SELECT count(), uniqExact(ref, time) FROM ${options.database}.samples FINAL`,
  );
  const wrong = Math.abs(BACKLOG - Number(keys)) + Number(rows) - Number(keys);
  return { samplesPerSecond: stored / seconds, cpuUs: (user + system) / stored, wrong };
}

/** µs of processor time a sample. */
async function encode(filled: FilledMirror): Promise<number> {
  const reader = new LogReader(filled.mirror.dir, 0, { entries: "none", isInOrder: true });
  const block = new NativeBlock();
  let us = 0;
  for (let n = 0; n < 10; n++) {
    const chunk = await reader.read(100_000, filled.mirror.position);
    if (chunk === undefined) break;
    const before = process.cpuUsage();
    writeSamples(block, partsOf(chunk).batches, { log: 1n, stored: 1 });
    const { user, system } = process.cpuUsage(before);
    us += (user + system) / chunk.samples / 10;
  }
  await reader.close();
  return us;
}
