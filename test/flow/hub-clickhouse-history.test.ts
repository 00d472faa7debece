/** What a hub's ClickHouse answers about the past, compared with the embedded historian (rule HU25). */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EdgeEvent } from "../../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../edge/contracts/plant/tag.ts";
import { type EmbeddedHistorian, startHistorian } from "../../edge/historian/embedded/start-historian.ts";
import { LiveTail } from "../../edge/historian/live-tail.ts";
import { openSite } from "../../edge/hub/site/site.ts";
import { historyOf } from "../../edge/hub/store/clickhouse/history.ts";
import { ClickHouseServer } from "../../edge/hub/store/clickhouse/server.ts";
import type { EdgeHistory, HubStore } from "../../edge/hub/store/hub-store.ts";
import { openHubStore } from "../../edge/hub/store/open-store.ts";
import { ChdbServer, hasChdb, PASSWORD } from "../fakes/clickhouse/chdb-server.ts";
import { FilledMirror, historian, storeAt, TAGS } from "../fakes/clickhouse/filled-mirror.ts";
import { until } from "../fakes/fleet/fleet.ts";
import { HubSite } from "../fakes/fleet/hub-site.ts";
import { T0 } from "../fakes/source/samples.ts";
import { batchOf } from "../fakes/source/tags.ts";

const SPAN_US = 6_000_000;
const [FROM, TO] = [T0 - 1_000_000, T0 + SPAN_US];
const refs = Array.from({ length: TAGS }, (_, ref) => ref as TagRef);

let dir = "";
let server: ChdbServer;
let local: EmbeddedHistorian;
let history: EdgeHistory;
let store: HubStore;
const filled: FilledMirror[] = [];

beforeAll(async () => {
  if (!hasChdb) return;
  dir = await mkdtemp(join(tmpdir(), "gemba-hub-history-"));
  server = await ChdbServer.make(join(dir, "server"));
  await server.start();
  for (const name of ["local", "remote"]) {
    const one = await FilledMirror.open(join(dir, name), { seed: 9 });
    for (let n = 0; n < 12; n++) {
      await one.add(500);
      await one.addEvents([alertAt(n, n % 3 === 2 ? "closed" : "unacked")]);
    }
    filled.push(one);
  }
  const [here, there] = filled as [FilledMirror, FilledMirror];
  const log = pino({ level: "silent" });
  const at = { dir: join(dir, "historian"), commitLog: here.mirror, tail: new LiveTail(), config: historian, log };
  local = await startHistorian(at);
  store = await openHubStore(there.parts(storeAt(server.url, PASSWORD)));
  history = store.history;
  const isDone = async (): Promise<boolean> =>
    (await store.figures()).samples === there.samples.size && local.health().backlogSamples === 0;
  await until(isDone, () => "not all is stored");
}, 90_000);

afterAll(async () => {
  if (!hasChdb) return;
  await store.close();
  await local.close();
  for (const one of filled) await one.close();
  await server.kill();
  await rm(dir, { recursive: true, force: true });
});

/** An alert of four that changes its state. */
function alertAt(n: number, state: string): EdgeEvent {
  const time = T0 + n * 400_000;
  const payload = { alertUid: `alert-${n % 4}`, state, priority: "high", raisedAt: time, text: { zh: "警", en: "a" } };
  const eventUid = `0190b000-0000-7000-8000-${String(n).padStart(12, "0")}`;
  return { eventUid, type: "alert.changed", time, receivedAt: time, schema: "alert/1", payload };
}

/** Numbers that were added up in another order differ in their last bits. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, one: unknown) => {
      if (ArrayBuffer.isView(one)) return [...(one as unknown as Iterable<number>)].map(rounded);
      return typeof one === "number" && !Number.isInteger(one) ? Number(one.toPrecision(12)) : one;
    }),
  );

/** As texts, because samples with one time have no order. */
const sorted = ({ length, tags, times, values, statuses, flags, texts }: SampleBatch): string[] =>
  Array.from({ length }, (_, i) =>
    [tags[i], times[i], texts.get(i) ?? values[i], statuses[i], flags[i]].join("|"),
  ).sort();

it.runIf(hasChdb)(
  "[HU25] trends, aggregates, durations and aligned values are those of the embedded historian",
  async () => {
    for (const ref of refs.slice(0, 6)) {
      const edges = [FROM, T0, T0 + 2_000_000, T0 + 2_500_001, TO];
      expect(rounded(await history.historian.trend({ ref, from: FROM, to: TO, width: 70 })), `trend ${ref}`).toEqual(
        rounded(await local.trend({ ref, from: FROM, to: TO, width: 70 })),
      );
      expect(rounded(await history.historian.aggregates({ ref, edges })), `aggregates ${ref}`).toEqual(
        rounded(await local.aggregates({ ref, edges })),
      );
      expect(await history.historian.stateDurations(ref, T0, TO)).toEqual(await local.stateDurations(ref, T0, TO));
      const { arrivedBy: _, ...raw } = await local.raw(ref, FROM, TO, 200);
      expect(await history.historian.raw(ref, FROM, TO, 200)).toEqual(raw);
    }
    const some = refs.slice(1, 6);
    expect(await history.historian.aligned(some, T0, TO, 250_000)).toEqual(await local.aligned(some, T0, TO, 250_000));
    const question = { refs: some, from: FROM, to: TO, width: 50 };
    const { rawFrom: _, ...trends } = await history.historian.trends(question);
    const { rawFrom: __, ...same } = await local.trends(question);
    expect(rounded(trends)).toEqual(rounded(same));
  },
  60_000,
);

