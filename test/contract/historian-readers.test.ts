/** The contract of every historian, run with the embedded one and a real InfluxDB. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { HistorianReader } from "../../edge/contracts/path/historian.ts";
import type { SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import type { AssetUid, TagRef } from "../../edge/contracts/plant/tag.ts";
import { startHistorian } from "../../edge/historian/embedded/start-historian.ts";
import { LiveTail } from "../../edge/historian/live-tail.ts";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { SinkTail } from "../../edge/historian/remote/sink-tail.ts";
import { StoreHistorian } from "../../edge/historian/remote/store-historian.ts";
import { type InfluxConfig, influxConfig } from "../../edge/sinks/influx/config.ts";
import { influxSink } from "../../edge/sinks/influx/plugin.ts";
import { setUpInflux } from "../../edge/sinks/influx/set-up.ts";
import { withDefaults } from "../fakes/config/with-defaults.ts";
import { startInfluxd } from "../fakes/influx/influxd.ts";
import { batchOf } from "../fakes/source/samples.ts";
import { FakeTags, fakeTag } from "../fakes/source/tags.ts";

const SECOND = 1_000_000;
const HOUR = 3600 * SECOND;
const T0 = Date.UTC(2026, 2, 2) * 1000;
const BAD = 0x8000_0000;
const UNCERTAIN = 0x4000_0000;
const log = pino({ level: "silent" });
/** Every test has tags of its own: twenty numbers from 0 on, then the other types. Names are as awkward as possible. */
const assetUid = `urn:ex,am=ple "lathe":1's` as AssetUid;
const SWITCH = 20 as TagRef;
const STATE = 21 as TagRef;
const PROGRAM = 22 as TagRef;
const tags = new FakeTags([
  ...Array.from({ length: 20 }, (_, ref) =>
    fakeTag(ref, { assetUid, component: ref % 2 === 0 ? "axis-x" : "", signal: ref < 2 ? 'lo"ad' : `load-${ref}` }),
  ),
  fakeTag(SWITCH, { assetUid, signal: "door-open", type: "boolean" }),
  fakeTag(STATE, { assetUid, signal: "item-state", type: "enum" }),
  fakeTag(PROGRAM, { assetUid, signal: "program", type: "text" }),
]);

interface Subject {
  readonly reader: HistorianReader;
  /** Resolves when the historian has stored the samples, which then need not be in memory. */
  stored(...batches: SampleBatch[]): Promise<void>;
  /** Commits the samples; the historian may not have stored them yet. */
  underWay(...batches: SampleBatch[]): Promise<void>;
  close(): Promise<void>;
}

