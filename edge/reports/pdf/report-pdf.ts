/** A report as a PDF file for print: A4, selectable text, links, its own font. */
import { buffer } from "node:stream/consumers";
import PDFDocument from "pdfkit";
import { filledIn } from "../../contracts/plant/filled-in.ts";
import type { ReportDocument, ReportSection } from "../../contracts/reports/document.ts";
import { facesFor } from "../font/faces.ts";
import { reportTexts } from "../texts.ts";
import { drawBlock } from "./blocks.ts";
import { PdfFonts } from "./fonts.ts";
import { INNER, PAGE, Sheets, SOFT } from "./sheet.ts";

export async function reportPdf(document: ReportDocument): Promise<Buffer> {
  const faces = await facesFor(document, "truetype");
  const file = new PDFDocument({
    size: "A4",
    margin: 0,
    pdfVersion: "1.7",
    lang: document.language === "zh" ? "zh-CN" : "en",
    displayTitle: true,
    bufferPages: true,
    autoFirstPage: false,
    info: {
      Title: `${document.title} · ${document.spanText}`,
      Subject: document.site,
      Creator: "Gemba",
      CreationDate: new Date(document.madeAt / 1000),
    },
  });
  const sheets = new Sheets(file, new PdfFonts(file, faces), document.language);
  drawHead(sheets, document);
  for (const section of document.sections) drawSection(sheets, section);
  drawDefinitions(sheets, document);
  drawFooters(sheets, document);
  file.end();
  return await buffer(file);
}

function drawHead(sheets: Sheets, { title, site, spanText, madeText, notes }: ReportDocument): void {
  const text = { x: PAGE.side, width: INNER };
  sheets.paragraph(title, { ...text, size: 17, weight: "bold" });
  sheets.paragraph(`${site} · ${madeText}`, { ...text, size: 9, color: SOFT });
  sheets.paragraph(spanText, { ...text, size: 10.5 });
  sheets.y += 4;
  sheets.box(PAGE.side, sheets.y, INNER, 1.4, "#16191d");
  sheets.y += 10;
  const style = { size: 8.5 };
  const lines = notes.flatMap((note) => sheets.linesOf(note, INNER - 20, style));
  const height = sheets.heightOf(lines.length, style) + 10;
  sheets.box(PAGE.side, sheets.y, INNER, height, "#f1f3f5");
  sheets.box(PAGE.side, sheets.y, 2.4, height, "#7a848d");
  sheets.stack(lines, PAGE.side + 10, sheets.y + 5, style);
  sheets.y += height + 12;
}

function drawSection(sheets: Sheets, { title, link, blocks }: ReportSection): void {
  // A title is never the last line of a page.
  sheets.need(80);
  drawTitle(sheets, title, link);
  for (const block of blocks) drawBlock(sheets, block);
  sheets.y += 8;
}

function drawTitle(sheets: Sheets, title: string, link: string | undefined): void {
  const style = { size: 12, weight: "bold" } as const;
  sheets.line(title, PAGE.side, sheets.y, { ...style, link });
  sheets.y += sheets.heightOf(1, style) + 2;
  sheets.box(PAGE.side, sheets.y, INNER, 0.6, "#c3c9cf");
  sheets.y += 6;
}

function drawDefinitions(sheets: Sheets, { definitions, definitionsTitle }: ReportDocument): void {
  if (definitions.length === 0) return;
  sheets.need(60);
  drawTitle(sheets, definitionsTitle, undefined);
  for (const { name, text } of definitions) {
    sheets.need(26);
    sheets.paragraph(name, { x: PAGE.side, width: INNER, size: 8, weight: "bold" });
    sheets.paragraph(text, { x: PAGE.side, width: INNER, size: 8, color: SOFT });
    sheets.y += 3;
  }
}

/** Page numbers need the number of pages, so they come last. */
function drawFooters(sheets: Sheets, { language, title, footer }: ReportDocument): void {
  const say = filledIn(reportTexts, language);
  const style = { size: 7.5, color: SOFT };
  const y = PAGE.height - PAGE.bottom + 14;
  const { pages } = sheets;
  for (let i = 0; i < pages; i++) {
    const number = say("page", { page: i + 1, pages });
    sheets.turnTo(i);
    sheets.box(PAGE.side, y - 4, INNER, 0.4, "#c3c9cf");
    sheets.line(`${title} · ${footer}`, PAGE.side, y, style);
    sheets.line(number, PAGE.side + INNER - sheets.widthOf(number, style), y, style);
  }
}
