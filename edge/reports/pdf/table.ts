/** Tables on paper: columns by their content, the head again on each page. */
import type { ReportCell, ReportTable } from "../../contracts/reports/document.ts";
import { INK, INNER, PAGE, type Sheets, SOFT, type TextStyle } from "./sheet.ts";

const CELL: TextStyle = { size: 8 };
const HEAD: TextStyle = { size: 7.5, weight: "bold", color: SOFT };
const GAP = 12;
const PAD = 2;
/** A long text of one column must not press the others together. */
const WIDEST = 0.5 * INNER;

export function drawTable(sheets: Sheets, { columns, rows, empty }: ReportTable): void {
  if (rows.length === 0) {
    if (empty === "") return;
    sheets.paragraph(empty, { x: PAGE.side, width: INNER, size: 8.5, color: SOFT });
    sheets.y += 6;
    return;
  }
  const widths = widthsOf(sheets, columns, rows);
  const isNumber = columns.map((column) => column.isNumber === true);
  const head = columns.map(({ name }): ReportCell => ({ text: name }));
  const drawHead = (): void => {
    drawRow(sheets, head, { widths, isNumber, style: HEAD });
    sheets.box(PAGE.side, sheets.y - 0.8, INNER, 0.8, "#7a848d");
  };
  // The head and the first rows stay together.
  sheets.need(60);
  drawHead();
  for (const row of rows) {
    if (sheets.need(rowHeight(sheets, row, widths, CELL))) drawHead();
    drawRow(sheets, row, { widths, isNumber, style: CELL });
    sheets.box(PAGE.side, sheets.y - 0.4, INNER, 0.4, "#e1e5e8");
  }
  sheets.y += 8;
}

function rowHeight(sheets: Sheets, row: readonly ReportCell[], widths: readonly number[], style: TextStyle): number {
  const lines = Math.max(...row.map(({ text }, i) => sheets.linesOf(text, (widths[i] ?? 0) - GAP, style).length));
  return sheets.heightOf(lines, style) + 2 * PAD;
}

function drawRow(
  sheets: Sheets,
  row: readonly ReportCell[],
  {
    widths,
    isNumber,
    style,
  }: { readonly widths: readonly number[]; readonly isNumber: readonly boolean[]; readonly style: TextStyle },
): void {
  let x: number = PAGE.side;
  for (const [i, { text, link }] of row.entries()) {
    const width = (widths[i] ?? 0) - GAP;
    for (const [at, line] of sheets.linesOf(text, width, style).entries()) {
      const left =
        isNumber[i] === true ? x + width + (i === row.length - 1 ? GAP : 0) - sheets.widthOf(line, style) : x;
      sheets.line(line, left, sheets.y + PAD + sheets.heightOf(at, style), { color: INK, ...style, link });
    }
    x += width + GAP;
  }
  sheets.y += rowHeight(sheets, row, widths, style);
}

/** Each column as wide as its content where that fits, else shrunk towards its longest word. */
function widthsOf(sheets: Sheets, columns: ReportTable["columns"], rows: ReportTable["rows"]): number[] {
  const natural = columns.map(({ name }, i) => {
    const cells = rows.map((row) => sheets.widthOf(row[i]?.text ?? "", CELL));
    return Math.min(WIDEST, Math.max(sheets.widthOf(name, HEAD), ...cells)) + GAP;
  });
  const least = columns.map(({ name, isNumber }, i) => {
    const texts = rows.map((row) => row[i]?.text ?? "");
    const longest = (text: string, style: TextStyle): number =>
      Math.max(0, ...text.split(/(?<=[\s\p{Script=Han}])/u).map((word) => sheets.widthOf(word.trimEnd(), style)));
    const content = Math.max(
      ...texts.map((text) => (isNumber === true ? sheets.widthOf(text, CELL) : longest(text, CELL))),
    );
    return Math.min(natural[i] as number, Math.max(28, longest(name, HEAD), content) + GAP);
  });
  const [whole, small] = [sum(natural), sum(least)];
  if (whole <= INNER) {
    const spare = INNER - whole;
    const texts = columns.filter(({ isNumber }) => isNumber !== true).length;
    return natural.map((width, i) => width + (columns[i]?.isNumber === true ? 0 : spare / Math.max(1, texts)));
  }
  if (small >= INNER) return least.map((width) => (width * INNER) / small);
  const share = (INNER - small) / (whole - small);
  return natural.map((width, i) => (least[i] as number) + share * (width - (least[i] as number)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
