/** Imports of S7 programs: files that no controller could have written, and the command. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { runCommand } from "../../../../edge/cli/run-command.ts";
import { tagTables } from "../../../../edge/sources/s7/import/tag-tables.ts";
import { temporaryFolder } from "../../../fakes/config/plant-folder.ts";

const DRIVE = "TYPE UDT 5\nSTRUCT\n a : BOOL;\n b : BOOL;\n c : REAL;\nEND_STRUCT;\nEND_TYPE\n";

it.each([
  ["bounds", "STRUCT a : ARRAY [0 .. 2000000000] OF INT; END_STRUCT;", /bounds|larger/],
  ["bounds backwards", "STRUCT a : ARRAY [5 .. 1] OF INT; END_STRUCT;", /bounds/],
  ["size", "STRUCT a : ARRAY [1 .. 40000] OF DINT; END_STRUCT;", /larger/],
  [
    "empty structures",
    "STRUCT a : ARRAY [1 .. 500000] OF STRUCT END_STRUCT; b : ARRAY [1 .. 500000] OF STRUCT END_STRUCT; END_STRUCT;",
    /larger/,
  ],
  ["nesting", `STRUCT ${"a : STRUCT ".repeat(100)}`, /nested/],
  ["an open structure", "STRUCT a : INT;", /stands where/],
  ["no type", "STRUCT a INT; END_STRUCT;", /expected/],
])("[SC7] a source with hostile %s is refused in bounded time", (_, body, expected) => {
  const text = `DATA_BLOCK DB 1\n${body}\nBEGIN\nEND_DATA_BLOCK`;
  expect(() =>
    tagTables.read([{ name: "x.db", text }], { endpoint: "s7://h", root: undefined, namespace: undefined, blocks: [] }),
  ).toThrow(expected);
});

it("[SC7] structures that contain each other, XML with entities and unknown files are refused", () => {
  const read = (text: string) =>
    tagTables.read([{ name: "x", text }], { endpoint: "s7://h", root: undefined, namespace: undefined, blocks: [] });
  const loop = 'TYPE "A" STRUCT b : "B"; END_STRUCT; END_TYPE TYPE "B" STRUCT a : "A"; END_STRUCT; END_TYPE';
  expect(() => read(`${loop}\nDATA_BLOCK DB 1\n"A"\nBEGIN\nEND_DATA_BLOCK`)).toThrow(/larger/);
  expect(() => read('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')).toThrow(/declarations/);
  expect(() => read("hello,world")).toThrow(/no export/);
  expect(() => read(`${'"'.repeat(3)}`)).toThrow(/x|quote|export/);
});

it("[SC7] the command takes several files at once, in the encodings of older tools too", async () => {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  using folder = temporaryFolder();
  const [symbols, source, out] = ["s.sdf", "b.awl", "plant"].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  // The comment is in GB 2312.
  writeFileSync(
    symbols,
    Buffer.from('"Motor","M 1.0","BOOL","\xb5\xe7\xbb\xfa"\r\n"Drive","UDT 5","UDT 5",""', "latin1"),
  );
  writeFileSync(source, 'DATA_BLOCK DB 3\n"Drive"\nBEGIN\nEND_DATA_BLOCK\n'.concat(DRIVE));
  const args = ["import", symbols, source, "--endpoint", "s7://10.0.0.1", "--out", out];
  expect(await runCommand(args, new AbortController().signal)).toBe(0);
  expect(write.mock.calls.join("")).toContain("4 tags, read as S7.");
  expect(readFileSync(join(out, "types/plc.yaml"), "utf8")).toContain("zh: 电机");
  expect(readFileSync(join(out, "sources.yaml"), "utf8")).toContain("name: plc, kind: s7, host: 10.0.0.1, port: 102");
});
