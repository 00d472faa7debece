/** Reports as files: rules RP9 to RP11 in docs/rules/reports.md. */
import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ReportBlock, ReportDocument } from "../../../edge/contracts/reports/document.ts";
import { DEFINITIONS } from "../../../edge/contracts/words/definitions.ts";
import { reportFont } from "../../../edge/reports/font/report-font.ts";
import { makeReport } from "../../../edge/reports/make-report.ts";
import { render } from "../../../edge/reports/maker.ts";
import { reportParts } from "../../fakes/reports/parts.ts";
import { readPdf } from "./read-pdf.ts";

const VIEWER = "https://gemba.example";

function shiftReport(language: "zh" | "en"): Promise<ReportDocument> {
  const question = { kind: "shift", language, viewer: VIEWER } as const;
  return makeReport(reportParts(), { kind: "local", origin: "127.0.0.1" }, question);
}

function textsOf(block: ReportBlock): readonly string[] {
  switch (block.kind) {
    case "figures":
      return block.figures.flatMap(({ name, text }) => [name, text]);
    case "table":
      if (block.rows.length === 0) return [];
      return [...block.columns.map(({ name }) => name), ...block.rows.flat().map(({ text }) => text)];
    case "bars":
      return block.bars.flatMap(({ name, cell }) => [name, cell.text]);
    case "timeline":
      return [...block.lanes, ...block.legend].map(({ name }) => name);
    case "note":
      return [block.text];
  }
}

/** Every text that a reader must find. */
function textsIn({ title, spanText, notes, sections, definitions }: ReportDocument): readonly string[] {
  const texts = sections.flatMap((section) => [section.title, ...section.blocks.flatMap(textsOf)]);
  return [title, spanText, ...notes, ...texts, ...definitions.map(({ text }) => text)].filter((text) => text !== "");
}

/** Lines are broken anywhere between words, so blanks do not count. */
const joined = (text: string): string => text.replaceAll(/\s/g, "");

describe("[RP9] HTML", () => {
  it.each(["en", "zh"] as const)(
    "has every text of the document in %s, escaped, and loads nothing",
    async (language) => {
      const document = await shiftReport(language);
      const { body, type, policy } = await render(document, "html");
      const html = body.toString("utf8");
      expect(type).toBe("text/html; charset=utf-8");
      for (const text of textsIn(document)) {
        const escaped = text
          .replaceAll("&", "&amp;")
          .replaceAll("<", "&lt;")
          .replaceAll(">", "&gt;")
          .replaceAll("'", "&#39;");
        expect(html.includes(escaped), text).toBe(true);
      }
      expect(html).toContain(`lang="${language === "zh" ? "zh-CN" : "en"}"`);
      expect(html).not.toContain("MIL-<2>");
      expect(/<script|<link|<img|\sstyle=|\son\w+=|url\((?!data:font)/i.exec(html)?.[0]).toBeUndefined();
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'/);
      expect(policy).toContain("sandbox");
      expect(policy).not.toContain("allow-scripts");
    },
  );
});

describe("[RP10] PDF", () => {
  it.each(["en", "zh"] as const)(
    "has every text and figure of the document in %s, to be selected",
    async (language) => {
      const document = await shiftReport(language);
      const { body, type } = await render(document, "pdf");
      const { pages, title } = readPdf(body);
      const text = joined(pages.join("\n"));
      expect(type).toBe("application/pdf");
      expect(body.toString("latin1", 0, 8)).toBe("%PDF-1.7");
      expect(text).not.toContain("\ufffd");
      for (const one of textsIn(document)) expect(text.includes(joined(one)), one).toBe(true);
      expect(title).toContain(document.title);
      expect(pages.length).toBeGreaterThan(1);
      expect(text).toContain(
        joined(language === "zh" ? `第 1 页，共 ${pages.length} 页` : `Page 1 of ${pages.length}`),
      );
    },
  );

  it("has the links of the document", async () => {
    const document = await shiftReport("zh");
    const { links } = readPdf((await render(document, "pdf")).body);
    const wanted = document.sections.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === "figures" ? block.figures.map(({ link }) => link) : [])),
    );
    expect(wanted.length).toBeGreaterThan(10);
    for (const link of wanted) expect(links).toContain(link);
  });

  it("is the same for the same document, and its table of objects is right", async () => {
    const document = await shiftReport("en");
    const { body } = await render(document, "pdf");
    expect((await render(document, "pdf")).body.equals(body)).toBe(true);
    const text = body.toString("latin1");
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
    expect(offsets.length).toBeGreaterThan(10);
    for (const [i, offset] of offsets.entries()) expect(text.startsWith(`${i + 1} 0 obj\n`, offset)).toBe(true);
  });
});

describe("[RP18] XLSX", () => {
  it("has each figure with its number, its text and its definition, and numbers of tables as numbers", async () => {
    const document = await shiftReport("en");
    const { body, type } = await render(document, "xlsx");
    expect(type).toContain("spreadsheetml");
    const sheet = sheetOf(body);
    const cells = [...sheet.matchAll(/<c r="([A-Z]+)\d+" s="\d"(?: t="inlineStr")?>(?:<v>|<is><t [^>]*>)([^<]*)/g)];
    const texts = new Set(cells.map(([, , text = ""]) => text));
    for (const wanted of ["0.73125", "73.1 %", "1234", "Tool change", DEFINITIONS["oee-line"].en])
      expect(texts.has(wanted), wanted).toBe(true);
    expect(sheet).toMatch(/<c r="B\d+" s="0"><v>0\.73125<\/v>/);
  });
});

/** The one sheet of a workbook: the entry of its ZIP archive that holds rows. */
function sheetOf(workbook: Buffer): string {
  const name = Buffer.from("xl/worksheets/sheet1.xml");
  const begin = workbook.indexOf(name) + name.length;
  // Sizes follow the data, so the stream says itself where it ends.
  return inflateRawSync(workbook.subarray(begin)).toString("utf8");
}

describe("[RP11] the font of a report", () => {
  it("has exactly the characters of the text, Chinese and Latin, and says which it lacks", async () => {
    const font = await reportFont("停机 Stop ±é\u2009\u{1f980}", 400);
    for (const sign of "停机Stop±é\u2009") expect(font.glyphOf(sign.codePointAt(0) as number), sign).toBeGreaterThan(0);
    expect(font.glyphOf("产".codePointAt(0) as number)).toBe(0);
    expect(font.glyphOf(0x1f980)).toBe(0);
    expect(font.widthOf(font.glyphOf("停".codePointAt(0) as number))).toBe(1000);
    expect(font.file.readUInt32BE(0)).toBe(0x00010000);
  });

  it("is wider and heavier the higher its weight is, and digits are equally wide", async () => {
    const [light, bold] = [await reportFont("0123456789停", 300), await reportFont("0123456789停", 800)];
    const widths = (font: typeof light) =>
      [..."0123456789"].map((sign) => font.widthOf(font.glyphOf(sign.charCodeAt(0))));
    expect(new Set(widths(light)).size).toBe(1);
    expect(widths(bold)[0]).toBeGreaterThan(widths(light)[0] as number);
    expect(bold.file.equals(light.file)).toBe(false);
  });
});
