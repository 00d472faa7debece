import { EdgeError } from "../contracts/errors.ts";
import type { UnderlayChange } from "../contracts/layout.ts";

const UNDERLAY = "layout/underlay";
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** What an SVG drawing must not carry: it is shown as a picture, but lies on the disk for others too. */
const ACTIVE_SVG = /<script|<foreignObject|\son\w+\s*=|javascript:/i;

/** A drawing of the hall as it is kept; undefined where a change sends none. Throws EdgeError `bad-request`. */
export function drawingOf({ image }: UnderlayChange): { readonly file: string; readonly bytes: Uint8Array } | undefined {
  if (image === undefined) return undefined;
  const bytes = Buffer.from(image.base64, "base64");
  if (image.kind === "png" && !bytes.subarray(0, PNG.length).equals(PNG)) throw new EdgeError("bad-request", "The drawing is no PNG picture.");
  if (image.kind === "svg") {
    const text = bytes.toString("utf8");
    if (!/<svg[\s>]/i.test(text)) throw new EdgeError("bad-request", "The drawing is no SVG picture.");
    if (ACTIVE_SVG.test(text)) throw new EdgeError("bad-request", "The drawing holds scripts or foreign objects; save it as a plain SVG.");
  }
  return { file: `${UNDERLAY}.${image.kind}`, bytes };
}
