/** Curves as a table for spreadsheets (rules XP16 and XP17 in docs/rules/explore.md). */
import { BYTE_ORDER_MARK, textCell } from "../../../contracts/csv.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { calculatedUidIn } from "../../../contracts/explore/calculated-tag.ts";
import type { Curve, CurveSet } from "../../../contracts/explore/curve.ts";
import {
  type EXPORT_FORMATS,
  type EXPORT_LANGUAGES,
  type ExportedCurve,
  MOST_EXPORT_CELLS,
  MOST_EXPORT_ROWS,
} from "../../../contracts/explore/export.ts";
import type { SavedBook } from "../../../contracts/explore/saved-book.ts";
import { QUALITY } from "../../../contracts/path/historian.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { trendLevelFor } from "../../../contracts/path/trend-levels.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { Tag, TagTable, TagUid } from "../../../contracts/plant/tag.ts";
import { Zone } from "../../../contracts/plant/time-zone.ts";
import { unitSymbol } from "../../../contracts/plant/unit-symbol.ts";
import { offsetText } from "../../../contracts/words/offset-text.ts";
import { type Cell, xlsx } from "../../../tables/xlsx.ts";
import { type Caller, demand, ownerFrom } from "../caller.ts";
import type { Range } from "../range.ts";
import { type ExploreDeps, explorerOf } from "./explore.ts";

export interface ExportDeps extends ExploreDeps {
  readonly saved?: Pick<SavedBook, "find">;
  readonly tags: Pick<TagTable, "find">;
  readonly plant: Pick<Plant, "assets" | "site">;
}

type Language = (typeof EXPORT_LANGUAGES)[number];

export interface ExportQuestion extends Range {
  readonly curves: readonly ExportedCurve[];
  /** Distance of two rows; absent: chosen, so that a table has some thousand. */
  readonly everySeconds?: number | undefined;
  readonly format: (typeof EXPORT_FORMATS)[number];
  readonly language: Language;
}

const WORDS = {
  zh: {
    sheet: "曲线",
    time: "本地时间",
    offset: "时区偏移",
    quality: "质量",
    mean: "平均",
    good: "良好",
    doubtful: "存疑",
  },
  en: {
    ...{ sheet: "Curves", time: "Local time", offset: "Offset", quality: "quality", mean: "mean of" },
    ...{ good: "good", doubtful: "doubtful" },
  },
} as const;
const BOOLEANS = { zh: ["否", "是"], en: ["no", "yes"] } as const;
const USUAL_ROWS = 5_000;
const PAGE_COLUMNS = 4_000;
const PAGE_CELLS = 200_000;
/** From which the expressions of a table are computed; those beyond take means of columns. */
const MOST_RAW = 5_000_000;
/** Finest distance of two rows, µs. */
const FINEST_US = 0.1e6;

/**
 * A row for each stretch of time, with value and quality of each curve, piece by piece. Resolves when the first rows
 * are there, so that a failure is an error instead of half a table. Throws EdgeError `bad-request`, `unavailable`.
 */
export async function exportCurves(
  deps: ExportDeps,
  caller: Caller,
  question: ExportQuestion,
): Promise<AsyncIterable<string | Buffer>> {
  demand(caller, "POST /api/v1/curves/export");
  const user = ownerFrom(caller);
  const step = stepOf(question);
  const pages = pagesOf(deps, question, { step, user });
  const first = await pages.next();
  const columns = question.curves.map((curve) => columnOf(deps, curve, { language: question.language, user }));
  const units = first.done === true ? [] : first.value.curves.map(({ unit }) => unitSymbol(unit ?? undefined));
  const table = {
    deps,
    question,
    columns,
    units,
    step,
    rows: rowsOf(deps, { first, pages, columns }, question.language),
  };
  return question.format === "csv" ? csvOf(table) : xlsxOf(table);
}

/** What a curve is called, and how its values are written. */
interface Column {
  readonly name: string;
  readonly tag?: Tag | undefined;
}

interface Table {
  readonly deps: ExportDeps;
  readonly question: ExportQuestion;
  readonly columns: readonly Column[];
  readonly units: readonly string[];
  /** µs. */
  readonly step: Micros;
  readonly rows: AsyncIterable<{ readonly time: Micros; readonly cells: readonly Cell[] }>;
}

/** The distance of two rows, µs: whole buckets of their roll-ups. Throws EdgeError `bad-request`. */
function stepOf({ from, to, everySeconds, curves }: ExportQuestion): Micros {
  const asked = everySeconds === undefined ? (to - from) / USUAL_ROWS : everySeconds * 1e6;
  const unit = trendLevelFor(asked)?.us ?? FINEST_US;
  const step = Math.max(FINEST_US, Math.ceil(asked / unit - 1e-9) * unit);
  const rows = Math.ceil((to - from) / step);
  if (rows > MOST_EXPORT_ROWS || rows * curves.length > MOST_EXPORT_CELLS)
    throw new EdgeError(
      "bad-request",
      `the table would have ${rows} rows of ${curves.length} curves; take a longer everySeconds or fewer curves`,
    );
  return step;
}

