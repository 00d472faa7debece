import fc from "fast-check";
import { expect, it } from "vitest";
import { LastHeard } from "../../../../edge/sources/mqtt/last-heard.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import { arrayText, elementText } from "../../../../edge/sources/mqtt/sparkplug/arrays.ts";
import { ucumOf } from "../../../../edge/sources/mqtt/sparkplug/eng-unit.ts";
import { SparkplugHost } from "../../../../edge/sources/mqtt/sparkplug/host.ts";
import { encode, setUp } from "../../../fakes/mqtt/sparkplug-metrics.ts";

const template = (metrics: object[], isDefinition = false) => ({
  isDefinition,
  templateRef: "motor",
  version: "",
  metrics,
  parameters: [],
});

it("reads members of nested templates by name in births and by alias in data", () => {
  const { inlet, send } = setUp([
    { metric: "Pump", member: ["Motor", "Speed"] },
    { metric: "Pump", member: ["Motor", "Name"], tag: { type: "text" } },
    { metric: "Pump", member: ["Motor/Speed"] },
  ]);
  const motor = (value: number) =>
    template([
      { name: "Speed", alias: 7, type: "Int16", value, timestamp: 1_700_000_000_001 },
      { name: "Name", type: "String", value: "M1" },
    ]);
  send("DBIRTH", [
    { name: "Pump", type: "Template", value: template([{ name: "Motor", type: "Template", value: motor(-5) }]) },
  ]);
  expect([inlet.latest(0)?.value, inlet.latest(0)?.time, inlet.latest(1)?.text, inlet.latest(2)]).toEqual([
    -5,
    1_700_000_000_001_000,
    "M1",
    undefined,
  ]);
  send("DDATA", [
    {
      name: "Pump",
      type: "Template",
      value: template([{ name: "Motor", type: "Template", value: template([{ alias: 7, type: "Int16", value: -6 }]) }]),
    },
  ]);
  expect(inlet.latest(0)?.value).toBe(-6);
  send("DDATA", [
    {
      name: "Pump",
      type: "Template",
      value: template([
        { name: "Motor", type: "Template", value: template([{ name: "Speed", type: "Int16", value: 9 }], true) },
      ]),
    },
  ]);
  expect(inlet.latest(0)?.value).toBe(-6);
});

it("reads cells of data sets, whatever their type", () => {
  const { inlet, send } = setUp([
    { metric: "Table", column: "count", row: 1 },
    { metric: "Table", column: "name", row: 1, tag: { type: "text" } },
    { metric: "Table", column: "share" },
    { metric: "Table", column: "is there" },
    { metric: "Table", column: "missing" },
    { metric: "Table", column: "count", row: 9 },
  ]);
  const table = {
    numOfColumns: 4,
    columns: ["count", "name", "share", "is there"],
    types: ["Int32", "String", "Double", "Boolean"],
    rows: [
      [1, "a", 0.25, true],
      [-2, "b", 0.5, false],
    ],
  };
  send("DBIRTH", [{ name: "Table", type: "DataSet", value: table }]);
  expect([0, 2, 3].map((ref) => inlet.latest(ref)?.value)).toEqual([-2, 0.25, 1]);
  expect(inlet.latest(1)?.text).toBe("b");
  expect([4, 5].map((ref) => inlet.latest(ref)?.status)).toEqual([0x80740000, 0x80740000]);
});

it("takes bytes as base64, UUIDs as text, a null as Bad", () => {
  const { inlet, send } = setUp([
    { metric: "File", tag: { type: "text" } },
    { metric: "Id", tag: { type: "text" } },
    { metric: "Level" },
  ]);
  send("DBIRTH", [
    { name: "File", type: "Bytes", value: Uint8Array.from([1, 2, 255]) },
    { name: "Id", type: "UUID", value: "7f3c" },
    { name: "Level", type: "Double", value: null },
  ]);
  expect([inlet.latest(0)?.text, inlet.latest(1)?.text, inlet.latest(2)?.status]).toEqual(["AQL/", "7f3c", 0x80000000]);
});

