/** Messages of an edge to its hub: every bit comes back, and no bytes from outside do harm. */
import { createHash } from "node:crypto";
import { constants, crc32, zstdCompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { ByteReader, ByteWriter } from "../../../edge/fleet/wire/bytes.ts";
import { Chain } from "../../../edge/fleet/wire/chain.ts";
import { NO_COUNTS } from "../../../edge/fleet/wire/counts.ts";
import { encodeFrame, type FrameHead, type Piece, readHead, readPieces } from "../../../edge/fleet/wire/frame.ts";
import { encode, type Greeting, readGreeting } from "../../../edge/fleet/wire/greeting.ts";
import { writeSamples } from "../../../edge/fleet/wire/write-samples.ts";
import { blocksOf } from "../../../edge/historian/log/pending.ts";
import { takeFrames } from "../../../edge/hub/take-frames.ts";
import { type Random, seeded } from "../../reliability/random.ts";
import { randomOf } from "../../run/seed.ts";

const RUN = "0123456789abcdef";
const NONE = { ...NO_COUNTS, samples: 7 };
const ODD = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE, 5e-324, 2 ** 53];

function anyValue(random: Random): number {
  const kind = Math.floor(random() * 6);
  if (kind === 0) return ODD[Math.floor(random() * ODD.length)] as number;
  if (kind === 1) return Math.fround(random() * 1e3);
  if (kind === 2) return (random() - 0.5) * 10 ** Math.floor(random() * 300 - 150);
  return Math.round((random() - 0.5) * 1e6) / 10 ** Math.floor(random() * 4);
}

function anyBatch(random: Random): SampleBatch {
  const builder = new BatchBuilder();
  const count = 1 + Math.floor(random() * 50);
  const start = Math.floor(random() * 9e15);
  for (let i = 0; i < count; i++) {
    const ref = (random() < 0.1 ? 2 ** 32 - 1 : Math.floor(random() * 20)) as TagRef;
    const time = random() < 0.5 ? start : Math.floor(random() * 9e15);
    const [status, flags] = [random() < 0.5 ? 0 : Math.floor(random() * 2 ** 32), Math.floor(random() * 256)];
    if (random() < 0.1) builder.addText(ref, time, '好 \u0000 "', status, flags);
    else builder.add(ref, time, anyValue(random), status, flags);
  }
  return builder.finish(Math.floor(random() * 9e15));
}

function framed(pieces: readonly Piece[], items: number): Buffer {
  return encodeFrame({ run: RUN, from: 7, to: 7 + items, before: NONE }, pieces);
}

it("[UL5] samples come back bit for bit, for any values, times, tags, statuses, flags and texts", () => {
  const random = randomOf("wire");
  for (let round = 0; round < 200; round++) {
    const batches = Array.from({ length: 1 + Math.floor(random() * 5) }, () => anyBatch(random));
    const items = batches.reduce((sum, { length }) => sum + length, 0);
    const bytes = framed([{ kind: "samples", batches }], items);
    const head = readHead(bytes);
    expect(head).toEqual({ run: RUN, from: 7, to: 7 + items, before: NONE });
    const [piece] = readPieces(bytes, head as NonNullable<typeof head>);
    const back = piece?.kind === "samples" ? piece.batches : [];
    expect(back.map(bits)).toEqual(batches.map(bits));
  }
});

it("[UL25] the bytes of samples are those of earlier versions, which wrote them more slowly", () => {
  const random = seeded(25);
  const [out, chain] = [new ByteWriter(), new Chain()];
  for (let n = 0; n < 100; n++) {
    const batches = Array.from({ length: 4 }, () => anyBatch(random));
    writeSamples(out, batches);
    writeSamples(out, batches, chain);
  }
  const hash = createHash("sha256").update(out.view()).digest("hex");
  expect([out.length, hash]).toEqual([483_653, "5243c2c5a61dcf3db6413aa2b471e1da367bcf3eed2db3a2ae3ef2404d8f4ef2"]);
});

it("[HU16] messages that continue others come back bit for bit, and are read only after those", () => {
  const random = randomOf("chained wire");
  for (let round = 0; round < 30; round++) {
    const [written, read] = [new Chain(), new Chain()];
    let from = 0;
    for (let n = 0; n < 8; n++) {
      if (random() < 0.2) written.clear();
      const batches = Array.from({ length: 1 + Math.floor(random() * 3) }, () => anyBatch(random));
      const items = batches.reduce((sum, { length }) => sum + length, 0);
      const continues = written.last;
      const before = { ...NONE, samples: from };
      const bytes = encodeFrame({ run: RUN, from, to: from + items, before }, [{ kind: "samples", batches }], written);
      const head = readHead(bytes) as FrameHead;
      expect(head).toEqual({ run: RUN, from, to: from + items, before, continues });
      const frame = { head, bytes };
      // Who has not read the one before takes nothing of it.
      if (continues !== 0)
        expect(takeFrames([frame], { from, counts: before }, new Chain())).toMatchObject({
          outcomes: ["gap"],
          to: from,
        });
      const taken = takeFrames([frame], { from, counts: before }, read);
      expect(taken.outcomes).toEqual(["taken"]);
      const back = taken.groups.flatMap(({ entries }) =>
        entries.flatMap((entry) => (entry.kind === "samples" ? [entry.batch] : [])),
      );
      expect(back.map(bits)).toEqual(batches.flatMap(blocksOf).map(bits));
      from += items;
    }
  }
});

