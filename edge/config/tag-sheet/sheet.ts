/** The table of all tags and limits as a workbook: a row for each tag, a column for each value. */
import { ANNUNCIATIONS, TAG_COLUMNS } from "../../contracts/plant/tag-table/columns.ts";
import { type TagRow, tagRows, type Values } from "../../contracts/plant/tag-table/rows.ts";
import { type Cell, xlsx } from "../../tables/xlsx.ts";

export type SheetLanguage = "zh" | "en";

/** Columns that say which tag a row is about. They are not changed here. */
export const IDENTITY = [
  { key: "type", head: { en: "Type", zh: "类型" } },
  { key: "component", head: { en: "Component", zh: "部件" } },
  { key: "signal", head: { en: "Signal", zh: "信号" } },
] as const;
/** Columns to read only; a changed one is ignored. */
export const ABOUT = [
  { key: "valueType", head: { en: "Values", zh: "值类型" } },
  { key: "assets", head: { en: "Assets", zh: "资产数" } },
] as const;

const NAME = { en: "Tags and limits", zh: "标签与限值" };
const TEXT_WIDTH = 22;
const NUMBER_WIDTH = 11;

/** The bytes, in pieces. */
export function tagSheet(values: Values, language: SheetLanguage): AsyncIterable<Buffer> {
  const columns = [...IDENTITY, ...ABOUT, ...TAG_COLUMNS];
  return xlsx({
    name: NAME[language],
    head: [columns.map(({ head }) => head[language])],
    widths: columns.map((column) => ("kind" in column && column.kind === "number" ? NUMBER_WIDTH : TEXT_WIDTH)),
    rows: tagRows(values).map((row) => cellsOf(row, language)),
  });
}

function cellsOf(row: TagRow, language: SheetLanguage): readonly Cell[] {
  const { type, component, signal, valueType, assets, cells } = row;
  return [
    ...[type, component === "" ? null : component, signal, valueType, assets.length],
    ...TAG_COLUMNS.map(({ key, kind }) => {
      const value = cells[key] ?? null;
      return kind === "word" && value !== null ? (ANNUNCIATIONS[value]?.[language] ?? value) : value;
    }),
  ];
}
