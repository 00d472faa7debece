/** A hub's store in ClickHouse, by ClickHouse's own engine (rules HU20 to HU24 in docs/rules/hub.md). */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { NO_COUNTS } from "../../edge/fleet/wire/counts.ts";
import { encodeFrame } from "../../edge/fleet/wire/frame.ts";
import { ColumnRoom } from "../../edge/historian/log/column-room.ts";
import type { HubEdge } from "../../edge/hub/hub-edge.ts";
import type { Ledger } from "../../edge/hub/ledger.ts";
import { openHubEdge } from "../../edge/hub/open-hub-edge.ts";
import { NativeBlock } from "../../edge/hub/store/clickhouse/native-block.ts";
import { logKey } from "../../edge/hub/store/clickhouse/tables.ts";
import type { HubStore, StoreFigures } from "../../edge/hub/store/hub-store.ts";
import { openHubStore } from "../../edge/hub/store/open-store.ts";
import { ChdbServer, hasChdb, PASSWORD } from "../fakes/clickhouse/chdb-server.ts";
import { FilledMirror, historian, storeAt, TAGS } from "../fakes/clickhouse/filled-mirror.ts";
import { until } from "../fakes/fleet/fleet.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { batchOf, numbered } from "../fakes/source/samples.ts";
import { between } from "../reliability/random.ts";
import { sizeOf } from "../run/long-sets.ts";
import { randomOf } from "../run/seed.ts";

const ROUNDS = sizeOf("GEMBA_CLICKHOUSE_KILLS", { short: 10, full: 100 });
const RUN = "0123456789abcdef";
const FRAME = 2_000;

let dir = "";
let server: ChdbServer;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-hub-clickhouse-"));
  if (!hasChdb) return;
  server = await ChdbServer.make(join(dir, "server"));
  await server.start();
}, 60_000);
afterAll(async () => {
  await server?.kill();
  await rm(dir, { recursive: true, force: true });
});

/** Figures of the store once they are as wanted. */
async function reached(store: HubStore, isSo: (figures: StoreFigures) => boolean): Promise<StoreFigures> {
  let figures = await store.figures();
  await until(
    async () => {
      figures = await store.figures();
      return isSo(figures);
    },
    () => JSON.stringify(figures),
  );
  return figures;
}

const problemOf = async (store: HubStore): Promise<string> =>
  (await reached(store, ({ problem }) => problem !== undefined)).problem ?? "";

it.runIf(hasChdb)(
  "[HU20] samples, texts, events and tags of each edge are in the tables as they are in its log",
  async () => {
    const one = await FilledMirror.open(join(dir, "one"), { edgeId: "one", seed: 1 });
    // Positions, times and values at the ends of what they may be.
    const two = await FilledMirror.open(join(dir, "two"), { edgeId: "two", seed: 2, begins: 2 ** 32 - 300 });
    const ends = [
      [1, -1, 5],
      [2, 0, -0],
      [3, Number.MAX_SAFE_INTEGER, 1e308],
      [4, -(2 ** 40), Number.NaN],
    ] as const;
    await two.addBatch(batchOf(...ends, [5, 2 ** 32, 5e-324, 0xffff_ffff], [0, 2 ** 52, "'\0\\😀"]));
    const stores = await Promise.all(
      [one, two].map((filled) => openHubStore(filled.parts(storeAt(server.url, PASSWORD, { database: "plain" })))),
    );
    for (let n = 0; n < 10; n++) {
      await one.add(500);
      await two.add(100);
      if (n === 5) one.describe("µm");
    }
    for (const [index, filled] of [one, two].entries()) {
      const store = stores[index] as HubStore;
      const figures = await reached(store, ({ samples }) => samples === filled.samples.size);
      expect(figures).toMatchObject({ state: "running", behind: 0, lost: 0, problem: undefined });
      expect(await filled.storedIn(server, "plain")).toEqual(filled.samples);
      const log = logKey(filled.edgeId, "log");
      const events = await server.ask(
        `SELECT event_uid, hex(payload), time, received FROM plain.events FINAL WHERE log = ${log} ORDER BY event_uid`,
      );
      expect(events).toEqual(
        [...filled.events.values()].map(({ eventUid, payload, time, receivedAt }) => [
          eventUid,
          Buffer.from(JSON.stringify(payload)).toString("hex").toUpperCase(),
          String(time),
          String(receivedAt),
        ]),
      );
      const tags = await server.ask(`SELECT unit, count(), max(since) FROM plain.tags FINAL WHERE log = ${log}
        GROUP BY unit ORDER BY unit DESC`);
      const [first, second] = tags;
      expect(first?.slice(0, 2)).toEqual(filled === one ? ["µm", String(TAGS)] : ["mm", String(TAGS)]);
      if (filled === one) expect(second).toEqual(["mm", String(TAGS), "0"]);
      await store.close();
      await filled.close();
    }
    // The question of docs/fleet.md.
    const [, statement = ""] = /```sql\n(SELECT l\.site[\s\S]*?)```/.exec(
      await readFile(new URL("../../docs/fleet.md", import.meta.url), "utf8"),
    ) as RegExpExecArray;
    const shown = statement.replaceAll("gemba.", "plain.").replace(/WHERE .*/, "WHERE t.signal = 's1'");
    const wanted = [...one.samples.keys(), ...two.samples.keys()].filter((key) => key.startsWith("1@"));
    expect(await server.ask(shown)).toHaveLength(wanted.length);
    expect(await server.ask("SELECT edge_id, site FROM plain.logs FINAL ORDER BY edge_id")).toEqual([
      ["one", "Werk\\t1"],
      ["two", "Werk\\t1"],
    ]);
  },
  60_000,
);

