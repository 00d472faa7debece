/** Tables of safety in the forms that plants hand in: CSV, workbook, and paper (rules SR18, SR19 and SR27). */
import type { Journal, Principal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { Zone } from "../../../contracts/plant/time-zone.ts";
import type { ReportDocument, ReportSection, ReportTable } from "../../../contracts/reports/document.ts";
import type { RenderedReport } from "../../../contracts/reports/question.ts";
import { momentText } from "../../../contracts/words/time-text.ts";
import { type Cell, xlsx } from "../../../tables/xlsx.ts";
import { csvTable } from "../csv-table.ts";
import type { ReportMaker } from "../reports/reports.ts";
import { safetyTableTexts } from "./table-texts.ts";

export const SAFETY_FORMATS = ["csv", "xlsx", "pdf"] as const;
export type Language = (typeof EXPORT_LANGUAGES)[number];

export interface Written {
  readonly format: (typeof SAFETY_FORMATS)[number];
  readonly language: Language;
}

export interface WrittenDeps {
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly journal: Pick<Journal, "record">;
  /** Absent where the edge prints nothing. */
  readonly reports?: Pick<ReportMaker, "render">;
  now(): Micros;
}

/** Lines of a CSV file or a workbook, or a file on paper. */
export type WrittenTable = string | AsyncIterable<Buffer> | RenderedReport;

export interface Sheet {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns of the overview on paper, which has all the others below it, record by record. */
  readonly overview: readonly number[];
}

/** Records on paper; a longer list is for spreadsheets. */
const MOST_ON_PAPER = 500;

/** A table in the format that was asked for. Throws EdgeError `bad-request` for too many on paper, `unavailable`. */
export async function writtenTable(
  deps: WrittenDeps,
  sheet: Sheet,
  { format, language }: Written,
): Promise<WrittenTable> {
  const { name, head, rows } = sheet;
  if (format === "csv") return csvTable(head, rows);
  const widths = head.map((text) => Math.max(12, Math.min(30, 2 * text.length)));
  if (format === "xlsx") return xlsx({ name, head: [head], rows, widths });
  if (rows.length > MOST_ON_PAPER)
    throw new EdgeError("bad-request", `more than ${MOST_ON_PAPER} records match; take the table, or a shorter time`);
  return await printed(deps, { title: name, sections: sectionsOf(sheet, language), language });
}

/**
 * A document of safety on paper, or the same as JSON; `notes` stand before the others. Throws EdgeError `unavailable`.
 */
export async function printed(
  { reports, plant, now }: WrittenDeps,
  {
    title,
    sections,
    language,
    notes = [],
    format = "pdf",
  }: {
    readonly title: string;
    readonly sections: readonly ReportSection[];
    readonly language: Language;
    readonly notes?: readonly string[];
    readonly format?: "pdf" | "json";
  },
): Promise<RenderedReport> {
  if (reports === undefined) throw new EdgeError("unavailable", "This edge makes no reports.");
  const { site } = plant;
  const madeAt = now();
  const moment = momentText(madeAt / 1000, site.timeZone, true);
  const made = `${safetyTableTexts["paper.made"][language]} ${moment} (${site.timeZone})`;
  const isSimulated = plant.assets.some(({ simulated }) => simulated);
  const document: ReportDocument = {
    ...{ kind: "form", language, title, site: site.name[language], from: madeAt, to: madeAt, madeAt },
    ...{ spanText: "", madeText: made, sections, definitions: [], definitionsTitle: "" },
    notes: [
      ...notes,
      ...(isSimulated ? [safetyTableTexts["paper.simulated"][language]] : []),
      safetyTableTexts["paper.advisory"][language],
    ],
    footer: made,
  };
  return await reports.render(document, format);
}

/** An overview, then each record with all that it says. */
function sectionsOf({ head, rows, overview }: Sheet, language: Language): readonly ReportSection[] {
  const columns = overview.map((at) => head[at] ?? "");
  const none = safetyTableTexts["paper.none"][language];
  const lines = rows.map((row) => overview.map((at) => textOf(row[at] ?? null)));
  const records = rows.map((row, n): ReportSection => {
    const pairs = head.flatMap((name, at) => {
      const text = textOf(row[at] ?? null);
      return text === "" ? [] : [[name, text] as const];
    });
    return { title: `${n + 1}. ${titleOf(row, overview)}`, blocks: [pairTable(pairs)] };
  });
  const first = tableOf(columns, lines, none);
  return [{ title: safetyTableTexts["paper.overview"][language], blocks: [first] }, ...records];
}

function titleOf(row: readonly Cell[], overview: readonly number[]): string {
  return textOf(row[overview[1] ?? 0] ?? null);
}

/** `empty`: said where there is no row. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[], empty: string): ReportTable {
  return {
    kind: "table",
    columns: head.map((name) => ({ name })),
    rows: rows.map((row) => row.map((text) => ({ text }))),
    empty,
  };
}

/** Names on the left, what they are on the right. */
export function pairTable(pairs: readonly (readonly [name: string, text: string])[]): ReportTable {
  return tableOf(["", ""], pairs, "");
}

export function textOf(cell: Cell): string {
  if (cell === null) return "";
  // The numbers of the time are those of the site already.
  if (typeof cell === "object") return momentText(cell.ms, "UTC", false);
  return String(cell);
}

/** A time as cells have it: by the site's clocks. */
export function cellsIn(zone: Zone): (at: Micros | undefined) => Cell {
  return (at) => (at === undefined ? null : { ms: zone.toLocal(Math.floor(at / 1000)) });
}

/** Throws EdgeError `disk`. */
export async function recordExport(
  { journal }: Pick<WrittenDeps, "journal">,
  principal: Principal,
  { target, after }: { readonly target: string; readonly after: object },
): Promise<void> {
  await journal.record({ principal, action: "export", target, result: "done", after });
}
