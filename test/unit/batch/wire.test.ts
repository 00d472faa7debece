import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeFrame, encodeFrame } from "../../../edge/batch/wire.ts";
import type { SampleSpec } from "../../fakes/source/tags.ts";
import { batchOf, samplesOf } from "../../fakes/source/tags.ts";

const T0 = 1_795_482_127_000_000;
const sample: fc.Arbitrary<SampleSpec> = fc.record(
  {
    ref: fc.nat({ max: 0xffff_ffff }),
    time: fc.integer({ min: T0 - 4e15, max: T0 + 4e15 }),
    value: fc.double(),
    status: fc.nat({ max: 0xffff_ffff }),
    flags: fc.integer({ min: 0, max: 255 }),
    text: fc.string({ unit: "grapheme" }),
  },
  { requiredKeys: ["ref", "time", "value", "status", "flags"] },
);

it("[W1] [W2] what was encoded with exact times is decoded bit for bit", () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 30 }), fc.nat(), (samples, version) => {
      const batch = batchOf(samples, T0);
      const frame = decodeFrame(encodeFrame(batch, version, { exactTimes: true }));
      expect(frame.version).toBe(version);
      expect(frame.last).toBe(true);
      expect(frame.samples.receivedAt).toBe(T0);
      expect(samplesOf(frame.samples)).toEqual(samplesOf(batch));
    }),
  );
});

it("[W1] more than 256 distinct pairs of status and flags are all kept", () => {
  const many = Array.from({ length: 600 }, (_, i) => ({
    ref: i,
    time: T0,
    value: i,
    status: (i * 7_159_793) >>> 0,
    flags: i % 256,
  }));
  const batch = batchOf(many, T0);
  expect(samplesOf(decodeFrame(encodeFrame(batch, 1)).samples)).toEqual(samplesOf(batch));
});

it("[W13] a sample of an ordinary live frame takes at most 16 bytes", () => {
  const batch = batchOf(
    Array.from({ length: 500 }, (_, i) => ({
      ref: i,
      time: T0 + i * 1000,
      value: i / 3,
      status: i % 50 === 0 ? 0x40000000 : 0,
      flags: 4,
    })),
  );
  expect(encodeFrame(batch, 1).byteLength / 500).toBeLessThanOrEqual(16);
});

it("[W2] a short span travels as whole milliseconds, a span above 65.535 s as exact microseconds", () => {
  const near = batchOf([
    { ref: 1, time: T0 },
    { ref: 2, time: T0 + 65_535_000 },
    { ref: 3, time: T0 + 1_499 },
  ]);
  expect([...decodeFrame(encodeFrame(near, 1)).samples.times]).toEqual([T0, T0 + 65_535_000, T0 + 1_000]);
  const far = batchOf([
    { ref: 1, time: T0 + 1 },
    { ref: 2, time: T0 + 65_535_002 },
  ]);
  expect([...decodeFrame(encodeFrame(far, 1)).samples.times]).toEqual([T0 + 1, T0 + 65_535_002]);
});

it("[W6] pieces carry their own samples and texts, and only the last says so", () => {
  const batch = batchOf([
    { ref: 1, time: T0, text: "一" },
    { ref: 2, time: T0, value: 2 },
    { ref: 3, time: T0, text: "三" },
  ]);
  const first = decodeFrame(encodeFrame(batch, 9, { from: 0, to: 2, last: false }));
  const second = decodeFrame(encodeFrame(batch, 9, { from: 2 }));
  expect([first.last, second.last]).toEqual([false, true]);
  expect([...samplesOf(first.samples), ...samplesOf(second.samples)]).toEqual(samplesOf(batch));
});

it("[W1] frames can be decoded at any offset of a larger buffer", () => {
  const batch = batchOf([{ ref: 1, time: T0, value: 0.1 }]);
  const bytes = encodeFrame(batch, 1);
  for (let offset = 0; offset < 9; offset++) {
    const larger = new Uint8Array(bytes.length + 16);
    larger.set(bytes, offset);
    expect(samplesOf(decodeFrame(larger.subarray(offset, offset + bytes.length)).samples)).toEqual(samplesOf(batch));
    const asBuffer = Buffer.from(larger.buffer, offset, bytes.length);
    expect(samplesOf(decodeFrame(asBuffer).samples)).toEqual(samplesOf(batch));
  }
});

it("[W3] anything that is not exactly one frame is refused", () => {
  const good = encodeFrame(
    batchOf([
      { ref: 1, time: T0 },
      { ref: 2, time: T0, text: "x" },
    ]),
    1,
  );
  const spoilt =
    (change: (bytes: Uint8Array) => Uint8Array): (() => unknown) =>
    () =>
      decodeFrame(change(good.slice()));
  expect(spoilt((bytes) => bytes.subarray(0, 39))).toThrow(RangeError);
  expect(spoilt((bytes) => bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
  expect(spoilt((bytes) => Uint8Array.of(...bytes, 0))).toThrow(RangeError);
  expect(spoilt((bytes) => bytes.fill(0, 0, 4))).toThrow(RangeError);
  expect(spoilt((bytes) => bytes.fill(255, 4, 8))).toThrow(RangeError);
  expect(spoilt((bytes) => bytes.fill(0x7b, bytes.length - 2))).toThrow(RangeError);
});

it("[W3] random bytes are refused without side effects", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(() => decodeFrame(bytes)).toThrow(RangeError);
    }),
  );
});
