/** A variable font at one weight: outlines by the deltas of its `gvar` table (OpenType 1.9.1). */
import { Bytes } from "./bytes.ts";
import type { FontTables, Outline, Part } from "./woff2.ts";

const ALL_POINTS = undefined;
/** Points behind those of the outline: left, right, top and bottom side. */
const PHANTOMS = 4;

interface Region {
  readonly start: number;
  readonly peak: number;
  readonly end: number;
}

/** A glyph at the weight: its outline without composed parts, and its advance, both in font units. */
export interface FixedGlyph {
  readonly outline: Outline;
  readonly advance: number;
}

/** Reads glyphs of a font with the one axis `wght` at a weight. Throws Error for other fonts. */
export function glyphsAt({ tables, glyphs }: FontTables, weight: number): (glyph: number) => FixedGlyph {
  const coordinate = normalized(tables, weight);
  const gvar = tables.get("gvar");
  const advanceOf = advances(tables);
  const deltasOf = (glyph: number, points: number) =>
    gvar === undefined ? undefined : readDeltas(gvar, glyph, { points, coordinate });
  const outlineOf = (glyph: number, depth: number): FixedGlyph => {
    const found = glyphs[glyph];
    const advance = advanceOf(glyph);
    if (found === undefined) {
      const shift = deltasOf(glyph, 0);
      return { outline: { xs: [], ys: [], onCurve: [], ends: [] }, advance: advance + advanceShift(shift, 0) };
    }
    if ("outline" in found) {
      const { outline } = found;
      const shift = deltasOf(glyph, outline.xs.length);
      return {
        outline: shift === undefined ? outline : moved(outline, shift),
        advance: advance + advanceShift(shift, outline.xs.length),
      };
    }
    if (depth > 4) throw new Error("a glyph is composed of itself");
    const shift = deltasOf(glyph, found.parts.length);
    const whole: Outline = { xs: [], ys: [], onCurve: [], ends: [] };
    found.parts.forEach((part, at) => {
      const { outline } = outlineOf(part.glyph, depth + 1);
      join(whole, outline, { ...part, dx: part.dx + (shift?.dx[at] ?? 0), dy: part.dy + (shift?.dy[at] ?? 0) });
    });
    return { outline: whole, advance: advance + advanceShift(shift, found.parts.length) };
  };
  return (glyph) => outlineOf(glyph, 0);
}

interface Deltas {
  readonly dx: Float64Array;
  readonly dy: Float64Array;
  /** Deltas of one tuple are spread over points that it does not name, contour by contour. */
  readonly tuples: readonly Tuple[];
}

