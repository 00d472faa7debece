/** Waveforms, roll-ups and ages of what a hub's ClickHouse keeps (rules HU33 to HU35). */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { Trend } from "../../edge/contracts/path/historian.ts";
import type { WaveformBlock } from "../../edge/contracts/path/waveform-block.ts";
import type { TagRef } from "../../edge/contracts/plant/tag.ts";
import { startHistorian } from "../../edge/historian/embedded/start-historian.ts";
import { LiveTail } from "../../edge/historian/live-tail.ts";
import type { HubStore, HubStoreParts } from "../../edge/hub/store/hub-store.ts";
import { openHubStore } from "../../edge/hub/store/open-store.ts";
import { ChdbServer, hasChdb, PASSWORD } from "../fakes/clickhouse/chdb-server.ts";
import { FilledMirror, historian, storeAt } from "../fakes/clickhouse/filled-mirror.ts";
import { until } from "../fakes/fleet/fleet.ts";
import { T0 } from "../fakes/source/samples.ts";
import { randomOf } from "../run/seed.ts";

const DAY_US = 86_400e6;
const TAG = 1 as TagRef;
const WAVES = 2 as TagRef;
/** What roll-ups are kept for here: longer than these days are ago. */
const KEPT = { ...historian, rollupDays: { "1s": 1, "10s": 1, "1min": 365, "1h": 3_650 } };

let dir = "";
let server: ChdbServer;
beforeAll(async () => {
  if (!hasChdb) return;
  dir = await mkdtemp(join(tmpdir(), "gemba-hub-past-"));
  server = await ChdbServer.make(join(dir, "server"));
  await server.start();
}, 60_000);
afterAll(async () => {
  if (!hasChdb) return;
  await server.kill();
  await rm(dir, { recursive: true, force: true });
});

function partsOf(filled: FilledMirror, database: string, { everyMs = 100, kept = KEPT } = {}): HubStoreParts {
  const parts = filled.parts(storeAt(server.url, PASSWORD, { database, everyMs, blockSamples: 20_000 }));
  return { ...parts, config: { ...parts.config, historian: kept } };
}

async function caughtUp(store: HubStore): Promise<void> {
  let figures = await store.figures();
  await until(
    async () => {
      figures = await store.figures();
      return figures.state === "running" && figures.behind === 0;
    },
    () => JSON.stringify(figures),
  );
}

it.runIf(hasChdb)(
  "[HU33] waveforms are there once, as the embedded historian has them",
  async () => {
    const random = randomOf("clickhouse waveforms");
    const waveform = (n: number, more: Partial<WaveformBlock> = {}): WaveformBlock => ({
      ...{ tag: WAVES, start: T0 + n * 1e6, receivedAt: T0 + n * 1e6 + 3, dtS: 0.000_05, unit: "m/s2" },
      ...{ status: 0, flags: n, context: n === 1 ? {} : { speedPerMin: 12_000, tool: "fräser'\t", pieceId: `P${n}` } },
      points: Float32Array.from({ length: 3_000 }, () => random() * 10),
      ...more,
    });
    const blocks = [
      ...Array.from({ length: 5 }, (_, n) => waveform(n)),
      waveform(7, { points: new Float32Array(0), status: 0x80000000 }),
      waveform(8, { points: Float32Array.of(Number.NaN, -0, 1e30, Number.POSITIVE_INFINITY) }),
      // Comes again with other points: the last arrival stays.
      waveform(2),
      waveform(3, { tag: 5 as TagRef }),
    ];
    const [here, there] = [
      await FilledMirror.open(join(dir, "waves-here"), { seed: 41 }),
      await FilledMirror.open(join(dir, "waves-there"), { seed: 41 }),
    ];
    const log = pino({ level: "silent" });
    const at = { dir: join(dir, "historian"), commitLog: here.mirror, tail: new LiveTail(), config: historian, log };
    const local = await startHistorian(at);
    const store = await openHubStore(partsOf(there, "waves"));
    for (const filled of [here, there]) {
      await filled.add(100);
      await filled.addWaveforms(blocks.slice(0, 6));
      await filled.add(100);
      await filled.addWaveforms(blocks.slice(6));
    }
    await caughtUp(store);
    await until(
      () => local.health().backlogSamples === 0,
      () => "the embedded historian is behind",
    );
    const { waveforms } = store.history;
    for (const question of [
      { ref: WAVES, from: T0, to: T0 + 20e6, limit: 100 },
      { ref: WAVES, from: T0 + 1e6, to: T0 + 3e6, limit: 1 },
      { ref: 9 as TagRef, from: T0, to: T0 + 20e6, limit: 100 },
    ])
      expect(await waveforms.waveforms(question)).toEqual(await local.waveforms(question));
    for (const n of [0, 1, 2, 7, 8, 99])
      expect(await waveforms.waveform(WAVES, T0 + n * 1e6)).toEqual(await local.waveform(WAVES, T0 + n * 1e6));
    expect((await waveforms.waveform(WAVES, T0 + 2e6))?.points).toEqual((blocks[7] as WaveformBlock).points);
    await store.close();
    await local.close();
    for (const filled of [here, there]) await filled.close();
  },
  90_000,
);

