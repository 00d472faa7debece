/** Types and orders of registers, and the number of requests. */
import { expect, it } from "vitest";
import {
  bindingProblems,
  type ModbusAddress,
  type ModbusBinding,
  type ModbusConfig,
  orderOf,
} from "../../../../edge/sources/modbus/config.ts";
import { digitsAt, numberAt, textAt } from "../../../../edge/sources/modbus/decode.ts";
import { type Item, planOf } from "../../../../edge/sources/modbus/plan.ts";
import { fakeTag } from "../../../fakes/source/tags.ts";

const binding = (more: Partial<ModbusBinding>): ModbusBinding => ({ table: "holding", type: "uint16", ...more });

it.each([
  ["int16", "big", "8000", -32_768],
  ["uint16", "little", "ffff", 65_535],
  ["int32", "big", "fffffffe", -2],
  ["int32", "little", "fffeffff", -2],
  ["uint32", "little", "00010000", 1],
  ["int64", "big", "ffffffffffffffff", -1],
  ["uint64", "little", "0002000100000000", 65_538],
  ["float32", "big", "42280000", 42],
  ["float32", "little", "00004228", 42],
  ["float64", "little", "0000000000004045", 42],
] as const)("decodes %s, %s words first, from %s", (type, wordOrder, hex, value) => {
  const bytes = Buffer.from(`aaaa${hex}`, "hex");
  expect(numberAt(bytes, 2, { order: wordOrder === "big" ? "ABCD" : "CDAB", binding: { type } })).toBe(value);
});

it.each([
  ["int64", "ABCD", "ffdfffffffffffff", "-9007199254740993"],
  ["uint64", "CDAB", "ffffffffffffffff", "18446744073709551615"],
  ["uint64", "CDAB", "0001000000000020", "9007199254740993"],
  ["uint64", "DCBA", "0100000000002000", "9007199254740993"],
  ["uint64", "BADC", "2000000000000100", "9007199254740993"],
] as const)("[K20] all digits of %s in the order %s", (type, order, hex, digits) => {
  expect(digitsAt(Buffer.from(`aaaa${hex}`, "hex"), 2, { order, binding: { type } })).toBe(digits);
  expect(digitsAt(Buffer.from(hex, "hex"), 0, { order, binding: { type: "float64" } })).toBeUndefined();
});

it.each([
  ["ABCD", "0102030405060708", "4142434400"],
  ["CDAB", "0708050603040102", "4142434400"],
  ["BADC", "0201040306050807", "4241444300"],
  ["DCBA", "0807060504030201", "4241444300"],
] as const)("decodes values of 2, 4 and 8 bytes and texts in the order %s", (order, hex, text) => {
  const bytes = Buffer.from(hex, "hex");
  const isSwapped = order === "BADC" || order === "DCBA";
  const low = order === "CDAB" || order === "DCBA";
  expect(numberAt(bytes, 0, { order, binding: { type: "uint64" } })).toBe(Number(0x0102030405060708n));
  expect(numberAt(bytes, low ? 4 : 0, { order, binding: { type: "uint32" } })).toBe(0x01020304);
  expect(numberAt(bytes, low ? 6 : 0, { order, binding: { type: "uint16" } })).toBe(0x0102);
  expect(numberAt(bytes, low ? 6 : 0, { order, binding: { type: "bool", bit: 8 } })).toBe(1);
  expect(textAt(Buffer.from(`${text}00`, "hex"), 0, 3, order)).toBe("ABCD");
  expect(
    numberAt(Buffer.from(isSwapped ? (low ? "00002842" : "28420000") : low ? "00004228" : "42280000", "hex"), 0, {
      order,
      binding: { type: "float32" },
    }),
  ).toBe(42);
});

