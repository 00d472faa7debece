/** What the views show of a store's history, and the formats of answers. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { PlacedPiece } from "../../../edge/contracts/production/material.ts";
import { lendHistory } from "../../../edge/historian/embedded/lend-history.ts";
import { Store } from "../../../edge/historian/embedded/store.ts";
import { writeAnswer } from "../../../edge/sql/answers/write-answer.ts";
import { Engine } from "../../../edge/sql/engine.ts";
import type { Order } from "../../../edge/sql/protocol.ts";
import { supplyTables } from "../../../edge/sql/supply.ts";
import { batchOf } from "../../fakes/source/samples.ts";
import { FakeTags, fakeTag } from "../../fakes/source/tags.ts";

const HOUR = 3600e6;
const T0 = Date.UTC(2026, 10, 24) * 1000;
const [BAD, UNCERTAIN] = [0x8000_0000, 0x4000_0000];
const assetUid = "urn:test:lathe" as AssetUid;
const tags = new FakeTags([
  fakeTag(1, { assetUid, component: "spindle", signal: "speed" }),
  fakeTag(2, { assetUid, signal: "program", type: "text" }),
  fakeTag(3, { assetUid, signal: "position", class: "personal" }),
  fakeTag(4, { assetUid, signal: "load" }),
]);
const plant = {
  assets: [{ assetUid, label: "CNC-1", kind: "lathe", equipmentPath: "e/s/a/l/c/CNC-1", simulated: false } as Asset],
};
const SPEED = `${assetUid}#speed`;
const alert = {
  ...{ alertUid: "a1", assetUid, rule: "hot", kind: "process", annunciation: "alarm", state: "active", priority: 1 },
  ...{ severity: 900, message: { zh: "过热", en: "Too hot" }, raisedAt: T0 + 5, reraised: 0, comments: [] },
  acknowledged: { by: "Zhang Wei", at: T0 + 9 },
} as unknown as AlertView;
const piece = {
  piece: "P1",
  variant: "V",
  order: "O1",
  state: "there",
  place: "CNC-1",
  slot: null,
  carrier: null,
} as unknown as PlacedPiece;
const event = (eventUid: string, time: number, payload: EdgeEvent["payload"]): EdgeEvent =>
  ({ eventUid, type: "alert.changed", assetUid, time, receivedAt: time + 1, schema: "x/1", payload }) as EdgeEvent;

let dir: string;
let store: Store;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-views-"));
  store = await Store.open(join(dir, "history.duckdb"), 128, { clock: () => T0 });
  const closed = batchOf(
    [1, T0 + 1, 10],
    [1, T0 + 2, 20, UNCERTAIN],
    [1, T0 + 3, Number.NaN, BAD],
    [2, T0 + 1, "O1"],
    [3, T0 + 1, 7],
    [4, T0 + 1, 4],
  );
  await store.place({ from: T0, to: T0 + HOUR }, [closed], []);
  const fresh = batchOf([1, T0 + 2, 21], [1, T0 + HOUR + 1, 30], [2, T0 + 1, "O2"], [2, T0 + HOUR + 1, "O3"]);
  const rest = { dictionary: [], waveforms: [], lost: 0, holes: [] };
  const acts = { acknowledged: { at: 1, by: 'Zhang "Wei"', comment: "Li asked, \\" }, shelf: { reason: "for Li" } };
  const events = [
    event("e1", T0 + 7, { piece: "P1", by: 'Zhang "Wei"' }),
    event("e2", T0 + 9 * HOUR, {}),
    event("e3", T0 + 8, { alertUid: "a1", ...acts, comments: [{ by: "Li", comment: "by: Li" }] }),
    { ...event("e4", T0 + 9, { Operator: 17, reason: "no material", remark: null }), type: "job.state" },
    { ...event("e5", T0 + 10, { operator: { name: "Li" } }), type: "job.state" },
    { ...event("e6", T0 + 11, { zones: [] }), type: "people.counted" },
  ];
  await store.append({ from: 0, to: 4, batches: [fresh], samples: 4, events, ...rest }, "log");
});
afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

let answers = 0;

/** The answer's file. */
async function ask(statement: string, format: Order["format"] = "json"): Promise<Buffer> {
  const own = join(dir, `answer-${++answers}`);
  mkdirSync(own);
  const limits = { memoryMb: 256, maxRows: 100, maxBytes: 1e6 };
  const answer = join(own, "answer");
  const order: Order = { statement, format, now: T0 + 10 * HOUR, timeZone: "Asia/Shanghai", answer, limits };
  const engine = await Engine.open(order);
  const needs = await engine.check(statement);
  const sources = {
    plant,
    tags,
    alerts: { history: () => [alert] },
    material: { pieces: async () => ({ pieces: [piece], total: 1 }) },
  };
  const tables = await supplyTables(needs.views, own, { sources, now: order.now });
  const tail = batchOf([1, T0 + HOUR + 1, 31], [4, T0 + HOUR + 5, 44], [2, T0 + HOUR + 2, "O4"]);
  const { reach, views } = needs;
  const refs = reach?.tags?.map((uid) => tags.find(uid as never)?.ref as TagRef);
  const wants = (["samples", "events"] as const).filter((kind) => views.includes(kind));
  const lent = reach === undefined ? undefined : await lendHistory(store, { dir: own, ...reach, refs, wants }, tail);
  await engine.load({ tables, lent }, needs);
  const done = await writeAnswer(engine, order);
  const bytes = readFileSync(answer);
  expect(done.bytes).toBe(bytes.length);
  return bytes;
}