it(
  "[K20] integers beyond 2^53 are Uncertain as numbers, counted and named once; as text they have every " + "digit",
  () => {
    const { inlet, send, context, logged } = setUp([
      { metric: "Total" },
      { metric: "Total", tag: { type: "text" } },
      { metric: "Steps", index: 1 },
      { metric: "Steps", index: 1, tag: { type: "text" } },
    ]);
    const total = (value: number) => ({ name: "Total", type: "UInt64", value });
    const steps = Buffer.alloc(16);
    send("DBIRTH", [total(2 ** 53 - 1), { name: "Steps", type: "Bytes", value: Buffer.from(steps) }], [25]);
    expect(inlet.latest(0)).toMatchObject({ value: 2 ** 53 - 1, status: 0 });
    steps.writeBigInt64LE(-(2n ** 53n) - 1n, 8);
    send("DDATA", [total(2 ** 53), { name: "Steps", type: "Bytes", value: steps }], [25]);
    expect([0, 2].map((ref) => [inlet.latest(ref)?.value, inlet.latest(ref)?.status])).toEqual([
      [2 ** 53, 0x4000_0000],
      [-(2 ** 53), 0x4000_0000],
    ]);
    expect([1, 3].map((ref) => [inlet.latest(ref)?.text, inlet.latest(ref)?.status])).toEqual([
      ["9007199254740992", 0],
      ["-9007199254740993", 0],
    ]);
    send("DDATA", [total(2 ** 53)]);
    expect(context.counters.named.get("inexact")).toBe(3);
    expect(logged.filter(({ msg }) => msg === "a number is not exact").length).toBe(2);
    expect(context.counters.lastDrift).toContain("-9007199254740993 has more digits than a number keeps");
  },
);

it("logs once that a birth's UCUM unit is not the tag's, and takes the values unchanged", () => {
  const { inlet, send, logged } = setUp([
    { metric: "Power", tag: { unit: "W" } },
    { metric: "Heat", tag: { unit: "Cel" } },
  ]);
  const birth = [
    {
      name: "Power",
      type: "Double",
      value: 2,
      properties: {
        engLow: { type: "Double", value: 0 },
        engUnit: { type: "String", value: "kW" },
        Quality: { type: "Int32", value: 500 },
      },
    },
    { name: "Heat", type: "Double", value: 20, properties: { engUnit: { type: "String", value: "°C" } } },
  ];
  send("DBIRTH", birth);
  send("DBIRTH", birth);
  expect(logged.filter(({ units }) => units !== undefined)).toMatchObject([
    { device: "d1", units: [{ metric: "Power", birth: "kW", config: "W" }] },
  ]);
  expect(inlet.latest(0)).toMatchObject({ value: 2, status: 0x40900000 });
});

it.each([
  ["°C", "Cel"],
  ["kWh", "kW.h"],
  ["var", "V.A{reactive}"],
  ["bar", "bar"],
  ["parts per hour", undefined],
])("names %s by its UCUM code", (written, code) => {
  expect(ucumOf(written)).toBe(code);
});

it("reads the specification's array vectors as text", () => {
  const hex = (text: string) => Buffer.from(text, "hex");
  expect(arrayText(hex("41424300" + "68656c6c6f00"), 33, 100)).toBe('["ABC","hello"]');
  expect(elementText(hex("4142430068656c6c6f00"), 33, 1)).toBe("hello");
  expect(elementText(hex("41424300"), 33, 1)).toBe(undefined);
  expect(arrayText(hex("0c00000034d0"), 32, 100)).toBe(
    "[false,false,true,true,false,true,false,false,true,true,false,true]",
  );
  expect(arrayText(hex("fffffffffaafcb12"), 24, 100)).toBe("[-1,315338746]");
  // 64-bit integers with every digit, which a double could not hold.
  expect(arrayText(hex("ce0672ac189cbac4" + "c4ba9c18ac7206ce"), 25, 100)).toBe(
    "[-4270929666821191986,-3601064768563266876]",
  );
  expect(arrayText(hex("ffffffffffffffff"), 29, 100)).toBe("[18446744073709551615]");
  expect(arrayText(hex("0068e5cf8b010000"), 34, 100)).toBe('["2023-11-14T22:13:20.000Z"]');
});

