/** Embeds a font so that readers draw it, and that its text can be searched and copied (ISO 32000-1, clause 9.7). */
import type { ReportFont } from "../font/report-font.ts";
import type { PdfFile, Ref } from "./file.ts";

/** Most entries of one block of a character map. */
const BLOCK = 100;

export function embedFont(file: PdfFile, font: ReportFont, name: string): Ref {
  const stream = file.addStream(font.file, `/Length1 ${font.file.length} `);
  const descriptor = file.add(
    `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [-200 ${font.descent} 1200 ${font.ascent}] ` +
      `/ItalicAngle 0 /Ascent ${font.ascent} /Descent ${font.descent} /CapHeight 733 /StemV 90 /FontFile2 ${stream} >>`,
  );
  const widths = font.codePoints.map((_, glyph) => font.widthOf(glyph)).join(" ");
  const descendant = file.add(
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDToGIDMap /Identity /DW 1000 /W [0 [${widths}]] ` +
      `/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} >>`,
  );
  const toUnicode = file.addStream(Buffer.from(unicodeMap(font.codePoints), "latin1"));
  return file.add(
    `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${descendant}] ` +
      `/ToUnicode ${toUnicode} >>`,
  );
}

/** Glyphs to characters; glyph 0 stands for none. */
function unicodeMap(codePoints: readonly number[]): string {
  const entries = codePoints.slice(1).map((code, i) => `<${hex(i + 1)}> <${utf16(code)}>`);
  const blocks: string[] = [];
  for (let at = 0; at < entries.length; at += BLOCK) {
    const block = entries.slice(at, at + BLOCK);
    blocks.push(`${block.length} beginbfchar\n${block.join("\n")}\nendbfchar`);
  }
  return [
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
    "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
    "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ...blocks,
    "endcmap CMapName currentdict /CMap defineresource pop end end",
  ].join("\n");
}

/** A glyph as text operators write it. */
export function hex(glyph: number): string {
  return glyph.toString(16).padStart(4, "0");
}

function utf16(code: number): string {
  return Buffer.from(String.fromCodePoint(code), "utf16le").swap16().toString("hex");
}
