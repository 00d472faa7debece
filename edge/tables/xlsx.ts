/**
 * Writes a workbook of one sheet as spreadsheets read it (ECMA-376, Office Open XML), row by row: no more than one
 * piece is in memory, however many rows there are (rule XP16 in docs/rules/explore.md).
 */
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw } from "node:zlib";

/** A cell: a number, a text, a time (`ms` as the wall clock shows it, as if it were UTC), or empty. */
export type Cell = number | string | null | { readonly ms: number };

export interface Sheet {
  /** Shown on its tab; characters that Excel refuses become spaces, and 31 are kept. */
  readonly name: string;
  /** Head rows, bold; they stay in sight while the others scroll. */
  readonly head: readonly (readonly Cell[])[];
  readonly rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>;
  /** Width of each column, in characters. */
  readonly widths?: readonly number[];
}

/** Excel has this many rows. */
const MOST_SHEET_ROWS = 1_048_576;
const MOST_TEXT = 32_767;
/** XML of rows that is deflated at once. */
const PIECE_CHARS = 64 * 1024;
/** Days from 1899-12-30, on which spreadsheets count. */
const EPOCH_DAYS = 25_569;
const DAY_MS = 86_400_000;
/** Styles of `STYLES` below, by index. */
const PLAIN = 0;
const BOLD = 1;
const TIME = 2;

/** The bytes of the workbook, in pieces. */
export async function* xlsx(sheet: Sheet): AsyncGenerator<Buffer, void> {
  const zip = new Zip();
  for (const [path, text] of partsOf(sheet.name)) yield* zip.add(path, [text]);
  yield* zip.add("xl/worksheets/sheet1.xml", sheetXml(sheet));
  yield zip.end();
}

async function* sheetXml({ head, rows, widths = [] }: Sheet): AsyncGenerator<string, void> {
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`);
  const pane = `<pane ySplit="${head.length}" topLeftCell="A${head.length + 1}" state="frozen"/>`;
  let piece =
    `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${head.length > 0 ? pane : ""}` +
    `</sheetView></sheetViews>${columns.length > 0 ? `<cols>${columns.join("")}</cols>` : ""}<sheetData>`;
  let row = 0;
  for (const cells of head) piece += rowXml(++row, cells, BOLD);
  for await (const cells of rows) {
    if (row === MOST_SHEET_ROWS) break;
    piece += rowXml(++row, cells, PLAIN);
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}</sheetData></worksheet>`;
}

