/** What a cell of a workbook means in its column. */
import { type ConfigText, listed } from "../../contracts/plant/config-text.ts";
import { ANNUNCIATIONS, type TagColumn } from "../../contracts/plant/tag-table/columns.ts";
import type { TagValue } from "../../contracts/plant/tag-table/rows.ts";
import type { ReadCell } from "../../tables/xlsx-reader.ts";
import { problem } from "./problem-table.ts";

/** Undefined: an empty cell. */
type Meaning = { readonly value: TagValue | undefined } | { readonly refusal: ConfigText };

const MOST_TEXT = 300;
/** As much of a wrong value as a message shows. */
const MOST_SHOWN = 40;

export function meaningOf(column: TagColumn, cell: ReadCell | undefined): Meaning {
  if (typeof cell === "object")
    return { refusal: problem(cell.unusable === "error" ? "cell-error" : "cell-formula", {}) };
  const read = typeof cell === "string" ? cell.trim() : cell;
  if (read === undefined || read === "")
    return column.isRequired ? { refusal: problem("cell-required", {}) } : { value: undefined };
  if (column.kind === "number") return numberIn(column, read);
  if (column.kind === "word") return wordIn(read);
  return textIn(column, read);
}

function numberIn({ within: [low, high] = [-Number.MAX_VALUE, Number.MAX_VALUE] }: TagColumn, read: ReadCell): Meaning {
  const value =
    typeof read === "string" && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(read) ? Number(read) : read;
  if (typeof value !== "number" || !Number.isFinite(value))
    return { refusal: problem("cell-no-number", { value: shown(read) }) };
  return value < low || value > high ? { refusal: problem("cell-outside", { value, low, high }) } : { value };
}

function wordIn(read: ReadCell): Meaning {
  const text = String(read).toLowerCase();
  const found = Object.entries(ANNUNCIATIONS).find(([word, { zh }]) => word === text || zh === text)?.[0];
  if (found !== undefined) return { value: found };
  return { refusal: problem("cell-no-word", { value: shown(read), words: listed(Object.values(ANNUNCIATIONS)) }) };
}

/** A spreadsheet turns `1` into a number and `1/2` into a date: only the first is a unit; a name can be a number. */
function textIn({ key }: TagColumn, read: ReadCell): Meaning {
  if (typeof read === "boolean" || (typeof read === "number" && key === "unit" && read !== 1))
    return { refusal: problem("cell-no-text", {}) };
  const value = String(read);
  if (value.length > MOST_TEXT) return { refusal: problem("cell-long", { most: MOST_TEXT }) };
  return value.includes("${") ? { refusal: problem("cell-reference", {}) } : { value };
}

function shown(read: ReadCell): string {
  const text = String(read);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
