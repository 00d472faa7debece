/**
 * The font of a report: exactly the characters of its text, at one weight, out of the slices of the viewer's variable
 * font. So a report needs no other font on the reader's machine, and no second one in the product.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { type FontParts, trueTypeFont } from "./true-type.ts";
import { type FixedGlyph, glyphsAt } from "./variation.ts";
import { type FontTables, readWoff2 } from "./woff2.ts";

const PACKAGE = "@fontsource-variable/noto-sans-sc";
/** Slices are read again and again for the same words; beyond this many glyphs the memory is emptied. */
const MOST_KEPT = 6_000;
/** Blanks that the font lacks, with their widths in ems. */
const BLANKS: ReadonlyMap<number, number> = new Map([
  [0x2003, 1],
  [0x2009, 0.2],
  [0xa0, 0.25],
]);

export interface ReportFont {
  /** The font as a TrueType file. */
  readonly file: Buffer;
  /** Glyph of a character; 0 where the font has none. */
  glyphOf(codePoint: number): number;
  /** Advance of a glyph, in thousandths of an em. */
  widthOf(glyph: number): number;
  /** Code points by glyph. */
  readonly codePoints: readonly number[];
  /** In thousandths of an em. */
  readonly ascent: number;
  readonly descent: number;
}

interface Slice {
  readonly name: string;
  /** First and last code points, in turns. */
  readonly ranges: readonly (readonly [number, number])[];
}

interface KeptGlyph extends FixedGlyph {
  readonly unitsPerEm: number;
}

const kept = new Map<string, KeptGlyph | undefined>();
let slices: Promise<readonly Slice[]> | undefined;

/** A font of these characters. It lets other work of the thread go on between two slices. */
export async function reportFont(characters: Iterable<string>, weight: number): Promise<ReportFont> {
  const codes = [...new Set([...characters].map((one) => one.codePointAt(0) as number))].sort((a, b) => a - b);
  await readMissing(codes, weight);
  const glyphs: FixedGlyph[] = [boxGlyph()];
  const known: [number, number][] = [];
  const codePoints = [0];
  for (const code of codes) {
    const glyph = kept.get(`${weight} ${code}`) ?? blank(code);
    if (glyph === undefined) continue;
    known.push([code, glyphs.length]);
    glyphs.push(scaled(glyph));
    codePoints.push(code);
  }
  const parts: FontParts = { glyphs, characters: known, unitsPerEm: 1000, ascent: 1160, descent: -288, weight };
  const glyphByCode = new Map(known);
  return {
    file: trueTypeFont(parts),
    glyphOf: (codePoint) => glyphByCode.get(codePoint) ?? 0,
    widthOf: (glyph) => Math.round(glyphs[glyph]?.advance ?? 0),
    codePoints,
    ascent: parts.ascent,
    descent: parts.descent,
  };
}

/** Reads the glyphs that are not kept yet, one slice after the other. */
async function readMissing(codes: readonly number[], weight: number): Promise<void> {
  if (kept.size > MOST_KEPT) kept.clear();
  slices ??= readSlices();
  const all = await slices;
  const wanted = new Map<string, number[]>();
  for (const code of codes) {
    if (kept.has(`${weight} ${code}`)) continue;
    const slice = all.find(({ ranges }) => ranges.some(([first, last]) => code >= first && code <= last));
    if (slice === undefined) kept.set(`${weight} ${code}`, undefined);
    else wanted.set(slice.name, [...(wanted.get(slice.name) ?? []), code]);
  }
  for (const [name, missing] of wanted) {
    const font = readWoff2(await readFile(join(folder(), "files", `noto-sans-sc-${name}-wght-normal.woff2`)));
    keepGlyphs(font, missing, weight);
    await turn();
  }
}

function keepGlyphs(font: FontTables, codes: readonly number[], weight: number): void {
  const glyphOf = charactersOf(font.tables.get("cmap"));
  const glyphAt = glyphsAt(font, weight);
  const unitsPerEm = font.tables.get("head")?.readUInt16BE(18) ?? 1000;
  for (const code of codes) {
    const glyph = glyphOf(code);
    kept.set(`${weight} ${code}`, glyph === 0 ? undefined : { ...glyphAt(glyph), unitsPerEm });
  }
}