const rowsOf = async (statement: string): Promise<unknown[][]> =>
  (JSON.parse(String(await ask(statement))) as { rows: unknown[][] }).rows;

it("[SQ5] samples are those of closed spans, newer and newest ones, each key once, with the last arrival", async () => {
  const since = `time >= make_timestamptz(${T0})`;
  expect(
    await rowsOf(`SELECT signal, epoch_us(time) - ${T0}, value, text, quality, status
    FROM samples JOIN tags USING (tag) WHERE ${since} ORDER BY ALL`),
  ).toEqual([
    ["load", 1, 4, null, "good", 0],
    ["load", HOUR + 5, 44, null, "good", 0],
    ["program", 1, null, "O2", "good", 0],
    ["program", HOUR + 1, null, "O3", "good", 0],
    ["program", HOUR + 2, null, "O4", "good", 0],
    ["speed", 1, 10, null, "good", 0],
    ["speed", 2, 21, null, "good", 0],
    ["speed", 3, null, null, "bad", BAD],
    ["speed", HOUR + 1, 31, null, "good", 0],
  ]);
  expect(
    await rowsOf(`SELECT value FROM samples WHERE ${since} AND tag = '${SPEED}' AND time < make_timestamptz(${T0 + 3})
    ORDER BY time`),
  ).toEqual([[10], [21]]);
});

it("[SQ6] nothing about people is in a view: neither their tags nor their names", async () => {
  expect(await rowsOf("SELECT count(*), count(*) FILTER (signal = 'position') FROM tags")).toEqual([[3, 0]]);
  const events = await rowsOf(`SELECT event, asset, path, payload->>'piece', payload FROM events
    WHERE time >= make_timestamptz(${T0}) AND time < make_timestamptz(${T0 + HOUR})`);
  expect(events.sort()).toEqual([
    ["e1", "CNC-1", "e/s/a/l/c/CNC-1", "P1", '{"piece":"P1","by":null}'],
    [
      ...["e3", "CNC-1", "e/s/a/l/c/CNC-1", null],
      '{"alertUid":"a1","acknowledged":{"at":1,"by":null,"comment":null},"shelf":{"reason":null},' +
        '"comments":[{"by":null,"comment":null}]}',
    ],
    ["e4", "CNC-1", "e/s/a/l/c/CNC-1", null, '{"Operator":null,"reason":"no material","remark":null}'],
    ["e5", "CNC-1", "e/s/a/l/c/CNC-1", null, null],
  ]);
  expect(String(await ask("SELECT * FROM alerts"))).not.toContain("Zhang");
});

