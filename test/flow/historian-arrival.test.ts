/**
 * Rules D17 and D18 of docs/rules/historian.md: retention goes by arrival, regardless of source times and clock steps.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import { Answers } from "../../edge/historian/embedded/answers.ts";
import { HotBlocks } from "../../edge/historian/embedded/hot-blocks.ts";
import type { RawAnswer } from "../../edge/historian/embedded/protocol.ts";
import { Store } from "../../edge/historian/embedded/store.ts";
import type { LogChunk } from "../../edge/historian/log/log-chunk.ts";
import { DeletionClock } from "../../edge/model/deletion-clock.ts";
import { batchOf } from "../fakes/source/samples.ts";

const T0 = Date.UTC(2026, 2, 2) * 1000;
const MINUTE = 60e6;
const HOUR = 60 * MINUTE;
const YEAR = 365 * 24 * HOUR;
const DAYS = 8 / 24;
const KEEP = { retentionHours: 8, rollupDays: { "1s": DAYS, "10s": DAYS, "1min": DAYS, "1h": DAYS } };
let dir: string;
let store: Store;
/** The machine's clocks. */
let machine: { wallUs: number; uptimeUs: number };
let clock: DeletionClock;
let position = 0;

const path = () => join(dir, "history.duckdb");
const spansDir = () => join(dir, "spans");
const readClocks = () => ({ wallMs: machine.wallUs / 1000, uptimeMs: machine.uptimeUs / 1000, bootId: "boot" });

async function start(): Promise<void> {
  clock = new DeletionClock({ path: join(dir, "clock.json"), read: readClocks });
  store = await Store.open(path(), 64, { clock: () => clock.now });
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-arrival-"));
  machine = { wallUs: T0, uptimeUs: 0 };
  await start();
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await store.close();
  await start();
}

/** Lets an hour pass. Its batches arrive at its end, and the historian does its due work. */
async function hour(...batches: SampleBatch[]): Promise<void> {
  machine.wallUs += HOUR;
  machine.uptimeUs += HOUR;
  clock.look();
  const samples = batches.reduce((sum, { length }) => sum + length, 0);
  const from = position;
  position += samples;
  const chunk: LogChunk = {
    from,
    to: position,
    batches,
    samples,
    events: [],
    waveforms: [],
    dictionary: [],
    lost: 0,
    holes: [],
  };
  if (samples > 0) await store.append(chunk, "log");
  await store.closeDue(machine.wallUs, { late: true });
  await store.retire(clock.now, KEEP, 1024 ** 3);
}

const HOUR_SAMPLES = 1_200;
/** Samples of the hour that begins at `from`. */
const samplesOf = (from: number, ref = 1): SampleBatch =>
  batchOf(...Array.from({ length: HOUR_SAMPLES }, (_, i) => [ref, from + i * 3e6, i] as const));
/** Samples of the hour before now, so that the span before it is over. */
const lastHour = (): SampleBatch => samplesOf(Math.floor(machine.wallUs / HOUR) * HOUR);

async function countOf(ref: number): Promise<number> {
  const stored = await store.ask("SELECT count(*)::INTEGER FROM samples WHERE ref = $ref", { ref });
  let count = Number(stored[0]?.[0]);
  for (const { files, parts } of store.spans.all()) {
    if (!files.has("samples")) continue;
    for (const part of parts)
      count += Number(
        (
          await store.ask(`SELECT count(*)::INTEGER FROM read_parquet('${part.path}') WHERE ref = $ref`, { ref })
        )[0]?.[0],
      );
  }
  return count;
}

it.each([
  ["2255", Date.UTC(2255, 0, 1) * 1000],
  ["1970", HOUR],
])(
  "[D17] a source that stamps %s keeps its history as long as others do, no shorter and no longer, and erases nobody's",
  async (_year, stamped) => {
    for (let n = 0; n < 6; n++) await hour(lastHour(), samplesOf(stamped + n * HOUR, 2));
    await restart();
    await hour(lastHour());
    expect([await countOf(1), await countOf(2)]).toEqual([7 * HOUR_SAMPLES, 6 * HOUR_SAMPLES]);
    for (let n = 0; n < 3; n++) await hour();
    expect([(await countOf(1)) < 7 * HOUR_SAMPLES, (await countOf(2)) < 6 * HOUR_SAMPLES]).toEqual([true, true]);
    for (let n = 0; n < 8; n++) await hour();
    expect([await countOf(1), await countOf(2)]).toEqual([0, 0]);
  },
);

