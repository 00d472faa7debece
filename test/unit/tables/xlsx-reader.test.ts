/** Reading of workbooks (rule CE16 in docs/rules/config-edits.md). */
import fc from "fast-check";
import { expect, it } from "vitest";
import { WorkbookRefused } from "../../../edge/tables/workbook-refused.ts";
import { type Cell, xlsx } from "../../../edge/tables/xlsx.ts";
import { type ReadCell, readXlsx } from "../../../edge/tables/xlsx-reader.ts";
import { type PartOptions, type Parts, partsOf, zipOf } from "../../fakes/config/workbook.ts";

const BOUNDS = { bytes: 1_000_000, rows: 50, columns: 30 };

async function written(rows: readonly (readonly Cell[])[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of xlsx({ name: "x", head: [["head"]], rows })) pieces.push(piece);
  return Buffer.concat(pieces);
}

function cellsOf(rows: string, more: Parts = {}): readonly (readonly [string, ReadCell])[] {
  return readXlsx(zipOf(partsOf(rows, more)), BOUNDS).flatMap(({ row, cells }) =>
    [...cells].map(([column, cell]) => [`${column}:${row}`, cell] as const),
  );
}

function faultOf(zip: Buffer, bounds = BOUNDS): string {
  try {
    readXlsx(zip, bounds);
  } catch (error) {
    if (error instanceof WorkbookRefused) return error.fault;
    throw error;
  }
  return "none";
}

const faultIn = (rows: string, more: Parts = {}, options: Readonly<Record<string, PartOptions>> = {}): string =>
  faultOf(zipOf(partsOf(rows, more), options));

it("[CE16] what the edge writes is read back, whatever the texts", async () => {
  const text = fc
    .string({ unit: "grapheme", maxLength: 20 })
    .filter((one) => one !== "" && !/[\uFFFE\uFFFF]/.test(one));
  const plain = text.filter((one) => [...one].every((char) => char >= " ") && !one.includes("_x"));
  const cell = fc.oneof(plain, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { maxLength: 29 }), { maxLength: 5 }), async (rows) => {
      const [, ...read] = readXlsx(await written(rows), BOUNDS);
      const expected = rows
        .map((cells, i) => ({
          row: i + 2,
          // A spreadsheet has no negative zero.
          cells: new Map(cells.flatMap((one, column) => (one === null ? [] : [[column, one === 0 ? 0 : one]]))),
        }))
        .filter(({ cells }) => cells.size > 0);
      expect(
        read.map(({ row, cells }) => ({ row, cells: new Map([...cells].map(([k, v]) => [k, v === 0 ? 0 : v])) })),
      ).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

it("[CE16] shared and rich texts, booleans, results of formulas, errors, prefixes, places that are left out", () => {
  const shared =
    '<sst><si><t>主轴</t></si><si><r><rPr><b/></rPr><t>a</t></r><r><t xml:space="preserve"> &amp;&#x42;_x000A_</t></r>' +
    '<rPh sb="0"><t>hint</t></rPh></si></sst>';
  const rows =
    '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c t="b"><v>1</v></c></row>' +
    '<row><c r="A3"><f>1+1</f><v>2</v></c><c r="B3" t="str"><f>x</f><v>y</v></c><c r="C3"><f>z</f></c>' +
    '<c r="D3" t="e"><v>#N/A</v></c><c r="E3" s="4"/><c r="AC3" t="inlineStr"><is><t>w</t></is></c></row>';
  const expected = [
    ["0:2", "主轴"],
    ["2:2", "a &B\n"],
    ["3:2", true],
    ["0:3", 2],
    ["1:3", "y"],
    ["2:3", { unusable: "formula" }],
    ["3:3", { unusable: "error" }],
    ["28:3", "w"],
  ];
  expect(cellsOf(rows, { "xl/sharedStrings.xml": shared })).toEqual(expected);
  const prefixed = rows.replaceAll(/<(\/?)([a-z])/g, "<$1x:$2");
  expect(cellsOf(prefixed, { "xl/sharedStrings.xml": shared })).toEqual(expected);
});

it("[CE16] files that are no workbook, broken, locked or hidden ones are refused", async () => {
  expect(faultOf(Buffer.from("type,signal\n"))).toBe("no-zip");
  expect(faultOf(Buffer.alloc(0))).toBe("no-zip");
  expect(faultOf(Buffer.from("d0cf11e0a1b11ae1".padEnd(2_000, "0"), "hex"))).toBe("locked");
  expect(faultIn("", {}, { "xl/workbook.xml": { flags: 1 } })).toBe("locked");
  expect(
    faultIn("", { "xl/workbook.xml": '<workbook><sheets><sheet state="veryHidden" r:id="rId1"/></sheets></workbook>' }),
  ).toBe("no-sheet");
  expect(faultOf(zipOf({ a: "b" }))).toBe("no-sheet");
  const outside = '<Relationships><Relationship Id="rId1" TargetMode="External" Target="https://x"/></Relationships>';
  expect(faultIn("", { "xl/_rels/workbook.xml.rels": outside })).toBe("no-sheet");
  for (const rows of [
    '<row r="2"/><row r="2"/>',
    '<row r="1"><c t="s"><v>7</v></c></row>',
    "<row><c><v>x</v></c></row>",
  ])
    expect(faultIn(rows)).toBe("damaged");
  for (const xml of ["<a>", "<a></b>", "</a>", "<a b=c/>", "<a b='<'/>", "\u0000", "<a", "x<", "<!-- "])
    expect(faultIn("", { "xl/worksheets/sheet1.xml": xml }), xml).toMatch(/damaged|none/);
  const [whole] = [await written([[1, "a"]])];
  for (let cut = 0; cut < whole.length; cut += 97) expect(faultOf(whole.subarray(0, cut))).toMatch(/no-zip|damaged/);
});

it("[CE16] bombs, entities and document types are refused, and each part counts towards the bound", () => {
  const doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>';
  expect(faultIn("", { "xl/workbook.xml": `${doctype}<workbook/>` })).toBe("declaration");
  expect(faultIn('<row><c t="str"><v>&e;</v></c></row>')).toBe("declaration");
  expect(faultIn('<row><c t="str"><v>&#0;</v></c></row>')).toBe("declaration");
  expect(faultIn("<?x y?>")).toBe("declaration");
  const zeros = Buffer.alloc(2_000_000, " ");
  expect(faultIn("", { "xl/sharedStrings.xml": zeros })).toBe("large");
  // A part that declares less than it has is not unpacked further than it declares.
  expect(faultIn("", { "xl/sharedStrings.xml": zeros }, { "xl/sharedStrings.xml": { bytes: 10 } })).toBe("damaged");
  expect(faultIn("", {}, { "xl/worksheets/sheet1.xml": { crc: 1 } })).toBe("damaged");
  const deep = "<a>".repeat(40) + "</a>".repeat(40);
  expect(faultIn(deep)).toBe("damaged");
  expect(faultIn('<row><c r="AE1"><v>1</v></c></row>')).toBe("many-columns");
  expect(faultIn("<row><c><v>1</v></c></row>".repeat(51))).toBe("many-rows");
  const half = "<sst>".padEnd(600_000, " ");
  expect(faultIn(" ".repeat(600_000), { "xl/sharedStrings.xml": half })).toBe("large");
});
