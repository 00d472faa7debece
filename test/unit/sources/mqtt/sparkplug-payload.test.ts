import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { elementOf } from "../../../../edge/sources/mqtt/sparkplug/arrays.ts";
import { hostState, rebirthCommand } from "../../../../edge/sources/mqtt/sparkplug/commands.ts";
import { PayloadReader } from "../../../../edge/sources/mqtt/sparkplug/payload.ts";
import { numberOf, statusOf, textOf } from "../../../../edge/sources/mqtt/sparkplug/values.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

function firstMetric(text: string): PayloadReader {
  const reader = new PayloadReader();
  reader.open(hex(text));
  expect(reader.next()).toBe(true);
  return reader;
}

function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

const field = (number: number, content: readonly number[]) => [
  ...varint((number << 3) | 2),
  ...varint(content.length),
  ...content,
];
const payloadOf = (...metrics: (readonly number[])[]) => Buffer.from(metrics.flatMap((metric) => field(2, metric)));
/** A metric named "a" of the data type, followed by value bytes. */
const metricA = (datatype: number, value: readonly number[]) => [0x0a, 1, 0x61, 0x20, datatype, ...value];

it("reads the death certificate of the specification's test vectors", () => {
  const reader = firstMetric("0880d095ffbc31120b0a05626453657120045800");
  expect([reader.timestampMs, reader.seq, reader.metricCount]).toEqual([1_700_000_000_000, -1, 1]);
  expect([reader.name(), reader.datatype, numberOf(reader, reader.datatype)]).toEqual(["bdSeq", 4, 0]);
  expect(reader.next()).toBe(false);
});

it("reads data that carry an alias only", () => {
  const reader = firstMetric("0880d095ffbc31121410071880d095ffbc31200a6900000000004045401805");
  expect([reader.seq, reader.alias, reader.metricTimestampMs, numberOf(reader, 10), reader.hasName]).toEqual([
    5,
    7,
    1_700_000_000_000,
    42.5,
    false,
  ]);
});

it.each([
  ["Int8", "120b0a0161200150e9ffffff0f", -23],
  ["Int32", "120b0a0161200350ffffffff0f", -1],
  ["Int64", "12100a0161200458ffffffffffffffffff01", -1],
  ["DateTime", "120c0a0161200d5880d095ffbc31", 1_700_000_000_000],
])("reads %s", (_name, text, value) => {
  const reader = firstMetric(text);
  expect(numberOf(reader, reader.datatype)).toBe(value);
});

const uuid = [...Buffer.from("SPBV1.0_COMPRESSED")];
const compressed = (body: Buffer, around: readonly number[] = []) =>
  Buffer.from([...around, ...field(4, uuid), ...field(5, [...body])]);

it.each([
  ["deflated", deflateSync],
  ["gzipped", gzipSync],
])("reads a %s payload as the one in it", (_name, pack) => {
  const inner = hex("0880d095ffbc31121410071880d095ffbc31200a6900000000004045401805");
  const reader = new PayloadReader();
  reader.open(compressed(pack(inner), field(2, metricA(12, field(15, [0x78])))));
  expect([reader.timestampMs, reader.seq, reader.metricCount, reader.next(), reader.alias, reader.real]).toEqual([
    1_700_000_000_000,
    5,
    1,
    true,
    7,
    42.5,
  ]);
  // A gateway may keep time and seq outside.
  reader.open(
    compressed(pack(payloadOf(metricA(10, [0x69, 0, 0, 0, 0, 0, 0x40, 0x45, 0x40]))), [
      0x08,
      ...varint(1_700_000_000_000),
      0x18,
      9,
    ]),
  );
  expect([reader.timestampMs, reader.seq, reader.next(), reader.name(), reader.real]).toEqual([
    1_700_000_000_000,
    9,
    true,
    "a",
    42.5,
  ]);
});

it("[S28] refuses a compressed payload that is empty, nested, or too large", () => {
  const reader = new PayloadReader();
  const open = (bytes: Buffer) => () => reader.open(bytes);
  expect(open(compressed(Buffer.from("nothing")))).toThrow(RangeError);
  expect(open(compressed(deflateSync(Buffer.from("nothing"))))).toThrow(RangeError);
  expect(open(Buffer.from(field(4, uuid)))).toThrow(RangeError);
  expect(open(compressed(deflateSync(compressed(deflateSync(payloadOf())))))).toThrow(/holds another one/);
  expect(open(compressed(gzipSync(Buffer.alloc(1024 * 1024 + 1))))).toThrow(/not readable/);
  // The reader still works.
  reader.open(payloadOf(metricA(10, [0x69, 0, 0, 0, 0, 0, 0x40, 0x45, 0x40])));
  expect([reader.next(), reader.real]).toEqual([true, 42.5]);
});

it("reads null and historical markers", () => {
  const missing = firstMetric("12070a0161200a3801");
  expect([missing.isNull, statusOf(missing)]).toEqual([true, 0x80000000]);
  const late = firstMetric("120e0a0161180120092801650000c03f");
  expect([late.isHistorical, late.metricTimestampMs, numberOf(late, 9)]).toEqual([true, 1, 1.5]);
});