it.runIf(hasChdb)(
  `[HU22] after ${ROUNDS} lost answers, cut links and starts anew nothing is missing and nothing is there twice`,
  async () => {
    const random = randomOf("clickhouse answers");
    await using proxy = await TcpProxy.to(server.port);
    const url = `http://127.0.0.1:${proxy.port}`;
    const config = storeAt(url, PASSWORD, { database: "answers", timeoutMs: 1_000, blockSamples: 1_000 });
    let filled = await FilledMirror.open(join(dir, "answers"), { seed: 3 });
    let store = await openHubStore(filled.parts(config));
    for (let round = 0; round < ROUNDS; round++) {
      await filled.add(between(random, 1, 2_000));
      await sleep(between(random, 0, 400));
      const kind = random();
      if (kind < 0.3) proxy.mode = "deaf";
      else if (kind < 0.5) proxy.mode = "reset";
      else if (kind < 0.8) proxy.cutAfter(between(random, 0, 600));
      else await store.close();
      await filled.add(between(random, 1, 500));
      await sleep(between(random, 0, 400));
      if (kind < 0.5) {
        proxy.mode = "reset";
        proxy.mode = "pass";
      } else if (kind >= 0.8) {
        const known = { samples: filled.samples, events: filled.events };
        await filled.close();
        filled = await FilledMirror.open(join(dir, "answers"), { seed: 4 + round });
        for (const [key, row] of known.samples) filled.samples.set(key, row);
        for (const [key, event] of known.events) filled.events.set(key, event);
        store = await openHubStore(filled.parts(config));
      }
    }
    proxy.cutAfter(Number.POSITIVE_INFINITY);
    // The tables themselves are counted below: the own count of a slow server is minutes apart.
    await reached(store, ({ behind }) => behind === 0);
    expect(await filled.storedIn(server, "answers")).toEqual(filled.samples);
    const [[events, distinct]] = (await server.ask("SELECT count(), uniqExact(event_uid) FROM answers.events")) as [
      [string, string],
    ];
    expect([events, distinct]).toEqual([String(filled.events.size), String(filled.events.size)]);
    // By their tokens, and not only because equal keys vanish: each position is there once.
    const [[rows, positions]] = (await server.ask(
      "SELECT count(), uniqExact(position) FROM (SELECT position FROM answers.samples)",
    )) as [[string, string]];
    expect(rows).toBe(positions);
    await store.close();
    await filled.close();
  },
  120_000,
);

it.runIf(hasChdb)(
  "[HU23] four blocks are in memory, and none is written by two edges at once, whatever the number of edges",
  async () => {
    const [rooms, blocks] = [vi.spyOn(ColumnRoom.prototype, "clear"), vi.spyOn(NativeBlock.prototype, "begin")];
    const edges = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        const filled = await FilledMirror.open(join(dir, `many-${n}`), { edgeId: `edge-${n}`, seed: 20 + n });
        await filled.add(2_500);
        return { filled, store: await openHubStore(filled.parts(storeAt(server.url, PASSWORD, { database: "many" }))) };
      }),
    );
    for (const { filled, store } of edges) {
      await reached(store, ({ samples }) => samples === filled.samples.size);
      expect(await filled.storedIn(server, "many")).toEqual(filled.samples);
      await store.close();
      await filled.close();
    }
    expect([new Set(rooms.mock.contexts).size, new Set(blocks.mock.contexts).size]).toEqual([4, 4]);
    vi.restoreAllMocks();
  },
  60_000,
);