function folder(): string {
  return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
}

/** The slices by their Unicode ranges, the Latin ones first. */
async function readSlices(): Promise<readonly Slice[]> {
  const ranges = JSON.parse(await readFile(join(folder(), "unicode.json"), "utf8")) as Readonly<Record<string, string>>;
  const all = Object.entries(ranges).map(([key, text]) => ({
    name: key.replaceAll(/[[\]]/g, ""),
    ranges: text.split(",").map(rangeOf),
  }));
  return [...all.filter(({ name }) => /^[a-z]/.test(name)), ...all.filter(({ name }) => !/^[a-z]/.test(name))];
}

/** `U+ff03-ff04` or `U+ff07`. */
function rangeOf(text: string): readonly [number, number] {
  const [first = "0", last = first] = text.trim().replace(/^U\+/i, "").split("-");
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
}

/** Characters of a font by the `cmap` subtables of formats 4 and 12. */
function charactersOf(cmap: Buffer | undefined): (codePoint: number) => number {
  if (cmap === undefined) return () => 0;
  const offsets = Array.from({ length: cmap.readUInt16BE(2) }, (_, i) => cmap.readUInt32BE(8 + 8 * i));
  const wide = offsets.find((at) => cmap.readUInt16BE(at) === 12);
  if (wide !== undefined) return (codePoint) => inGroups(cmap, wide, codePoint);
  const plain = offsets.find((at) => cmap.readUInt16BE(at) === 4);
  return plain === undefined ? () => 0 : (codePoint) => inSegments(cmap, plain, codePoint);
}

function inGroups(cmap: Buffer, at: number, codePoint: number): number {
  const count = cmap.readUInt32BE(at + 12);
  for (let i = 0; i < count; i++) {
    const group = at + 16 + 12 * i;
    const first = cmap.readUInt32BE(group);
    if (codePoint >= first && codePoint <= cmap.readUInt32BE(group + 4))
      return cmap.readUInt32BE(group + 8) + codePoint - first;
  }
  return 0;
}

function inSegments(cmap: Buffer, at: number, codePoint: number): number {
  const twice = cmap.readUInt16BE(at + 6);
  for (let i = 0; i < twice; i += 2) {
    if (codePoint > cmap.readUInt16BE(at + 14 + i)) continue;
    const first = cmap.readUInt16BE(at + 16 + twice + i);
    if (codePoint < first) return 0;
    const delta = cmap.readUInt16BE(at + 16 + 2 * twice + i);
    const place = at + 16 + 3 * twice + i;
    const offset = cmap.readUInt16BE(place);
    if (offset === 0) return (codePoint + delta) & 0xffff;
    const glyph = cmap.readUInt16BE(place + offset + 2 * (codePoint - first));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}

const NOTHING = { xs: [], ys: [], onCurve: [], ends: [] };

function blank(code: number): KeptGlyph | undefined {
  const ems = BLANKS.get(code);
  return ems === undefined ? undefined : { outline: NOTHING, advance: 1000 * ems, unitsPerEm: 1000 };
}

function scaled({ outline, advance, unitsPerEm }: KeptGlyph): FixedGlyph {
  const factor = 1000 / unitsPerEm;
  if (factor === 1) return { outline, advance };
  const by = (values: readonly number[]) => values.map((value) => factor * value);
  return { outline: { ...outline, xs: by(outline.xs), ys: by(outline.ys) }, advance: factor * advance };
}

/** A frame for characters that the font lacks. */
function boxGlyph(): FixedGlyph {
  return {
    advance: 600,
    outline: {
      xs: [60, 540, 540, 60, 110, 110, 490, 490],
      ys: [0, 0, 700, 700, 50, 650, 650, 50],
      onCurve: Array.from({ length: 8 }, () => true),
      ends: [3, 7],
    },
  };
}