interface Tuple {
  readonly scalar: number;
  readonly points: readonly number[] | undefined;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

function advanceShift(deltas: Deltas | undefined, points: number): number {
  return deltas === undefined ? 0 : (deltas.dx[points + 1] ?? 0) - (deltas.dx[points] ?? 0);
}

function moved(outline: Outline, { tuples }: Deltas): Outline {
  const [xs, ys] = [[...outline.xs], [...outline.ys]];
  for (const tuple of tuples) {
    const [dx, dy] = [
      interpolated(outline, outline.xs, tuple, tuple.xs),
      interpolated(outline, outline.ys, tuple, tuple.ys),
    ];
    for (let i = 0; i < xs.length; i++) {
      xs[i] = (xs[i] as number) + tuple.scalar * (dx[i] as number);
      ys[i] = (ys[i] as number) + tuple.scalar * (dy[i] as number);
    }
  }
  return { ...outline, xs, ys };
}

/** Deltas of every point of an outline; points that the tuple does not name follow their neighbours (IUP). */
function interpolated(
  { ends }: Outline,
  own: readonly number[],
  { points }: Tuple,
  deltas: readonly number[],
): Float64Array {
  const all = new Float64Array(own.length);
  if (points === ALL_POINTS) {
    for (let i = 0; i < own.length; i++) all[i] = deltas[i] ?? 0;
    return all;
  }
  const named = new Map(points.map((point, at) => [point, deltas[at] ?? 0]));
  let first = 0;
  for (const last of ends) {
    fillContour(all, { own, named, first, last });
    first = last + 1;
  }
  return all;
}

function fillContour(
  all: Float64Array,
  {
    own,
    named,
    first,
    last,
  }: { own: readonly number[]; named: ReadonlyMap<number, number>; first: number; last: number },
): void {
  const touched: number[] = [];
  for (let point = first; point <= last; point++) if (named.has(point)) touched.push(point);
  for (let point = first; point <= last && touched.length > 0; point++) {
    const delta = named.get(point);
    if (delta !== undefined) {
      all[point] = delta;
      continue;
    }
    const before = touched.findLast((one) => one < point) ?? (touched.at(-1) as number);
    const after = touched.find((one) => one > point) ?? (touched[0] as number);
    all[point] = between(own[point] as number, {
      from: own[before] as number,
      to: own[after] as number,
      fromDelta: named.get(before) as number,
      toDelta: named.get(after) as number,
    });
  }
}

function between(
  at: number,
  { from, to, fromDelta, toDelta }: { from: number; to: number; fromDelta: number; toDelta: number },
): number {
  if (from === to) return fromDelta === toDelta ? fromDelta : 0;
  const [low, high] = from < to ? [from, to] : [to, from];
  const [lowDelta, highDelta] = from < to ? [fromDelta, toDelta] : [toDelta, fromDelta];
  if (at <= low) return lowDelta;
  if (at >= high) return highDelta;
  return lowDelta + ((at - low) / (high - low)) * (highDelta - lowDelta);
}

function join(whole: Outline, { xs, ys, onCurve, ends }: Outline, { dx, dy, matrix: [a, b, c, d] }: Part): void {
  const before = whole.xs.length;
  xs.forEach((x, i) => {
    const y = ys[i] as number;
    whole.xs.push(a * x + c * y + dx);
    whole.ys.push(b * x + d * y + dy);
  });
  whole.onCurve.push(...onCurve);
  whole.ends.push(...ends.map((end) => end + before));
}

/** The weight on the scale from -1 to 1 that deltas are given for, by `fvar` and `avar`. */
function normalized(tables: FontTables["tables"], weight: number): number {
  const fvar = tables.get("fvar");
  if (fvar === undefined) return 0;
  const bytes = new Bytes(fvar, fvar.readUInt16BE(4));
  if (fvar.readUInt16BE(8) !== 1 || bytes.take(4).toString("latin1") !== "wght")
    throw new Error("a font with other axes than the weight is not read");
  const [least, usual, most] = [bytes.u32(), bytes.u32(), bytes.u32()].map((fixed) => fixed / 65_536) as [
    number,
    number,
    number,
  ];
  const held = Math.min(most, Math.max(least, weight));
  const plain = held < usual ? -(usual - held) / (usual - least) : held > usual ? (held - usual) / (most - usual) : 0;
  return mapped(tables.get("avar"), plain);
}

function mapped(avar: Buffer | undefined, plain: number): number {
  if (avar === undefined) return plain;
  const bytes = new Bytes(avar, 8);
  const pairs = Array.from({ length: bytes.u16() }, () => [bytes.f2dot14(), bytes.f2dot14()] as const);
  const after = pairs.findIndex(([from]) => from >= plain);
  const high = pairs[after];
  const low = pairs[after - 1];
  if (high === undefined) return plain;
  if (low === undefined || high[0] === plain) return high[1];
  return low[1] + ((plain - low[0]) / (high[0] - low[0])) * (high[1] - low[1]);
}

function advances(tables: FontTables["tables"]): (glyph: number) => number {
  const [hmtx, hhea] = [tables.get("hmtx"), tables.get("hhea")];
  if (hmtx === undefined || hhea === undefined) throw new Error("the font has no advances");
  const count = hhea.readUInt16BE(34);
  return (glyph) => hmtx.readUInt16BE(4 * Math.min(glyph, count - 1));
}

/** Deltas of a glyph at the coordinate; undefined where it has none. */
function readDeltas(
  gvar: Buffer,
  glyph: number,
  { points, coordinate }: { readonly points: number; readonly coordinate: number },
): Deltas | undefined {
  const isLong = (gvar.readUInt16BE(14) & 1) !== 0;
  const offsetOf = (at: number) => (isLong ? gvar.readUInt32BE(20 + 4 * at) : 2 * gvar.readUInt16BE(20 + 2 * at));
  const begin = gvar.readUInt32BE(16) + offsetOf(glyph);
  if (offsetOf(glyph + 1) === offsetOf(glyph)) return undefined;
  const head = new Bytes(gvar, begin);
  const countFlags = head.u16();
  const body = new Bytes(gvar, begin + head.u16());
  const regions = Array.from({ length: countFlags & 0x0fff }, () => readRegion(gvar, head));
  const shared = (countFlags & 0x8000) === 0 ? ALL_POINTS : readPoints(body);
  const total = points + PHANTOMS;
  const [dx, dy] = [new Float64Array(total), new Float64Array(total)];
  const tuples: Tuple[] = [];
  for (const { region, size, hasPoints } of regions) {
    const end = body.at + size;
    const named = hasPoints ? readPoints(body) : shared;
    const count = named?.length ?? total;
    const tuple = {
      scalar: scalarOf(region, coordinate),
      points: named,
      xs: readRun(body, count),
      ys: readRun(body, count),
    };
    body.at = end;
    if (tuple.scalar === 0) continue;
    tuples.push(tuple);
    for (let i = 0; i < count; i++) {
      const point = named === undefined ? i : (named[i] as number);
      dx[point] = (dx[point] ?? 0) + tuple.scalar * (tuple.xs[i] as number);
      dy[point] = (dy[point] ?? 0) + tuple.scalar * (tuple.ys[i] as number);
    }
  }
  return { dx, dy, tuples };
}

function readRegion(gvar: Buffer, head: Bytes): { region: Region; size: number; hasPoints: boolean } {
  const size = head.u16();
  const index = head.u16();
  const peak =
    (index & 0x8000) === 0 ? gvar.readInt16BE(gvar.readUInt32BE(8) + 2 * (index & 0x0fff)) / 16_384 : head.f2dot14();
  const region =
    (index & 0x4000) === 0
      ? { start: Math.min(0, peak), peak, end: Math.max(0, peak) }
      : { start: head.f2dot14(), peak, end: head.f2dot14() };
  return { region, size, hasPoints: (index & 0x2000) !== 0 };
}

function scalarOf({ start, peak, end }: Region, at: number): number {
  if (peak === 0 || at === peak) return 1;
  if (at <= start || at >= end) return 0;
  return at < peak ? (at - start) / (peak - start) : (end - at) / (end - peak);
}

/** Packed point numbers; undefined: all points. */
function readPoints(bytes: Bytes): readonly number[] | undefined {
  const first = bytes.u8();
  const count = first < 0x80 ? first : ((first & 0x7f) << 8) + bytes.u8();
  if (count === 0) return ALL_POINTS;
  const points: number[] = [];
  let point = 0;
  while (points.length < count) {
    const control = bytes.u8();
    for (let left = (control & 0x7f) + 1; left > 0 && points.length < count; left--) {
      point += control < 0x80 ? bytes.u8() : bytes.u16();
      points.push(point);
    }
  }
  return points;
}

/** Packed deltas. */
function readRun(bytes: Bytes, count: number): readonly number[] {
  const deltas: number[] = [];
  while (deltas.length < count) {
    const control = bytes.u8();
    for (let left = (control & 0x3f) + 1; left > 0; left--)
      deltas.push((control & 0x80) !== 0 ? 0 : (control & 0x40) === 0 ? bytes.i8() : bytes.i16());
  }
  return deltas;
}
