/** Filter and order of the table of all tags. */
import { LIMIT_KEYS, type TagColumnKey } from "../../../../../edge/contracts/plant/tag-table/columns.ts";
import { pathOf, type TagRow } from "../../../../../edge/contracts/plant/tag-table/rows.ts";

export const SHOWN = ["numbers", "limits", "unlimited", "all"] as const;
/** All tags, number tags, and those of them with or without limits. */
export type Shown = (typeof SHOWN)[number];

export type SortKey = TagColumnKey | "type" | "signal" | "assets";
export interface Sorting {
  readonly key: SortKey;
  readonly isDown: boolean;
}

/** Rows with every word of the text in type, tag, names, unit or labels of assets. */
export function matching(rows: readonly TagRow[], text: string, shown: Shown): readonly TagRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (!isShown(row, shown)) return false;
    if (words.length === 0) return true;
    const { nameZh = "", nameEn = "", unit = "", role = "" } = row.cells;
    const all = [row.type, pathOf(row), nameZh, nameEn, unit, role, ...row.assets].join(" ").toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

function isShown({ valueType, cells }: TagRow, shown: Shown): boolean {
  if (shown === "all") return true;
  if (valueType !== "number" || shown === "numbers") return valueType === "number";
  return LIMIT_KEYS.some((key) => cells[key] !== undefined) === (shown === "limits");
}

/** In the order of the config without a sorting. Empty cells come last, whichever way. */
export function sorted(rows: readonly TagRow[], sorting: Sorting | null, language: "zh" | "en"): readonly TagRow[] {
  if (sorting === null) return rows;
  const { compare } = new Intl.Collator(language, { numeric: true });
  const way = sorting.isDown ? -1 : 1;
  return rows
    .map((row) => ({ row, value: sortValue(row, sorting.key, language) }))
    .sort(({ value: a }, { value: b }) => {
      if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
      return way * (typeof a === "number" && typeof b === "number" ? a - b : compare(String(a), String(b)));
    })
    .map(({ row }) => row);
}

function sortValue(row: TagRow, key: SortKey, language: "zh" | "en"): string | number | undefined {
  if (key === "type") return row.type;
  if (key === "assets") return row.assets.length;
  return key === "signal" ? (row.cells[language === "zh" ? "nameZh" : "nameEn"] ?? pathOf(row)) : row.cells[key];
}
