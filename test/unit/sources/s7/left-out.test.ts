import { expect, it } from "vitest";
import { leftOutReason } from "../../../../edge/contracts/words/left-out.ts";
import { readExports } from "../../../../edge/sources/s7/import/tag-tables.ts";
import { targetOf } from "../../../../edge/sources/s7/import/target.ts";

it("[CE31] what an import leaves out is said in both languages", () => {
  const block = (name: string, body: string) =>
    `DATA_BLOCK ${name}\nSTRUCT\n${body}\nEND_STRUCT;\nBEGIN\nEND_DATA_BLOCK\n`;
  const text =
    block('"Press"', " f : REAL;") +
    block("DB 5", " a : ARRAY [1 .. 40] OF INT;\n t : ANY;\n u : UDT 9;") +
    block('"Fast"', " f : REAL;").replace("STRUCT", "{ S7_Optimized_Access := 'TRUE' }\nSTRUCT");
  const { leftOut } = readExports(
    [
      { name: "a.db", text },
      { name: "b.sdf", text: '"Odd","FB 7","FB 7",""\r\n"Far","PEW 2","ANY",""\r\n' },
    ],
    { target: targetOf("s7://plc"), blocks: [] },
  );
  expect(leftOut.length).toBeGreaterThanOrEqual(5);
  for (const { reason } of leftOut) {
    expect(leftOutReason(reason, "en")).toBe(reason);
    expect(leftOutReason(reason, "zh"), reason).toMatch(/[一-鿿]/);
  }
});
