/** The faces of a report in its PDF: which one draws a character, and how wide it is. */
import type PDFDocument from "pdfkit";
import { type Face, MISSING, type Weight } from "../font/faces.ts";

/** Blanks that the font lacks, with their widths in ems. */
const BLANKS: ReadonlyMap<string, number> = new Map([
  ["\u2003", 1],
  ["\u2009", 0.2],
]);

/** A character as it is drawn. */
interface Sign {
  readonly face: string;
  readonly text: string;
  /** In ems. */
  readonly width: number;
  /** Its width is not that of its glyph. */
  readonly isBlank: boolean;
}

/** Characters that one face draws behind each other. */
interface Run {
  readonly face: string;
  readonly text: string;
  /** From the beginning of the line, in ems. */
  readonly at: number;
}

export class PdfFonts {
  readonly #document: InstanceType<typeof PDFDocument>;
  readonly #faces = new Map<string, string>();
  readonly #signs = new Map<string, Sign>();

  constructor(document: InstanceType<typeof PDFDocument>, faces: readonly Face[]) {
    this.#document = document;
    for (const { name, weight, characters, file } of faces) {
      document.registerFont(name, file);
      const { font } = document.font(name)._font;
      // The reader refuses to look for characters in a font without any.
      if (font.numGlyphs === 1) continue;
      for (const one of characters)
        if (font.hasGlyphForCodePoint(one.codePointAt(0) as number)) this.#faces.set(`${weight} ${one}`, name);
    }
  }

  /** Width of a text, in ems. */
  widthOf(text: string, weight: Weight): number {
    let width = 0;
    for (const one of text) width += this.#signOf(one, weight).width;
    return width;
  }

  runsOf(text: string, weight: Weight): readonly Run[] {
    const runs: Run[] = [];
    let at = 0;
    let before: Sign | undefined;
    for (const one of text) {
      const sign = this.#signOf(one, weight);
      const run = runs.at(-1);
      if (run === undefined || before?.face !== sign.face || before.isBlank)
        runs.push({ face: sign.face, text: sign.text, at });
      else runs[runs.length - 1] = { ...run, text: run.text + sign.text };
      at += sign.width;
      before = sign;
    }
    return runs;
  }

  #signOf(one: string, weight: Weight): Sign {
    const key = `${weight} ${one}`;
    const known = this.#signs.get(key);
    if (known !== undefined) return known;
    const blank = BLANKS.get(one);
    const text = blank !== undefined ? " " : this.#faces.has(key) ? one : MISSING;
    const face = this.#faces.get(`${weight} ${text}`) as string;
    const width = blank ?? this.#document.font(face).fontSize(1000).widthOfString(text) / 1000;
    const sign = { face, text, width, isBlank: blank !== undefined };
    this.#signs.set(key, sign);
    return sign;
  }
}
