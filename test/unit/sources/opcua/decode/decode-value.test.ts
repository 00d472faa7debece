import {
  DataType,
  type DataValue,
  LocalizedText,
  NodeId,
  QualifiedName,
  StatusCode,
  StatusCodes,
  VariantArrayType,
} from "node-opcua";
import { expect, it } from "vitest";
import { BatchBuilder } from "../../../../../edge/batch/builder.ts";
import { type Sample, SampleFlag } from "../../../../../edge/contracts/path/sample-batch.ts";
import { BAD_TYPE_MISMATCH, targetOf, ValueDecoder } from "../../../../../edge/sources/opcua/decode/decode-value.ts";
import { samplesOf } from "../../../../fakes/source/inlet.ts";
import { dataValue, decoded, NAMESPACES, NOW_US, type Read, TIME, TIME_US } from "./read-value.ts";

it.each<[string, DataType, unknown, number]>([
  ["Boolean true", DataType.Boolean, true, 1],
  ["Boolean false", DataType.Boolean, false, 0],
  ["SByte", DataType.SByte, -128, -128],
  ["Byte", DataType.Byte, 255, 255],
  ["Int16", DataType.Int16, -32768, -32768],
  ["UInt16", DataType.UInt16, 65535, 65535],
  ["Int32", DataType.Int32, -2147483648, -2147483648],
  ["UInt32", DataType.UInt32, 4294967295, 4294967295],
  ["Int64", DataType.Int64, [0xffffffff, 0xffffffff], -1],
  ["Int64 of 2^40", DataType.Int64, [256, 0], 2 ** 40],
  ["UInt64", DataType.UInt64, [0x1fffff, 0xffffffff], Number.MAX_SAFE_INTEGER],
  ["Float", DataType.Float, 0.5, 0.5],
  ["Double", DataType.Double, -1e300, -1e300],
  ["Double NaN", DataType.Double, Number.NaN, Number.NaN],
  ["Double infinite", DataType.Double, Number.POSITIVE_INFINITY, Number.NaN],
  ["DateTime", DataType.DateTime, TIME, TIME_US],
  ["StatusCode", DataType.StatusCode, StatusCodes.BadSensorFailure, 0x808c0000],
])("%s is a number with status Good", (_, dataType, value, expected) => {
  expect(decoded(dataValue(dataType, value))).toEqual({ ref: 1, time: TIME_US, value: expected, status: 0, flags: 0 });
});

it.each<[string, DataType, unknown, string]>([
  ["String", DataType.String, "盖板 7", "盖板 7"],
  ["empty String", DataType.String, "", ""],
  ["LocalizedText", DataType.LocalizedText, new LocalizedText({ text: "运行", locale: "zh" }), "运行"],
  ["LocalizedText without text", DataType.LocalizedText, new LocalizedText({ text: null, locale: null }), ""],
  ["QualifiedName", DataType.QualifiedName, new QualifiedName({ name: "S1", namespaceIndex: 1 }), "S1"],
  [
    "NodeId",
    DataType.NodeId,
    new NodeId(NodeId.NodeIdType.NUMERIC, 5006, 2),
    "nsu=http://opcfoundation.org/UA/Machinery/;i=5006",
  ],
  ["NodeId of namespace 0", DataType.NodeId, new NodeId(NodeId.NodeIdType.NUMERIC, 85, 0), "i=85"],
  ["DateTime", DataType.DateTime, TIME, "2026-03-04T05:06:07.089Z"],
  ["Boolean", DataType.Boolean, true, "true"],
  ["Double", DataType.Double, 1.25, "1.25"],
  ["UInt64", DataType.UInt64, [1, 0], "4294967296"],
  ["ByteString", DataType.ByteString, Buffer.from("abc"), "YWJj"],
  ["StatusCode", DataType.StatusCode, StatusCodes.BadSensorFailure, "BadSensorFailure"],
])("%s is text for a text tag", (_, dataType, value, expected) => {
  expect(decoded(dataValue(dataType, value), { type: "text" })).toEqual({
    ref: 1,
    time: TIME_US,
    value: Number.NaN,
    text: expected,
    status: 0,
    flags: 0,
  });
});

it.each<[string, number, number, number]>([
  ["Machinery Executing", 5006, 2, 3],
  ["Machinery NotAvailable", 5005, 2, 0],
  ["Machinery operation mode Setup", 5027, 2, 2],
  ["MachineTool operation mode Processing", 5060, 3, 3],
])("the state object %s is its StateNumber for an enum tag", (_, id, namespace, expected) => {
  expect(
    decoded(dataValue(DataType.NodeId, new NodeId(NodeId.NodeIdType.NUMERIC, id, namespace)), { type: "enum" }),
  ).toMatchObject({ value: expected, status: 0 });
});

