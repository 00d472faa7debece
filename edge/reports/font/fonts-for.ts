import type { ReportDocument } from "../../contracts/reports/document.ts";
import { reportTexts } from "../texts.ts";
import { type ReportFont, reportFont } from "./report-font.ts";

/** Thin strokes break on paper, so both weights are a little above 400 and below 700. */
const WEIGHTS = { regular: 420, bold: 680 } as const;

export type Fonts = Readonly<Record<keyof typeof WEIGHTS, ReportFont>>;

/** The two fonts of a report, with every character of it and of page numbers. */
export async function fontsFor(document: ReportDocument): Promise<Fonts> {
  const { en, zh } = reportTexts.page;
  const characters = new Set(`${JSON.stringify(document)}${en}${zh}0123456789`);
  return {
    regular: await reportFont(characters, WEIGHTS.regular),
    bold: await reportFont(characters, WEIGHTS.bold),
  };
}
