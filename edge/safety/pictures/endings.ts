/** How files of pictures end. */
import type { PictureType } from "../../contracts/safety/pictures.ts";

const ENDINGS: Readonly<Record<PictureType, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
};
const TYPES = new Map(Object.entries(ENDINGS).map(([type, ending]) => [ending, type as PictureType]));

/** Name of a file with its ending. */
export function pictureFile(name: string, type: PictureType): string {
  return `${name}.${ENDINGS[type]}`;
}

/** The name without its ending, and the kind; undefined for any other file. */
export function pictureIn(file: string): { readonly name: string; readonly type: PictureType } | undefined {
  const dot = file.lastIndexOf(".");
  const type = TYPES.get(file.slice(dot + 1));
  return dot < 0 || type === undefined ? undefined : { name: file.slice(0, dot), type };
}