async function embedded(): Promise<Subject> {
  const dir = await mkdtemp(join(tmpdir(), "gemba-reader-"));
  const tail = new LiveTail();
  const commitLog = await openLog({
    dir: join(dir, "log"),
    edgeId: "e1",
    epoch: 1,
    log,
    tags,
    onCommitted: (batches, _events, _waveforms, position) => tail.committed(batches, position),
  });
  const config = {
    retentionHours: 1e6,
    rollupDays: { "1s": 1e5, "10s": 1e5, "1min": 1e5, "1h": 1e5 },
    maxBytes: 1024 ** 3,
    memoryLimitMb: 128,
  };
  const reader = await startHistorian({ dir: join(dir, "historian"), commitLog, tail, config, log });
  await vi.waitFor(() => expect(reader.health().state).toBe("running"), { timeout: 20_000, interval: 20 });
  const underWay = async (...batches: SampleBatch[]): Promise<void> => {
    for (const batch of batches) await commitLog.committed(commitLog.push(batch), AbortSignal.timeout(60_000));
  };
  return {
    reader,
    underWay,
    async stored(...batches) {
      await underWay(...batches);
      await vi.waitFor(() => expect(reader.health().backlogSamples).toBe(0), { timeout: 20_000, interval: 10 });
    },
    async close() {
      await reader.close();
      await commitLog.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function influx(): Promise<Subject> {
  const dir = await mkdtemp(join(tmpdir(), "gemba-reader-"));
  const server = await startInfluxd();
  const config = withDefaults(influxConfig, { url: server.url, api: "v1", database: "pla nt" }) as InfluxConfig;
  await setUpInflux(config, AbortSignal.timeout(60_000));
  const context = { name: "influx", tags, log, edgeId: "e1", site: "bj1", dataDir: dir };
  const session = await influxSink.create(config, context).connect(AbortSignal.timeout(60_000));
  const feed = { acknowledged: 0 };
  let position = 0;
  const tail = new SinkTail(feed, 0);
  const write = async (batches: readonly SampleBatch[]): Promise<void> => {
    expect(await session.write(batches, AbortSignal.timeout(60_000))).toEqual({ kind: "written" });
  };
  const commit = (batches: readonly SampleBatch[]): void => {
    position += batches.reduce((sum, { length }) => sum + length, 0);
    tail.committed(batches, position);
  };
  return {
    reader: new StoreHistorian(influxSink.createStore?.(config, context) as never, tail, () => Date.now() * 1000),
    async stored(...batches) {
      commit(batches);
      await write(batches);
      feed.acknowledged = position;
    },
    async underWay(...batches) {
      commit(batches);
      // Half of the batches have reached the server, although it has not answered.
      await write(batches.filter((_, i) => i % 2 === 0));
    },
    async close() {
      await session[Symbol.asyncDispose]();
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

describe.each([
  ["the embedded historian", embedded],
  ["InfluxDB 1.6", influx],
])("%s", (_name, start) => {
  let subject: Subject;
  let next = 0;
  const newTag = (): TagRef => next++ as TagRef;

  beforeAll(async () => {
    subject = await start();
  });

  afterAll(async () => {
    await subject.close();
  });

  it("[D1] a trend has exact extremes, mean and last value of each column without Bad samples", async () => {
    const ref = newTag();
    await subject.stored(
      batchOf(
        [ref, T0, 5],
        [ref, T0 + 1, 99, BAD],
        [ref, T0 + 2, Number.NaN],
        [ref, T0 + 3, 7.25],
        [ref, T0 + 10 * SECOND, -1, UNCERTAIN],
        [ref, T0 + 19 * SECOND, -3],
        [ref, T0 + 30 * SECOND, 1, BAD],
      ),
    );
    expect(await subject.reader.trend({ ref, from: T0, to: T0 + 40 * SECOND, width: 4 })).toEqual({
      ref,
      times: [T0, T0 + 10 * SECOND, T0 + 30 * SECOND],
      min: [5, -3, null],
      max: [7.25, -1, null],
      mean: [6.125, -2, null],
      last: [7.25, -3, null],
      doubtful: [true, true, true],
    });
  });

  it("[D24] many tags have the same columns, samples in transit included", async () => {
    const [one, two] = [newTag(), newTag()];
    await subject.stored(batchOf([one, T0, 5], [two, T0 + 1, 2, UNCERTAIN]));
    await subject.underWay(batchOf([two, T0 + 13 * SECOND, 3]));
    const { tags: found } = await subject.reader.trends({ refs: [one, two], from: T0, to: T0 + 30 * SECOND, width: 3 });
    expect(found.map(({ mean, quality }) => `${mean} ${quality}`)).toEqual(["5,NaN,NaN 1,0,0", "2,3,NaN 2,1,0"]);
  });

  it("[D1] samples in transit are in the answer, once", async () => {
    const ref = newTag();
    const numbers = (from: number, to: number): SampleBatch =>
      batchOf(...Array.from({ length: to - from }, (_, i) => [ref, T0 + (from + i) * SECOND, from + i] as const));
    await subject.stored(numbers(0, 95));
    await subject.underWay(numbers(95, 97), numbers(97, 100));
    const trend = await subject.reader.trend({ ref, from: T0, to: T0 + 200 * SECOND, width: 20 });
    expect(trend.times).toHaveLength(10);
    expect(trend.last[9]).toBe(99);
    expect(trend.mean).toEqual(Array.from({ length: 10 }, (_, i) => i * 10 + 4.5));
    const [whole] = await subject.reader.aggregates({ ref, edges: [T0, T0 + 200 * SECOND] });
    expect(whole).toMatchObject({ count: 100, min: 0, max: 99, mean: 49.5, last: 99 });
  });

  it("[D1] two weeks in a thousand columns lose no extreme", async () => {
    const ref = newTag();
    const start = T0 - 20 * 24 * HOUR;
    const values = Array.from({ length: 14 * 24 * 12 }, (_, i) => (i === 2000 ? 1e6 : i === 3001 ? -1e6 : Math.sin(i)));
    await subject.stored(batchOf(...values.map((value, i) => [ref, start + i * 300 * SECOND, value] as const)));
    const trend = await subject.reader.trend({ ref, from: start, to: start + 14 * 24 * HOUR, width: 1000 });
    expect(trend.times.length).toBeLessThanOrEqual(1001);
    expect(trend.times.length).toBeGreaterThan(300);
    expect(Math.max(...trend.max.map(Number))).toBe(1e6);
    expect(Math.min(...trend.min.map(Number))).toBe(-1e6);
    expect(trend.last.at(-1)).toBe(values.at(-1));
  });

  it("[D6] late and corrected samples are put in order, and the last arrival of a key wins", async () => {
    const ref = newTag();
    await subject.stored(batchOf([ref, T0 + 10, 1], [ref, T0 + 30, 3]));
    await subject.stored(batchOf([ref, T0 + 20, 2]));
    await subject.stored(batchOf([ref, T0 + 30, 33, UNCERTAIN]));
    await subject.underWay(batchOf([ref, T0 + 10, 11]));
    // A remote database keeps no arrival.
    const { arrivedBy = [null, null, null], ...raw } = await subject.reader.raw(ref, T0, T0 + 100, 10);
    expect(arrivedBy).toHaveLength(3);
    expect(raw).toEqual({
      times: [T0 + 10, T0 + 20, T0 + 30],
      values: [11, 2, 33],
      texts: [null, null, null],
      statuses: [0, 0, UNCERTAIN],
    });
    expect(await subject.reader.raw(ref, T0, T0 + 30, 1)).toMatchObject({ values: [11] });
  });

  it("[D7] time-weighted figures know the value before and time without one; days may have 23 hours", async () => {
    const ref = newTag();
    const at = (hours: number): number => T0 + hours * HOUR;
    await subject.stored(batchOf([ref, at(-2), 10], [ref, at(1), 20], [ref, at(22), 0, BAD], [ref, at(30), 40]));
    const [short, long, after] = await subject.reader.aggregates({ ref, edges: [at(0), at(23), at(48), at(49)] });
    expect(short).toMatchObject({ count: 2, min: 20, max: 20, mean: 20, last: 20, held: 22 * HOUR, isDoubtful: true });
    expect(short?.timeWeightedMean).toBeCloseTo((10 * 1 + 20 * 21) / 22, 9);
    expect(long).toMatchObject({ count: 1, last: 40, timeWeightedMean: 40, held: 18 * HOUR, isDoubtful: false });
    expect(after).toMatchObject({ count: 0, min: Number.NaN, timeWeightedMean: 40, held: HOUR });
  });

  it("[D7] adds up how long states held, for enums and booleans", async () => {
    const at = (seconds: number): number => T0 + seconds * SECOND;
    await subject.stored(
      batchOf(
        [STATE, at(-5), 1],
        [STATE, at(10), 2],
        [STATE, at(20), 1],
        [STATE, at(25), 0, BAD],
        [SWITCH, at(0), 1],
        [SWITCH, at(30), 0],
      ),
    );
    expect(await subject.reader.stateDurations(STATE, at(0), at(40))).toEqual([
      { value: 1, micros: 15 * SECOND, entries: 2 },
      { value: Number.NaN, micros: 15 * SECOND, entries: 1 },
      { value: 2, micros: 10 * SECOND, entries: 1 },
    ]);
    expect(await subject.reader.stateDurations(SWITCH, at(0), at(40))).toEqual([
      { value: 1, micros: 30 * SECOND, entries: 1 },
      { value: 0, micros: 10 * SECOND, entries: 1 },
    ]);
    expect(await subject.reader.trend({ ref: SWITCH, from: at(0), to: at(40), width: 4 })).toMatchObject({
      times: [at(0), at(30)],
      min: [1, 0],
      last: [1, 0],
    });
    expect(await subject.reader.trend({ ref: STATE, from: at(0), to: at(40), width: 4 })).toMatchObject({
      max: [2, 1],
      doubtful: [false, true],
    });
  });

  it("gives several tags at the same times", async () => {
    const [a, b] = [newTag(), newTag()];
    await subject.stored(batchOf([a, T0 - 1, 1], [a, T0 + 15, 2], [b, T0 + 20, 7]));
    await subject.underWay(batchOf([b, T0 + 31, 8]));
    expect(await subject.reader.aligned([a, b], T0, T0 + 40, 10)).toEqual({
      times: [T0, T0 + 10, T0 + 20, T0 + 30],
      values: [[1, 1, 2, 2].map(Number), [Number.NaN, Number.NaN, 7, 7]],
    });
  });

  it("keeps texts and numbers apart, and tags of one signal on two components", async () => {
    await subject.stored(batchOf([PROGRAM, T0, 'O"1\\2, x=y 1'], [PROGRAM, T0 + 1, "O2"]));
    expect(await subject.reader.raw(PROGRAM, T0, T0 + 10, 10)).toMatchObject({
      values: [null, null],
      texts: ['O"1\\2, x=y 1', "O2"],
    });
    expect((await subject.reader.trend({ ref: PROGRAM, from: T0, to: T0 + 10, width: 2 })).times).toEqual([]);
    // The first two tags share a signal and differ in their component alone.
    const far = T0 + 1000 * HOUR;
    await subject.stored(batchOf([0, far, 1], [1, far, 2]));
    for (const ref of [0, 1])
      expect(await subject.reader.raw(ref as TagRef, far, far + 1, 10)).toMatchObject({ values: [ref + 1] });
  });

  it("gives empty answers for empty ranges, and rejects invalid queries", async () => {
    const ref = newTag();
    expect((await subject.reader.trend({ ref, from: T0, to: T0 + HOUR, width: 10 })).times).toEqual([]);
    expect((await subject.reader.raw(ref, T0, T0 + HOUR, 10)).times).toEqual([]);
    expect(await subject.reader.stateDurations(ref, T0, T0 + HOUR)).toEqual([
      { value: Number.NaN, micros: HOUR, entries: 1 },
    ]);
    const refused = { code: "bad-request" };
    await expect(subject.reader.trend({ ref, from: T0, to: T0, width: 10 })).rejects.toMatchObject(refused);
    await expect(subject.reader.trend({ ref, from: T0, to: T0 + 1, width: 5000 })).rejects.toMatchObject(refused);
    await expect(subject.reader.raw(ref, Number.NaN, 1, 1)).rejects.toMatchObject(refused);
    await expect(subject.reader.aggregates({ ref, edges: [T0 + 1, T0] })).rejects.toMatchObject(refused);
    await expect(subject.reader.aligned([ref], T0, T0 + HOUR, 0)).rejects.toMatchObject(refused);
  });
});
