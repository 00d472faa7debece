/** A report as the rows of a spreadsheet: numbers as numbers, each figure with its text and its definition. */
import type { ReportBlock, ReportCell, ReportDocument } from "../contracts/reports/document.ts";
import { DEFINITIONS } from "../contracts/words/definitions.ts";
import { type Cell, xlsx } from "../tables/xlsx.ts";

/** Widths of the first columns, in characters; a name comes first. */
const WIDTHS = [34, 16, 18, 16, 16, 16, 16, 16, 16, 18];

export async function reportWorkbook(document: ReportDocument): Promise<Buffer> {
  const { title, site, spanText, madeText } = document;
  const head = [[title], [`${site} · ${madeText}`], [spanText]];
  const pieces: Buffer[] = [];
  for await (const piece of xlsx({ name: title, head, rows: rowsOf(document), widths: WIDTHS })) pieces.push(piece);
  return Buffer.concat(pieces);
}

function* rowsOf({ notes, sections, language }: ReportDocument): Generator<readonly Cell[]> {
  for (const note of notes) yield [note];
  for (const { title, blocks } of sections) {
    yield [];
    yield [title];
    for (const block of blocks) yield* rowsOfBlock(block, language);
  }
}

function* rowsOfBlock(block: ReportBlock, language: ReportDocument["language"]): Generator<readonly Cell[]> {
  switch (block.kind) {
    case "figures":
      for (const { name, value, text, definition, reason } of block.figures)
        yield [name, value, text, reason ?? DEFINITIONS[definition][language]];
      break;
    case "table":
      yield block.columns.map(({ name }) => name);
      for (const row of block.rows) yield row.map(cellOf);
      break;
    case "bars":
      for (const { name, cell } of block.bars) yield [name, cell.value ?? null, cell.text];
      break;
    case "note":
      yield [block.text];
      break;
    case "timeline":
      // A drawing; its times are in the table of the machine.
      break;
  }
}

/** The number where there is one, so that a spreadsheet can calculate with it. */
function cellOf({ value, text }: ReportCell): Cell {
  return value ?? text;
}
