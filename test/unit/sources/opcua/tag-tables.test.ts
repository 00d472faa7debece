import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { loadConfig } from "../../../../edge/config/load.ts";
import { formatCsv, parseCsv } from "../../../../edge/contracts/table-text.ts";
import { plugins } from "../../../../edge/plugins.ts";
import type { OpcuaBinding } from "../../../../edge/sources/opcua/config.ts";
import {
  COLUMNS,
  type PlantTag,
  type TableFormat,
  tableRows,
} from "../../../../edge/sources/opcua/tag-tables/formats.ts";
import { importedConfig } from "../../../../edge/sources/opcua/tag-tables/import-table.ts";

const TARGET = {
  endpoint: "opc.tcp://127.0.0.1:4840",
  root: "/Objects/plc:PLC_1",
  namespace: "http://example.com/plc",
};

/** The table as a checked config: signal, type, unit, path of each tag. */
async function imported(text: string) {
  const { files, leftOut } = importedConfig(text, TARGET);
  const dir = mkdtempSync(join(tmpdir(), "gemba-table-"));
  try {
    for (const [name, content] of files) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), content);
    }
    const { assets } = await loadConfig(dir, plugins);
    const tags = assets.flatMap(({ tags }) =>
      tags.map(({ shape, binding }) => [
        `${shape.component}/${shape.signal}`,
        shape.type,
        shape.unit,
        (binding as OpcuaBinding).path,
      ]),
    );
    return { tags, leftOut, assets };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

it("TIA Portal: inputs, outputs and memory by address, semicolons and quotes as in spreadsheets", async () => {
  const { tags, leftOut } = await imported(
    '\ufeffName;Path;Data Type;Logical Address;Comment\r\nMotor.On;Default;Bool;%Q0.0;"Motor; läuft"\r\n' +
      "Öldruck;Default;Real;%ID64;\r\nZähler;Default;DInt;%MD4;\r\nUhr;Default;Timer;%T1;\r\n",
  );
  expect(tags).toEqual([
    ["outputs/motor-on", "boolean", undefined, "plc:Outputs/plc:Motor.On"],
    ["inputs/oldruck", "number", "1", "plc:Inputs/plc:Öldruck"],
    ["memory/zahler", "number", "1", "plc:Memory/plc:Zähler"],
  ]);
  expect(leftOut).toEqual([{ line: 5, reason: "the logical address %T1 is neither input, output nor memory" }]);
});

it("Kepware: groups become parts, units and scaled range are kept", async () => {
  const { tags, assets } = await imported(
    "Tag Name,Address,Data Type,Respect Data Type,Client Access,Scan Rate,Scaling," +
      "Raw Low,Raw High,Scaled Low,Scaled High,Eng Units,Description\n" +
      "Oven.Temp,40001,Float,1,R/W,250,Linear,0,1000,0,400,°C,Oven temperature\nName,S1,String,1,RO,100,,,,,,,\n",
  );
  expect(tags).toEqual([
    ["oven/temp", "number", "Cel", "plc:Oven/plc:Temp"],
    ["/name", "text", undefined, "plc:Name"],
  ]);
  expect(assets[0]?.tags[0]).toMatchObject({
    shape: { range: [0, 400], name: { en: "Oven temperature" } },
    binding: { every: 250 },
  });
});

it("UaExpert: string node ids contain the path, numbers do not", async () => {
  const { tags, leftOut } = await imported(
    '#,Server,Node Id,Display Name,Value,Datatype\n1,S7,"NS3|String|""Press"".""Force""",Force,1,Float\n' +
      "2,S7,ns=2;s=Line.Cell.Speed,Speed,1,Double\n3,S7,NS2|Numeric|5001,X,1,Double\n",
  );
  expect(tags.map(([, , , path]) => path)).toEqual(["plc:Press/plc:Force", "plc:Line/plc:Cell/plc:Speed"]);
  expect(leftOut[0]?.line).toBe(4);
});

it.each<[string, RegExp]>([
  ["a,b\n1,2\n", /line 1: these are not the columns of a known table; known are tia/],
  ['Name,Data Type,Logical Address\n"open,Bool,%I0.0\n', /line 2: a quote is opened/],
])("a table that cannot be read says where: %j", (text, message) => {
  expect(() => importedConfig(text, TARGET)).toThrow(message);
});

it("each exported table has its tool's columns, and no cell that a spreadsheet would execute", () => {
  const tag: PlantTag = {
    source: "s",
    tagUid: "u#x",
    label: "CNC 1",
    component: "spindle",
    signal: "speed",
    type: "number",
    name: "=1+1",
    unit: "/min",
    range: [-5, 4500],
    everyMs: 250,
    address: "/Objects/plc:CNC",
  };
  for (const format of Object.keys(COLUMNS) as TableFormat[]) {
    const rows = parseCsv(formatCsv(tableRows(format, [tag])));
    expect(rows[0]).toEqual(COLUMNS[format]);
    expect(rows[1]).toHaveLength(COLUMNS[format].length);
    expect(rows[1]).toContain("'=1+1");
  }
  expect(formatCsv(tableRows("kepware", [tag]))).toContain(",-5,4500,");
});