function rowXml(row: number, cells: readonly Cell[], style: number): string {
  let xml = `<row r="${row}">`;
  for (const [column, cell] of cells.entries()) {
    if (cell === null || (typeof cell === "number" && !Number.isFinite(cell))) continue;
    const at = `r="${columnName(column)}${row}"`;
    if (typeof cell === "number") xml += `<c ${at} s="${style}"><v>${cell}</v></c>`;
    else if (typeof cell === "string")
      xml += `<c ${at} s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
    else xml += `<c ${at} s="${TIME}"><v>${cell.ms / DAY_MS + EPOCH_DAYS}</v></c>`;
  }
  return `${xml}</row>`;
}

/** A to Z, AA to ZZ, AAA … */
export function columnName(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest === 0 ? "" : columnName(rest - 1)) + String.fromCharCode(65 + (index % 26));
}

/** Text for XML 1.0, which has no control characters and no halves of surrogate pairs. */
function escaped(text: string): string {
  const kept = text.slice(0, MOST_TEXT).toWellFormed();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no such characters
  const plain = kept.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "\uFFFD");
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const STYLES =
  `<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm:ss.000"/></numFmts>` +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill>' +
  '<fill><patternFill patternType="gray125"/></fill></fills>' +
  "<borders><border/></borders>" +
  '<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/>' +
  '<xf xfId="0" numFmtId="164" applyNumberFormat="1"/></cellXfs>';

/** The parts of a workbook besides its sheet. */
function partsOf(name: string): readonly (readonly [path: string, text: string])[] {
  const sheetName = escaped(name.replaceAll(/[\\/*?:[\]']/g, " ").slice(0, 31)).replaceAll('"', "&quot;");
  const part = (path: string, type: string) =>
    `<Override PartName="/xl/${path}.xml" ContentType="${TYPE}.${type}+xml"/>`;
  const relation = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const relations = (...all: string[]) =>
    `${XML}<Relationships xmlns="${PACKAGE}/relationships">${all.join("")}</Relationships>`;
  return [
    [
      "[Content_Types].xml",
      `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ` +
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `${part("workbook", "sheet.main")}${part("worksheets/sheet1", "worksheet")}${part("styles", "styles")}</Types>`,
    ],
    ["_rels/.rels", relations(relation(1, "officeDocument", "xl/workbook.xml"))],
    [
      "xl/_rels/workbook.xml.rels",
      relations(relation(1, "worksheet", "worksheets/sheet1.xml"), relation(2, "styles", "styles.xml")),
    ],
    [
      "xl/workbook.xml",
      `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
        `<sheet name="${sheetName}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    ["xl/styles.xml", `${XML}<styleSheet xmlns="${MAIN}">${STYLES}</styleSheet>`],
  ];
}

interface Entry {
  readonly path: Buffer;
  readonly crc: number;
  readonly bytes: number;
  readonly deflated: number;
  readonly at: number;
}

/** Version 2.0 of the format, sizes after the data (bit 3), names in UTF-8 (bit 11), deflated. */
const VERSION = 20;
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1980-01-01, the first day of the format: the same rows give the same bytes. */
const DAY = 0x0021;

/** A ZIP archive that is written once from front to back (APPNOTE 6.3.10). Archives below 4 GiB. */
class Zip {
  readonly #entries: Entry[] = [];
  #at = 0;

  async *add(path: string, texts: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Buffer, void> {
    const name = Buffer.from(path);
    const at = this.#at;
    yield this.#count(
      Buffer.concat([words([0x04034b50, 4], ...HEAD_FIELDS, [0, 4], [0, 4], [0, 4], [name.length, 2], [0, 2]), name]),
    );
    const totals = { crc: 0, bytes: 0, deflated: 0 };
    const deflate = createDeflateRaw();
    const deflating = pipeline(countedIn(texts, totals), deflate);
    // A failure of the texts ends the loop below; a reader that leaves ends this without a failure of anything.
    deflating.catch(() => undefined);
    for await (const piece of deflate as AsyncIterable<Buffer>) {
      totals.deflated += piece.length;
      yield this.#count(piece);
    }
    await deflating;
    const { crc, bytes, deflated } = totals;
    yield this.#count(words([0x08074b50, 4], [crc, 4], [deflated, 4], [bytes, 4]));
    this.#entries.push({ path: name, crc, bytes, deflated, at });
  }

  /** The directory of the archive. */
  end(): Buffer {
    const directory = Buffer.concat(
      this.#entries.flatMap(({ path, crc, bytes, deflated, at }) => [
        words([0x02014b50, 4], [VERSION, 2], ...HEAD_FIELDS, [crc, 4], [deflated, 4], [bytes, 4], [path.length, 2]),
        words([0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]),
        path,
      ]),
    );
    const count = this.#entries.length;
    const tail = words(
      [0x06054b50, 4],
      [0, 2],
      [0, 2],
      [count, 2],
      [count, 2],
      [directory.length, 4],
      [this.#at, 4],
      [0, 2],
    );
    return Buffer.concat([directory, tail]);
  }

  #count(bytes: Buffer): Buffer {
    this.#at += bytes.length;
    return bytes;
  }
}

async function* countedIn(
  texts: Iterable<string> | AsyncIterable<string>,
  totals: { crc: number; bytes: number },
): AsyncGenerator<Buffer, void> {
  for await (const text of texts) {
    const bytes = Buffer.from(text);
    totals.crc = crc32(bytes, totals.crc);
    totals.bytes += bytes.length;
    yield bytes;
  }
}

/** Version, flags, method, time and day: the same in both heads of an entry. */
const HEAD_FIELDS: readonly Field[] = [
  [VERSION, 2],
  [FLAGS, 2],
  [DEFLATED, 2],
  [0, 2],
  [DAY, 2],
];

type Field = readonly [value: number, bytes: 2 | 4];

/** Numbers, little-endian, one after the other. */
function words(...fields: readonly Field[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [, width]) => sum + width, 0));
  let at = 0;
  for (const [value, width] of fields) at = bytes.writeUIntLE(value, at, width);
  return bytes;
}
