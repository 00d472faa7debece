/** Rewrites a PNG from the chunks that a picture needs: no text, no profiles, no data behind its end. */

import { crc32 } from "node:zlib";
import { ConfigFault } from "../contracts/plant/config-text.ts";
import { sentence } from "./config-texts.ts";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const KEPT: ReadonlySet<string> = new Set([
  "IHDR",
  "PLTE",
  "tRNS",
  "gAMA",
  "cHRM",
  "sRGB",
  "sBIT",
  "bKGD",
  "pHYs",
  "IDAT",
  "IEND",
]);

/** A browser takes four bytes per pixel, so 268 MB at most; a hall of 200 m then has 40 pixels per metre. */
const MAX_SIDE = 16_384;
const MAX_PIXELS = 67_108_864;
/** Length, type and checksum. */
const FRAME_BYTES = 12;

/** Throws an Error that names the fault of the file. */
export function cleanPng(bytes: Buffer): Uint8Array {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new ConfigFault(sentence("png-none", {}));
  const pieces: Uint8Array[] = [SIGNATURE];
  let at = SIGNATURE.length;
  for (let type = ""; type !== "IEND"; ) {
    if (at + FRAME_BYTES > bytes.length) throw new ConfigFault(sentence("png-ends", {}));
    const length = bytes.readUInt32BE(at);
    type = bytes.toString("latin1", at + 4, at + 8);
    const end = at + FRAME_BYTES + length;
    if (end > bytes.length) throw new ConfigFault(sentence("png-ends", {}));
    if (bytes.readUInt32BE(end - 4) !== crc32(bytes.subarray(at + 4, end - 4)))
      throw new ConfigFault(sentence("png-damaged", {}));
    if ((at === SIGNATURE.length) !== (type === "IHDR")) throw new ConfigFault(sentence("png-no-size", {}));
    if (type === "IHDR") checkSize(bytes.subarray(at + 8, end - 4));
    if (KEPT.has(type)) pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return Buffer.concat(pieces);
}

function checkSize(header: Buffer): void {
  if (header.length !== 13) throw new ConfigFault(sentence("png-size-malformed", {}));
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (width === 0 || height === 0 || width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS)
    throw new ConfigFault(sentence("png-large", { width, height, side: MAX_SIDE, most: MAX_PIXELS }));
}
