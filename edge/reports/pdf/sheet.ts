/** Pages of A4 that are filled from top to bottom. Lengths are points, y counts from the top. */
import type PDFDocument from "pdfkit";
import type { Language } from "../../contracts/words/language.ts";
import type { Weight } from "../font/faces.ts";
import type { PdfFonts } from "./fonts.ts";

export const PAGE = { width: 595.28, height: 841.89, side: 40, top: 40, bottom: 48 } as const;
export const INNER = PAGE.width - 2 * PAGE.side;
export const INK = "#16191d";
export const SOFT = "#515a63";
const LEADING = 1.42;

export interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly color?: string;
  readonly link?: string | undefined;
}

export class Sheets {
  readonly #document: InstanceType<typeof PDFDocument>;
  readonly #fonts: PdfFonts;
  readonly #segmenter: Intl.Segmenter;
  #pages = 0;
  y = 0;

  constructor(document: InstanceType<typeof PDFDocument>, fonts: PdfFonts, language: Language) {
    this.#document = document;
    this.#fonts = fonts;
    this.#segmenter = new Intl.Segmenter(language === "zh" ? "zh" : "en", { granularity: "word" });
    this.newPage();
  }

  /** Number of pages so far. */
  get pages(): number {
    return this.#pages;
  }

  newPage(): void {
    this.#document.addPage();
    this.#pages += 1;
    this.y = PAGE.top;
  }

  /** Goes back to an earlier page, when all are filled. */
  turnTo(page: number): void {
    this.#document.switchToPage(page);
  }

  /** Goes to a new page unless there is room for this height; says whether it did. */
  need(height: number): boolean {
    if (this.y + height <= PAGE.height - PAGE.bottom || this.y === PAGE.top) return false;
    this.newPage();
    return true;
  }

  widthOf(text: string, { size, weight = "regular" }: TextStyle): number {
    return this.#fonts.widthOf(text, weight) * size;
  }

  /** Height of so many lines. */
  heightOf(lines: number, { size }: TextStyle): number {
    return lines * size * LEADING;
  }

  /** The lines of a text in a width: broken between words; punctuation stays with the word before it. */
  linesOf(text: string, width: number, style: TextStyle): string[] {
    const lines: string[] = [];
    let line = "";
    const take = (piece: string): void => {
      if (line !== "" && this.widthOf(line + piece.trimEnd(), style) > width) {
        lines.push(line.trimEnd());
        line = piece.trimStart();
      } else line += piece;
    };
    for (const piece of this.#piecesOf(text)) {
      if (this.widthOf(piece, style) <= width) take(piece);
      else for (const sign of piece) take(sign);
    }
    return [...lines, line.trimEnd()];
  }

  /** Words with the punctuation behind them; what a hyphen or a slash joins, such as a label, stays together. */
  #piecesOf(text: string): string[] {
    const pieces: string[] = [];
    for (const { segment } of this.#segmenter.segment(text)) {
      if (pieces.length > 0 && /^[\p{Po}\p{Pe}\p{Pf}\p{Pd}_°]/u.test(segment)) pieces[pieces.length - 1] += segment;
      else if (pieces.length > 0 && /[\p{Ps}\p{Pi}±−]$|\w[-/._:]$/u.test(pieces.at(-1) as string))
        pieces[pieces.length - 1] += segment;
      else pieces.push(segment);
    }
    return pieces;
  }

  /** Writes one line; `y` is its upper edge. */
  line(text: string, x: number, y: number, style: TextStyle): void {
    const { size, weight = "regular", color = INK, link } = style;
    if (text === "") return;
    const baseline = y + size * 1.06;
    for (const run of this.#fonts.runsOf(text, weight)) {
      this.#document.font(run.face).fontSize(size).fillColor(color);
      this.#document.text(run.text, x + run.at * size, baseline, { lineBreak: false, baseline: "alphabetic" });
    }
    if (link === undefined) return;
    const width = this.widthOf(text, style);
    this.box(x, y + size * 1.24, width, 0.4, "#9aa3ab");
    this.#document.link(x, baseline - size, width, size + 2, new URL(link).href);
  }

  /** Writes lines below each other. */
  stack(lines: readonly string[], x: number, y: number, style: TextStyle): void {
    for (const [i, line] of lines.entries()) this.line(line, x, y + this.heightOf(i, style), style);
  }

  /** Writes a text in lines and moves on below it. */
  paragraph(text: string, { x, width, ...style }: TextStyle & { readonly x: number; readonly width: number }): void {
    for (const line of this.linesOf(text, width, style)) {
      this.need(this.heightOf(1, style));
      this.line(line, x, this.y, style);
      this.y += this.heightOf(1, style);
    }
  }

  /** A filled rectangle. */
  box(x: number, y: number, width: number, height: number, color: string): void {
    this.#document.rect(x, y, width, height).fill(color);
  }

  /** The frame of a rectangle. */
  frame(x: number, y: number, width: number, height: number, color: string): void {
    this.#document.lineWidth(0.4).rect(x, y, width, height).stroke(color);
  }
}
