/**
 * Symbol tables: STEP 7 as SDF (`"Name","I 0.0","BOOL","Comment"`) and ASC (`126,` and columns of fixed width), TIA
 * Portal as SDF and as its table saved as CSV.
 */
import { parseCsv } from "../../../contracts/table-text.ts";
import { placeOf } from "../address.ts";
import { typeOf } from "../config.ts";
import { isText, type ValueType } from "../types.ts";
import type { Declarations } from "./declarations.ts";
import { typeOfWord } from "./type-words.ts";

/** Widths of name, address and type in an ASC line behind `126,`. */
const ASC = /^126,(.{24})(.{12})(.{10})(.*)$/;
/** Symbols that are no data. */
const NO_DATA = /^%?(?:OB|FB|FC|SFB|SFC|VAT)\s*\d+$/i;

export interface Row {
  readonly name: string;
  readonly address: string;
  readonly type: string;
  readonly comment: string;
  readonly line: number;
}

/** The rows of a symbol table; undefined for a text that is none. */
export function symbolRows(text: string): readonly Row[] | undefined {
  const lines = text.split(/\r?\n/);
  const first = lines.find((line) => line.trim() !== "") ?? "";
  if (ASC.test(first)) return lines.flatMap(ascRow);
  const cells = parseCsv(text);
  const titles = (cells[0] ?? []).map((title) => title.trim().toLowerCase());
  const at = ["name", "logical address", "data type"].map((title) => titles.indexOf(title));
  if (!at.includes(-1)) return cells.slice(1).map((row, i) => tiaRow(row, titles, i + 2));
  // SDF has no titles; the second column is an address.
  if (first.startsWith('"') && (cells[0]?.length ?? 0) >= 3) return cells.map(sdfRow);
  return undefined;
}

function ascRow(line: string, at: number): Row[] {
  const [, name = "", address = "", type = "", comment = ""] = ASC.exec(line) ?? [];
  const row = { name: name.trim(), address: address.trim(), type: type.trim(), comment: comment.trim(), line: at + 1 };
  return row.name === "" ? [] : [row];
}

function sdfRow(cells: readonly string[], at: number): Row {
  const [name = "", address = "", type = ""] = cells.map((cell) => cell.trim());
  // TIA Portal has three columns of True and False before the comment.
  const comment = cells.slice(3).find((cell) => !/^\s*(?:true|false)?\s*$/i.test(cell)) ?? "";
  return { name, address, type, comment: comment.trim(), line: at + 1 };
}

function tiaRow(cells: readonly string[], titles: readonly string[], line: number): Row {
  const cell = (title: string): string => cells[titles.indexOf(title)]?.trim() ?? "";
  const comment = titles.includes("comment") ? cell("comment") : "";
  return { name: cell("name"), address: cell("logical address"), type: cell("data type"), comment, line };
}

/** Takes the rows over: symbols, numbers of blocks, names of UDTs. */
export function takeSymbols(rows: readonly Row[], file: string, into: Declarations): void {
  for (const { name, address, type, comment, line } of rows) {
    const [, kind = "", number = ""] = /^%?(DB|UDT)\s*(\d{1,5})$/i.exec(address) ?? [];
    if (kind.toUpperCase() === "DB") into.number(name, Number(number));
    else if (kind !== "") into.alias(name, `UDT${number}`);
    else if (!NO_DATA.test(address)) {
      const read = symbolOf(address, type);
      if (typeof read === "string") into.leftOut.push({ file, line, reason: `${name}: ${read}` });
      else into.symbols.push({ name, ...read, comment });
    }
  }
}

/** Place and type of a symbol, or why it has no tag. */
function symbolOf(address: string, type: string) {
  const place = placeOf(address);
  if (place === undefined)
    return `the address ${address || "(none)"} is neither input, output, memory, timer nor counter`;
  const [, word = "", length] = /^\s*([\w]+)\s*(?:\[\s*(\d+)\s*\])?\s*$/.exec(type) ?? [];
  const declared = typeOfWord(word, length === undefined ? undefined : Number(length));
  const numbered: ValueType | undefined = typeOf({}, { ...place, bit: 0 });
  if (numbered === "timer" || numbered === "counter") return { place, type: numbered };
  if (declared?.kind !== "value" || declared.type === "timer" || declared.type === "counter")
    return `a value of type ${type || "(none)"} has no place in a tag`;
  const of = { place, type: declared.type };
  return declared.length === undefined || !isText(declared.type) ? of : { ...of, length: declared.length };
}
