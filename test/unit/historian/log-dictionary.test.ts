import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import { LogReader } from "../../../edge/historian/log/log-reader.ts";
import { LogFolder, never } from "../../fakes/log/folder.ts";
import { batchOf, numbered, T0, valuesOf } from "../../fakes/source/samples.ts";
import { FakeTags, fakeTag } from "../../fakes/source/tags.ts";

const folder = new LogFolder();
const TAGS = 300;
const LENGTH = 4_000;
const event: EdgeEvent = {
  eventUid: "0",
  type: "piece.finished",
  time: T0,
  receivedAt: T0,
  schema: "piece/1",
  payload: { says: 'a text that looks like {"ref":299' },
};

/** One sample of each tag. */
const ofEach = (n: number) => batchOf(...Array.from({ length: TAGS }, (_, ref) => [ref, T0 + n * 1000, n] as const));

it("[L22] a segment is sixteen times as long as its dictionary, so that dictionaries stay rare", async () => {
  const log = await folder.start({ tags: FakeTags.ofSize(TAGS), segmentBytes: LENGTH });
  for (let n = 0; n < 400; n++) await log.committed(log.push(ofEach(n)), never);
  const names = await folder.segments();
  expect(names.length).toBeGreaterThan(1);
  const finished = await readFile(join(folder.dir, names[0] as string));
  const described = finished.indexOf(Buffer.from([...Buffer.from("GMBK"), 2]));
  expect(described).toBeGreaterThan(LENGTH);
  expect(finished.length).toBeGreaterThan(15 * described);
  expect(finished.length).toBeLessThan(17 * described);
});

it("[L22] but never longer than a sixteenth of the log's bound, nor longer than needed", async () => {
  const log = await folder.start({ tags: FakeTags.ofSize(TAGS), segmentBytes: LENGTH, maxBytes: 1_600_000 });
  for (let n = 0; n < 100; n++) await log.committed(log.push(ofEach(n)), never);
  const [first = ""] = await folder.segments();
  expect((await readFile(join(folder.dir, first))).length).toBeLessThan(110_000);
  await folder.stop(log);
  const few = await folder.start({ tags: FakeTags.ofSize(10), segmentBytes: LENGTH });
  for (let n = 0; n < 40; n++) await few.committed(few.push(numbered(n * 100, 100)), never);
  const names = await folder.segments();
  const segment = await readFile(join(folder.dir, names.at(-2) as string));
  expect(segment.length).toBeLessThan(LENGTH + 2_000);
});

it("[L2] entries of known refs are skipped, and all others are read", async () => {
  const tags = new FakeTags([
    ...Array.from({ length: TAGS }, (_, ref) => fakeTag(ref)),
    fakeTag(TAGS, { unit: '{"ref":7,' }),
  ]);
  const log = await folder.start({ tags });
  await log.committed(log.push(ofEach(0)), never);
  log.pushEvents({ events: [event] });
  await log.committed(log.push(batchOf([TAGS, T0, 1])), never);
  const entriesFor = async (entries: "none" | ((ref: number) => boolean)): Promise<number[]> => {
    const reader = new LogReader(folder.dir, 0, { entries });
    const chunk = await reader.read(10_000, log.position);
    await reader.close();
    expect(chunk).toMatchObject({ samples: TAGS + 1, lost: 0, events: [event] });
    return (chunk?.dictionary ?? []).map(({ ref }) => ref);
  };
  expect(await entriesFor("none")).toEqual([]);
  expect(await entriesFor(() => false)).toEqual([]);
  // The whole block is read where one entry is wanted.
  expect(await entriesFor((ref) => ref === TAGS - 1)).toHaveLength(TAGS);
  expect(await entriesFor((ref) => ref === TAGS)).toEqual([TAGS]);
  expect(await entriesFor((ref) => ref > TAGS)).toEqual([]);
  // A ref within a text does not count.
  const asked: number[] = [];
  await entriesFor((ref) => {
    asked.push(ref);
    return false;
  });
  expect(asked).toEqual(Array.from({ length: TAGS + 1 }, (_, ref) => ref));
});

it("[L2] a long dictionary has several blocks, of which readers take those with wanted entries", async () => {
  const many = 4_500;
  const log = await folder.start({ tags: FakeTags.ofSize(many) });
  const batch = batchOf(...Array.from({ length: many }, (_, ref) => [ref, T0, 1] as const));
  await log.committed(log.push(batch), never);
  const entriesOf = async (wanted: (ref: number) => boolean): Promise<number[]> => {
    const reader = new LogReader(folder.dir, 0, { entries: wanted });
    const chunk = await reader.read(10_000, log.position);
    await reader.close();
    expect(chunk).toMatchObject({ samples: many, lost: 0 });
    return (chunk?.dictionary ?? []).map(({ ref }) => ref);
  };
  expect(await entriesOf(() => true)).toEqual(Array.from({ length: many }, (_, ref) => ref));
  expect(await entriesOf((ref) => ref === many - 1)).toEqual(Array.from({ length: 500 }, (_, at) => 4_000 + at));
});

it("a reader begins at the offset of a chunk, or at its position if the file is gone", async () => {
  const log = await folder.start({ segmentBytes: 3_000 });
  for (let n = 0; n < 30; n++) {
    log.pushEvents({ events: [event] });
    await log.committed(log.push(numbered(n * 100, 100)), never);
  }
  const reader = new LogReader(folder.dir, 0);
  for (
    let chunk = await reader.read(1, log.position);
    chunk !== undefined;
    chunk = await reader.read(1, log.position)
  ) {
    const again = new LogReader(folder.dir, 7);
    await again.seek(chunk.from, chunk.place);
    const { from, to, place, samples, batches, events } = chunk;
    expect(place).toBeDefined();
    expect(await again.read(1, log.position)).toMatchObject({ from, to, place, samples, batches, events, lost: 0 });
    await again.seek(chunk.from, { segment: 9_999, offset: 1 });
    const found = await again.read(1, log.position);
    expect(found).toMatchObject({ from: chunk.from, to: chunk.to, lost: 0 });
    expect(valuesOf(found?.batches ?? [])).toEqual(valuesOf(chunk.batches));
    await again.close();
  }
  await reader.close();
  expect((await folder.segments()).length).toBeGreaterThan(5);
});
