import { t } from "../../i18n/language.ts";
import type { DraftUnderlay } from "./draft.ts";

/** A drawing from a file of the user. */
export type Drawing = Pick<DraftUnderlay, "address" | "image"> & { readonly aspect: number };

const LARGEST_BYTES = 8_000_000;

/** Reads a PNG, SVG or DXF; a DXF becomes lines of an SVG. Throws an Error whose text can be shown. */
export async function readDrawing(file: File): Promise<Drawing> {
  if (file.size > LARGEST_BYTES) throw new Error(`${file.name} > ${LARGEST_BYTES / 1e6} MB`);
  if (/\.dxf$/i.test(file.name)) {
    const { svgOfDxf } = await import("./dxf.ts");
    return drawingOf(new TextEncoder().encode(svgOfDxf(await file.text())), "svg");
  }
  const kind = /\.svg$/i.test(file.name) ? "svg" : /\.png$/i.test(file.name) ? "png" : undefined;
  if (kind === undefined) throw new Error(`${file.name}: PNG, SVG, DXF`);
  return drawingOf(new Uint8Array(await file.arrayBuffer()), kind);
}

async function drawingOf(bytes: Uint8Array<ArrayBuffer>, kind: "png" | "svg"): Promise<Drawing> {
  const address = URL.createObjectURL(new Blob([bytes], { type: kind === "png" ? "image/png" : "image/svg+xml" }));
  const image = new Image();
  image.src = address;
  await image.decode().catch((cause: unknown) => {
    throw new Error(t("layout.image-unreadable"), { cause });
  });
  return {
    address,
    image: { kind, base64: base64Of(bytes) },
    aspect: image.naturalHeight / Math.max(1, image.naturalWidth) || 0.6,
  };
}

const CHUNK = 32_768;

function base64Of(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