async function* pagesOf(
  deps: ExportDeps,
  { from, to, curves }: ExportQuestion,
  { step, user }: { readonly step: Micros; readonly user: string },
): AsyncGenerator<CurveSet, void> {
  const explorer = explorerOf(deps);
  const sources = curves.map(({ source }) => source);
  const most = Math.max(1, Math.min(PAGE_COLUMNS, Math.floor(PAGE_CELLS / curves.length)));
  const budget = { samples: MOST_RAW };
  const end = Math.ceil(to / step) * step;
  for (let start = Math.floor(from / step) * step; start < end; start += most * step) {
    const width = Math.min(most, (end - start) / step);
    yield await explorer.curves({ from: start, to: start + width * step, width, sources, user, budget });
  }
}

async function* rowsOf(
  { plant }: ExportDeps,
  {
    first,
    pages,
    columns,
  }: {
    readonly first: IteratorResult<CurveSet, void>;
    readonly pages: AsyncGenerator<CurveSet, void>;
    readonly columns: readonly Column[];
  },
  language: Language,
): Table["rows"] {
  const zone = new Zone(plant.site.timeZone);
  for (let page = first; page.done !== true; page = await pages.next()) {
    const { grid, curves } = page.value;
    for (let at = 0; at < grid.columns; at++) {
      const time = grid.origin + at * grid.step;
      const ms = Math.floor(time / 1000);
      const localMs = zone.toLocal(ms);
      const cells = curves.flatMap((curve, i) => [
        valueIn(curve, at, { tag: columns[i]?.tag, language }),
        qualityIn(curve, at, language),
      ]);
      yield { time, cells: [{ ms: localMs }, offsetText(localMs - ms), ...cells] };
    }
  }
}

/** The mean of numbers; of a state the last one, in words. */
function valueIn(
  { mean, last }: Curve,
  at: number,
  { tag, language }: { readonly tag: Tag | undefined; readonly language: Language },
): Cell {
  if (tag === undefined || tag.type === "number") return mean[at] as number;
  const value = last[at] as number;
  if (!Number.isFinite(value)) return null;
  const label = tag.labels?.find((one) => one.value === value);
  return label?.[language] ?? (tag.type === "boolean" ? BOOLEANS[language][value === 0 ? 0 : 1] : value);
}

function qualityIn({ quality }: Curve, at: number, language: Language): Cell {
  if (quality[at] === QUALITY.none) return null;
  return WORDS[language][quality[at] === QUALITY.good ? "good" : "doubtful"];
}

function columnOf(
  { tags, saved, plant }: ExportDeps,
  { source, name }: ExportedCurve,
  { language, user }: { readonly language: Language; readonly user: string },
): Column {
  if ("expression" in source) return { name: name ?? source.expression.text };
  const uid = calculatedUidIn(source.tag);
  const calculated = uid === undefined ? undefined : saved?.find("calculated-tag", uid, { user });
  if (calculated !== undefined) return { name: name ?? calculated.content.name };
  const tag = tags.find(source.tag as TagUid);
  if (tag === undefined) return { name: name ?? source.tag };
  const label = plant.assets.find(({ assetUid }) => assetUid === tag.assetUid)?.label;
  return { name: name ?? [label, tag.name[language]].filter((part) => part !== undefined).join(" "), tag };
}

function headOf({ deps, question: { language }, columns, units, step }: Table): readonly string[] {
  const words = WORDS[language];
  const every = `${words.mean} ${step / 1e6} s`;
  const curves = columns.flatMap(({ name, tag }, i) => {
    const isNumber = tag === undefined || tag.type === "number";
    const about = [units[i], isNumber ? every : undefined].filter((part) => part !== undefined && part !== "");
    return [about.length === 0 ? name : `${name} (${about.join(", ")})`, `${name}: ${words.quality}`];
  });
  return [`${words.time} (${deps.plant.site.timeZone})`, words.offset, ...curves];
}

async function* csvOf(table: Table): AsyncGenerator<string, void> {
  yield `${BYTE_ORDER_MARK}${table.columns.length === 0 ? "" : headOf(table).map(textCell).join(",")}\r\n`;
  let piece = "";
  let lines = 0;
  for await (const { cells } of table.rows) {
    piece += `${cells.map(csvCell).join(",")}\r\n`;
    if (++lines % 256 !== 0) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  if (typeof cell === "string") return textCell(cell);
  return new Date(cell.ms).toISOString().slice(0, 23).replace("T", " ");
}

function xlsxOf(table: Table): AsyncIterable<Buffer> {
  const rows = (async function* () {
    for await (const { cells } of table.rows) yield cells;
  })();
  const widths = [24, 11, ...table.columns.flatMap(() => [18, 11])];
  return xlsx({ name: WORDS[table.question.language].sheet, head: [headOf(table)], rows, widths });
}
