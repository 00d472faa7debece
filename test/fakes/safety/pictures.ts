/** Small pictures as cameras write them, with all that they write beside the picture. */
import { crc32, deflateSync } from "node:zlib";

const ascii = (text: string) => Buffer.from(text, "latin1");
const u16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const u32 = (value: number) => Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
const u32le = (value: number) => Buffer.from(u32(value)).reverse();

const segment = (marker: number, ...data: readonly Uint8Array[]) => {
  const all = Buffer.concat(data);
  return Buffer.concat([Buffer.from([0xff, marker]), u16(all.length + 2), all]);
};

/** EXIF with an orientation (little-endian), and a word in its tail. */
function exif(orientation: number, secret: string): Buffer {
  const tiff = Buffer.concat([
    ...[
      ascii("II"),
      Buffer.from([42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]),
    ],
    ascii(secret),
  ]);
  return Buffer.concat([ascii("Exif\0\0"), tiff]);
}

interface JpegWritten {
  readonly secret?: string;
  readonly orientation?: number;
  /** Bytes of the scan, such as random ones without FF. */
  readonly scan?: Uint8Array;
  readonly width?: number;
  readonly height?: number;
}

/** Not a picture that can be drawn: its structure is that of a JPEG. */
export function jpeg({
  secret = "S3CRET",
  orientation = 6,
  scan,
  width = 640,
  height = 480,
}: JpegWritten = {}): Buffer {
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, ascii("JFIF\0"), Buffer.from([1, 1, 0, 0, 1, 0, 1, 0, 0])),
    segment(0xe0, ascii(`JFXX\0${secret}`)),
    segment(0xe1, exif(orientation, secret)),
    segment(0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0${secret}`)),
    segment(0xe2, ascii(`MPF\0${secret}`)),
    segment(0xe2, ascii("ICC_PROFILE\0colours")),
    segment(0xed, ascii(`Photoshop 3.0\0${secret}`)),
    segment(0xfe, ascii(secret)),
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xc0, Buffer.from([8]), u16(height), u16(width), Buffer.from([1, 1, 0x11, 0])),
    segment(0xc4, Buffer.alloc(20, 1)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    scan ?? Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]),
    Buffer.from([0xff, 0xd9]),
    ascii(secret),
  ]);
}

const chunk = (name: string, data: Uint8Array) =>
  Buffer.concat([u32(data.length), ascii(name), data, u32(crc32(Buffer.concat([ascii(name), data])))]);

/** One grey pixel row by row: it can be drawn. */
export function png(secret = "S3CRET", width = 2, height = 2): Buffer {
  const header = Buffer.concat([u32(width), u32(height), Buffer.from([8, 0, 0, 0, 0])]);
  const rows = Buffer.alloc(height * (width + 1), 0);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("tEXt", ascii(`Author\0${secret}`)),
    chunk("zTXt", ascii(secret)),
    chunk("iTXt", ascii(secret)),
    chunk("eXIf", ascii(secret)),
    chunk("tIME", ascii(secret.slice(0, 7))),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
    ascii(secret),
  ]);
}

const riff = (name: string, data: Uint8Array) =>
  Buffer.concat([ascii(name), u32le(data.length), data, Buffer.alloc(data.length % 2)]);

/** Extended, with EXIF and XMP behind a lossless picture. */
export function webp(secret = "S3CRET"): Buffer {
  const lossless = Buffer.concat([Buffer.from([0x2f]), u32le((2 - 1) | ((3 - 1) << 14)), Buffer.alloc(3)]);
  const chunks = Buffer.concat([
    riff("VP8X", Buffer.from([0x0c, 0, 0, 0, 1, 0, 0, 2, 0, 0])),
    riff("VP8L", lossless),
    riff("EXIF", ascii(secret)),
    riff("XMP ", ascii(secret)),
    riff("ABCD", ascii(secret)),
  ]);
  return Buffer.concat([ascii("RIFF"), u32le(chunks.length + 4), ascii("WEBP"), chunks, ascii(secret)]);
}