it.runIf(hasChdb)(
  "[HU34] each table keeps its rows for as long as the config of the embedded historian says",
  async () => {
    const filled = await FilledMirror.open(join(dir, "ages"), { seed: 42 });
    const kept = { ...historian, retentionHours: 72, rollupDays: { "1s": 1, "10s": 2, "1min": 30, "1h": 400 } };
    const store = await openHubStore(partsOf(filled, "ages", { kept }));
    await filled.add(100);
    await caughtUp(store);
    const made = await server.ask("SELECT name, create_table_query FROM system.tables WHERE database = 'ages'");
    const hours = new Map(
      made.map(([name, sql = ""]) => [name, / TTL stored \+ toIntervalHour\((\d+)\)/.exec(sql)?.[1]]),
    );
    expect(Object.fromEntries([...hours].filter(([, found]) => found !== undefined))).toEqual({
      ...{ samples: "72", waveforms: "72", minutes: "720", hours: "9600", events: "9600" },
    });
    // What is older goes when parts are merged.
    await server
      .ask(`INSERT INTO ages.samples (log, ref, time, value, stored) SELECT 5, 1, 1, 1, now() - 73 * 3600
    UNION ALL SELECT 5, 2, 1, 1, now() - 71 * 3600`)
      .catch(() => undefined);
    await server.ask("OPTIMIZE TABLE ages.samples FINAL").catch(() => undefined);
    expect(await server.ask("SELECT ref FROM ages.samples WHERE log = 5")).toEqual([["2"]]);
    await store.close();
    await filled.close();
  },
  60_000,
);

it.runIf(hasChdb)(
  "[HU35] a trend from roll-ups is that from samples: repetitions, late and bad ones, gaps",
  async () => {
    const random = randomOf("clickhouse rollups");
    const filled = await FilledMirror.open(join(dir, "rolled"), { seed: 43 });
    const send = async (from: number, to: number, stepUs: number): Promise<void> => {
      const builder = new BatchBuilder();
      for (let time = from; time < to; time += stepUs) {
        const status = random() < 0.01 ? 0x80000000 : random() < 0.01 ? 0x40000000 : 0;
        builder.add(TAG, time + Math.floor(random() * 1e6), random() < 0.01 ? Number.NaN : random() * 100, status, 0);
        if (random() < 0.1) builder.addText(TAG, time + 2e6, "text", 0, 0);
      }
      await filled.addBatch(builder.finish(to), { isRemembered: false });
    };
    const slow = await openHubStore(partsOf(filled, "rolled", { everyMs: 2_000 }));
    // Three days, of which the second has nothing for six hours.
    await send(T0, T0 + 1.25 * DAY_US, 10e6);
    await send(T0 + 1.5 * DAY_US, T0 + 3 * DAY_US, 10e6);
    await slow.catchUp();
    await caughtUp(slow);
    const questions = [1_000, 300, 20].map((width) => ({ ref: TAG, from: T0 + 1e6, to: T0 + 3 * DAY_US - 5e6, width }));
    const trends = (store: HubStore): Promise<unknown[]> =>
      Promise.all(questions.map(async (question) => rounded(await store.history.historian.trend(question))));
    const fromSamples = await trends(slow);
    expect((fromSamples[0] as Trend).times.length).toBeGreaterThan(500);
    expect((fromSamples[0] as Trend).doubtful).toContain(true);
    await slow.close();
    const store = await openHubStore(partsOf(filled, "rolled", { everyMs: 10 }));
    const rolled = (): Promise<string[][]> => server.ask("SELECT count() FROM rolled.days FINAL WHERE version % 2 = 1");
    const isRolled = async (): Promise<boolean> => (await rolled())[0]?.[0] === "3";
    await until(isRolled, () => JSON.stringify(store.health()));
    expect(await trends(store)).toEqual(fromSamples);
    // Late samples count at once, whether they are rolled up or not.
    const late = new BatchBuilder();
    late.add(TAG, T0 + 1.4 * DAY_US, 9_999, 0, 0);
    await filled.addBatch(late.finish(T0 + 4 * DAY_US), { isRemembered: false });
    await caughtUp(store);
    const highest = async (): Promise<number> =>
      Math.max(...(await store.history.historian.trend(questions[0] as (typeof questions)[0])).max.map(Number));
    expect(await highest()).toBe(9_999);
    await until(isRolled, () => JSON.stringify(store.health()));
    expect(await highest()).toBe(9_999);
    const withLate = await trends(store);
    const [counted = []] = await server.ask(`SELECT (SELECT count() FROM rolled.samples FINAL WHERE isNull(text)),
    (SELECT sum(samples) FROM rolled.minutes FINAL), (SELECT sum(samples) FROM rolled.hours FINAL)`);
    expect(new Set(counted).size).toBe(1);
    // Samples that are gone for their age: roll-ups answer, also for short columns.
    await server.ask("TRUNCATE TABLE rolled.samples").catch(() => undefined);
    expect(await trends(store)).toEqual(withLate);
    const short = { ...questions[0], ref: TAG, from: T0, to: T0 + 3_600e6, width: 1_000 };
    expect((await store.history.historian.trend(short)).times).toHaveLength(0);
    await store.close();
    const kept = { ...KEPT, retentionHours: 1 };
    const old = await openHubStore(partsOf(filled, "rolled", { kept }));
    await caughtUp(old);
    expect((await old.history.historian.trend(short)).times).toHaveLength(60);
    await old.close();
    await filled.close();
  },
  120_000,
);

/** Numbers that were added up in another order differ in their last bits. */
function rounded(trend: Trend): unknown {
  const mean = trend.mean.map((value) => (value === null ? null : Number(value.toPrecision(10))));
  return { ...trend, mean };
}
