/** A report as one HTML file: no script, no other file, ready for print. */
import type { ReportDocument, ReportSection } from "../../contracts/reports/document.ts";
import { type Face, facesFor } from "../font/faces.ts";
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

/** The font of the page lies in it: a reader's machine may have none with Chinese characters. */
async function fontFaces(document: ReportDocument): Promise<string> {
  return (await facesFor(document, "woff2")).map(fontFace).join("");
}

function fontFace({ weight, characters, file }: Face): string {
  const range = Array.from(characters, (one) => `U+${one.codePointAt(0)?.toString(16)}`).join(",");
  return (
    `@font-face { font-family: "Gemba Report Sans"; font-weight: ${weight === "bold" ? 700 : 400}; ` +
    `unicode-range: ${range}; src: url(data:font/woff2;base64,${file.toString("base64")}); }\n`
  );
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
