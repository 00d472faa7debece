/**
 * The font of a report: the characters of its text alone, out of the slices of the viewer's font. So a report needs no
 * other font on the reader's machine, and the product no second one.
 */
import subsetFont from "subset-font";
import type { ReportDocument } from "../../contracts/reports/document.ts";
import { reportTexts } from "../texts.ts";
import { bySlice, readSlice } from "./slices.ts";

/** Thin strokes break on paper, so both weights are a little above 400 and below 700. */
const WEIGHTS = { regular: 420, bold: 680 } as const;

export type Weight = keyof typeof WEIGHTS;

/** Drawn in a PDF in place of a character that the font lacks. */
export const MISSING = "□";

/** The part of a slice that a text needs, at one weight. */
export interface Face {
  readonly name: string;
  readonly weight: Weight;
  /** Characters that may be in it: slices lack some of their ranges. */
  readonly characters: string;
  readonly file: Buffer;
}

/** The faces of a report, of page numbers too. The same characters give the same bytes. */
export async function facesFor(document: ReportDocument, format: "truetype" | "woff2"): Promise<readonly Face[]> {
  const { en, zh } = reportTexts.page;
  return await facesOf(`${JSON.stringify(document)}${en}${zh}${MISSING} 0123456789`, format);
}

export async function facesOf(text: string, format: "truetype" | "woff2"): Promise<readonly Face[]> {
  const faces: Face[] = [];
  for (const [slice, characters] of await bySlice([...new Set(text)].sort())) {
    const font = await readSlice(slice);
    for (const weight of ["regular", "bold"] as const) {
      const file = await subsetFont(font, characters, {
        targetFormat: format,
        variationAxes: { wght: WEIGHTS[weight] },
        // Every character has one glyph of one width, wherever it stands.
        keepFeatures: [],
        dropTables: ["GDEF", "GPOS", "GSUB"],
        noHinting: true,
      });
      faces.push({ name: `${weight} ${slice}`, weight, characters, file });
    }
  }
  return faces;
}
