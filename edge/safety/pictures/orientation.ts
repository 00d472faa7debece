/** How a camera was held (EXIF 2.32, tag 0112), the only thing of EXIF that a picture keeps. */
import { view, word } from "./bytes.ts";

const EXIF = "Exif\0\0";
const TAG = 0x0112;
const SHORT = 3;
/** Tags of a directory that are looked through. */
const MOST_TAGS = 200;

/** 1 to 8; undefined where the data of an APP1 segment do not say. */
export function orientationIn(data: Uint8Array): number | undefined {
  if (word(data, 0, EXIF.length) !== EXIF) return undefined;
  const tiff = data.subarray(EXIF.length);
  if (tiff.length < 14) return undefined;
  const order = word(tiff, 0, 2);
  if (order !== "II" && order !== "MM") return undefined;
  const isLittle = order === "II";
  const read = view(tiff);
  const directory = read.getUint32(4, isLittle);
  if (directory + 2 > tiff.length) return undefined;
  const count = Math.min(MOST_TAGS, read.getUint16(directory, isLittle));
  for (let n = 0; n < count; n++) {
    const at = directory + 2 + 12 * n;
    if (at + 12 > tiff.length) return undefined;
    if (read.getUint16(at, isLittle) !== TAG) continue;
    const value = read.getUint16(at + 8, isLittle);
    return read.getUint16(at + 2, isLittle) === SHORT && value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** An APP1 segment with this tag and nothing else. */
export function orientationSegment(orientation: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, SHORT, 0, 0, 0, 1, 0, orientation, 0, 0];
  const data = [...EXIF].map((letter) => letter.charCodeAt(0)).concat(tiff, [0, 0, 0, 0]);
  return Uint8Array.from([0xff, 0xe1, 0, data.length + 2, ...data]);
}
