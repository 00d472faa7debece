/** A report as one HTML file: no script, no other file, ready for print. */
import type { ReportDocument, ReportSection } from "../../contracts/reports/document.ts";
import { fontsFor } from "../font/fonts-for.ts";
import type { ReportFont } from "../font/report-font.ts";
import { blockHtml } from "./blocks.ts";
import { REPORT_STYLE } from "./style.ts";
import { linked, tag, text } from "./tags.ts";

export async function reportHtml(document: ReportDocument): Promise<string> {
  const { language, title, site, spanText, madeText, notes, sections, definitions, footer } = document;
  const body = [
    tag(
      "header",
      {},
      tag("h1", {}, text(title)),
      tag("p", { class: "site" }, text(`${site} · ${madeText}`)),
      tag("p", { class: "span" }, text(spanText)),
    ),
    tag("ul", { class: "notes" }, ...notes.map((note) => tag("li", {}, text(note)))),
    ...sections.map(sectionHtml),
    definitionsHtml(definitions, document.definitionsTitle),
    tag("footer", {}, text(footer)),
  ];
  const head = [
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    tag("title", {}, text(`${title} · ${spanText}`)),
    tag("style", {}, await fontFaces(document), REPORT_STYLE),
  ].join("");
  const lang = language === "zh" ? "zh-CN" : "en";
  return `<!doctype html><html lang="${lang}"><head>${head}</head><body>${body.join("")}</body></html>`;
}

/** The fonts of the page lie in it: a reader's machine may have none with Chinese characters. */
async function fontFaces(document: ReportDocument): Promise<string> {
  const { regular, bold } = await fontsFor(document);
  const face = ({ file }: ReportFont, weight: number): string =>
    `@font-face { font-family: "Gemba Report Sans"; font-weight: ${weight}; ` +
    `src: url(data:font/ttf;base64,${file.toString("base64")}); }\n`;
  return face(regular, 400) + face(bold, 700);
}

function sectionHtml({ title, link, blocks }: ReportSection): string {
  return tag("section", {}, tag("h2", {}, linked(title, link)), ...blocks.map(blockHtml));
}

function definitionsHtml(definitions: ReportDocument["definitions"], title: string): string {
  if (definitions.length === 0) return "";
  const entries = definitions.flatMap(({ name, text: meaning }) => [
    tag("dt", {}, text(name)),
    tag("dd", {}, text(meaning)),
  ]);
  return tag("section", {}, tag("h2", {}, text(title)), tag("dl", { class: "definitions" }, ...entries));
}
