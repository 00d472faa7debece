/** The part of PDFKit that reports use; the package brings no types. Lengths are points, y counts from the top. */
declare module "pdfkit" {
  import type { Readable } from "node:stream";

  interface DocumentOptions {
    readonly size: "A4";
    readonly margin: number;
    readonly pdfVersion?: "1.7";
    readonly lang?: string;
    readonly displayTitle?: boolean;
    /** Pages are kept until the end, so that footers know their number. */
    readonly bufferPages?: boolean;
    readonly autoFirstPage?: boolean;
    readonly info?: Readonly<Record<string, string | Date>>;
  }

  interface TextOptions {
    readonly lineBreak: false;
    readonly baseline: "alphabetic";
  }

  interface PDFDocument extends Readable {
    addPage(): this;
    switchToPage(page: number): unknown;
    registerFont(name: string, font: Buffer): this;
    font(name: string): this;
    fontSize(size: number): this;
    widthOfString(text: string): number;
    fillColor(color: string): this;
    text(text: string, x: number, y: number, options: TextOptions): this;
    lineWidth(width: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    fill(color: string): this;
    stroke(color: string): this;
    link(x: number, y: number, width: number, height: number, address: string): this;
    end(): void;
    /** The font in use, as PDFKit's font reader sees it; PDFKit has no other way to ask what a font lacks. */
    readonly _font: {
      readonly font: {
        /** The one for missing characters is among them. */
        readonly numGlyphs: number;
        hasGlyphForCodePoint(code: number): boolean;
      };
    };
  }

  const PDFDocument: new (options: DocumentOptions) => PDFDocument;
  export = PDFDocument;
}
