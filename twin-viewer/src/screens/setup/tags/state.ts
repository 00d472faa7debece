/** Which rows the table of all tags shows, in which order, and which are chosen. */
import { computed, signal } from "@preact/signals";
import { TAG_COLUMNS, type TagColumnKey } from "../../../../../edge/contracts/plant/tag-table/columns.ts";
import { tagEdits } from "../../../../../edge/contracts/plant/tag-table/edits.ts";
import { type TagRow, type TagValue, tagRows } from "../../../../../edge/contracts/plant/tag-table/rows.ts";
import { language } from "../../../i18n/chosen.ts";
import type { ComparisonAnswer } from "../config-api.ts";
import { draft, edit, editTogether } from "../state.ts";
import { matching, type Shown, type Sorting, sorted } from "./arrange.ts";

export const words = signal("");
export const shown = signal<Shown>("numbers");
export const sorting = signal<Sorting | null>(null);
/** Keys of rows. */
export const chosen = signal<ReadonlySet<string>>(new Set());
/** A workbook that was compared with the config, until it is taken over or put aside. */
export const comparison = signal<ComparisonAnswer | null>(null);

export const allRows = computed(() => tagRows(draft.value));
export const shownRows = computed(() =>
  sorted(matching(allRows.value, words.value, shown.value), sorting.value, language.value),
);
/** Chosen rows that the filter shows: no one changes what they do not see. */
export const pickedRows = computed(() => shownRows.value.filter(({ key }) => chosen.value.has(key)));

export function choose(keys: readonly string[], isOn: boolean): void {
  const next = new Set(chosen.value);
  for (const key of keys)
    if (isOn) next.add(key);
    else next.delete(key);
  chosen.value = next;
}

/** Gives a cell another value; undefined empties it. */
export function changeCell(row: TagRow, key: TagColumnKey, value: TagValue | undefined): void {
  const made = tagEdits(draft.value, [{ row, cells: new Map([[key, value]]) }]);
  const [only] = made;
  if (only !== undefined && made.length === 1) edit(only);
  else editTogether(made);
}

/** Gives cells of many rows one value each. Rows that cannot have it stay. */
export function changeRows(rows: readonly TagRow[], cells: ReadonlyMap<TagColumnKey, TagValue | undefined>): void {
  const isOfNumbers = TAG_COLUMNS.some(({ key, isOfNumbers: is }) => is === true && cells.has(key));
  const able = isOfNumbers ? rows.filter(({ valueType }) => valueType === "number") : rows;
  editTogether(
    tagEdits(
      draft.value,
      able.map((row) => ({ row, cells })),
    ),
  );
}
