import fc from "fast-check";
import { expect, it } from "vitest";
import { pickSamples, SamplePick, SampleRouter } from "../../../edge/batch/rows.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { SampleSpec } from "../../fakes/source/tags.ts";
import { batchOf, samplesOf } from "../../fakes/source/tags.ts";

const sample: fc.Arbitrary<SampleSpec> = fc.record(
  {
    ref: fc.integer({ min: 0, max: 9 }),
    time: fc.nat(),
    value: fc.double(),
    status: fc.nat(),
    flags: fc.integer({ min: 0, max: 31 }),
    text: fc.string(),
  },
  { requiredKeys: ["ref", "time", "value", "status", "flags"] },
);

it("[K5] a part keeps order, time of receipt and texts; all of it is the same batch", () => {
  const batch = batchOf(
    [
      { ref: 1, time: 1, text: "a" },
      { ref: 2, time: 2, value: 2 },
      { ref: 3, time: 3, text: "c" },
    ],
    77,
  );
  const part = pickSamples(batch, Uint32Array.of(1, 2));
  expect(part.receivedAt).toBe(77);
  expect(samplesOf(part)).toEqual(samplesOf(batch).slice(1));
  expect(pickSamples(batch, Uint32Array.of(0, 1, 2))).toBe(batch);
});

it("[K6] each watcher gets exactly the samples of its tags, in order, batch after batch", () => {
  const watches = fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 5 }), { maxLength: 6 });
  fc.assert(
    fc.property(watches, fc.array(fc.array(sample, { maxLength: 20 }), { maxLength: 4 }), (lists, batches) => {
      const router = new SampleRouter(lists as TagRef[][]);
      for (const samples of batches) {
        const batch = batchOf(samples);
        const got = new Map<number, SampleSpec[]>();
        router.route(batch, (watcher, part) => {
          expect(got.has(watcher)).toBe(false);
          got.set(watcher, samplesOf(part));
        });
        for (const [watcher, refs] of lists.entries()) {
          const wanted = samplesOf(batch).filter((one) => refs.includes(one.ref));
          expect(got.get(watcher) ?? []).toEqual(wanted);
        }
      }
    }),
  );
});

it("[K6] a watcher that throws does not spoil the next batch", () => {
  const router = new SampleRouter([[1 as TagRef], [1 as TagRef]]);
  const batch = batchOf([
    { ref: 1, time: 1 },
    { ref: 2, time: 1 },
  ]);
  expect(() =>
    router.route(batch, () => {
      throw new Error("broken");
    }),
  ).toThrow("broken");
  const lengths: number[] = [];
  router.route(batch, (_, part) => lengths.push(part.length));
  expect(lengths).toEqual([1, 1]);
});

it("[K6] a pick gives exactly the samples of its tags, in order, batch after batch", () => {
  const wanted = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 5 });
  fc.assert(
    fc.property(wanted, fc.array(fc.array(sample, { maxLength: 20 }), { maxLength: 4 }), (refs, batches) => {
      const pick = new SamplePick(refs as TagRef[]);
      for (const samples of batches) {
        const batch = batchOf(samples);
        const part = pick.of(batch);
        expect(part === undefined ? [] : samplesOf(part)).toEqual(
          samplesOf(batch).filter(({ ref }) => refs.includes(ref)),
        );
      }
    }),
  );
  const long = batchOf(Array.from({ length: 10_000 }, (_, time) => ({ ref: time % 2, time })));
  expect(new SamplePick([1 as TagRef]).of(long)?.length).toBe(5_000);
  expect(new SamplePick([0 as TagRef, 1 as TagRef]).of(long)).toBe(long);
});
