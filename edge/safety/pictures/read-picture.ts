/** What a picture is, by its content, and the picture without what its camera wrote into it. Nothing is decoded. */
import { EdgeError } from "../../contracts/errors.ts";
import { MOST_PICTURE_BYTES, type PictureFacts } from "../../contracts/safety/pictures.ts";
import { strippedJpeg } from "./jpeg.ts";
import { strippedPng } from "./png.ts";
import { strippedWebp } from "./webp.ts";

/** A screen decodes it: a small file may stand for a huge picture. */
const MOST_PIXELS = 40e6;

export interface ReadPicture extends PictureFacts {
  readonly bytes: Uint8Array;
}

/** Throws EdgeError `bad-request`, `too-large` (rules SR28 and SR29). */
export function readPicture(bytes: Uint8Array): ReadPicture {
  if (bytes.length > MOST_PICTURE_BYTES)
    throw new EdgeError(
      "too-large",
      "the picture has more than 2,097,152 bytes (2 MiB); make it smaller and send it again",
    );
  const found = strippedJpeg(bytes) ?? strippedPng(bytes) ?? strippedWebp(bytes);
  if (found === undefined)
    throw new EdgeError("bad-request", "it is no whole still picture of the kinds JPEG, PNG or WebP");
  const { type, width, height, parts } = found;
  if (width === 0 || height === 0 || width * height > MOST_PIXELS)
    throw new EdgeError(
      "bad-request",
      "the picture must have 1 to 40 million pixels; make it smaller and send it again",
    );
  return { type, width, height, bytes: Buffer.concat(parts) };
}
