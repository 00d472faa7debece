import { DataType, StatusCode, StatusCodes } from "node-opcua";
import { describe, expect, it } from "vitest";
import { BatchBuilder } from "../../../../../edge/batch/builder.ts";
import { targetOf, ValueDecoder } from "../../../../../edge/sources/opcua/decode/decode-value.ts";
import { dataValue, decoded, NAMESPACES, NOW_US, type Read, TIME } from "./read-value.ts";

describe("[K20] 64-bit integers", () => {
  const { Int64, UInt64 } = DataType;
  it.each<[string, DataType, [number, number], string]>([
    ["UInt64 2^53 - 1", UInt64, [0x1f_ffff, 0xffff_ffff], "9007199254740991"],
    ["UInt64 2^53", UInt64, [0x20_0000, 0], "9007199254740992"],
    ["UInt64 2^53 + 1", UInt64, [0x20_0000, 1], "9007199254740993"],
    ["UInt64, the highest", UInt64, [0xffff_ffff, 0xffff_ffff], "18446744073709551615"],
    ["Int64 -(2^53 - 1)", Int64, [0xffe0_0000, 1], "-9007199254740991"],
    ["Int64, the lowest", Int64, [0x8000_0000, 0], "-9223372036854775808"],
  ])("%s is a number that is exact, or Uncertain; as text it has every digit", (_, dataType, words, digits) => {
    const isExact = BigInt.asIntN(64, BigInt(digits)) === BigInt(digits) && Number.isSafeInteger(Number(digits));
    const { value, status } = decoded(dataValue(dataType, words));
    expect({ value, status }).toEqual({ value: Number(digits), status: isExact ? 0 : 0x4000_0000 });
    expect(decoded(dataValue(dataType, words), { type: "text" })).toMatchObject({ text: digits, status: 0 });
  });

  it("are counted where inexact, and named once per tag; a status other than Good stays", () => {
    const decoder = new ValueDecoder(NAMESPACES, false);
    const said: string[] = [];
    decoder.onInexact = (ref, digits) => said.push(`${ref} ${digits}`);
    const into = new BatchBuilder();
    const target = targetOf({ ref: 7, type: "number" });
    const take = (low: number, more: Read = {}): void =>
      decoder.decode(
        dataValue(UInt64, [0x20_0000, low], { ...more, time: new Date(TIME.getTime() + low) }),
        [target],
        into,
        NOW_US,
      );
    for (const low of [1, 2, 3]) take(low);
    take(4, { status: StatusCodes.UncertainLastUsableValue });
    take(5, { status: StatusCode.makeStatusCode(StatusCodes.Good, "Overflow | InfoTypeDataValue") });
    expect([decoder.counts.inexact, said]).toEqual([5, ["7 9007199254740993"]]);
    const statuses = [...into.finish(NOW_US).statuses];
    expect(statuses).toEqual([
      0x4000_0000,
      0x4000_0000,
      0x4000_0000,
      StatusCodes.UncertainLastUsableValue.value,
      0x4000_0480,
    ]);
  });

  it("are looked up in a map by all their digits", () => {
    const target = targetOf({ ref: 1, type: "enum", codes: { "9007199254740993": 3 } });
    const into = new BatchBuilder();
    new ValueDecoder(NAMESPACES, false).decode(dataValue(UInt64, [0x20_0000, 1]), [target], into, NOW_US);
    expect(into.finish(NOW_US).values[0]).toBe(3);
  });
});