it("tags, alerts and pieces have names, units, places and times", async () => {
  expect(
    await rowsOf("SELECT asset, component, signal, unit, name_zh, type, path FROM tags WHERE signal = 'speed'"),
  ).toEqual([["CNC-1", "spindle", "speed", "Cel", "信号 1", "number", "e/s/a/l/c/CNC-1"]]);
  expect(await rowsOf("SELECT asset, message_en, raised_at, acknowledged_at, cleared_at FROM alerts")).toEqual([
    ["CNC-1", "Too hot", "2026-11-24T00:00:00.000005Z", "2026-11-24T00:00:00.000009Z", null],
  ]);
  expect(await rowsOf("SELECT piece, production_order, place, since_at FROM pieces")).toEqual([
    ["P1", "O1", "CNC-1", null],
  ]);
});

it("[SQ7] an Arrow stream has the types of its columns, dictionaries for names, and NULLs", async () => {
  const table = tableFromIPC(
    await ask(
      `SELECT tag, time, value, text, quality, status, true AS yes, 1::DECIMAL(5, 2) AS part, 2::HUGEINT AS huge,
      DATE '2026-11-24' AS day, TIME '08:00' AS clock, [1, 2] AS list, NULL AS none, '中' || tag AS said
      FROM samples WHERE time >= make_timestamptz(${T0}) AND tag = '${SPEED}' ORDER BY time`,
      "arrow",
    ),
  );
  expect(table.schema.fields.map(({ type }) => String(type))).toEqual([
    "Dictionary<Uint8, Utf8>",
    "Timestamp<MICROSECOND, UTC>",
    "Float64",
    "Utf8",
    "Dictionary<Uint8, Utf8>",
    "Uint32",
    "Bool",
    "Float64",
    "Float64",
    "Date32<DAY>",
    "Time64<MICROSECOND>",
    "Utf8",
    "Int32",
    "Utf8",
  ]);
  const column = (name: string): unknown[] => [...(table.getChild(name) ?? [])];
  expect(column("value")).toEqual([10, 21, null, 31]);
  expect(column("quality")).toEqual(["good", "good", "bad", "good"]);
  expect(column("text")).toEqual([null, null, null, null]);
  expect(table.getChild("time")?.data[0]?.values[0]).toBe(BigInt(T0 + 1));
  expect([column("yes")[0], column("part")[0], column("huge")[0], column("list")[0]]).toEqual([true, 1, 2, "[1, 2]"]);
  expect(column("said")[0]).toBe(`中${SPEED}`);
});

it("[SQ7] an Arrow stream of many batches has every row", async () => {
  const table = tableFromIPC(await ask("SELECT sum(n), count(*) FROM (SELECT unnest([1, 2]) AS n)", "arrow"));
  expect(table.numRows).toBe(1);
  await expect(ask("SELECT n FROM range(101) t(n)", "arrow")).rejects.toThrow("more than 100 rows");
});

it("[SQ7] CSV is for spreadsheets: a mark, quoted texts, nothing that runs as a formula", async () => {
  const text = String(await ask("SELECT '=1+1' AS \"=x\", 'a\"b' AS b, 1.5 AS c, NULL AS d, true AS e", "csv"));
  expect(text).toBe(`\uFEFF"'=x","b","c","d","e"\r\n"'=1+1","a""b",1.5,,"true"\r\n`);
});

it("[SQ7] a Parquet answer is one file", async () => {
  const bytes = await ask("SELECT tag, count(*) AS n FROM tags GROUP BY tag ORDER BY tag -- by tag", "parquet");
  expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(["PAR1", "PAR1"]);
  // Numbers beyond 2^53 keep their digits, and parts of a statement without a place in it are written too.
  await ask("SELECT 9007199254740993 AS big, DATE '2026-11-24' AS day, (SELECT max(x) FROM range(3) t(x));", "parquet");
  const connection = await (await DuckDBInstance.create()).connect();
  const read = await connection.runAndReadAll(`FROM read_parquet('${join(dir, `answer-${answers}`, "answer")}')`);
  expect(read.getRowsJson()).toEqual([["9007199254740993", "2026-11-24", "2"]]);
  connection.closeSync();
});