it("[S28] a template that refers to itself by alias ends at depth 8, whatever it contains", () => {
  const { inlet, send } = setUp([{ metric: "Pump", member: ["Inner"] }]);
  const nested = (depth: number): object =>
    depth === 0
      ? { name: "Inner", type: "Int32", value: 1 }
      : { alias: 1, type: "Template", value: template([nested(depth - 1)]) };
  send("DBIRTH", [
    { name: "Pump", alias: 1, type: "Template", value: template([{ name: "Inner", type: "Int32", value: 0 }]) },
  ]);
  send("DDATA", [nested(5)]);
  expect(inlet.latest(0)?.value).toBe(1);
  const before = inlet.samples().length;
  send("DDATA", [nested(9)]);
  expect(inlet.samples()).toHaveLength(before);
});

it("[S28] random bytes in templates, data sets and property sets are refused or read, nothing else", () => {
  const { inlet, context } = setUp([
    { metric: "Pump", member: ["Inner"] },
    { metric: "Table", column: "c" },
    { metric: "List", tag: { type: "text" } },
  ]);
  const outlet = new Outlet();
  outlet.open(inlet);
  const host = new SparkplugHost(context as never, outlet, {
    hostId: "edge",
    reorderTimeoutMs: 1_000,
    lastHeard: new LastHeard("/dev/null"),
  });
  host.message("spBv1.0/g/NBIRTH/n", encode([{ name: "bdSeq", type: "Int64", value: 0 }], 0));
  const names = ["Pump", "Table", "List"];
  fc.assert(
    fc.property(
      fc.nat(2),
      fc.constantFrom(0x4a, 0x82, 0x8a, 0x92),
      fc.uint8Array({ maxLength: 80 }),
      (which, tag, bytes) => {
        const name = Buffer.from(names[which] as string);
        const field = tag === 0x4a ? [tag] : [tag, 0x01];
        const metric = [
          0x0a,
          name.length,
          ...name,
          0x20,
          [19, 16, 33][which] as number,
          ...field,
          bytes.length,
          ...bytes,
        ];
        try {
          host.message("spBv1.0/g/DBIRTH/n/d1", Buffer.from([0x12, metric.length, ...metric, 0x18, 1]));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

it("[K10] gives the remedy once where a tag cannot hold its metric", () => {
  const { inlet, send, logged } = setUp([
    { metric: "Currents" },
    { metric: "Pump" },
    { metric: "Recipes" },
    { metric: "Name" },
    { metric: "Power", index: 2 },
    { metric: "Currents", index: 1 },
    { metric: "Currents", tag: { type: "text" } },
    { metric: "Power" },
  ]);
  const INT16 = 23;
  const table = { numOfColumns: 1, columns: ["c"], types: ["Int32"], rows: [[1]] };
  const birth = [
    { name: "Currents", type: "Bytes", value: Uint8Array.from([1, 0, 2, 0]) },
    { name: "Pump", type: "Template", value: template([{ name: "Speed", type: "Int16", value: 1 }]) },
    { name: "Recipes", type: "DataSet", value: table },
    { name: "Name", type: "String", value: "a" },
    { name: "Power", type: "Double", value: 2 },
  ];
  send("DBIRTH", birth, [INT16]);
  send("DBIRTH", birth, [INT16]);
  const said = logged
    .filter((line) => "misfits" in line)
    .flatMap((line) => line["misfits"] as { metric: string; advice: string }[]);
  expect(said.map(({ metric, advice }) => [metric, /`(\w+)/.exec(advice)?.[1]])).toEqual([
    ["Currents", "index"],
    ["Pump", "member"],
    ["Recipes", "column"],
    ["Name", "type"],
    ["Power", "index"],
  ]);
  expect([0, 1, 2, 3, 4].map((ref) => inlet.latest(ref)?.status)).toEqual(Array(5).fill(0x80740000));
  expect([inlet.latest(5)?.value, inlet.latest(6)?.text, inlet.latest(7)?.value]).toEqual([2, "[1,2]", 2]);
});

it("metrics that the birth marks as transient are stored where a tag names them, and named once", () => {
  const { inlet, logged, send } = setUp([{ metric: "Debug" }, { metric: "Power" }]);
  const birth = [
    { name: "Debug", type: "Double", value: 1, isTransient: true },
    { name: "Power", type: "Double", value: 2 },
  ];
  send("DBIRTH", birth);
  send("DBIRTH", birth);
  expect(inlet.latest(0)?.value).toBe(1);
  expect(logged.filter((line) => "transient" in line).map((line) => line["transient"])).toEqual([["Debug"]]);
});
