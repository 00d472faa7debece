/** WebP (RFC 9649) without EXIF, XMP and unknown chunks. One still picture. */
import { view, word } from "./bytes.ts";
import type { Stripped } from "./jpeg.ts";

const HEADER = 12;
const KEPT: ReadonlySet<string> = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ICCP"]);
/** Flags of VP8X: EXIF and XMP are there; it is animated. */
const EXIF_AND_XMP = 0x0c;
const ANIMATED = 0x02;
type Size = { readonly width: number; readonly height: number };

interface Chunk {
  readonly name: string;
  /** A copy, with name and length. */
  readonly bytes: Uint8Array;
}

/** Undefined where it is no whole WebP, or an animation. Whatever follows its end goes too. */
export function strippedWebp(bytes: Uint8Array): Stripped | undefined {
  const chunks = chunksOf(bytes);
  const images = chunks?.filter(({ name }) => name === "VP8 " || name === "VP8L") ?? [];
  const [image] = images;
  if (chunks === undefined || image === undefined || images.length > 1) return undefined;
  const own = image.name === "VP8 " ? lossySize(image.bytes) : losslessSize(image.bytes);
  const extended = chunks.find(({ name }) => name === "VP8X");
  const size = extended === undefined ? own : canvasSize(extended.bytes);
  if (own === undefined || size === undefined || (extended !== undefined && extended !== chunks[0])) return undefined;
  if (extended !== undefined) extended.bytes[8] = (extended.bytes[8] as number) & ~EXIF_AND_XMP;
  const kept = chunks.filter(({ name }) => KEPT.has(name)).map((chunk) => chunk.bytes);
  const header = bytes.slice(0, HEADER);
  view(header).setUint32(
    4,
    kept.reduce((sum, chunk) => sum + chunk.length, 4),
    true,
  );
  return { type: "image/webp", ...size, parts: [header, ...kept] };
}

function chunksOf(bytes: Uint8Array): readonly Chunk[] | undefined {
  if (word(bytes, 0, 4) !== "RIFF" || word(bytes, 8, 4) !== "WEBP" || bytes.length < HEADER + 8) return undefined;
  const read = view(bytes);
  const end = 8 + read.getUint32(4, true);
  if (end > bytes.length) return undefined;
  const chunks: Chunk[] = [];
  for (let from = HEADER; from + 8 <= end; ) {
    const length = read.getUint32(from + 4, true);
    const to = from + 8 + length + (length % 2);
    if (to > end) return undefined;
    chunks.push({ name: word(bytes, from, 4), bytes: bytes.slice(from, to) });
    from = to;
  }
  return chunks;
}

/** Undefined for an animation. */
function canvasSize(chunk: Uint8Array): Size | undefined {
  if (chunk.length < 18 || ((chunk[8] as number) & ANIMATED) !== 0) return undefined;
  return { width: 1 + uint24(chunk, 12), height: 1 + uint24(chunk, 15) };
}

function lossySize(chunk: Uint8Array): Size | undefined {
  const isKey = chunk.length >= 18 && ((chunk[8] as number) & 1) === 0;
  if (!isKey || chunk[11] !== 0x9d || chunk[12] !== 0x01 || chunk[13] !== 0x2a) return undefined;
  const read = view(chunk);
  return { width: read.getUint16(14, true) & 0x3fff, height: read.getUint16(16, true) & 0x3fff };
}

function losslessSize(chunk: Uint8Array): Size | undefined {
  if (chunk.length < 13 || chunk[8] !== 0x2f) return undefined;
  const bits = view(chunk).getUint32(9, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

function uint24(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) + (bytes[at + 1] as number) * 0x100 + (bytes[at + 2] as number) * 0x1_0000;
}
