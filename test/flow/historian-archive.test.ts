import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { uuidv7 } from "../../edge/batch/uuidv7.ts";
import type { AssetUid, Tag, TagRef } from "../../edge/contracts/plant/tag.ts";
import { backUp } from "../../edge/historian/archive/backup.ts";
import { checkData } from "../../edge/historian/archive/check-data.ts";
import { exportData, openRecord, writeRecord } from "../../edge/historian/archive/record.ts";
import { openSnapshot } from "../../edge/historian/archive/snapshot.ts";
import { exportTable } from "../../edge/historian/archive/table.ts";
import { Store } from "../../edge/historian/embedded/store.ts";
import { type CommitLog, openLog } from "../../edge/historian/log/commit-log.ts";
import { batchOf } from "../fakes/source/samples.ts";
import { fakeTag } from "../fakes/source/tags.ts";

/** 2026-03-02T00:00:00Z in µs. */
const T0 = Date.UTC(2026, 2, 2) * 1000;
const MINUTE = 60e6;
const HOUR = 60 * MINUTE;
let dir: string;
let data: string;
let log: CommitLog;

/** A data folder with one closed hour whose log continues, as of a running edge. */
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-archive-"));
  data = join(dir, "data");
  mkdirSync(join(data, "historian"), { recursive: true });
  writeFileSync(join(data, "edge.json"), "{}");
  const hour = batchOf(...Array.from({ length: 3600 }, (_, n) => [1, T0 + n * 1e6, n] as const));
  const after = batchOf([1, T0 + HOUR, 3600], [1, T0 + HOUR + 3 * MINUTE, 3601], [2, T0 + 30 * MINUTE, "O0001.NC"]);
  const store = await Store.open(join(data, "historian", "history.duckdb"), 128);
  await store.append(
    {
      from: 0,
      to: 3603,
      batches: [hour, after],
      samples: 3603,
      events: [],
      waveforms: [],
      dictionary: [],
      lost: 0,
      holes: [],
    },
    "log",
  );
  await store.closeDue(T0 + 2 * HOUR, { late: true });
  await store.close();
  log = await openLog({ dir: join(data, "log"), edgeId: "edge-1", epoch: 1, log: pino({ level: "silent" }) });
  log.push(hour);
  const alert = {
    alertUid: "alert-1",
    state: "active",
    assetUid: "urn:t",
    raisedAt: T0,
    acknowledged: { at: T0, by: "ann" },
  };
  log.pushEvents({
    events: [
      {
        eventUid: uuidv7(),
        type: "alert.changed",
        time: T0 + MINUTE,
        receivedAt: T0,
        schema: "alert/1",
        payload: alert,
      },
    ],
  });
  const counted = (time: number, most: number) => ({
    eventUid: uuidv7(),
    type: "people.counted",
    time,
    receivedAt: time,
    schema: "zone-counts/1",
    payload: { heardS: 58, zones: [{ id: "Z-PACK", most }] },
  });
  log.pushEvents({ events: [counted(T0 + 10 * MINUTE, 5), counted(T0 + HOUR, 2)] });
  await log.committed(log.push(after), AbortSignal.timeout(60_000));
});

afterEach(async () => {
  await log.close();
  rmSync(dir, { recursive: true, force: true });
});

it("exports each sample and text once, from spans and the log, while the log is written to", async () => {
  await using store = await openSnapshot(data);
  const path = join(dir, "out.csv");
  const plan = {
    from: T0 + 30 * MINUTE,
    to: T0 + 2 * HOUR,
    path,
    format: "csv",
    tags: new Map([[1 as TagRef, "urn:t#speed"]]),
  } as const;
  expect(await exportData(store, plan)).toBe(1803);
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(1804);
  expect(lines).toContain('"urn:t#speed",2026-03-02T01:03:00.000000Z,3601.0,,0,0');
  expect(lines).toContain("ref:2,2026-03-02T00:30:00.000000Z,,O0001.NC,0,0");
  expect(await exportData(store, { ...plan, path: join(dir, "out.parquet"), format: "parquet" })).toBe(1803);
});

