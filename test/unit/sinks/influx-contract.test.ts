/** The sink and the reader against the documented answers of InfluxDB 2.7 and 3 Core. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SinkSession } from "../../../edge/contracts/path/sink.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { StoreHistorian } from "../../../edge/historian/remote/store-historian.ts";
import { type InfluxConfig, influxConfig } from "../../../edge/sinks/influx/config.ts";
import { influxSink } from "../../../edge/sinks/influx/plugin.ts";
import { withDefaults } from "../../fakes/config/with-defaults.ts";
import { type InfluxContract, type InfluxVersion, startInfluxContract } from "../../fakes/influx/contract.ts";
import { batchOf, numbered, T0 } from "../../fakes/source/samples.ts";
import { FakeTags, fakeTag } from "../../fakes/source/tags.ts";

const tags = new FakeTags([
  fakeTag(0, { component: "spindle", signal: "power" }),
  fakeTag(1, { component: "spindle", signal: "speed" }),
  fakeTag(2, { component: "spindle", signal: "load" }),
  fakeTag(3, { signal: "program", type: "text" }),
  fakeTag(4, { signal: "door-open", type: "boolean" }),
]);
const SPEED = 1 as TagRef;
const BAD = 0x8000_0000;

let dir: string;
let server: InfluxContract;
let session: SinkSession;

const configOf = (over: Partial<InfluxConfig> = {}) =>
  withDefaults(influxConfig, { url: server.url, bucket: "plant", org: "us", token: "t0p", ...over }) as InfluxConfig;
const context = () => ({
  name: "plant-influx",
  tags,
  log: pino({ level: "silent" }),
  edgeId: "e1",
  site: "bj1",
  dataDir: dir,
});
const connect = (over: Partial<InfluxConfig> = {}) =>
  influxSink.create(configOf(over), context()).connect(AbortSignal.timeout(5000));
const write = (...batches: ReturnType<typeof numbered>[]) => session.write(batches, AbortSignal.timeout(10_000));
const reader = (over: Partial<InfluxConfig> = {}) =>
  new StoreHistorian(
    influxSink.createStore?.(configOf(over), context()) as never,
    { copy: () => batchOf() },
    () => T0 + 1e9,
  );

describe.each<InfluxVersion>(["2.7", "3 Core"])("[INFLUX] InfluxDB %s by its documentation", (version) => {
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "gemba-influx-"));
    server = await startInfluxContract({ version, token: "t0p", bucket: "plant" });
    session = await connect();
  });

  afterEach(async () => {
    await session[Symbol.asyncDispose]();
    await server.close();
    await rm(dir, { recursive: true, force: true });
  });

  it("stores every sample once, compressed, in µs, even when written twice, and returns it", async () => {
    for (let n = 0; n < 2; n++)
      await expect(
        write(numbered(0, 1000), batchOf([3, T0, '程序 "O1",a=b c'], [4, T0, 1], [1, T0 + 5e9, Number.NaN, BAD])),
      ).resolves.toEqual({ kind: "written" });
    for (const { path } of server.writes) expect(path).toBe("/api/v2/write?org=us&bucket=plant&precision=us");
    expect(server.writes.filter(({ isZipped }) => isZipped).length).toBeGreaterThanOrEqual(2);
    expect([server.count("spindle", "speed"), server.count("asset", "program")]).toEqual([1000, 1]);
    const historian = reader();
    const { times, values, statuses } = await historian.raw(SPEED, T0, T0 + 1e10, 5000);
    expect([times.length, values[0], values[999], values[1000], statuses[1000]]).toEqual([1001, 0, 999, null, BAD]);
    expect((await historian.raw(3 as TagRef, T0, T0 + 1, 10)).texts).toEqual(['程序 "O1",a=b c']);
    const last = times[999] as number;
    const trend = await historian.trend({ ref: SPEED, from: T0, to: last + 1, width: 1 });
    expect([trend.min, trend.max, trend.last]).toEqual([[0], [999], [999]]);
    expect((await historian.aggregates({ ref: SPEED, edges: [T0, last + 1] }))[0]).toMatchObject({
      count: 1000,
      min: 0,
      max: 999,
    });
    expect((await historian.aligned([SPEED, 4 as TagRef], last, last + 1, 1)).values).toEqual([[999], [1]]);
  });

  it("names refused lines and stores the rest: a field that already has another type", async () => {
    await fetch(`${server.url}/api/v2/write?bucket=plant&precision=us`, {
      method: "POST",
      headers: { authorization: "Token t0p" },
      body: `spindle load="full" ${T0}`,
    });
    const result = await write(numbered(0, 50), numbered(50, 3, 2), numbered(53, 50));
    expect(result).toMatchObject({ kind: "partly", reason: expect.stringContaining("partial write") });
    expect(result.kind === "partly" ? result.rejected.length : 0).toBe(3);
    expect(server.count("spindle", "speed")).toBe(100);
    expect((await readFile(join(dir, "plant-influx.rejected.jsonl"), "utf8")).trim().split("\n")).toHaveLength(3);
  });

  it("refuses a wrong token; nothing is lost, and the history query is unavailable", async () => {
    session = await connect({ token: "wr0ng" });
    await expect(write(numbered(0, 5))).rejects.toMatchObject({
      name: "SinkRetry",
      waitMs: 30_000,
      message: expect.stringContaining("check token"),
    });
    await expect(reader({ token: "wr0ng" }).raw(SPEED, T0, T0 + 1, 1)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("answers for a missing bucket as documented: 2.x 404, 3 Core creates the database", async () => {
    session = await connect({ bucket: "other" });
    if (version === "2.7")
      await expect(write(numbered(0, 5))).rejects.toMatchObject({
        name: "SinkRetry",
        message: expect.stringMatching(/HTTP 404.*not found/),
      });
    else await expect(write(numbered(0, 5))).resolves.toEqual({ kind: "written" });
  });

  it("takes smaller writes after 413", async () => {
    server.mostBytes = 20_000;
    await expect(write(numbered(0, 1000))).resolves.toEqual({ kind: "written" });
    expect(server.count("spindle", "speed")).toBe(1000);
  });

  it.each([
    [429, "7", 7000],
    [503, "3", 3000],
    [500, undefined, 0],
  ] as const)("keeps everything at %i and waits for Retry-After", async (status, after, waitMs) => {
    const body = version === "2.7" ? { code: "unavailable", message: "not now" } : { error: "not now" };
    server.refusals.push(
      ...Array.from({ length: 2 }, () => ({
        status,
        body,
        headers: after === undefined ? {} : { "retry-after": after },
      })),
    );
    await expect(write(numbered(0, 5))).rejects.toMatchObject({
      name: "SinkRetry",
      waitMs,
      message: expect.stringContaining("not now"),
    });
    server.refusals.length = 0;
    await expect(write(numbered(0, 5))).resolves.toEqual({ kind: "written" });
  });

  it("accepts only 204 as a success", async () => {
    server.refusals.push(...Array.from({ length: 2 }, () => ({ status: 200, body: {} })));
    await expect(write(numbered(0, 5))).rejects.toMatchObject({ name: "SinkRetry" });
  });
});
