/** Writes a small TrueType font of fixed glyphs (OpenType 1.9.1): for PDF and for pages of reports. */
import type { FixedGlyph } from "./variation.ts";
import type { Outline } from "./woff2.ts";

export interface FontParts {
  /** Glyph 0 is the one of missing characters. */
  readonly glyphs: readonly FixedGlyph[];
  /** Code point -> glyph, by rising code point. */
  readonly characters: readonly (readonly [codePoint: number, glyph: number])[];
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
  readonly weight: number;
}

interface Box {
  readonly xMin: number;
  readonly yMin: number;
  readonly xMax: number;
  readonly yMax: number;
}

/** The font as a file. */
export function trueTypeFont(parts: FontParts): Buffer {
  const shapes = parts.glyphs.map(({ outline }) => rounded(outline));
  const boxes = shapes.map(boxOf);
  const bodies = shapes.map((shape, i) => glyphBytes(shape, boxes[i] as Box));
  const offsets = [0];
  for (const body of bodies) offsets.push((offsets.at(-1) as number) + body.length);
  const box = boxes.reduce(together);
  return fileOf([
    ["OS/2", os2(parts)],
    ["cmap", cmap(parts.characters)],
    ["glyf", Buffer.concat(bodies)],
    ["head", head(parts, box)],
    ["hhea", hhea(parts)],
    ["hmtx", hmtx(parts, boxes)],
    ["loca", numbers(4, offsets)],
    ["maxp", maxp(shapes)],
    ["name", name()],
    ["post", words(3, 0, 0, 0, 0xff9c, 0x0032, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
  ]);
}

function rounded({ xs, ys, ...rest }: Outline): Outline {
  return { xs: xs.map(Math.round), ys: ys.map(Math.round), ...rest };
}

function boxOf({ xs, ys }: Outline): Box {
  if (xs.length === 0) return { xMin: 0, yMin: 0, xMax: 0, yMax: 0 };
  return { xMin: Math.min(...xs), yMin: Math.min(...ys), xMax: Math.max(...xs), yMax: Math.max(...ys) };
}

function together(a: Box, b: Box): Box {
  return {
    xMin: Math.min(a.xMin, b.xMin),
    yMin: Math.min(a.yMin, b.yMin),
    xMax: Math.max(a.xMax, b.xMax),
    yMax: Math.max(a.yMax, b.yMax),
  };
}

/** A simple glyph without instructions: flags, then short or long differences. */
function glyphBytes({ xs, ys, onCurve, ends }: Outline, { xMin, yMin, xMax, yMax }: Box): Buffer {
  if (ends.length === 0) return Buffer.alloc(0);
  const flags: number[] = [];
  const [across, up]: [number[], number[]] = [[], []];
  let [x, y] = [0, 0];
  xs.forEach((nextX, i) => {
    const nextY = ys[i] as number;
    const flag = onCurve[i] === true ? 1 : 0;
    flags.push(flag | difference(nextX - x, across, 0x02, 0x10) | difference(nextY - y, up, 0x04, 0x20));
    [x, y] = [nextX, nextY];
  });
  const head = words(ends.length, xMin, yMin, xMax, yMax, ...ends, 0);
  const body = Buffer.concat([head, Buffer.from([...flags, ...across, ...up])]);
  return Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
}

/** Appends a difference and returns its bits of the flag: short, and its sign or that it is zero. */
function difference(value: number, to: number[], isShort: number, isSame: number): number {
  if (value === 0) return isSame;
  if (Math.abs(value) < 256) {
    to.push(Math.abs(value));
    return value > 0 ? isShort | isSame : isShort;
  }
  to.push((value >> 8) & 0xff, value & 0xff);
  return 0;
}

function head({ unitsPerEm }: FontParts, { xMin, yMin, xMax, yMax }: Box): Buffer {
  const first = numbers(4, [0x00010000, 0x00010000, 0, 0x5f0f3cf5]);
  // The times of making are left at zero, so that the same text gives the same bytes.
  const rest = words(0x000b, unitsPerEm, 0, 0, 0, 0, 0, 0, 0, 0, xMin, yMin, xMax, yMax, 0, 8, 2, 1, 0);
  return Buffer.concat([first, rest]);
}

function hhea({ ascent, descent, glyphs }: FontParts): Buffer {
  const widest = Math.max(...glyphs.map(({ advance }) => Math.round(advance)));
  return words(1, 0, ascent, descent, 0, widest, 0, 0, widest, 1, 0, 0, 0, 0, 0, 0, 0, glyphs.length);
}

function hmtx({ glyphs }: FontParts, boxes: readonly Box[]): Buffer {
  return words(...glyphs.flatMap(({ advance }, i) => [Math.round(advance), boxes[i]?.xMin ?? 0]));
}

function maxp(shapes: readonly Outline[]): Buffer {
  const points = Math.max(...shapes.map(({ xs }) => xs.length));
  const contours = Math.max(...shapes.map(({ ends }) => ends.length));
  return words(1, 0, shapes.length, points, contours, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0);
}

/** Format 12: groups of one character each are simple, and short enough. */
function cmap(characters: FontParts["characters"]): Buffer {
  const groups = characters.flatMap(([codePoint, glyph]) => [codePoint, codePoint, glyph]);
  const table = numbers(4, [16 + 4 * groups.length, 0, characters.length, ...groups]);
  return Buffer.concat([words(0, 1, 3, 10), numbers(4, [12]), words(12, 0), table]);
}

function os2({ weight, ascent, descent, characters }: FontParts): Buffer {
  const codes = characters.map(([codePoint]) => Math.min(0xffff, codePoint));
  const table = Buffer.alloc(96);
  const put = (at: number, value: number) => table.writeUInt16BE(value & 0xffff, at);
  put(0, 4);
  put(4, weight);
  put(6, 5);
  put(62, 0x0040);
  put(64, Math.min(...codes, 0xffff));
  put(66, Math.max(...codes, 0));
  put(68, ascent);
  put(70, descent);
  put(74, ascent);
  put(76, -descent);
  return table;
}

/** The family as its licence asks: the outlines are those of Noto Sans SC (OFL 1.1). */
function name(): Buffer {
  const texts = [
    [1, "Gemba Report Sans"],
    [2, "Regular"],
    [4, "Gemba Report Sans"],
    [6, "GembaReportSans"],
    [13, "Outlines of Noto Sans SC, SIL Open Font License 1.1"],
  ] as const;
  const bodies = texts.map(([id, text]) => ({ id, body: Buffer.from(text, "utf16le").swap16() }));
  let offset = 0;
  const records = bodies.map(({ id, body }) => {
    const record = words(3, 1, 0x0409, id, body.length, offset);
    offset += body.length;
    return record;
  });
  return Buffer.concat([words(0, texts.length, 6 + 12 * texts.length), ...records, ...bodies.map(({ body }) => body)]);
}

function words(...values: readonly number[]): Buffer {
  return numbers(2, values);
}

/** Big-endian numbers of 2 or 4 bytes; negative ones as their complement. */
function numbers(size: 2 | 4, values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(size * values.length);
  values.forEach((value, i) => {
    if (size === 2) buffer.writeUInt16BE(value & 0xffff, 2 * i);
    else buffer.writeUInt32BE(value >>> 0, 4 * i);
  });
  return buffer;
}

/** Joins tables, in the order of their tags, with checksums. */
function fileOf(tables: readonly (readonly [tag: string, body: Buffer])[]): Buffer {
  const count = tables.length;
  const power = 2 ** Math.floor(Math.log2(count));
  const start = Buffer.concat([
    numbers(4, [0x00010000]),
    words(count, 16 * power, Math.log2(power), 16 * (count - power)),
  ]);
  let offset = start.length + 16 * count;
  const records: Buffer[] = [];
  const bodies: Buffer[] = [];
  for (const [tag, body] of tables) {
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
    records.push(Buffer.from(tag, "latin1"), numbers(4, [sumOf(padded), offset, body.length]));
    bodies.push(padded);
    offset += padded.length;
  }
  const file = Buffer.concat([start, ...records, ...bodies]);
  const headAt = start.length + 16 * tables.findIndex(([tag]) => tag === "head");
  file.writeUInt32BE((0xb1b0afba - sumOf(file)) >>> 0, file.readUInt32BE(headAt + 8) + 8);
  return file;
}

function sumOf(bytes: Buffer): number {
  let sum = 0;
  for (let i = 0; i + 3 < bytes.length; i += 4) sum = (sum + bytes.readUInt32BE(i)) >>> 0;
  return sum;
}
