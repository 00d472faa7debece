/**
 * Reads the first sheet of a workbook as Excel, WPS and LibreOffice write it (ECMA-376): values only, of formulas their
 * last result. Bounded in bytes, rows and columns (rule CE16 in docs/rules/config-edits.md).
 */
import { attributeOf, scanXml } from "./scan-xml.ts";
import { WorkbookRefused } from "./workbook-refused.ts";
import { ZipReader } from "./zip-reader.ts";

/** A cell that has no value that can be used. */
type Unusable = { readonly unusable: "error" | "formula" };
export type ReadCell = string | number | boolean | Unusable;

export interface SheetRow {
  /** As the spreadsheet counts, from 1. */
  readonly row: number;
  /** By column, from 0. Empty cells are not there. */
  readonly cells: ReadonlyMap<number, ReadCell>;
}

export interface SheetBounds {
  /** Of all unpacked parts together. */
  readonly bytes: number;
  readonly rows: number;
  readonly columns: number;
}

const WORKBOOK = "xl/workbook.xml";
const RELATIONS = "xl/_rels/workbook.xml.rels";
const SHARED = "xl/sharedStrings.xml";
/** Characters that XML has not, as Excel writes them. */
const ESCAPED = /_x([0-9A-Fa-f]{4})_/g;

/** Throws WorkbookRefused. */
export function readXlsx(bytes: Buffer, bounds: SheetBounds): readonly SheetRow[] {
  const zip = new ZipReader(bytes, bounds.bytes);
  const path = sheetPath(zip);
  const sheet = zip.read(path);
  if (sheet === undefined) throw new WorkbookRefused("no-sheet");
  const shared = zip.read(SHARED);
  const reader = new SheetVisitor(path, shared === undefined ? [] : sharedTexts(shared), bounds);
  scanXml(sheet, path, reader);
  return reader.rows;
}

/** The first sheet that is not hidden. */
function sheetPath(zip: ZipReader): string {
  const workbook = zip.read(WORKBOOK);
  const relations = zip.read(RELATIONS);
  if (workbook === undefined || relations === undefined) throw new WorkbookRefused("no-sheet");
  let id: string | undefined;
  scanXml(workbook, WORKBOOK, {
    open(name, attributes) {
      if (name !== "sheet" || id !== undefined || attributeOf(attributes, "state", WORKBOOK) !== undefined) return;
      id = attributeOf(attributes, "id", WORKBOOK);
    },
    close: () => undefined,
    text: () => undefined,
  });
  let target: string | undefined;
  scanXml(relations, RELATIONS, {
    open(name, attributes) {
      if (name !== "Relationship" || attributeOf(attributes, "Id", RELATIONS) !== id) return;
      if (attributeOf(attributes, "TargetMode", RELATIONS) !== "External")
        target = attributeOf(attributes, "Target", RELATIONS);
    },
    close: () => undefined,
    text: () => undefined,
  });
  if (id === undefined || target === undefined) throw new WorkbookRefused("no-sheet");
  return target.startsWith("/") ? target.slice(1) : `xl/${target}`;
}

/** Texts that cells refer to by their number. */
function sharedTexts(bytes: Uint8Array): readonly string[] {
  const texts: string[] = [];
  const runs = new Runs();
  scanXml(bytes, SHARED, {
    open(name) {
      if (name === "si") runs.start();
      runs.open(name);
    },
    close(name) {
      runs.close(name);
      if (name === "si") texts.push(runs.text());
    },
    text: (text) => runs.add(text),
  });
  return texts;
}

/** A text of runs with formats; hints for its pronunciation are left out. */
class Runs {
  #text = "";
  #isText = false;
  #hints = 0;

  start(): void {
    this.#text = "";
  }

  open(name: string): void {
    if (name === "rPh") this.#hints++;
    else if (name === "t") this.#isText = this.#hints === 0;
  }

  close(name: string): void {
    if (name === "rPh") this.#hints--;
    else if (name === "t") this.#isText = false;
  }

  add(text: string): void {
    if (this.#isText) this.#text += text;
  }

  text(): string {
    return this.#text.replaceAll(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  }
}

class SheetVisitor {
  readonly rows: SheetRow[] = [];
  readonly #part: string;
  readonly #shared: readonly string[];
  readonly #bounds: SheetBounds;
  readonly #runs = new Runs();
  #cells = new Map<number, ReadCell>();
  #row = 0;
  #column = -1;
  #type = "n";
  #value = "";
  #isValue = false;
  #hasFormula = false;

  constructor(part: string, shared: readonly string[], bounds: SheetBounds) {
    this.#part = part;
    this.#shared = shared;
    this.#bounds = bounds;
  }

  open(name: string, attributes: string): void {
    if (name === "row") this.#startRow(attributes);
    else if (name === "c") this.#startCell(attributes);
    else if (name === "v") this.#isValue = true;
    else if (name === "f") this.#hasFormula = true;
    else this.#runs.open(name);
  }

  close(name: string): void {
    if (name === "c") this.#endCell();
    else if (name === "v") this.#isValue = false;
    else if (name === "row" && this.#cells.size > 0) {
      if (this.rows.length >= this.#bounds.rows) throw new WorkbookRefused("many-rows", String(this.#bounds.rows));
      this.rows.push({ row: this.#row, cells: this.#cells });
    } else this.#runs.close(name);
  }

  text(text: string): void {
    if (this.#isValue) this.#value += text;
    else this.#runs.add(text);
  }

  #startRow(attributes: string): void {
    const row = Number(attributeOf(attributes, "r", this.#part) ?? this.#row + 1);
    if (!Number.isSafeInteger(row) || row <= this.#row) throw new WorkbookRefused("damaged", this.#part);
    this.#row = row;
    this.#column = -1;
    this.#cells = new Map();
  }

  #startCell(attributes: string): void {
    const place = attributeOf(attributes, "r", this.#part);
    this.#column = place === undefined ? this.#column + 1 : columnOf(place);
    this.#type = attributeOf(attributes, "t", this.#part) ?? "n";
    this.#value = "";
    this.#hasFormula = false;
    this.#runs.start();
  }

  #endCell(): void {
    const cell = this.#cell();
    if (cell === undefined) return;
    if (!(this.#column >= 0 && this.#column < this.#bounds.columns))
      throw new WorkbookRefused("many-columns", String(this.#bounds.columns));
    this.#cells.set(this.#column, cell);
  }

  #cell(): ReadCell | undefined {
    if (this.#type === "inlineStr") return this.#runs.text() || undefined;
    if (this.#value === "") return this.#hasFormula && this.#type !== "str" ? { unusable: "formula" } : undefined;
    switch (this.#type) {
      case "s": {
        const text = this.#shared[Number(this.#value)];
        if (text === undefined) throw new WorkbookRefused("damaged", this.#part);
        return text || undefined;
      }
      case "n": {
        const value = Number(this.#value);
        if (!Number.isFinite(value)) throw new WorkbookRefused("damaged", this.#part);
        return value;
      }
      case "b":
        return this.#value === "1" || this.#value === "true";
      case "e":
        return { unusable: "error" };
      default:
        return this.#value;
    }
  }
}

/** 0 for `A1`, 26 for `AA1`; -1 for anything else. */
function columnOf(place: string): number {
  const letters = /^([A-Z]{1,3})\d{1,7}$/.exec(place)?.[1];
  if (letters === undefined) return -1;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
