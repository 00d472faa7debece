import { DataType, DataValue, LocalizedText, StatusCodes, Variant, VariantArrayType } from "node-opcua";
import { expect, it } from "vitest";
import { type ConfiguredTag, liveTable, verdict } from "../../../edge/cli/live-table.ts";
import { type ProbedTarget, probedValue } from "../../../edge/sources/opcua/discovery/probe-value.ts";

const NAMESPACES = ["http://opcfoundation.org/UA/", "urn:server"];

function probed(
  dataType: DataType,
  value: unknown,
  target: ProbedTarget = { type: "number" },
  status = StatusCodes.Good,
) {
  const arrayType =
    Array.isArray(value) && dataType !== DataType.Int64 && dataType !== DataType.UInt64
      ? VariantArrayType.Array
      : VariantArrayType.Scalar;
  return probedValue(
    new DataValue({ value: new Variant({ dataType, value, arrayType }), statusCode: status }),
    target,
    NAMESPACES,
  );
}

it("the table shows how the edge reads each value, one line per tag, in aligned columns", () => {
  const row = (tagUid: string, value: object, more: object = {}) => ({
    tagUid,
    dataType: "Double",
    revisedSamplingMs: 500,
    ageMs: 250,
    ...value,
    ...more,
  });
  const table = liveTable(
    { name: "press-plc", endpoint: "opc.tcp://plc:4840" },
    {
      clock: undefined,
      bindings: [
        row("u#count", probed(DataType.Int64, [0, 7]), { dataType: "Int64", unit: "pcs" }),
        row("u#total", probed(DataType.UInt64, [0x20_0000, 1]), { dataType: "UInt64" }),
        row("u#total-text", probed(DataType.UInt64, [0x20_0000, 1], { type: "text" }), {
          dataType: "UInt64",
          revisedSamplingMs: 1000,
        }),
        row("u#message", probed(DataType.String, "line one\nline two\ttab", { type: "text" }), { dataType: "String" }),
        row("u#name", probed(DataType.LocalizedText, new LocalizedText({ text: "压力机" }), { type: "text" }), {
          dataType: "LocalizedText",
        }),
        row("u#speed", probed(DataType.Null, null), { unit: "m/s" }),
        row("u#running", probed(DataType.Boolean, true, { type: "boolean" }), {
          dataType: "Boolean",
          revisedSamplingMs: undefined,
          ageMs: undefined,
        }),
        row("u#zone", probed(DataType.Double, [1, 2, 3], { type: "number", index: [5] })),
        row("u#wave", probed(DataType.Double, [1, 2, 3], { type: "waveform" }), { dataType: "Double[]" }),
        row("u#old", probed(DataType.Double, 3, { type: "number" }, StatusCodes.BadNoCommunication)),
        { tagUid: "u#gone", reason: "no node at this path" },
      ],
    },
    new Map<string, ConfiguredTag>([
      ["u#count", { name: "P-1 count", unit: "{pcs}", everyMs: 500 }],
      ["u#speed", { name: "P-1 ram speed", unit: "mm/s", everyMs: 500 }],
      ...["total", "total-text", "message", "name", "running", "zone", "wave", "old"].map(
        (name) => [`u#${name}`, { name: `P-1 ${name}`, unit: undefined, everyMs: 500 }] as const,
      ),
    ]),
  );
  expect(`\n${table.trim()}\n`).toBe(`
press-plc  opc.tcp://plc:4840  clock offset unknown
  tag             value                  status              type           unit        sampling ms    age s
  P-1 count       7                      Good                Int64          pcs         500            0.3
  P-1 total       9007199254740993       Uncertain           UInt64                     500            0.3
  P-1 total-text  9007199254740993       Good                UInt64                     500 → 1000     0.3
  P-1 message     line one line two tab  Good                String                     500            0.3
  P-1 name        压力机                 Good                LocalizedText              500            0.3
  P-1 ram speed   (no value)             Good                Double         mm/s ≠ m/s  500            0.3
  P-1 running     true                   Good                Boolean                    500 → refused  no time
  P-1 zone        the value does not fit a tag of type number: Double array of 3; name its element by \`index\`
  P-1 wave        3 points               Good                Double[]                   500            0.3
  P-1 old         (no value)             BadNoCommunication  Double                     500            0.3
  u#gone          no node at this path
`);
});

it("a binding without a value is not reported as readable", () => {
  expect([verdict(0, 0), verdict(0, 2), verdict(3, 2)]).toEqual([
    "\nEvery binding can be read.\n",
    "\nEvery binding can be read; 2 of them have no value now.\n",
    "\n3 bindings cannot be read, or read Bad.\n",
  ]);
});

it("[CA8] the reason why a server gives no history is in words with a remedy, and its status in brackets", () => {
  const historyNote = (reason?: string) =>
    liveTable(
      { name: "plc", endpoint: "opc.tcp://plc:4840" },
      {
        clock: undefined,
        bindings: [],
        history: { asked: 50, kept: 0, timestamps: "both", ...(reason === undefined ? {} : { reason }) },
      },
      new Map(),
    );
  const raw = " serviceResult = BadNotSupported (0x803d0000)";
  expect(historyNote(raw)).toContain("none of 50 requested tags: the server keeps no history of these items; ");
  expect(historyNote(raw)).toMatch(/switch on .* \(BadNotSupported\)\. Gaps are declared, not filled\.\n/);
  expect(historyNote(raw)).not.toMatch(/serviceResult|0x/);
  expect(historyNote("BadHistoryOperationUnsupported")).toContain("(BadHistoryOperationUnsupported)");
  expect(historyNote("BadUserAccessDenied")).toContain("does not let this user read history");
  expect(historyNote("BadStrange")).toContain("the server refuses this (BadStrange)");
  expect(historyNote()).toContain("the server gave no answer; try again");
});