it.runIf(hasChdb)(
  "[HU25] keyframes, stretches and events are those of the embedded historian",
  async () => {
    for (const at of [FROM, T0 + 100_000, T0 + 1_234_567, TO, TO + 40 * 86_400_000_000]) {
      const [mine, same] = [await history.replay.keyframe(at), await local.keyframe(at)];
      expect(sorted(mine.samples), `at ${at}`).toEqual(sorted(same.samples));
      expect(mine.alerts).toEqual(same.alerts);
    }
    for (const every of [0, 100_000]) {
      const question = { from: T0 + 500_000, to: T0 + 3_000_000, every };
      const [mine, same] = [await history.replay.stretch(question), await local.stretch(question)];
      expect(sorted(mine.samples), `every ${every}`).toEqual(sorted(same.samples));
      expect(mine.events).toEqual(same.events);
      expect(mine.alertChanges).toEqual(same.alertChanges);
    }
    expect((await history.replay.keyframe(TO)).samples.length).toBe(TAGS);
    expect((await history.replay.keyframe(TO)).alerts.length).toBeGreaterThan(0);
    expect(await history.replay.range()).toEqual(await local.range());
    for (const type of [undefined, "piece.finished", "alert.changed", "it's \\ none"]) {
      const question = { from: FROM, to: TO, limit: 5, ...(type === undefined ? {} : { type }) };
      expect(await history.events.events(question)).toEqual(await local.events(question));
    }
  },
  60_000,
);

it.runIf(hasChdb)(
  "[HU29] a keyframe has all tags of a large plant, also those that have been silent for days",
  async () => {
    const [log, many, day] = [77n, 60_000, 86_400_000_000];
    const remote = new ClickHouseServer({ ...storeAt(server.url, PASSWORD), timeoutMs: 60_000 });
    // Refs of five digits: all of them together are more than a statement may have.
    const rows = `FROM numbers(10000, ${many})`;
    const [tagColumns, columns] = ["log, ref, since, tag_uid", "log, ref, time, value, status, flags, position"];
    await remote.ask({ sql: `INSERT INTO gemba.tags (${tagColumns}) SELECT ${log}, number, 0, 't' ${rows}` });
    const time = `${T0} - if(number % 3 = 0, ${3 * day}, 0)`;
    const values = `SELECT ${log}, number, ${time}, number / 2, 0, 0, number ${rows}`;
    await remote.ask({ sql: `INSERT INTO gemba.samples (${columns}) ${values}` });
    const { samples } = await historyOf(remote, log, historian).replay.keyframe(TO);
    expect(samples.length).toBe(many);
    const isRight = Array.from(samples.tags).every((ref, i) => samples.values[i] === ref / 2);
    expect(isRight).toBe(true);
    expect(new Set(samples.tags).size).toBe(many);
    remote.close();
  },
  60_000,
);

it.runIf(hasChdb)("[HU25] a question that is too large or to no server is refused with a reason", async () => {
  await expect(history.replay.stretch({ from: T0, to: T0 + 4e9, every: 0 })).rejects.toThrow("at most an hour");
  await expect(history.historian.raw(refs[1] as TagRef, T0, T0 - 1, 10)).rejects.toThrow("from and to must be");
  const nobody = new ClickHouseServer({ ...storeAt("http://127.0.0.1:1", PASSWORD), timeoutMs: 1_000 });
  const away = historyOf(nobody, 1n, historian);
  await expect(away.events.events({ from: T0, to: TO, limit: 1 })).rejects.toMatchObject({ code: "unavailable" });
  nobody.close();
});

it.runIf(hasChdb)(
  "[HS6] a site whose history is in ClickHouse opens with its newest values, although the next insert is not due yet",
  async () => {
    await using hub = await HubSite.make(4, storeAt(server.url, PASSWORD, { database: "site", everyMs: 60_000 }));
    await hub.putPlant();
    const batches = [batchOf([0, 1].map((ref) => ({ ref, time: T0, value: 10 + ref })))];
    await hub.send({ kind: "tags", tags: hub.tags }, { kind: "samples", batches });
    const site = await openSite({ source: () => hub.edge.site, files: hub.files, log: pino({ level: "silent" }) });
    expect([0, 1].map((ref) => site.deps.twin.value(ref as TagRef))).toEqual([10, 11]);
    site.close();
  },
  30_000,
);

it.runIf(hasChdb)(
  "[HS10] a site says that its history is late while ClickHouse is away",
  async () => {
    await using hub = await HubSite.make(4, storeAt(server.url, PASSWORD, { database: "late", everyMs: 60_000 }));
    await hub.putPlant();
    await server.kill();
    await hub.send({ kind: "samples", batches: [batchOf([{ ref: 0, time: T0, value: 10 }])] });
    const parts = { source: () => hub.edge.site, files: hub.files, log: pino({ level: "silent" }) };
    await expect(openSite(parts)).rejects.toMatchObject({ code: "unavailable" });
    await server.start();
  },
  60_000,
);
