/** Reads TrueType outlines from a WOFF2 file (W3C Recommendation WOFF 2.0, clauses 4 and 5). */
import { brotliDecompressSync } from "node:zlib";
import { Bytes } from "./bytes.ts";

const HEADER_BYTES = 48;
/** Tags by their index in the table directory (clause 4.1); only these are looked at, the rest keep their place. */
const KNOWN_TAGS = (
  "cmap head hhea hmtx maxp name OS/2 post cvt  fpgm glyf loca prep CFF  VORG EBDT EBLC gasp hdmx kern LTSH PCLT " +
  "VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG  sbix acnt avar bdat bloc bsln cvar " +
  "fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill"
).match(/.{4} ?/g) as readonly string[];
const OTHER_TAG = 63;

/** Points of a glyph, in font units; `ends` are the last points of its contours. */
export interface Outline {
  readonly xs: number[];
  readonly ys: number[];
  readonly onCurve: boolean[];
  readonly ends: number[];
}

/** A part of a composed glyph: another glyph, moved and scaled. */
export interface Part {
  readonly glyph: number;
  readonly dx: number;
  readonly dy: number;
  /** Scale and shear, row by row. */
  readonly matrix: readonly [number, number, number, number];
}

type Glyph = { readonly outline: Outline } | { readonly parts: readonly Part[] } | undefined;

export interface FontTables {
  /** Tables as they are in the file, but for `glyf` and `loca`. */
  readonly tables: ReadonlyMap<string, Buffer>;
  readonly glyphs: readonly Glyph[];
}

/** Throws Error for a file that is no WOFF2 with transformed TrueType outlines. */
export function readWoff2(file: Buffer): FontTables {
  if (file.toString("latin1", 0, 4) !== "wOF2") throw new Error("no WOFF2 file");
  const numTables = file.readUInt16BE(12);
  const compressedBytes = file.readUInt32BE(20);
  const bytes = new Bytes(file, HEADER_BYTES);
  const entries: { tag: string; length: number; isTransformed: boolean }[] = [];
  for (let i = 0; i < numTables; i++) {
    const flags = bytes.u8();
    const known = flags & 0x3f;
    const tag = known === OTHER_TAG ? bytes.take(4).toString("latin1") : (KNOWN_TAGS[known] ?? "").slice(0, 4);
    const original = bytes.base128();
    const version = flags >> 6;
    const isTransformed = tag === "glyf" || tag === "loca" ? version === 0 : version !== 0;
    entries.push({ tag, length: isTransformed ? bytes.base128() : original, isTransformed });
  }
  const data = new Bytes(brotliDecompressSync(file.subarray(bytes.at, bytes.at + compressedBytes)));
  const tables = new Map<string, Buffer>();
  let glyphs: readonly Glyph[] | undefined;
  for (const { tag, length, isTransformed } of entries) {
    const table = data.take(length);
    if (tag === "glyf" && isTransformed) glyphs = readGlyphs(table);
    else if (isTransformed && tag !== "loca") throw new Error(`the table ${tag} is transformed, which is not read`);
    else tables.set(tag, table);
  }
  if (glyphs === undefined) throw new Error("the font has no transformed outlines");
  return { tables, glyphs };
}

/** The seven streams of a transformed `glyf` table (clause 5.1). */
function readGlyphs(table: Buffer): Glyph[] {
  const head = new Bytes(table, 4);
  const count = head.u16();
  head.u16();
  const sizes = Array.from({ length: 7 }, () => head.u32());
  const [contours, points, flags, triplets, composites] = sizes.map((size) => new Bytes(head.take(size))) as [
    Bytes,
    Bytes,
    Bytes,
    Bytes,
    Bytes,
  ];
  return Array.from({ length: count }, () => {
    const number = contours.i16();
    if (number === 0) return undefined;
    if (number < 0) return { parts: readParts(composites, triplets) };
    const outline = readOutline(number, points, flags, triplets);
    // Instructions are in a stream of their own; only their length is here.
    triplets.short255();
    return { outline };
  });
}

function readOutline(contours: number, points: Bytes, flags: Bytes, triplets: Bytes): Outline {
  const outline: Outline = { xs: [], ys: [], onCurve: [], ends: [] };
  let [x, y] = [0, 0];
  for (let contour = 0; contour < contours; contour++) {
    for (let left = points.short255(); left > 0; left--) {
      const flag = flags.u8();
      const [dx, dy] = readTriplet(flag & 0x7f, triplets);
      x += dx;
      y += dy;
      outline.xs.push(x);
      outline.ys.push(y);
      outline.onCurve.push(flag < 0x80);
    }
    outline.ends.push(outline.xs.length - 1);
  }
  return outline;
}

/** Coordinates of a point relative to the one before (clause 5.2). */
function readTriplet(flag: number, bytes: Bytes): readonly [dx: number, dy: number] {
  const signed = (bits: number, value: number): number => ((bits & 1) === 1 ? value : -value);
  if (flag < 10) return [0, signed(flag, ((flag & 14) << 7) + bytes.u8())];
  if (flag < 20) return [signed(flag, (((flag - 10) & 14) << 7) + bytes.u8()), 0];
  if (flag < 84) {
    const [high, low] = [flag - 20, bytes.u8()];
    return [signed(flag, 1 + (high & 0x30) + (low >> 4)), signed(flag >> 1, 1 + ((high & 0x0c) << 2) + (low & 0x0f))];
  }
  if (flag < 120) {
    const high = flag - 84;
    const dx = signed(flag, 1 + (Math.floor(high / 12) << 8) + bytes.u8());
    return [dx, signed(flag >> 1, 1 + (((high % 12) >> 2) << 8) + bytes.u8())];
  }
  if (flag < 124) {
    const [first, middle, last] = [bytes.u8(), bytes.u8(), bytes.u8()];
    return [signed(flag, (first << 4) + (middle >> 4)), signed(flag >> 1, ((middle & 0x0f) << 8) + last)];
  }
  const dx = signed(flag, bytes.u16());
  return [dx, signed(flag >> 1, bytes.u16())];
}

/** Parts of a composed glyph, as in an untransformed `glyf` table (OpenType, composite glyph description). */
function readParts(bytes: Bytes, triplets: Bytes): Part[] {
  const parts: Part[] = [];
  let hasInstructions = false;
  for (let flags = 0x20; (flags & 0x20) !== 0; ) {
    flags = bytes.u16();
    const glyph = bytes.u16();
    const isWide = (flags & 1) !== 0;
    const [dx, dy] = isWide ? [bytes.i16(), bytes.i16()] : [bytes.i8(), bytes.i8()];
    if ((flags & 2) === 0) throw new Error("a composed glyph is placed by points, which is not read");
    parts.push({ glyph, dx, dy, matrix: readMatrix(flags, bytes) });
    hasInstructions ||= (flags & 0x100) !== 0;
  }
  if (hasInstructions) triplets.short255();
  return parts;
}

function readMatrix(flags: number, bytes: Bytes): Part["matrix"] {
  if ((flags & 0x08) !== 0) {
    const scale = bytes.f2dot14();
    return [scale, 0, 0, scale];
  }
  if ((flags & 0x40) !== 0) return [bytes.f2dot14(), 0, 0, bytes.f2dot14()];
  if ((flags & 0x80) !== 0) return [bytes.f2dot14(), bytes.f2dot14(), bytes.f2dot14(), bytes.f2dot14()];
  return [1, 0, 0, 1];
}