it.each<[string, DataValue, Read]>([
  ["text on a number tag", dataValue(DataType.String, "7"), {}],
  ["null text on a number tag", dataValue(DataType.String, null), {}],
  [
    "an unknown state object",
    dataValue(DataType.NodeId, new NodeId(NodeId.NodeIdType.NUMERIC, 1, 2)),
    { type: "enum" },
  ],
  ["an array without index", dataValue(DataType.Double, [1, 2]), {}],
  ["an index beyond the array", dataValue(DataType.Double, [1, 2]), { index: 2 }],
  ["a field of a value without fields", dataValue(DataType.Double, 1), { field: "ActPos" }],
])("%s is NaN with BadTypeMismatch", (_, read, target) => {
  const sample = decoded(read, target);
  expect(sample.value).toBeNaN();
  expect(sample.text).toBeUndefined();
  expect(sample.status).toBe(BAD_TYPE_MISMATCH);
});

it("a mismatch is reported once per episode", () => {
  const decoder = new ValueDecoder(NAMESPACES, false);
  const reported: string[] = [];
  decoder.onMismatch = (_, was) => reported.push(was);
  const target = targetOf({ ref: 1, type: "number" });
  const into = new BatchBuilder();
  for (const value of ["a", "b", 3, "c"])
    decoder.decode(
      dataValue(typeof value === "string" ? DataType.String : DataType.Double, value, {
        time: new Date(TIME.getTime() + into.length),
      }),
      [target],
      into,
      NOW_US,
    );
  expect(reported).toEqual(["String", "String"]);
  expect(into.length).toBe(4);
});

it("[C10] [F19] an overflowing queue lost samples between the last one before and the first one after", () => {
  const decoder = new ValueDecoder(NAMESPACES, false, { since: 7 });
  const overflow = StatusCode.makeStatusCode(StatusCodes.Good, "Overflow | InfoTypeDataValue");
  const [known, fresh] = [targetOf({ ref: 1, type: "number" }), targetOf({ ref: 2, type: "number" })];
  const into = new BatchBuilder();
  decoder.decode(dataValue(DataType.Double, 1), [known], into, NOW_US);
  expect(decoder.overflows.take()).toEqual([]);
  const later = new Date(TIME.getTime() + 5000);
  decoder.decode(dataValue(DataType.Double, 2, { time: later, status: overflow }), [known], into, NOW_US);
  decoder.decode(dataValue(DataType.Double, 2, { time: later, status: overflow }), [fresh], into, NOW_US);
  const to = later.getTime() * 1000 - 1;
  expect(decoder.overflows.take()).toMatchObject([
    { refs: [1], from: TIME.getTime() * 1000 + 1, to, lost: 1, isCertain: true },
    { refs: [2], from: 7, to, lost: 1 },
  ]);
  expect(decoder.overflows.take()).toEqual([]);
});

it("an element of an array and a field of a structure go to their tags", () => {
  expect(decoded(dataValue(DataType.Double, [1.5, 2.5]), { index: 1 }).value).toBe(2.5);
  expect(decoded(dataValue(DataType.String, ["N10", "N20"]), { type: "text" }).text).toBe("N10\nN20");
});

it.each<[string, StatusCode, number, number]>([
  ["Uncertain keeps its value", StatusCodes.UncertainLastUsableValue, 5, 0x40900000],
  ["Bad loses it", StatusCodes.BadNoCommunication, Number.NaN, 0x80310000],
  [
    "overflow is Good with a value",
    StatusCode.makeStatusCode(StatusCodes.Good, "Overflow | InfoTypeDataValue"),
    5,
    0x480,
  ],
])("%s; the status is kept whole", (_, status, value, raw) => {
  expect(decoded(dataValue(DataType.Double, 5, { status }))).toMatchObject({ value, status: raw });
});

it("[K17] a map turns a vendor's numbers and words into the tag's codes; a missing entry is a named mismatch", () => {
  const into = new BatchBuilder();
  const target = targetOf({ ref: 1, type: "enum", codes: { "20": 3, "-1": 0, true: 1, RUN: 3 } });
  const reported: string[] = [];
  const decoder = new ValueDecoder(NAMESPACES, false);
  decoder.onMismatch = (_target, was) => reported.push(was);
  const sent: [DataType, unknown][] = [
    [DataType.Int16, 20],
    [DataType.Int32, -1],
    [DataType.String, "RUN"],
    [DataType.Boolean, true],
    [DataType.LocalizedText, new LocalizedText({ text: "RUN" })],
    [DataType.Int16, 21],
  ];
  for (const [dataType, value] of sent) decoder.decode(dataValue(dataType, value), [target], into, NOW_US);
  const samples = samplesOf(into.finish(NOW_US));
  expect(samples.map(({ value }) => value)).toEqual([3, 0, 3, 1, 3, Number.NaN]);
  expect(samples.at(-1)?.status).toBe(BAD_TYPE_MISMATCH);
  expect(reported).toEqual(["21, which its `map` does not have"]);
});

