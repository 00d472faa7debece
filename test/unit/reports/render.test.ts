/** Reports as files: rules RP9 to RP11 in docs/rules/reports.md. */
import { inflateRawSync } from "node:zlib";
import PDFDocument from "pdfkit";
import { describe, expect, it } from "vitest";
import type { ReportBlock, ReportDocument } from "../../../edge/contracts/reports/document.ts";
import { DEFINITIONS } from "../../../edge/contracts/words/definitions.ts";
import { asker } from "../../../edge/observe/asker.ts";
import { facesOf } from "../../../edge/reports/font/faces.ts";
import { makeReport } from "../../../edge/reports/make-report.ts";
import { render } from "../../../edge/reports/maker.ts";
import { PdfFonts } from "../../../edge/reports/pdf/fonts.ts";
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

  it("has a frame for a character that the font lacks", async () => {
    const document = { ...(await shiftReport("en")), title: "Press 🦀 镕" };
    const { pages } = readPdf((await render(document, "pdf")).body);
    expect(joined(pages[0] as string).startsWith("Press□镕")).toBe(true);
  });

  it("is refused with the reason where its thread fails", async () => {
    const document = { ...(await shiftReport("en")), sections: "none" } as unknown as ReportDocument;
    await expect(render(document, "pdf")).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/^The report could not be printed: ./) as string,
    });
  });

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

async function fontsOf(text: string): Promise<PdfFonts> {
  return new PdfFonts(new PDFDocument({ size: "A4", margin: 0 }), await facesOf(`${text}□ `, "truetype"));
}

describe("[RP11] the font of a report", () => {
  it("is in a page of HTML for exactly the characters of its text", async () => {
    const document = await shiftReport("zh");
    const html = (await render(document, "html")).body.toString("utf8");
    const faces = [
      ...html.matchAll(/font-weight: (\d+); unicode-range: ([^;]+); src: url\(data:font\/woff2;base64,(\w+)/g),
    ];
    for (const weight of ["400", "700"]) {
      const ranges = faces.filter(([, of]) => of === weight).flatMap(([, , range = ""]) => range.split(","));
      const characters = ranges.map((code) => String.fromCodePoint(Number.parseInt(code.slice(2), 16)));
      expect(new Set(ranges).size).toBe(ranges.length);
      for (const one of new Set(textsIn(document).join("").replaceAll(/\s/g, ""))) expect(characters).toContain(one);
      expect(characters).not.toContain("龘");
    }
    for (const [, , , file = ""] of faces) expect(Buffer.from(file, "base64").toString("latin1", 0, 4)).toBe("wOF2");
  });

  it("draws Chinese, Latin and rare characters from their slices, and a frame for those that it lacks", async () => {
    const fonts = await fontsOf("停机 Stop ±é镕ş🦀");
    const drawn = (text: string) => fonts.runsOf(text, "regular").map((run) => run.text);
    expect(drawn("停机 Stop ±é镕").join("")).toBe("停机 Stop ±é镕");
    expect(drawn("Stop ±é")).toEqual(["Stop ±é"]);
    expect(drawn("ş🦀产")).toEqual(["□□□"]);
    expect(drawn("1\u2009234\u2003").join("")).toBe("□ □□□ ");
  });

  it("has the widths that lines are broken by: equal digits, ideographs of an em, bold wider", async () => {
    const fonts = await fontsOf("0123456789停");
    const widths = [..."0123456789"].map((sign) => fonts.widthOf(sign, "regular"));
    expect(new Set(widths).size).toBe(1);
    expect(fonts.widthOf("0", "bold")).toBeGreaterThan(widths[0] as number);
    expect(fonts.widthOf("停停", "regular")).toBe(2);
    expect(fonts.widthOf("\u2003\u2009", "bold")).toBe(1.2);
    expect(fonts.runsOf("0\u20031", "regular").at(-1)?.at).toBe((widths[0] as number) + 1);
  });
});

it("[RP10] the thread ends when the client leaves", async () => {
  const document = await shiftReport("en");
  const leaving = new AbortController();
  const printing = asker.run(leaving.signal, () => render(document, "pdf"));
  leaving.abort();
  await expect(printing).rejects.toMatchObject({ code: "unavailable", message: /the client has left/ });
  await expect(asker.run(leaving.signal, () => render(document, "html"))).rejects.toThrow("the client has left");
});
