/** JPEG (ITU-T T.81, annex B) without what a camera writes beside the picture. */
import type { PictureFacts } from "../../contracts/safety/pictures.ts";
import { view, word } from "./bytes.ts";
import { orientationIn, orientationSegment } from "./orientation.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const FILL = 0xff;
/** Frames that browsers draw: baseline, extended, progressive. */
const FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];
/** Tables that a picture needs: Huffman, quantisation, lines, restart. */
const TABLES: readonly number[] = [0xc4, 0xdb, 0xdc, 0xdd];
/** Names of application segments that say how colours are meant. All others go: EXIF, XMP, IPTC, previews, makers. */
const COLOURS: ReadonlyMap<number, string> = new Map([
  [0xe2, "ICC_PROFILE\0"],
  [0xee, "Adobe"],
]);
/** A JFIF segment without a preview. */
const JFIF = "JFIF\0";
const JFIF_BYTES = 16;
/** Cameras write some dozens; profiles of colours in parts and scans of progressive pictures, hundreds. */
const MOST_SEGMENTS = 4_096;

interface Segment {
  readonly marker: number;
  readonly from: number;
  /** Behind the last byte; of a scan, behind its data too. */
  readonly to: number;
}

export interface Stripped extends PictureFacts {
  /** Parts of the file, in order. */
  readonly parts: readonly Uint8Array[];
}

/**
 * Undefined where it is no whole JPEG. Whatever follows the end of the picture (a film, a second picture) goes too. How
 * the camera was held stays, as the only tag of an EXIF segment of our own.
 */
export function strippedJpeg(bytes: Uint8Array): Stripped | undefined {
  const segments = segmentsOf(bytes);
  const frames = segments?.filter(({ marker }) => FRAMES.includes(marker)) ?? [];
  const [frame] = frames;
  if (segments === undefined || frame === undefined || frames.length > 1 || frame.to - frame.from < 9) return undefined;
  if (!segments.some(({ marker }) => marker === SOS)) return undefined;
  if (segments.some((segment) => !isKept(bytes, segment) && !isLeftOut(segment))) return undefined;
  const orientation = segments
    .filter(({ marker }) => marker === APP1)
    .map(({ from, to }) => orientationIn(bytes.subarray(from + 4, to)))
    .find((one) => one !== undefined && one !== 1);
  const data = view(bytes);
  return {
    type: "image/jpeg",
    height: data.getUint16(frame.from + 5),
    width: data.getUint16(frame.from + 7),
    parts: [
      bytes.subarray(0, 2),
      ...(orientation === undefined ? [] : [orientationSegment(orientation)]),
      ...segments.filter((segment) => isKept(bytes, segment)).map(({ from, to }) => bytes.subarray(from, to)),
    ],
  };
}

/** All up to the end of the picture; undefined where it has none, or too many. */
function segmentsOf(bytes: Uint8Array): readonly Segment[] | undefined {
  if (bytes[0] !== FILL || bytes[1] !== SOI) return undefined;
  const segments: Segment[] = [];
  for (let at = 2; segments.at(-1)?.marker !== EOI; ) {
    const segment = segmentAt(bytes, at);
    if (segment === undefined || segments.length >= MOST_SEGMENTS) return undefined;
    segments.push(segment);
    at = segment.to;
  }
  return segments;
}

/** Application segments and comments: they go, unless they are kept. */
function isLeftOut({ marker }: Segment): boolean {
  return (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
}

function isKept(bytes: Uint8Array, { marker, from, to }: Segment): boolean {
  if (FRAMES.includes(marker) || TABLES.includes(marker) || marker === SOS || marker === EOI) return true;
  if (marker === 0xe0) return to - from === JFIF_BYTES + 2 && word(bytes, from + 4, JFIF.length) === JFIF;
  const name = COLOURS.get(marker);
  return name !== undefined && word(bytes, from + 4, name.length) === name;
}

function segmentAt(bytes: Uint8Array, at: number): Segment | undefined {
  let from = at;
  if (bytes[from] !== FILL) return undefined;
  // A marker may have fill bytes before it.
  while (bytes[from + 1] === FILL) from++;
  const marker = bytes[from + 1];
  if (marker === undefined) return undefined;
  if (marker === EOI) return { marker, from, to: from + 2 };
  if (from + 4 > bytes.length) return undefined;
  const length = view(bytes).getUint16(from + 2);
  const to = from + 2 + length;
  if (length < 2 || to > bytes.length) return undefined;
  return { marker, from, to: marker === SOS ? endOfScan(bytes, to) : to };
}

/** The data of a scan have no marker in them but restarts; FF is followed by 00. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(FILL, from);
  for (; at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(FILL, at + 1)) {
    const next = bytes[at + 1] as number;
    if (next !== 0 && next !== FILL && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}
