import { DataType, DataValue, StatusCodes, VariantArrayType } from "node-opcua-client";
import { expect, it } from "vitest";
import { SampleFlag } from "../../../../../edge/contracts/path/sample-batch.ts";
import { BAD_TYPE_MISMATCH } from "../../../../../edge/sources/opcua/decode/decode-value.ts";
import { WaveformAssembler } from "../../../../../edge/sources/opcua/decode/waveforms.ts";
import type { WaveformPart } from "../../../../../edge/sources/opcua/subscribe/planned.ts";

const MS = Date.UTC(2026, 10, 24, 2, 42, 7);
const US = MS * 1000;
const REF = 5;

function array(
  points: ArrayLike<number>,
  at: { ms?: number | null; dataType?: DataType; statusCode?: typeof StatusCodes.Good } = {},
): DataValue {
  const { ms = MS, dataType = DataType.Float, statusCode = StatusCodes.Good } = at;
  const value =
    dataType === DataType.Double
      ? Float64Array.from(points)
      : dataType === DataType.Int16
        ? Int16Array.from(points)
        : Float32Array.from(points);
  return new DataValue({
    value: { dataType, arrayType: VariantArrayType.Array, value },
    statusCode,
    ...(ms === null ? {} : { sourceTimestamp: new Date(ms) }),
  });
}

function scalar(dataType: DataType, value: unknown, ms = MS): DataValue {
  return new DataValue({ value: { dataType, value }, statusCode: StatusCodes.Good, sourceTimestamp: new Date(ms) });
}

const ramp = (length: number): number[] => Array.from({ length }, (_, i) => i / 2);

/** Handles: 1 points, 2 speed, 3 tool, 4 program, 5 piece, 6 rate, 7 dt. */
function assembler(points: Partial<Extract<WaveformPart, { says: "points" }>> = {}, isSimulated = false) {
  const made = new WaveformAssembler(isSimulated);
  const warnings: string[] = [];
  made.onMismatch = (_ref, why) => warnings.push(why);
  const siblings = ["speed", "tool", "program", "piece", "rate", "dt"] as const;
  for (const [i, says] of siblings.entries()) made.expect(i + 2, { says, ref: REF });
  made.expect(1, { says: "points", ref: REF, unit: "m/s2", stamp: "last-point", ...points });
  return { made, warnings };
}

it("[K12] the start is (n − 1) · dt before the source time of the last point, or that of the first", () => {
  const last = assembler({ dtS: 0.001 }, true).made;
  last.take(1, array(ramp(101)), US + 5);
  expect(last.finish()).toEqual([
    {
      tag: REF,
      start: US - 100_000,
      receivedAt: US + 5,
      dtS: 0.001,
      unit: "m/s2",
      points: Float32Array.from(ramp(101)),
      status: 0,
      flags: SampleFlag.simulated,
      context: {},
    },
  ]);
  const first = assembler({ dtS: 0.001, stamp: "first-point" }).made;
  first.take(1, array(ramp(101)), US);
  expect(first.finish()).toMatchObject([{ start: US, flags: 0 }]);
});

it("[K12] doubles and integers become float32, and the points are a copy of their own", () => {
  const { made } = assembler({ dtS: 1 });
  const sent = array([0.1, ...ramp(16)], { dataType: DataType.Double });
  made.take(1, sent, US);
  made.take(1, array([-7, ...ramp(16)], { dataType: DataType.Int16, ms: MS + 1 }), US);
  const [a, b] = made.finish();
  expect(a?.points[0]).toBe(Math.fround(0.1));
  expect(a?.points.buffer).not.toBe((sent.value.value as Float64Array).buffer);
  expect(b?.points[0]).toBe(-7);
});

it("[K12] a repeated array is not a second block; a new status is", () => {
  const { made } = assembler({ dtS: 1 });
  made.take(1, array(ramp(17)), US);
  made.take(1, array(ramp(17)), US);
  made.take(1, array(ramp(17), { statusCode: StatusCodes.UncertainSubNormal }), US);
  expect(made.finish().map(({ status, points }) => [status >>> 30, points.length])).toEqual([
    [0, 17],
    [1, 17],
  ]);
  expect(made.finish()).toEqual([]);
});