it("reads UInt32 from long_value too, as widespread encoders write it", () => {
  const reader = new PayloadReader();
  reader.open(payloadOf(metricA(7, [0x58, ...varint(4_294_967_295)])));
  reader.next();
  expect(numberOf(reader, 7)).toBe(4_294_967_295);
});

it("keeps every digit of 64-bit integers as text", () => {
  const reader = new PayloadReader();
  reader.open(
    payloadOf(
      metricA(8, [0x58, ...varint(18_446_744_073_709_551_615n)]),
      metricA(4, [0x58, ...varint((1n << 64n) - 9_007_199_254_740_993n)]),
    ),
  );
  reader.next();
  expect(textOf(reader, 8)).toBe("18446744073709551615");
  reader.next();
  expect(textOf(reader, 4)).toBe("-9007199254740993");
});

it.each([
  [24, "FFFFFFFF FAAFCB12", [-1, 315_338_746]],
  [27, "1E00 88CC", [30, 52_360]],
  [23, "D08A 3075", [-30_000, 30_000]],
  [30, "A4709D3F 98AEB242", [1.23, 89.341]],
  [32, "0C000000 34D0", [0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1]],
])("reads elements of array type %i", (datatype, text, values) => {
  const reader = new PayloadReader();
  reader.open(payloadOf(metricA(datatype, [0x82, 0x01, ...varint(hex(text).length), ...hex(text)])));
  reader.next();
  for (const [index, value] of values.entries())
    expect(elementOf(reader.bytes(), datatype, index)).toBeCloseTo(value, 4);
  expect(elementOf(reader.bytes(), datatype, values.length)).toBeNaN();
});

it.each([
  [192, 0],
  [0, 0x80000000],
  [500, 0x40900000],
  [7, 0x40000000],
  // Codes with the severity in the two highest bits, as gateways write them: stale, bad, uncertain.
  [0x80000204, 0x40900000],
  [0x80000200, 0x80000000],
  [0x40000100, 0x40000000],
])("turns the property Quality %i into a status", (quality, status) => {
  // An earlier property with a nested set as its value.
  const properties = [
    ...field(1, [0x78]),
    ...field(1, [...Buffer.from("Quality")]),
    ...field(2, [0x08, 20, ...field(9, [])]),
    ...field(2, [0x08, 3, 0x18, ...varint(quality)]),
  ];
  const reader = new PayloadReader();
  reader.open(payloadOf(metricA(3, [0x50, 1, ...field(9, properties)])));
  reader.next();
  expect(statusOf(reader)).toBe(status);
});

it("writes the rebirth request of the specification's test vectors", () => {
  expect(Buffer.from(rebirthCommand(1_700_000_000_000)).toString("hex")).toBe(
    "0880d095ffbc31121a0a144e6f646520436f6e74726f6c2f52656269727468200b7001",
  );
  expect(hostState(true, 5)).toBe('{"online":true,"timestamp":5}');
});

function drain(bytes: Buffer): number {
  const reader = new PayloadReader();
  reader.open(bytes);
  let metrics = 0;
  while (reader.next()) metrics++;
  return metrics;
}

it.each([
  ["a length beyond the message", [0x12, 0x20, 0x0a]],
  ["a length of 2^32", [0x12, ...varint(2 ** 32)]],
  ["a length of 2^64-1", [0x12, ...varint((1n << 64n) - 1n)]],
  ["a number without end", [0x08, ...Array<number>(12).fill(0xff)]],
  ["a wrong wire type", [0x12, 2, 0x0d, 0]],
  ["a group", [0x12, 1, 0xa3]],
  ["field number 0", [0x00, 1]],
  ["a seq above 255", [0x18, 0x80, 0x02]],
])("[S28] refuses %s", (_what, bytes) => {
  expect(() => drain(Buffer.from(bytes))).toThrow(RangeError);
});

it("[S28] throws only RangeError on any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        drain(Buffer.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 2_000 },
  );
});

/** Number of byte reads: the cost of decoding, independent of the machine's load. */
function bytesRead(bytes: Buffer): number {
  let reads = 0;
  const watched = new Proxy(bytes, {
    get(target, key) {
      if (typeof key === "string" && /^\d+$/.test(key)) reads++;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  drain(watched);
  return reads;
}

it("[S28] skips nested templates by their length: a depth bomb costs only its bytes", () => {
  const bomb = (levels: number) => {
    let inner: number[] = [];
    for (let level = 0; level < levels; level++) inner = field(2, [...field(18, inner)]).slice(0);
    return Buffer.from(inner);
  };
  expect(drain(bomb(200))).toBe(1);
  expect(bytesRead(bomb(1_000))).toBeLessThan(40);
  const many = Buffer.concat(
    Array.from({ length: 1_000 }, () => payloadOf(metricA(10, [0x69, 0, 0, 0, 0, 0, 0, 0, 0]))),
  );
  expect(bytesRead(many)).toBeLessThan(2 * many.length);
});