it("exports a table for spreadsheets: selected tags with name, unit, label and local time", async () => {
  await using store = await openSnapshot(data);
  const path = join(dir, "table.csv");
  const tag = (ref: number, more: Partial<Tag>) =>
    fakeTag(ref, { assetUid: "urn:t" as AssetUid, name: { zh: "转速", en: "Speed" }, ...more });
  const tags = [tag(2, { signal: "program", type: "text" }), tag(1, { signal: "speed", unit: "Cel" })];
  const options = { language: "zh", separator: "semicolon", timeZone: "Europe/Berlin" } as const;
  const plan = {
    from: T0 + 30 * MINUTE,
    to: T0 + 2 * HOUR,
    path,
    tags,
    labelOf: () => "CNC-101",
    options,
    hasMark: true,
  };
  expect(await exportTable(store, plan)).toBe(1803);
  const text = readFileSync(path, "utf8");
  expect(text.startsWith("\uFEFF")).toBe(true);
  const lines = text.slice(1).trimEnd().split("\r\n");
  expect(lines[1]).toMatch(
    /^"CNC-101";"urn:t#program";"转速";.*2026-03-02 01:30:00\.000;2026-03-02T00:30:00\.000Z;;"O0001\.NC";良好$/,
  );
  expect(lines[2]).toBe(
    '"CNC-101";"urn:t#speed";"转速";"°C";2026-03-02 01:30:00.000;2026-03-02T00:30:00.000Z;1800;;良好',
  );
  expect(lines).toHaveLength(1804);
  expect(readdirSync(dir).filter((name) => name.endsWith(".part"))).toEqual([]);
});

it("[P3] exports an incident as one file that can be replayed elsewhere from its beginning", async () => {
  const path = join(dir, "incident.gemba");
  await using store = await openSnapshot(data);
  await writeRecord(
    store,
    { from: T0 + 50 * MINUTE, to: T0 + 2 * HOUR, plant: '{"version":1}' },
    { path, nameOf: (name) => `pseudonym of ${name.length}` },
  );
  const { record, historian, close } = await openRecord(path);
  expect(record).toEqual({ from: T0 + 50 * MINUTE, to: T0 + 2 * HOUR, plant: '{"version":1}' });
  const start = await historian.keyframe(record.from);
  expect([...start.samples.values]).toEqual([3000, Number.NaN]);
  expect([...start.samples.texts.values()]).toEqual(["O0001.NC"]);
  expect(start.alerts).toMatchObject([
    { alertUid: "alert-1", state: "active", acknowledged: { by: "pseudonym of 3" } },
  ]);
  const stretch = await historian.stretch({ from: record.from, to: record.from + HOUR, every: 0 });
  expect([...stretch.samples.values]).toEqual(Array.from({ length: 601 }, (_, i) => 3001 + i));
  // The number of people in zones is exported; their positions were never written.
  const counted = await historian.events({ from: record.from, to: record.to, type: "people.counted", limit: 10 });
  expect(counted.map(({ time, payload }) => [time, payload])).toEqual([
    [T0 + HOUR, { heardS: 58, zones: [{ id: "Z-PACK", most: 2 }] }],
  ]);
  await close();
  await expect(openRecord(join(data, "edge.json"))).rejects.toMatchObject({ code: "bad-request" });
});

it("a backup taken during writes is complete, and a damaged file in it is found", async () => {
  const out = join(dir, "backup");
  backUp(data, out);
  expect(() => backUp(data, out)).toThrow("not empty");
  expect(() => backUp(dir, join(dir, "none"))).toThrow("not the data folder");
  {
    await using store = await openSnapshot(out, { late: "as-found" });
    expect(await checkData(store)).toMatchObject({ samples: 3600, problems: [] });
    const [[after] = []] = await store.ask(`SELECT count(DISTINCT time) FROM samples WHERE time >= ${T0 + HOUR}`);
    expect(after).toBe(2n);
  }
  const [span = ""] = readdirSync(join(out, "historian", "spans"));
  truncateSync(join(out, "historian", "spans", span, "10s.parquet"), 100);
  await using store = await openSnapshot(out, { late: "as-found" });
  expect((await checkData(store)).problems).toEqual([expect.stringContaining("10s.parquet cannot be read")]);
});
