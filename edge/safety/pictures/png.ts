/** PNG (W3C PNG, third edition) without text, times, EXIF and animation. */
import { view, word } from "./bytes.ts";
import type { Stripped } from "./jpeg.ts";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Chunks that a picture needs, or that say how its colours are meant. */
const KEPT: ReadonlySet<string> = new Set([
  ...["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "iCCP", "cICP", "bKGD", "pHYs"],
]);

/** Undefined where it is no whole PNG. Whatever follows its end goes too. */
export function strippedPng(bytes: Uint8Array): Stripped | undefined {
  if (SIGNATURE.some((byte, at) => bytes[at] !== byte)) return undefined;
  const read = view(bytes);
  const parts = [bytes.subarray(0, SIGNATURE.length)];
  let size: { readonly width: number; readonly height: number } | undefined;
  let hasData = false;
  for (let from = SIGNATURE.length; from + 12 <= bytes.length; ) {
    const length = read.getUint32(from);
    const to = from + 12 + length;
    if (to > bytes.length) return undefined;
    const name = word(bytes, from + 4, 4);
    if ((name === "IHDR") !== (size === undefined)) return undefined;
    if (name === "IHDR") {
      if (length !== 13) return undefined;
      size = { width: read.getUint32(from + 8), height: read.getUint32(from + 12) };
    }
    if (name === "IDAT") hasData = true;
    // A critical chunk that is not known: the picture cannot be drawn without it.
    if (!KEPT.has(name) && /^[A-Z]/.test(name)) return undefined;
    if (KEPT.has(name)) parts.push(bytes.subarray(from, to));
    if (name === "IEND") return hasData && size !== undefined ? { type: "image/png", ...size, parts } : undefined;
    from = to;
  }
  return undefined;
}
