/** The blocks of a report on paper. */
import type { ReportBars, ReportBlock, ReportFigure, ReportTimeline } from "../../contracts/reports/document.ts";
import { BAR_FILL, ELEMENT_FILLS, FRAME } from "../element-fills.ts";
import { INNER, PAGE, type Sheets, SOFT } from "./sheet.ts";
import { drawTable } from "./table.ts";

export function drawBlock(sheets: Sheets, block: ReportBlock): void {
  switch (block.kind) {
    case "figures":
      drawFigures(sheets, block.figures);
      break;
    case "table":
      drawTable(sheets, block);
      break;
    case "bars":
      drawBars(sheets, block);
      break;
    case "timeline":
      drawTimeline(sheets, block);
      break;
    case "note":
      sheets.paragraph(block.text, { x: PAGE.side, width: INNER, size: 8.5, color: SOFT });
      sheets.y += 3;
      break;
  }
}

const ACROSS = 4;
const NAME = { size: 7.5, color: SOFT } as const;
const VALUE = { size: 12, weight: "bold" } as const;
const WHY = { size: 7, color: SOFT } as const;

function drawFigures(sheets: Sheets, figures: readonly ReportFigure[]): void {
  const width = INNER / ACROSS;
  for (let at = 0; at < figures.length; at += ACROSS) {
    const row = figures.slice(at, at + ACROSS).map((figure) => ({
      figure,
      name: sheets.linesOf(figure.name, width - 14, NAME),
      value: sheets.linesOf(figure.text, width - 14, VALUE),
      why: figure.reason === undefined ? [] : sheets.linesOf(figure.reason, width - 14, WHY),
    }));
    const nameLines = Math.max(...row.map(({ name }) => name.length));
    const valueLines = Math.max(...row.map(({ value }) => value.length));
    const whyLines = Math.max(...row.map(({ why }) => why.length));
    const [nameHeight, valueHeight] = [sheets.heightOf(nameLines, NAME), sheets.heightOf(valueLines, VALUE)];
    const height = nameHeight + valueHeight + sheets.heightOf(whyLines, WHY);
    sheets.need(height + 6);
    for (const [i, { figure, name, value, why }] of row.entries()) {
      const x = PAGE.side + i * width;
      sheets.box(x, sheets.y, 1.2, height, "#d4d9de");
      sheets.stack(name, x + 6, sheets.y, NAME);
      sheets.stack(value, x + 6, sheets.y + nameHeight, { ...VALUE, link: figure.link });
      sheets.stack(why, x + 6, sheets.y + nameHeight + valueHeight, WHY);
    }
    sheets.y += height + 7;
  }
}

const BAR_TEXT = { size: 8 } as const;
const BAR_LEFT = 150;
const BAR_WIDTH = 230;

function drawBars(sheets: Sheets, { bars, empty }: ReportBars): void {
  if (bars.length === 0) {
    sheets.paragraph(empty, { x: PAGE.side, width: INNER, size: 8.5, color: SOFT });
    sheets.y += 6;
    return;
  }
  for (const { name, share, cell } of bars) {
    const lines = sheets.linesOf(name, BAR_LEFT - 8, BAR_TEXT);
    const height = sheets.heightOf(lines.length, BAR_TEXT) + 3;
    sheets.need(height);
    sheets.stack(lines, PAGE.side, sheets.y, BAR_TEXT);
    sheets.box(PAGE.side + BAR_LEFT, sheets.y + 2, Math.max(0.3, share * BAR_WIDTH), 7.5, BAR_FILL);
    const x = PAGE.side + INNER - sheets.widthOf(cell.text, BAR_TEXT);
    sheets.line(cell.text, x, sheets.y, { ...BAR_TEXT, link: cell.link });
    sheets.y += height;
  }
  sheets.y += 7;
}

const LANE = 13;
const LANE_LEFT = 74;
const LANE_TEXT = { size: 8 } as const;

function drawTimeline(sheets: Sheets, { lanes, marks, legend }: ReportTimeline): void {
  const [left, across] = [PAGE.side + LANE_LEFT, INNER - LANE_LEFT];
  for (const { name, link, stretches } of lanes) {
    sheets.need(LANE + 14);
    sheets.line(name, PAGE.side, sheets.y, { ...LANE_TEXT, link });
    for (const { from, to, element } of stretches)
      sheets.box(left + from * across, sheets.y + 1, (to - from) * across, 9, ELEMENT_FILLS[element]);
    sheets.frame(left, sheets.y + 1, across, 9, FRAME);
    sheets.y += LANE;
  }
  for (const [i, { at, text }] of marks.entries()) {
    const width = sheets.widthOf(text, NAME);
    const shift = i === 0 ? 0 : i === marks.length - 1 ? width : width / 2;
    sheets.line(text, left + at * across - shift, sheets.y, NAME);
  }
  sheets.y += 14;
  drawLegend(sheets, legend);
}

function drawLegend(sheets: Sheets, legend: ReportTimeline["legend"]): void {
  let x: number = PAGE.side;
  for (const { element, name } of legend) {
    const width = 14 + sheets.widthOf(name, NAME) + 12;
    if (x + width > PAGE.side + INNER) {
      x = PAGE.side;
      sheets.y += 12;
    }
    sheets.box(x, sheets.y + 1, 10, 7, ELEMENT_FILLS[element]);
    sheets.frame(x, sheets.y + 1, 10, 7, FRAME);
    sheets.line(name, x + 14, sheets.y, NAME);
    x += width;
  }
  sheets.y += 18;
}