it.each([1, -1])(
  "[D17] a clock that steps by %i year and back, with restarts in between, deletes nothing early",
  async (years) => {
    for (let n = 0; n < 3; n++) await hour(lastHour());
    machine.wallUs += years * YEAR;
    for (let n = 0; n < 3; n++) await hour(lastHour());
    await restart();
    await hour(lastHour());
    expect(clock.step).toBeDefined();
    expect(await countOf(1)).toBe(7 * HOUR_SAMPLES);
    machine.wallUs -= years * YEAR;
    await hour(lastHour());
    expect(clock.step).toBeUndefined();
    expect(await countOf(1)).toBe(8 * HOUR_SAMPLES);
    for (let n = 0; n < 10; n++) await hour();
    expect(await countOf(1)).toBe(0);
  },
);

it("[D17] when the disk is full, the earliest arrival is deleted first, not the oldest source time", async () => {
  for (let n = 0; n < 3; n++) await hour(lastHour());
  await hour(samplesOf(HOUR, 2), lastHour());
  await hour(lastHour());
  const samplesIn = () => store.spans.all().filter(({ files }) => files.has("samples"));
  const bytes = store.spans.bytes;
  await store.retire(undefined, KEEP, (bytes - 1) / 0.8);
  expect(await countOf(2)).toBe(HOUR_SAMPLES);
  expect(samplesIn().map(({ from }) => from)).not.toContain(T0);
});

it("[D17] one late sample keeps no hour of old ones; a whole late hour is kept from its arrival", async () => {
  for (let n = 0; n < 3; n++) await hour(lastHour());
  for (let n = 0; n < 2; n++) await hour();
  const [first, second] = [T0, T0 + HOUR];
  await hour(batchOf([2, first + 5, 1]), samplesOf(second, 3));
  for (let n = 0; n < 5; n++) await hour();
  expect([await countOf(2), await countOf(3)]).toEqual([0, HOUR_SAMPLES]);
  expect(store.spans.all().map(({ from }) => from)).toEqual([second]);
});

it("[D18] spans of an earlier version, with only a log position, are deleted in the order of the log", async () => {
  for (let n = 0; n < 3; n++) await hour(lastHour(), ...(n === 2 ? [samplesOf(HOUR, 2)] : []));
  await hour(lastHour());
  for (const name of readdirSync(spansDir())) {
    const file = join(spansDir(), name, "placed.json");
    const { logUid, position: at } = JSON.parse(readFileSync(file, "utf8")) as { logUid: string; position: number };
    writeFileSync(file, JSON.stringify({ logUid, position: at }));
  }
  const count = store.spans.all().length;
  await restart();
  await hour();
  expect([store.spans.all().length, await countOf(2)]).toEqual([count, HOUR_SAMPLES]);
  for (let n = 0; n < 10; n++) await hour();
  expect(store.spans.all()).toEqual([]);
});

it("[D22] a raw sample arrived by the time that its answer names; spans of earlier versions name none", async () => {
  const arrivedBy = async (from: number) => {
    const question = { ref: 1 as never, from, to: from + HOUR, limit: 10_000 };
    const answer = (await new Answers(store).to({ kind: "raw", question }, batchOf())) as RawAnswer;
    return [...new Set(answer.arrivedBy)];
  };
  const at = machine.wallUs;
  await hour(lastHour(), batchOf([1, at + HOUR + 1e6, 1]));
  expect(await arrivedBy(at + HOUR), "in the database: when the row was written").toEqual([at + HOUR]);
  const blocks = new HotBlocks();
  for (const n of [1, 2])
    blocks.add({
      from: n,
      to: n + 2,
      samples: 2,
      batches: [{ ...batchOf([1, at, n], [2, at, n]), receivedAt: at + n }],
    });
  const chunks = blocks.chunks().map(({ length, values, receivedAt }) => [length, ...values, receivedAt - at]);
  expect(chunks, "in memory: with the chunk").toEqual([
    [2, 1, 1, 1],
    [2, 2, 2, 2],
  ]);
  await hour(lastHour());
  await hour(lastHour());
  expect(await arrivedBy(at), "in a span: when it was built").toEqual([store.spans.at(at)?.placed?.built]);
  const [built = 0] = await arrivedBy(at);
  expect(built).toBeGreaterThanOrEqual(at + HOUR);
  await restart();
  expect(await arrivedBy(at)).toEqual([built]);
  for (const span of store.spans.all()) {
    const path = join(span.dir, readdirSync(span.dir).find((name) => name.endsWith(".json")) as string);
    const { built: _, ...earlier } = JSON.parse(readFileSync(path, "utf8")) as { built: number };
    writeFileSync(path, JSON.stringify(earlier));
  }
  await restart();
  expect(await arrivedBy(at)).toEqual([null]);
});
