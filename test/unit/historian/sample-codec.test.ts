import fc from "fast-check";
import { expect, it } from "vitest";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { type Block, BlockRoom, blockAt } from "../../../edge/historian/log/block.ts";
import { decodeSampleBlock } from "../../../edge/historian/log/sample-decoder.ts";
import { encodeSampleBlock } from "../../../edge/historian/log/sample-encoder.ts";
import { numbered, T0 } from "../../fakes/source/samples.ts";

const room = new BlockRoom();

const oneSample = fc.record({
  ref: fc.oneof(fc.nat(0xffff), fc.nat(0xffffffff)),
  time: fc.oneof(
    fc.nat(100_000).map((ms) => T0 + ms * 1000),
    fc.nat(10_000_000).map((us) => T0 + us),
    fc.maxSafeNat(),
  ),
  value: fc.oneof(
    fc.double(),
    fc.integer(),
    fc.integer({ min: -99_999, max: 99_999 }).map((n) => n / 100),
  ),
  status: fc.oneof(fc.constant(0), fc.constantFrom(0x40000000, 0x80340000), fc.nat(0xffffffff)),
  flags: fc.oneof(fc.constant(4), fc.nat(255)),
  text: fc.option(fc.string({ unit: "grapheme" }), { nil: undefined, freq: 10 }),
});

function build(samples: readonly (typeof oneSample extends fc.Arbitrary<infer T> ? T : never)[]): SampleBatch {
  const builder = new BatchBuilder();
  for (const { ref, time, value, status, flags, text } of samples) {
    if (text === undefined) builder.add(ref as TagRef, time, value, status, flags);
    else builder.addText(ref as TagRef, time, text, status, flags);
  }
  return builder.finish(T0);
}

/** The intact block at the beginning of `bytes`. */
function open(bytes: Buffer): Block {
  const block = blockAt(bytes, 0);
  if (typeof block === "string") throw new Error(block);
  return block;
}

it("[L3] decoding returns exactly the encoded samples", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(oneSample, { minLength: 1, maxLength: 50 }), { minLength: 1, maxLength: 5 }),
      fc.maxSafeNat(),
      (parts, seq) => {
        const batches = parts.map(build);
        room.clear();
        const block = open(encodeSampleBlock(batches, seq, room));
        expect(block.seq).toBe(seq);
        expect(decodeSampleBlock(block.payload)).toEqual(batches);
      },
    ),
    { numRuns: 300 },
  );
});

it("distinguishes minus zero, NaN, infinities and denormals", () => {
  const values = [
    -0,
    0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    5e-324,
    1e308,
    2 ** 63,
    2_147_483.647,
    -2_147_483.649,
  ];
  const builder = new BatchBuilder();
  for (const value of values) builder.add(1 as TagRef, T0, value, 0, 0);
  const [batch] = decodeSampleBlock(open(encodeSampleBlock([builder.finish(T0)], 0, room)).payload);
  expect([...(batch as SampleBatch).values].map((value, i) => Object.is(value, values[i]))).toEqual(
    values.map(() => true),
  );
});

it("needs at most 16 bytes for a typical sample", () => {
  const builder = new BatchBuilder();
  for (let i = 0; i < 100; i++)
    builder.add(
      (i * 17) as TagRef,
      T0 + i * 1000 + (i % 7),
      i % 2 === 0 ? Math.sin(i) : i,
      i === 50 ? 0x80000000 : 0,
      4,
    );
  expect(encodeSampleBlock([builder.finish(T0)], 0, room).length / 100).toBeLessThanOrEqual(16);
});

it("blocks of one group are adjacent, even if the buffer is full; the next group may overwrite them", () => {
  room.clear();
  const batches = Array.from({ length: 20 }, (_, i) => numbered(i * 10_000, 10_000));
  const blocks = batches.map((batch, i) => encodeSampleBlock([batch], i, room));
  expect(blocks.map((bytes) => decodeSampleBlock(open(bytes).payload)[0])).toEqual(batches);
  const before = Buffer.from(blocks[0] as Buffer);
  room.clear();
  expect(encodeSampleBlock([batches[0] as SampleBatch], 0, room).equals(before)).toBe(true);
});

it("[L4] notices every flipped bit", () => {
  const bytes = encodeSampleBlock([numbered(0, 20)], 7, room);
  const payloadEnd = 32 + bytes.readUInt32LE(8);
  for (let bit = 0; bit < payloadEnd * 8; bit += 3) {
    if (bit >= 28 * 8 && bit < 32 * 8) continue; // The padding of the header has no meaning.
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    expect(typeof blockAt(flipped, 0)).toBe("string");
  }
});

it("refuses payloads that do not match their header", () => {
  const payload = Buffer.from(open(encodeSampleBlock([numbered(0, 20)], 7, room)).payload);
  for (const length of [0, 10, 31, 32, 100, payload.length - 1])
    expect(() => decodeSampleBlock(payload.subarray(0, length))).toThrow(RangeError);
  const absurd = Buffer.from(payload);
  absurd.writeUInt32LE(0xffffffff, 0);
  expect(() => decodeSampleBlock(absurd)).toThrow(RangeError);
});
