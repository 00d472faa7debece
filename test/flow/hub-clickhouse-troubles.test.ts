/** A hub's ClickHouse in trouble, restored from a backup, or made by an earlier version (rules HU34, HU36 to HU38). */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { logKey } from "../../edge/hub/store/clickhouse/tables.ts";
import type { HubStore, StoreFigures } from "../../edge/hub/store/hub-store.ts";
import { openHubStore } from "../../edge/hub/store/open-store.ts";
import { AnsweringProxy, type Trouble } from "../fakes/clickhouse/answering-proxy.ts";
import { ChdbServer, hasChdb, PASSWORD } from "../fakes/clickhouse/chdb-server.ts";
import { FilledMirror, storeAt } from "../fakes/clickhouse/filled-mirror.ts";
import { until } from "../fakes/fleet/fleet.ts";

let dir = "";
let server: ChdbServer;
beforeAll(async () => {
  if (!hasChdb) return;
  dir = await mkdtemp(join(tmpdir(), "gemba-hub-troubles-"));
  server = await ChdbServer.make(join(dir, "server"));
  await server.start();
}, 60_000);
afterAll(async () => {
  if (!hasChdb) return;
  await server.kill();
  await rm(dir, { recursive: true, force: true });
});

/** Statements without an answer. */
async function run(...statements: readonly string[]): Promise<void> {
  for (const sql of statements) await server.ask(sql).catch((error: unknown) => expect(String(error)).toBe(""));
}

async function reached(store: HubStore, isSo: (figures: StoreFigures) => boolean | Promise<boolean>): Promise<void> {
  let figures = await store.figures();
  await until(
    async () => {
      figures = await store.figures();
      return isSo(figures);
    },
    () => JSON.stringify(figures),
  );
}

const caughtUp = (store: HubStore): Promise<void> =>
  reached(store, ({ state, behind }) => state === "running" && behind === 0);

