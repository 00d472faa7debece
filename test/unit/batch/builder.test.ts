import { expect, it } from "vitest";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { samplesOf } from "../../fakes/source/tags.ts";

it("[K2] columns have exactly the length of the batch, beyond the first capacity too", () => {
  const builder = new BatchBuilder();
  for (let i = 0; i < 200; i++) builder.add(i as TagRef, i, i / 2, i, i % 32);
  const batch = builder.finish(5);
  expect([
    batch.length,
    batch.tags.length,
    batch.times.length,
    batch.values.length,
    batch.statuses.length,
    batch.flags.length,
  ]).toEqual([200, 200, 200, 200, 200, 200]);
  expect(samplesOf(batch)[199]).toEqual({ ref: 199, time: 199, value: 99.5, status: 199, flags: 7 });
});

it("[K2] a builder that continues does not touch the batch it handed out", () => {
  const builder = new BatchBuilder();
  builder.addText(1 as TagRef, 10, "first", 0, 0);
  const first = builder.finish(1);
  builder.addText(2 as TagRef, 20, "second", 0, 0);
  builder.finish(2);
  expect(samplesOf(first)).toEqual([{ ref: 1, time: 10, value: Number.NaN, text: "first", status: 0, flags: 0 }]);
});

it(
  "[K2] large batches, which keep their columns, share them with no other batch, whatever the lengths one after " +
    "the other",
  () => {
    const builder = new BatchBuilder();
    const batches = [20_000, 21_000, 5_000, 4_096, 12, 17_000, 30_000, 0, 16_384].map((length, n) => {
      for (let i = 0; i < length; i++) builder.add(i as TagRef, n * 1e6 + i, n + i / 2, i, n);
      return builder.finish(n);
    });
    for (const [n, batch] of batches.entries()) {
      expect(
        new Set([batch.tags, batch.times, batch.values, batch.statuses, batch.flags].map(({ length }) => length)),
      ).toEqual(new Set([batch.length]));
      // One buffer, so that it moves to another thread as a whole.
      expect(
        new Set([batch.tags, batch.times, batch.values, batch.statuses, batch.flags].map(({ buffer }) => buffer)).size,
      ).toBe(1);
      for (let i = 0; i < batch.length; i++) {
        if (
          batch.tags[i] === i &&
          batch.times[i] === n * 1e6 + i &&
          batch.values[i] === n + i / 2 &&
          batch.statuses[i] === i &&
          batch.flags[i] === n
        )
          continue;
        expect.fail(`sample ${i} of batch ${n} was changed`);
      }
    }
    expect(new Set(batches.map(({ tags }) => tags.buffer)).size).toBe(batches.length);
  },
);

it("[K4] times are doubles of whole microseconds, exact to the last one", () => {
  const builder = new BatchBuilder();
  const last = Date.UTC(2255, 0) * 1000;
  const times = [0, 1, 1_795_482_127_000_001, last - 1, last];
  for (const time of times) builder.add(1 as TagRef, time, 0, 0, 0);
  const batch = builder.finish(last);
  expect(batch.times).toBeInstanceOf(Float64Array);
  expect([[...batch.times], batch.receivedAt]).toEqual([times, last]);
});

it("[K3] a text sample has NaN as its number, and a number sample has no text", () => {
  const builder = new BatchBuilder();
  builder.add(1 as TagRef, 1, 3, 0, 0);
  builder.addText(2 as TagRef, 1, "", 0, 0);
  const batch = builder.finish(0);
  expect([...batch.texts]).toEqual([[1, ""]]);
  expect([...batch.values]).toEqual([3, Number.NaN]);
});
