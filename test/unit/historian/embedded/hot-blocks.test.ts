import { expect, test } from "vitest";
import { BatchBuilder } from "../../../../edge/batch/builder.ts";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { HotBlocks } from "../../../../edge/historian/embedded/hot-blocks.ts";
import { randomOf } from "../../../run/seed.ts";

const MINUTE_US = 60e6;

function recount(hot: HotBlocks): Map<number, number> {
  const minutes = new Map<number, number>();
  for (const { times } of hot.batches()) {
    for (const time of times)
      minutes.set(Math.floor(time / MINUTE_US), (minutes.get(Math.floor(time / MINUTE_US)) ?? 0) + 1);
  }
  return minutes;
}

function counted(hot: HotBlocks): Map<number, number> {
  const minutes = new Map<number, number>();
  hot.countMinutes(minutes);
  return minutes;
}

test("minutes are counted correctly whatever was added, removed and handed over between two queries", () => {
  const random = randomOf("hot blocks");
  const hot = new HotBlocks();
  let from = 0;
  let most = 0;
  for (let round = 0; round < 200; round++) {
    const samples = Math.floor(random() * 9_000);
    const builder = new BatchBuilder();
    for (let i = 0; i < samples; i++)
      builder.add(i as TagRef, (round + Math.floor(random() * 3)) * 20e6 + Math.floor(random() * 1e6), random(), 0, 0);
    hot.add({ from, to: from + samples, samples, batches: [builder.finish(0)] });
    from += samples;
    most = Math.max(most, hot.length);
    if (random() < 0.2) {
      const start = Math.floor(random() * round) * 20e6;
      hot.remove({ from: start, to: start + Math.floor(random() * 5) * MINUTE_US, before: from });
    }
    if (random() < 0.05) hot.shift(false);
    if (random() < 0.7) expect(counted(hot)).toEqual(recount(hot));
  }
  expect(counted(hot)).toEqual(recount(hot));
  expect(most).toBeGreaterThan(50_000);
});
