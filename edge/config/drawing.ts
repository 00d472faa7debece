import { reasonOf } from "../contracts/errors.ts";
import { ConfigFault, type ConfigProblem, ConfigRefused } from "../contracts/plant/config-text.ts";
import type { UnderlayChange } from "../contracts/plant/layout.ts";
import { sentence } from "./config-texts.ts";
import { cleanPng } from "./png-drawing.ts";
import { cleanSvg } from "./svg-drawing.ts";

const UNDERLAY = "layout/underlay";
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * The hall's drawing in the form the edge stores; undefined where a change has none. Throws EdgeError `bad-request`.
 */
export function drawingOf({
  image,
}: UnderlayChange): { readonly file: string; readonly bytes: Uint8Array } | undefined {
  if (image === undefined) return undefined;
  const sent = Buffer.from(image.base64, "base64");
  try {
    if (sent.length > MAX_BYTES) throw new ConfigFault(sentence("drawing-bytes", { most: MAX_BYTES }));
    return {
      file: `${UNDERLAY}.${image.kind}`,
      bytes: image.kind === "png" ? cleanPng(sent) : Buffer.from(cleanSvg(textIn(sent))),
    };
  } catch (error) {
    const remedy =
      image.kind === "png" ? "Save it as a PNG again" : "Save it as a plain SVG of lines and shapes, or as a PNG";
    throw new ConfigRefused(
      "bad-request",
      `The drawing was refused: ${reasonOf(error)}. ${remedy}.`,
      problemsOf(error, image.kind),
    );
  }
}

/** The fault of the drawing, at the file that it would be. */
function problemsOf(error: unknown, kind: "png" | "svg"): readonly ConfigProblem[] {
  if (!(error instanceof ConfigFault)) return [];
  const { message: remedy } = kind === "png" ? sentence("remedy-drawing-png", {}) : sentence("remedy-drawing-svg", {});
  return [{ file: `${UNDERLAY}.${kind}`, line: 1, column: 1, path: "underlay.image", ...error.sentence, remedy }];
}

function textIn(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigFault(sentence("drawing-no-utf8", {}));
  }
}
