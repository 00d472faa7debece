/** What ClickHouse takes for the past of an edge: bytes of the demo plant's samples, and a month's trend. */
import { join } from "node:path";
import type { TagRef } from "../edge/contracts/plant/tag.ts";
import { creation, TABLES } from "../edge/hub/store/clickhouse/definitions.ts";
import { historyOf } from "../edge/hub/store/clickhouse/history.ts";
import { DAY_S, DAY_US, rollHours, rollMinutes } from "../edge/hub/store/clickhouse/roll-up-sql.ts";
import { ClickHouseServer } from "../edge/hub/store/clickhouse/server.ts";
import { makeTables } from "../edge/hub/store/clickhouse/tables.ts";
import { runHeadless } from "../simulators/headless/run.ts";
import { scenarioOf } from "../simulators/usage.ts";
import { type ChdbServer, PASSWORD } from "../test/fakes/clickhouse/chdb-server.ts";
import { historian, storeAt } from "../test/fakes/clickhouse/filled-mirror.ts";

const HOURS = 0.25;
const DAYS = 30;
const LOG = 77n;
const TAG = 5 as TagRef;
/** 2026-03-01. */
const FIRST_DAY = 20_513;
const { signal } = new AbortController();

function serverFor({ url }: ChdbServer, database: string): ClickHouseServer {
  return new ClickHouseServer(storeAt(url, PASSWORD, { database, timeoutMs: 600_000 }));
}

/** Bytes a sample on disk, with the codecs of the hub's table and with another one for values. */
export async function benchStoredDay(
  chdb: ChdbServer,
  dir: string,
): Promise<{ readonly bytes: number; readonly gorilla: number }> {
  const out = join(dir, "plant");
  const scenario = scenarioOf("demo", {});
  await runHeadless({ scenario, seed: 1, hours: HOURS, out, speed: Number.POSITIVE_INFINITY, waveformMinutes: 0 });
  const server = serverFor(chdb, "plant");
  await makeTables(server, historian, signal);
  const table = TABLES.find(({ name }) => name === "samples") as (typeof TABLES)[number];
  const columns = table.columns.replace("value Float64 CODEC(ZSTD)", "value Float64 CODEC(Gorilla, ZSTD)");
  await server.ask({ sql: creation("plant", { ...table, name: "gorilla", columns }, historian) });
  // In the order of the log: twenty batches a second, each of what came in it.
  const from = `file('${out}/samples-*.parquet', 'Parquet')`;
  const bytes = async (name: string): Promise<number> => {
    await server.ask({
      sql: `INSERT INTO plant.${name} (log, ref, time, value, status, flags, text, position, received, stored)
        SELECT ${LOG}, ref, us, ifNull(value, nan), status, 4, text, rowNumberInAllBlocks(),
          (intDiv(us, 50000) + 1) * 50000 + 3000, now()
        FROM (SELECT dense_rank() OVER (ORDER BY tag) AS ref, toUnixTimestamp64Micro(time) AS us, value, status, text
              FROM ${from} ORDER BY us, ref)`,
    });
    await server.ask({ sql: `OPTIMIZE TABLE plant.${name} FINAL` });
    const sql = `SELECT sum(bytes_on_disk) / sum(rows) FROM system.parts
      WHERE database = 'plant' AND table = '${name}' AND active FORMAT TabSeparated`;
    return Number((await server.ask({ sql })).toString("utf8"));
  };
  try {
    return { bytes: await bytes("samples"), gorilla: await bytes("gorilla") };
  } finally {
    server.close();
  }
}

/** ms of a trend of a month from samples and from roll-ups, and of rolling up a day. */
export async function benchMonth(
  chdb: ChdbServer,
  rounds: number,
): Promise<Record<"samples" | "rollUps" | "rolling", readonly number[]>> {
  const server = serverFor(chdb, "month");
  await makeTables(server, historian, signal);
  const kept = { ...historian, rollupDays: { "1s": 1, "10s": 1, "1min": 365, "1h": 3_650 } };
  const reader = historyOf(server, LOG, kept).historian;
  const from = FIRST_DAY * DAY_US;
  const trend = async (): Promise<number> => {
    const began = performance.now();
    const { times } = await reader.trend({ ref: TAG, from, to: from + DAYS * DAY_US, width: 1_000 });
    if (times.length < 900) throw new Error(`the trend has ${times.length} columns`);
    return performance.now() - began;
  };
  const inTurn = async (work: () => Promise<number>, count: number): Promise<number[]> => {
    const found: number[] = [];
    for (let n = 0; n < count; n++) found.push(await work());
    return found;
  };
  for (let day = FIRST_DAY; day < FIRST_DAY + DAYS; day++)
    await server.ask({
      sql: `INSERT INTO month.samples (log, ref, time, value, position, received, stored)
        SELECT ${LOG}, ${TAG}, ${day * DAY_US} + number * 1000000 + rand(1) % 1000,
          round(50 + 20 * sin(number / 1000) + (rand(2) % 100) / 100, 1), ${(day - FIRST_DAY) * DAY_S} + number,
          ${day * DAY_US} + number * 1000000, now() FROM numbers(${DAY_S})`,
    });
  const samples = await inTurn(trend, rounds * 3);
  const rolling: number[] = [];
  const stored = Math.floor(Date.now() / 1000);
  for (let day = FIRST_DAY; day < FIRST_DAY + DAYS; day++) {
    const of = { database: "month", log: LOG, day, version: 1, refs: { from: TAG, to: TAG }, stored };
    const began = performance.now();
    for (const sql of [rollMinutes(of), rollHours(of)]) await server.ask({ sql });
    rolling.push(performance.now() - began);
    await server.ask({ sql: `INSERT INTO month.days SELECT ${LOG}, ${day}, 1, now(), now()` });
  }
  const rollUps = await inTurn(trend, rounds * 3);
  server.close();
  return { samples, rollUps, rolling };
}