it("[HU16] a forged ref takes no memory of a chain, and a damaged message ends it", () => {
  const chain = new Chain();
  chain.set(2 ** 32 - 1, 5);
  chain.follow(2 ** 32 - 1, 3);
  expect([chain.get(2 ** 32 - 1), chain.after(2 ** 32 - 1)]).toEqual([0, undefined]);
  chain.set(70, 5);
  chain.continueWith(9, new Uint8Array(5));
  const bytes = encodeFrame({ run: RUN, from: 7, to: 16, before: NONE }, [{ kind: "lost", items: 3 }], new Chain());
  const head = { ...(readHead(bytes) as FrameHead), continues: 9 };
  expect(takeFrames([{ head, bytes }], { from: 7, counts: NONE }, chain).outcomes).toEqual(["damaged"]);
  expect([chain.last, chain.get(70)]).toEqual([0, 0]);
});

it("[HU3] a message with any bit or length changed is no message, or at least does nothing but throw", () => {
  const random = randomOf("damaged wire");
  const bytes = framed([{ kind: "samples", batches: [anyBatch(random)] }], 0);
  for (let round = 0; round < 300; round++) {
    const damaged = Buffer.from(bytes);
    const at = Math.floor(random() * damaged.length);
    damaged[at] = (damaged[at] as number) ^ (1 << Math.floor(random() * 8));
    expect(readHead(damaged)).toBeUndefined();
    expect(readHead(bytes.subarray(0, at))).toBeUndefined();
  }
});

it("[HU3] a forged body with a right checksum throws, and takes no more memory than its bound", () => {
  const random = randomOf("forged wire");
  for (let round = 0; round < 400; round++) {
    const body = Buffer.from(Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256)));
    if (body.length > 0) body[0] = Math.floor(random() * 6);
    const frame = forged(body, body.length);
    const head = readHead(frame);
    expect(head).toBeDefined();
    expect(() => readPieces(frame, head as NonNullable<typeof head>)).toThrow();
  }
  const bomb = forged(Buffer.alloc(64 * 1024 * 1024), 1_000);
  expect(() => readPieces(bomb, readHead(bomb) as never)).toThrow();
  const huge = forged(Buffer.alloc(10), 2 ** 31);
  expect(() => readPieces(huge, readHead(huge) as never)).toThrow("too large");
});

it("[UL5] whole numbers up to 2^53 of either sign come back", () => {
  const random = randomOf("varint");
  const writer = new ByteWriter();
  const numbers = Array.from({ length: 2_000 }, () => Math.floor(2 ** (random() * 52)) * (random() < 0.5 ? -1 : 1));
  for (const number of numbers) writer.signed(number);
  const reader = new ByteReader(writer.view());
  expect(numbers.map(() => reader.signed() + 0)).toEqual(numbers);
  expect(reader.isAtEnd).toBe(true);
});

it("[HU3] a greeting from outside is read whole or not at all", () => {
  const good = {
    protocol: 1,
    edgeId: "0190aaaa-1",
    logUid: "log-1",
    starts: [{ epoch: 1, run: RUN, position: 0 }],
    position: 0,
    oldest: 0,
    counts: NONE,
    site: "one",
  };
  const read = (value: unknown) => readGreeting(Buffer.from(encode(value as Greeting)));
  expect(read(good)).toEqual(good);
  const wrong: readonly Record<string, unknown>[] = [
    { protocol: 2 },
    { edgeId: "../../etc" },
    { edgeId: "__proto__" },
    { logUid: "" },
    { starts: [] },
    { starts: [{ epoch: -1, run: RUN, position: 0 }] },
    { starts: [{ epoch: 1, run: "x", position: 0 }] },
    { starts: Array.from({ length: 257 }, () => good.starts[0]) },
    { position: 1.5 },
    { oldest: 1 },
    { counts: { ...NONE, lost: null } },
    { site: 1 },
  ];
  for (const over of wrong) expect([over, read({ ...good, ...over })]).toEqual([over, undefined]);
  expect(readGreeting(Buffer.from("{"))).toBeUndefined();
  expect(readGreeting(Buffer.from(JSON.stringify(good)))).toBeUndefined();
  const digit = Buffer.from(encode({ ...good, position: 12_345 }).replace("12345", "92345"));
  expect(readGreeting(digit)).toBeUndefined();
  expect(readGreeting(Buffer.alloc(100_000, "["))).toBeUndefined();
});

/** A frame of one item with this body, whose checksum is right. */
function forged(body: Buffer, length: number): Buffer {
  const packed = zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  const frame = Buffer.concat([framed([], 0).subarray(0, 68), packed]);
  frame.writeDoubleLE(8, 24);
  frame.writeUInt32LE(length, 64);
  frame.writeUInt32LE(crc32(frame.subarray(8)), 4);
  return frame;
}

function bits({ length, tags, times, receivedAt, values, statuses, flags, texts }: SampleBatch): unknown {
  const raw = Buffer.from(Float64Array.from(values).buffer).toString("hex");
  return {
    length,
    tags: [...tags],
    times: [...times],
    receivedAt,
    raw,
    statuses: [...statuses],
    flags: [...flags],
    texts,
  };
}