it(
  "a tag's byte order overrides its device's, and that the source's; older configs' wordOrder still " +
    "counts, and SunSpec is always ABCD",
  () => {
    const of = (
      own: Partial<ModbusBinding>,
      address: Partial<ModbusAddress> = {},
      config: Partial<ModbusConfig> = {},
    ) => orderOf(binding(own), { unit: 1, ...address }, config);
    expect(of({})).toBe("ABCD");
    expect(of({}, {}, { byteOrder: "BADC" })).toBe("BADC");
    expect(of({}, { byteOrder: "CDAB" }, { byteOrder: "BADC" })).toBe("CDAB");
    expect(of({ byteOrder: "DCBA" }, { byteOrder: "CDAB" }, { byteOrder: "BADC" })).toBe("DCBA");
    expect([
      of({ wordOrder: "little" }, { byteOrder: "DCBA" }),
      of({ wordOrder: "big" }, { byteOrder: "DCBA" }),
    ]).toEqual(["CDAB", "ABCD"]);
    expect(of({ sunspec: { model: 103, offset: 2, instance: 1 } }, { byteOrder: "DCBA" })).toBe("ABCD");
    expect(problemsIn(binding({ register: 1, byteOrder: "CDAB", wordOrder: "big" }))).toEqual([
      expect.stringContaining("either byteOrder or wordOrder"),
    ]);
    expect(problemsIn(binding({ register: 1, table: "coil", type: "bool", byteOrder: "CDAB" }))).toEqual([
      expect.stringContaining("has no byteOrder"),
    ]);
  },
);

it("decodes bits and texts, and SunSpec's 'not implemented' as nothing", () => {
  expect(
    [0, 1, 15].map((bit) => numberAt(Buffer.from("8001", "hex"), 0, { order: "ABCD", binding: { type: "bool", bit } })),
  ).toEqual([1, 0, 1]);
  expect(textAt(Buffer.from("ACME  \0\0xx"), 0, 5, "ABCD")).toBe("ACME");
  for (const [type, hex] of [
    ["int16", "8000"],
    ["uint16", "ffff"],
    ["int32", "80000000"],
    ["uint32", "ffffffff"],
    ["uint64", "ffffffffffffffff"],
    ["float32", "7fc00000"],
  ] as const)
    expect(
      numberAt(Buffer.from(hex, "hex"), 0, {
        order: "ABCD",
        binding: { type, sunspec: { model: 1, offset: 2, instance: 1 } },
      }),
      type,
    ).toBeNaN();
});

it("joins neighbours of one unit, table and period into few requests, within the limits", () => {
  const item = (unit: number, register: number, more: Partial<ModbusBinding> = {}, words = 1): Item => ({
    tag: fakeTag(0),
    unit,
    register,
    words,
    order: "ABCD",
    binding: binding(more),
    factor: 1,
  });
  const plan = planOf(
    [
      item(1, 10),
      item(1, 0, {}, 2),
      item(2, 3),
      item(1, 30),
      item(1, 11, { table: "input" }),
      item(1, 5, { every: 9 }),
    ],
    { pollMs: 1_000, maxRegisters: 20, maxGap: 8 },
  );
  const shown = plan.map(({ everyMs, blocks }) => [
    everyMs,
    ...blocks.map(({ unit, table, from, count }) => `${unit} ${table} ${from}+${count}`),
  ]);
  expect(shown).toEqual([
    [1_000, "1 holding 0+11", "1 holding 30+1", "1 input 11+1", "2 holding 3+1"],
    [9, "1 holding 5+1"],
  ]);
  const many = Array.from({ length: 100 }, (_, n) => item(1, 2 * n, {}, 2));
  expect(planOf(many, { pollMs: 1, maxRegisters: 125, maxGap: 0 })[0]?.blocks.map(({ count }) => count)).toEqual([
    124, 76,
  ]);
});

const problemsIn = (checked: Parameters<typeof bindingProblems>[0]): readonly string[] =>
  bindingProblems(checked).map(({ message }) => message.en);

it("names the mistake in a binding", () => {
  expect(problemsIn(binding({ register: 1 }))).toEqual([]);
  expect(problemsIn(binding({}))).toEqual(["give either register or sunspec"]);
  expect(problemsIn(binding({ register: 1, table: "coil" }))).toHaveLength(1);
  expect(problemsIn(binding({ register: 1, type: "bool" }))).toEqual([
    "say which bit of the register; or take table: coil",
  ]);
  expect(problemsIn(binding({ register: 1, type: "text" }))).toEqual(["a text needs length, and nothing else has one"]);
});