it("[K12] a source without time: the time of arrival, marked clock-suspect", () => {
  const { made } = assembler({ dtS: 1 });
  made.take(1, array(ramp(17), { ms: null }), US);
  expect(made.finish()).toMatchObject([{ start: US - 16e6, flags: SampleFlag.clockSuspect }]);
});

it("[K13] the context holds the newest values up to the last point, before or after the array in the response", () => {
  const { made } = assembler({ dtS: 0.001 });
  made.take(2, scalar(DataType.Double, 4150, MS - 50), US);
  made.take(2, scalar(DataType.Double, 5200, MS + 20), US);
  made.take(1, array(ramp(50)), US);
  made.take(3, scalar(DataType.UInt32, 21), US);
  made.take(4, scalar(DataType.LocalizedText, { locale: "en", text: "PH-40A-OP20" }), US);
  made.take(5, scalar(DataType.String, ""), US);
  expect(made.finish()[0]?.context).toEqual({ speedPerMin: 4150, tool: "21", program: "PH-40A-OP20" });
});

it.each([
  ["rate", 6, 25_600],
  ["dt", 7, 1 / 25_600],
])("[K13] the interval of the points may come from a sibling: %s", (_says, handle, value) => {
  const { made } = assembler();
  made.take(handle, scalar(DataType.Double, value), US);
  made.take(1, array(ramp(25_601)), US);
  expect(made.finish()).toMatchObject([{ dtS: 1 / 25_600, start: US - 1_000_000 }]);
});

it.each([
  ["16 elements", array(ramp(16)), { dtS: 1 }, /16 elements; up to 16 are number tags/],
  ["a scalar", scalar(DataType.Double, 3), { dtS: 1 }, /no array of numbers/],
  [
    "64-bit integers",
    new DataValue({
      value: { dataType: DataType.Int64, arrayType: VariantArrayType.Array, value: ramp(20).map(() => [0, 1]) },
      sourceTimestamp: new Date(MS),
    }),
    { dtS: 1 },
    /no array of numbers/,
  ],
  ["no distance given", array(ramp(17)), {}, /not given rate or dt/],
  ["points over more than a day", array(ramp(17)), { dtS: 1e300 }, /longer than a day/],
])("[K11][K14] %s: a block without points, BadTypeMismatch, reported once", (_what, value, planned, why) => {
  const { made, warnings } = assembler(planned);
  made.take(1, value, US);
  expect(made.finish()).toMatchObject([{ status: BAD_TYPE_MISMATCH, dtS: 0, start: US, points: new Float32Array(0) }]);
  value.sourceTimestamp = new Date(MS + 1000);
  made.take(1, value, US);
  expect(made.finish()).toHaveLength(1);
  expect(warnings).toEqual([expect.stringMatching(why)]);
});

it("[K14] a Bad array keeps its code and has no points", () => {
  const { made, warnings } = assembler({ dtS: 1 });
  made.take(1, array(ramp(30), { statusCode: StatusCodes.BadSensorFailure }), US);
  expect(made.finish()).toMatchObject([{ status: StatusCodes.BadSensorFailure.value, points: new Float32Array(0) }]);
  expect(warnings).toEqual([]);
});

it("other items are ignored", () => {
  expect(assembler().made.take(99, scalar(DataType.Double, 1), US)).toBe(false);
});

it("[K18] with an index the points are that row of a matrix; a wrong index is reported with the remedy", () => {
  const matrix = new DataValue({
    value: {
      dataType: DataType.Double,
      arrayType: VariantArrayType.Matrix,
      value: Float64Array.from(ramp(60)),
      dimensions: [3, 20],
    },
    statusCode: StatusCodes.Good,
    sourceTimestamp: new Date(MS),
  });
  const row = assembler({ dtS: 0.01, row: [2] });
  row.made.take(1, matrix, US);
  expect(row.made.finish()[0]?.points).toEqual(Float32Array.from(ramp(60).slice(40)));
  for (const [places, why] of [
    [[], "3 x 20); name one row by `index` with 1 of its places"],
    [[3], "has no row 3"],
  ] as const) {
    const { made, warnings } = assembler({ dtS: 0.01, row: places });
    made.take(1, matrix, US);
    expect(made.finish()[0]).toMatchObject({ status: BAD_TYPE_MISMATCH, points: new Float32Array(0) });
    expect(warnings.join()).toContain(why);
  }
});