it.runIf(hasChdb)(
  "[HU21] [HU23] each trouble has a remedy in the ledger, loses nothing, and goes once it is repaired",
  async () => {
    const filled = await FilledMirror.open(join(dir, "trouble"), { seed: 5 });
    await filled.add(3_000);
    const at = (url: string, password: string, database: string) =>
      openHubStore(filled.parts(storeAt(url, password, { database, timeoutMs: 1_000 })));
    const nobody = await at(`http://127.0.0.1:${await freePort()}`, PASSWORD, "trouble");
    expect(await problemOf(nobody)).toMatch(/ClickHouse at http:.*check/);
    await nobody.close();
    const stranger = await at(server.url, "wrong", "trouble");
    expect(await problemOf(stranger)).toContain("check user and password of store in hub.yaml");
    expect((await stranger.figures()).behind).toBe(filled.mirror.position);
    await stranger.close();
    await server.ask("CREATE DATABASE other").catch(() => undefined);
    await server.ask("CREATE TABLE other.invoices (n UInt32) ENGINE = MergeTree ORDER BY n").catch(() => undefined);
    const foreign = await at(server.url, PASSWORD, "other");
    expect(await problemOf(foreign)).toContain("has tables of something else (invoices); name another one");
    await foreign.close();
    const store = await at(server.url, PASSWORD, "trouble");
    await reached(store, ({ samples }) => samples === filled.samples.size);
    await store.close();
    await server.ask("INSERT INTO trouble.format SELECT 99").catch(() => undefined);
    const older = await at(server.url, PASSWORD, "trouble");
    expect(await problemOf(older)).toMatch(/newer Gemba \(format 99, .*start that version, or name another database/);
    await filled.add(100);
    await server.ask("TRUNCATE TABLE trouble.format").catch(() => undefined);
    await reached(older, ({ behind, problem }) => behind === 0 && problem === undefined);
    await server.ask("DROP TABLE trouble.samples SYNC").catch(() => undefined);
    await filled.add(100);
    await reached(older, ({ problem }) => problem?.includes("trouble.samples is gone; restore it from") === true);
    await server.ask("DROP DATABASE trouble SYNC").catch(() => undefined);
    await reached(older, ({ behind, samples }) => behind === 0 && samples === filled.samples.size);
    expect(await filled.storedIn(server, "trouble")).toEqual(filled.samples);
    await older.close();
    await filled.close();
  },
  90_000,
);

it.runIf(hasChdb)(
  "[HU24] a copy that is full of what ClickHouse has not taken takes no more, and goes on once it has",
  async () => {
    await using proxy = await TcpProxy.to(server.port);
    proxy.mode = "reset";
    const folder = join(dir, "full");
    const store = storeAt(`http://127.0.0.1:${proxy.port}`, PASSWORD, { database: "filled" });
    const config = { logHours: 1, historian: { ...historian, maxBytes: 300_000 }, store };
    const log = pino({ level: "silent" });
    const greeting = {
      ...{ protocol: 1, edgeId: "full", logUid: "log", site: "", position: 0, oldest: 0, counts: NO_COUNTS },
      starts: [{ epoch: 1, run: RUN, position: 0 }],
    };
    const edge = (await openHubEdge({ folder, config, log, say: () => undefined }, greeting)) as HubEdge;
    let sent = 0;
    /** As the uplink does: from what the hub has. */
    const send = async (): Promise<void> => {
      const from = edge.position;
      const head = { run: RUN, from, to: from + FRAME, before: { ...NO_COUNTS, samples: from } };
      const data = encodeFrame(head, [{ kind: "samples", batches: [numbered(from, FRAME)] }]);
      await new Promise<void>((ack) => edge.push({ data, ack }));
      sent++;
    };
    const ledger = async (): Promise<Ledger> => {
      await edge.writeLedger();
      return JSON.parse(await readFile(join(folder, "ledger.json"), "utf8")) as Ledger;
    };
    while (sent * FRAME < 4 * edge.position || edge.position === 0) await send();
    const held = edge.position;
    expect(await ledger()).toMatchObject({ retiredUnread: 0, problem: expect.stringContaining("is full of items") });
    proxy.mode = "pass";
    await until(
      async () => {
        await send();
        return edge.position > 4 * held;
      },
      () => `${edge.position} of ${held}`,
    );
    await until(
      async () => (await ledger()).store.samples === edge.position,
      () => `${edge.position}`,
    );
    expect(await ledger()).toMatchObject({ retiredUnread: 0, miscounted: 0, problem: null, store: { lost: 0 } });
    await edge.close();
  },
  60_000,
);