it("a null value keeps its status and has no number", () => {
  expect(decoded(dataValue(DataType.Null, null))).toMatchObject({ value: Number.NaN, status: 0 });
});

it.each<[string, Read, number, number]>([
  ["picoseconds become whole microseconds", { picoseconds: 123_456_700 }, TIME_US + 123, 0],
  ["no source time: the server's, suspect", { time: null }, TIME_US, SampleFlag.clockSuspect],
  ["neither: arrival, suspect", { time: null, serverTime: null }, NOW_US, SampleFlag.clockSuspect],
  ["year 1601: arrival, suspect", { time: new Date("1601-01-01T00:00:00Z") }, NOW_US, SampleFlag.clockSuspect],
  ["year 1989: arrival, suspect", { time: new Date("1989-12-31T23:59:59.999Z") }, NOW_US, SampleFlag.clockSuspect],
  ["year 1990 is believed", { time: new Date("1990-01-01T00:00:00Z") }, Date.UTC(1990, 0, 1) * 1000, 0],
  ["year 2100 is believed", { time: new Date("2100-12-31T00:00:00Z") }, Date.UTC(2100, 11, 31) * 1000, 0],
  ["year 2101: arrival, suspect", { time: new Date("2101-01-01T00:00:00Z") }, NOW_US, SampleFlag.clockSuspect],
])("source time: %s", (_, options, time, flags) => {
  expect(decoded(dataValue(DataType.Double, 1, options))).toMatchObject({ time, flags });
});

it("a repeated sample is left out and counted; another one in the same microsecond moves by one", () => {
  const decoder = new ValueDecoder(NAMESPACES, true);
  const target = targetOf({ ref: 1, type: "number" });
  const into = new BatchBuilder();
  for (const value of [1, 1, 2, 3]) decoder.decode(dataValue(DataType.Double, value), [target], into, NOW_US);
  expect(samplesOf(into.finish(NOW_US)).map(({ time, value }) => [time - TIME_US, value])).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  expect(decoder.counts).toMatchObject({ received: 4, repeated: 1, moved: 2 });
});

it("long text is cut", () => {
  expect(decoded(dataValue(DataType.String, "x".repeat(100_000)), { type: "text" }).text).toHaveLength(4096);
});

it("[K18] a matrix takes one index per dimension; any other index is a mismatch with its remedy", () => {
  const matrix = (options: Read): Sample =>
    decoded(
      dataValue(DataType.Double, new Float64Array([1, 2, 3, 4, 5, 6]), {
        arrayType: VariantArrayType.Matrix,
        dimensions: [2, 3],
      }),
      options,
    );
  expect(matrix({ index: [1, 0] }).value).toBe(4);
  expect(matrix({ index: [0, 2] }).value).toBe(3);
  for (const index of [1, [2, 0], [0, 3], [0, 0, 0]])
    expect(matrix({ index }), String(index)).toMatchObject({ status: BAD_TYPE_MISMATCH, value: Number.NaN });
  const reported: string[] = [];
  const decoder = new ValueDecoder(NAMESPACES, false);
  decoder.onMismatch = (_, was) => reported.push(was);
  decoder.decode(
    dataValue(DataType.Double, new Float64Array(6), { arrayType: VariantArrayType.Matrix, dimensions: [2, 3] }),
    [targetOf({ ref: 1, type: "number" })],
    new BatchBuilder(),
    NOW_US,
  );
  expect(reported).toEqual([
    "Double matrix of 2 x 3; name its element by `index` with 2 numbers, " +
      "or make the tag `type: waveform` with the `index` of one row",
  ]);
});

it("a change of a value's semantics or structure is reported, whatever its status", () => {
  let reported = 0;
  const decoder = new ValueDecoder(NAMESPACES, false);
  decoder.onMeaningChanged = () => reported++;
  for (const bits of [0, 0x4000, 0x8000])
    decoder.decode(
      dataValue(DataType.Double, bits, { status: StatusCode.makeStatusCode(StatusCodes.Good, bits) }),
      [targetOf({ ref: 1, type: "number" })],
      new BatchBuilder(),
      NOW_US,
    );
  expect(reported).toBe(2);
});

it("an absent optional field is not a mismatch; a field that the type lacks is one", () => {
  const schema = {
    fields: [
      { name: "Speed", fieldType: "Double" },
      { name: "Torque", fieldType: "Double" },
    ],
  };
  const structure = (field: string) =>
    decoded(
      {
        ...dataValue(DataType.ExtensionObject, null),
        value: { dataType: DataType.ExtensionObject, arrayType: VariantArrayType.Scalar, value: { speed: 3, schema } },
      } as never,
      { field },
    );
  expect(structure("Speed")).toMatchObject({ value: 3, status: 0 });
  expect(structure("Torque")).toMatchObject({ value: Number.NaN, status: 0 });
  expect(structure("Color").status).toBe(BAD_TYPE_MISMATCH);
});