const TROUBLES: readonly (readonly [string, Trouble, RegExp])[] = [
  ["500 without a word", { status: 500 }, /HTTP 500 \(check that this is the HTTP interface/],
  ["a full disk", { code: 243, text: "Code: 243. NOT_ENOUGH_SPACE" }, /its disk is full: make room/],
  ["too many parts", { code: 252, text: "Code: 252." }, /cannot keep up with inserts: raise everyMs/],
  ["an error with the status of a success", { status: 200, code: 241, text: "Code: 241." }, /it lacks memory/],
  ["an end in the middle of an insert", { kind: "break" }, /ClickHouse at http/],
  ["no answer", { kind: "slow" }, /did not answer within 1000 ms/],
];

it.runIf(hasChdb).each(TROUBLES)(
  "[HU37] %s is said with a remedy, loses nothing, and nothing is there twice",
  async (name, trouble, reason) => {
    await using proxy = await AnsweringProxy.to(server.port);
    const database = `t${TROUBLES.findIndex(([one]) => one === name)}`;
    const filled = await FilledMirror.open(join(dir, database), { seed: 31 });
    const store = await openHubStore(filled.parts(storeAt(proxy.url, PASSWORD, { database, timeoutMs: 1_000 })));
    await filled.add(500);
    await caughtUp(store);
    proxy.trouble = trouble;
    await filled.add(2_500);
    await reached(store, ({ problem = "" }) => reason.test(problem));
    expect((await store.figures()).behind).toBeGreaterThan(0);
    expect(proxy.troubled).toBeGreaterThan(0);
    proxy.trouble = undefined;
    await caughtUp(store);
    expect(await filled.storedIn(server, database)).toEqual(filled.samples);
    const [counted = []] = await server.ask(`SELECT count(), uniqExact(position) FROM ${database}.samples`);
    expect(counted[0]).toBe(counted[1]);
    await store.close();
    await filled.close();
  },
  60_000,
);

it.runIf(hasChdb).each(["while the hub runs", "while it is away"])(
  "[HU36] a database that was restored from an older backup %s gets again what the copy has, and says the rest",
  async (when) => {
    const database = when.endsWith("away") ? "old0" : "old1";
    const begins = 10_000;
    const filled = await FilledMirror.open(join(dir, database), { seed: 32, begins });
    const parts = filled.parts(storeAt(server.url, PASSWORD, { database }));
    let store = await openHubStore(parts);
    for (let n = 0; n < 3; n++) await filled.add(1_000);
    await caughtUp(store);
    if (when.endsWith("away")) await store.close();
    // Of before the copy began.
    const log = logKey(filled.edgeId, "log");
    await run(
      `TRUNCATE TABLE ${database}.samples`,
      `TRUNCATE TABLE ${database}.events`,
      `TRUNCATE TABLE ${database}.positions`,
      `INSERT INTO ${database}.positions SELECT ${log}, ${begins - 700}, 0, now()`,
    );
    if (when.endsWith("away")) store = await openHubStore(parts);
    await filled.add(300);
    await reached(store, ({ lost, behind }) => lost === 700 && behind === 0);
    expect(await filled.storedIn(server, database)).toEqual(filled.samples);
    const events = await server.ask(`SELECT uniqExact(event_uid) FROM ${database}.events`);
    expect(events).toEqual([[String(filled.events.size)]]);
    // Counted once, whatever begins anew.
    await store.close();
    store = await openHubStore(parts);
    await filled.add(300);
    await caughtUp(store);
    expect((await store.figures()).lost).toBe(700);
    await store.close();
    await filled.close();
  },
  60_000,
);

it.runIf(hasChdb)(
  "[HU36] where the copy still has all, a restored database lacks nothing in the end",
  async () => {
    const filled = await FilledMirror.open(join(dir, "whole"), { seed: 33 });
    const store = await openHubStore(filled.parts(storeAt(server.url, PASSWORD, { database: "whole" })));
    for (let n = 0; n < 5; n++) await filled.add(1_000);
    await caughtUp(store);
    const log = logKey(filled.edgeId, "log");
    await run(
      "ALTER TABLE whole.samples DELETE WHERE position >= 1500 SETTINGS mutations_sync = 2",
      "TRUNCATE TABLE whole.positions",
      `INSERT INTO whole.positions SELECT ${log}, 3000, 0, now()`,
    );
    await filled.add(100);
    await reached(store, async () => (await filled.storedIn(server, "whole")).size === filled.samples.size);
    await caughtUp(store);
    expect(await filled.storedIn(server, "whole")).toEqual(filled.samples);
    expect(await store.figures()).toMatchObject({ lost: 0, problem: undefined });
    await store.close();
    await filled.close();
  },
  60_000,
);

/** As an earlier version made them. */
const FORMAT_1 = [
  "CREATE DATABASE first",
  "CREATE TABLE first.format (version UInt32) ENGINE = ReplacingMergeTree(version) ORDER BY tuple()",
  `CREATE TABLE first.logs (log UInt64, edge_id String, log_uid String, site String, stored DateTime('UTC'))
   ENGINE = ReplacingMergeTree(stored) ORDER BY log`,
  `CREATE TABLE first.positions (log UInt64, position UInt64, lost UInt64, stored DateTime('UTC'))
   ENGINE = ReplacingMergeTree(position) ORDER BY log`,
  `CREATE TABLE first.tags (log UInt64, ref UInt32, since UInt64, tag_uid String, asset_uid String, component String,
   signal String, type String, unit String, stored DateTime('UTC'))
   ENGINE = ReplacingMergeTree(stored) ORDER BY (log, ref, since)`,
  `CREATE TABLE first.samples (log UInt64, ref UInt32, time Int64 CODEC(DoubleDelta, ZSTD), value Float64 CODEC(ZSTD),
   status UInt32, flags UInt8, text Nullable(String), position UInt64 CODEC(Delta, ZSTD),
   received Int64 CODEC(Delta, ZSTD), stored DateTime('UTC'),
   at DateTime64(6, 'UTC') ALIAS fromUnixTimestamp64Micro(time, 'UTC'))
   ENGINE = ReplacingMergeTree(position) PARTITION BY toYYYYMM(stored) ORDER BY (log, ref, time)
   SETTINGS non_replicated_deduplication_window = 1000`,
  `CREATE TABLE first.events (log UInt64, time Int64, event_uid String, type LowCardinality(String),
   asset_uid Nullable(String), received Int64, schema LowCardinality(String), piece_id Nullable(String),
   job_id Nullable(String), condition_id Nullable(String), payload String CODEC(ZSTD), position UInt64,
   stored DateTime('UTC'), at DateTime64(6, 'UTC') ALIAS fromUnixTimestamp64Micro(time, 'UTC'))
   ENGINE = ReplacingMergeTree(position) PARTITION BY toYYYYMM(stored) ORDER BY (log, time, event_uid)
   SETTINGS non_replicated_deduplication_window = 1000`,
  "INSERT INTO first.format SELECT 1",
];

it.runIf(hasChdb)(
  "[HU38] tables of an earlier version get what they lack, keep their rows, whatever their age, and go on",
  async () => {
    await run(...FORMAT_1);
    const filled = await FilledMirror.open(join(dir, "first"), { seed: 34 });
    const log = logKey(filled.edgeId, "log");
    // Of 2020, and the hub's config deletes after three days.
    await run(
      `INSERT INTO first.samples (log, ref, time, value, stored) SELECT ${log}, 1, 1700000000000000, 7,
         toDateTime('2020-01-01 00:00:00', 'UTC')`,
    );
    const { config, ...rest } = filled.parts(storeAt(server.url, PASSWORD, { database: "first" }));
    const historian = { ...config.historian, retentionHours: 72 };
    const store = await openHubStore({ ...rest, config: { ...config, historian } });
    await filled.add(2_000);
    await caughtUp(store);
    const stored = await filled.storedIn(server, "first");
    expect(stored.get("1@1700000000000000")).toBe("7|0|0");
    expect(stored.size).toBe(filled.samples.size + 1);
    expect(await server.ask("SELECT max(version) FROM first.format")).toEqual([["2"]]);
    await store.close();
    // A change of the hours later, and none at all.
    for (const [retentionHours, wanted] of [
      [96, "TTL stored + toIntervalHour(96)"],
      [undefined, ""],
    ] as const) {
      const { retentionHours: _, ...without } = historian;
      const changed = retentionHours === undefined ? without : { ...without, retentionHours };
      const again = await openHubStore({ ...rest, config: { ...config, historian: changed } });
      await caughtUp(again);
      const [[created = ""] = []] = await server.ask(
        "SELECT create_table_query FROM system.tables WHERE database = 'first' AND name = 'samples'",
      );
      expect(/TTL stored \+ toIntervalHour\(\d+\)/.exec(created)?.[0] ?? "").toBe(wanted);
      await again.close();
    }
    await filled.close();
  },
  90_000,
);
