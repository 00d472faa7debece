import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BatchBuilder } from "../../../../edge/batch/builder.ts";
import type { Trend } from "../../../../edge/contracts/path/historian.ts";
import { SampleFlag } from "../../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { Answers } from "../../../../edge/historian/embedded/answers.ts";
import { LocalHistorian } from "../../../../edge/historian/embedded/local-historian.ts";
import { placeRecording, stretchesOf } from "../../../../edge/historian/embedded/place-recording.ts";
import { Store } from "../../../../edge/historian/embedded/store.ts";

const MIN = 60e6;
const START = Date.UTC(2026, 0, 5, 10, 56) * 1000;
const FLAGS = SampleFlag.simulated | SampleFlag.backfill;
const NOTHING = new BatchBuilder().finish(0);
const TAGS = ["number", "text"].map((type, ref) => ({
  ref: ref as TagRef,
  tagUid: `urn:x#${type}`,
  assetUid: "urn:x",
  component: "",
  signal: type,
  type,
}));

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gemba-place-"));
  const connection = await (await DuckDBInstance.create()).connect();
  // Five minutes from 10:56 on, across the hour.
  const at = `make_timestamp(${START}::BIGINT + 1000000 * s::BIGINT)`;
  await connection.run(
    `COPY (SELECT * FROM (
       SELECT 'urn:x#number' AS tag, ${at} AS time, s::DOUBLE AS value, NULL::VARCHAR AS text, 0::UINTEGER AS status
         FROM range(1, 300) t(s)
       UNION ALL SELECT 'urn:x#text', ${at}, NULL, 'piece ' || s, 0::UINTEGER FROM range(0, 300, 100) t(s)
       UNION ALL SELECT 'urn:x#unknown', ${at}, 1, NULL, 0::UINTEGER FROM range(0, 3) t(s)
     ) ORDER BY tag, time) TO '${folder}/samples-00000.parquet' (FORMAT parquet)`,
  );
  connection.closeSync();
  store = await Store.open(join(folder, "history.duckdb"), 256, { logDir: join(folder, "log") });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const place = () =>
  placeRecording(
    { dir: folder, start: START, from: START, to: START + 5 * MIN, flags: FLAGS, tags: TAGS },
    (stretch, batches) => store.place(stretch, batches, TAGS),
  );
const trend = () =>
  new Answers(store).to(
    { kind: "trend", question: { ref: 0 as TagRef, from: START, to: START + 5 * MIN, width: 10 } },
    NOTHING,
  ) as Promise<Trend>;
const count = () => new Answers(store).to({ kind: "count" }, NOTHING);

it("[D11] imported history has separate spans, with the given flags, and is queried like any other", async () => {
  expect(await place()).toBe(299 + 3);
  expect(store.spans.all().map(({ from, to }) => [(from - START) / MIN, (to - START) / MIN])).toEqual([
    [0, 2],
    [2, 4],
    [4, 5],
  ]);
  const { times, min, max } = await trend();
  expect(times.length).toBe(10);
  expect([min[0], max.at(-1)]).toEqual([1, 299]);
  const rows = await store.ask(`SELECT DISTINCT flags::INTEGER FROM '${folder}/spans/*/samples*.parquet'`);
  expect(rows).toEqual([[FLAGS]]);
  const texts = await store.ask(`SELECT text FROM '${folder}/spans/*/texts.parquet' ORDER BY time`);
  expect(texts).toEqual([["piece 0", "piece 100", "piece 200"]]);
  expect(await store.ask(`SELECT count(*)::INTEGER FROM '${folder}/spans/*/samples*.parquet' WHERE ref = 1`)).toEqual([
    [0],
  ]);
  const stored = await new LocalHistorian(store).raw(1 as TagRef, START, START + 5 * MIN, 10);
  expect(stored.texts).toEqual(["piece 0", "piece 100", "piece 200"]);
});

it("[D11] importing it again changes nothing", async () => {
  await place();
  const before = [await count(), await trend()];
  expect(before[0]).not.toBe(0);
  await place();
  expect([await count(), await trend()]).toEqual(before);
});

it("[D11] parts of an hour at both ends, whole hours between, without gap or overlap", () => {
  const at = (hour: number, minute: number): number => Date.UTC(2026, 0, 5, hour, minute) * 1000;
  const stretches = stretchesOf(at(2, 43), at(10, 43));
  expect(stretches[0]?.from).toBe(at(2, 43));
  expect(stretches.at(-1)?.to).toBe(at(10, 43));
  for (const [index, { from }] of stretches.entries()) if (index > 0) expect(from).toBe(stretches[index - 1]?.to);
  for (const { from, to } of stretches) expect((from / MIN) % ((to - from) / MIN)).toBe(0);
  expect(stretches.filter(({ from, to }) => to - from === 60 * MIN).length).toBe(7);
});
