/** Pages of A4 that are filled from top to bottom. Lengths are points, y counts from the top. */
import type { Language } from "../../contracts/words/language.ts";
import type { Fonts } from "../font/fonts-for.ts";
import { hex } from "./embed-font.ts";

export const PAGE = { width: 595.28, height: 841.89, side: 40, top: 40, bottom: 48 } as const;
export const INNER = PAGE.width - 2 * PAGE.side;
export const INK = "#16191d";
export const SOFT = "#515a63";
const LEADING = 1.42;

type Weight = keyof Fonts;

export interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly color?: string;
  readonly link?: string | undefined;
}

interface PageContent {
  readonly commands: string[];
  readonly links: { readonly rect: string; readonly link: string }[];
}

export class Sheets {
  readonly fonts: Fonts;
  readonly pages: PageContent[] = [];
  readonly #segmenter: Intl.Segmenter;
  y = 0;
  #current = -1;

  constructor(fonts: Fonts, language: Language) {
    this.fonts = fonts;
    this.#segmenter = new Intl.Segmenter(language === "zh" ? "zh" : "en", { granularity: "word" });
    this.newPage();
  }

  newPage(): void {
    this.pages.push({ commands: [], links: [] });
    this.#current = this.pages.length - 1;
    this.y = PAGE.top;
  }

  /** Draws on an earlier page. */
  on(page: number, draw: () => void): void {
    const before = this.#current;
    this.#current = page;
    draw();
    this.#current = before;
  }

  /** Goes to a new page unless there is room for this height; says whether it did. */
  need(height: number): boolean {
    if (this.y + height <= PAGE.height - PAGE.bottom || this.y === PAGE.top) return false;
    this.newPage();
    return true;
  }

  widthOf(text: string, { size, weight = "regular" }: TextStyle): number {
    const font = this.fonts[weight];
    let width = 0;
    for (const one of text) width += font.widthOf(font.glyphOf(one.codePointAt(0) as number));
    return (width * size) / 1000;
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
    const font = this.fonts[weight];
    const glyphs = [...text].map((one) => hex(font.glyphOf(one.codePointAt(0) as number))).join("");
    if (glyphs === "") return;
    const baseline = PAGE.height - y - size * 1.06;
    this.#draw(
      `BT ${fill(color)} /${weight === "bold" ? "B" : "R"} ${round(size)} Tf ` +
        `${round(x)} ${round(baseline)} Td <${glyphs}> Tj ET`,
    );
    if (link === undefined) return;
    const width = this.widthOf(text, style);
    this.box(x, y + size * 1.24, width, 0.4, "#9aa3ab");
    const rect = [x, baseline - 2, x + width, baseline + size].map(round).join(" ");
    this.#page.links.push({ rect, link });
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
    const at = [x, PAGE.height - y - height, width, height].map(round).join(" ");
    this.#draw(`${fill(color)} ${at} re f`);
  }

  /** The frame of a rectangle. */
  frame(x: number, y: number, width: number, height: number, color: string): void {
    const at = [x, PAGE.height - y - height, width, height].map(round).join(" ");
    this.#draw(`0.4 w ${fill(color).replace("rg", "RG")} ${at} re S`);
  }

  get #page(): PageContent {
    return this.pages[this.#current] as PageContent;
  }

  #draw(command: string): void {
    this.#page.commands.push(command);
  }
}

function fill(color: string): string {
  const parts = [1, 3, 5].map((at) => round(Number.parseInt(color.slice(at, at + 2), 16) / 255));
  return `${parts.join(" ")} rg`;
}

function round(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
