/** Compares a workbook of the table of tags with a config, cell by cell (rules CE15 and CE16). */
import { type ConfigText, listed } from "../../contracts/plant/config-text.ts";
import {
  columnOf,
  LIMIT_KEYS,
  RANGE_KEYS,
  RESPONSE_KEYS,
  TAG_COLUMNS,
  type TagColumn,
  type TagColumnKey,
} from "../../contracts/plant/tag-table/columns.ts";
import type { TagCellChange, TagComparison, TagRefusal } from "../../contracts/plant/tag-table/comparison.ts";
import { type RowChange, tagEdits } from "../../contracts/plant/tag-table/edits.ts";
import {
  pathOf,
  rowKey,
  type TagCells,
  type TagRow,
  type TagValue,
  tagRows,
  type Values,
} from "../../contracts/plant/tag-table/rows.ts";
import { type WorkbookFault, WorkbookRefused } from "../../tables/workbook-refused.ts";
import { columnName } from "../../tables/xlsx.ts";
import { type ReadCell, readXlsx, type SheetRow } from "../../tables/xlsx-reader.ts";
import { problem } from "./problem-table.ts";
import { meaningOf } from "./read-cell.ts";
import { ABOUT, IDENTITY } from "./sheet.ts";

const BOUNDS = { bytes: 96 * 2 ** 20, rows: 100_001, columns: 200 } as const;
/** Changed cells that one sheet may have: each becomes an edit. */
const MOST_CHANGES = 20_000;
/** Refusals that are listed. */
const MOST_REFUSED = 500;

type Found = Pick<TagComparison, "rows" | "changes" | "refused" | "moreRefused" | "ignored" | "edits">;

/** `values`: the config as it is written, without secrets. Never throws for the content of the workbook. */
export function compareSheet(bytes: Buffer, values: Values): Found {
  let rows: readonly SheetRow[];
  try {
    rows = readXlsx(bytes, BOUNDS);
  } catch (error) {
    if (error instanceof WorkbookRefused) return nothing(faultOf(error));
    throw error;
  }
  return new Comparison(values).of(rows);
}

function nothing(refusal: ConfigText): Found {
  const refused = [{ ...refusal, cell: null, tag: null }];
  return { rows: 0, changes: [], refused, moreRefused: 0, ignored: [], edits: [] };
}

const WHOLE = {
  "no-zip": "sheet-no-zip",
  locked: "sheet-locked",
  "no-sheet": "sheet-none",
} as const satisfies Partial<Record<WorkbookFault, string>>;

function faultOf({ fault, what }: WorkbookRefused): ConfigText {
  if (fault === "many-rows") return problem("sheet-many-rows", { most: what });
  if (fault === "many-columns") return problem("sheet-many-columns", { most: what });
  const part = what === "" ? "" : { en: ` (${what})`, zh: `（${what}）` };
  if (fault === "damaged") return problem("sheet-damaged", { what: part });
  if (fault === "large") return problem("sheet-large", { what: part });
  return fault === "declaration" ? problem("sheet-declaration", { what: part }) : problem(WHOLE[fault], {});
}

/** Columns of a sheet by their place. */
interface Heading {
  readonly identity: ReadonlyMap<string, number>;
  readonly columns: ReadonlyMap<TagColumn, number>;
  readonly ignored: readonly string[];
}

class Comparison {
  readonly #values: Values;
  readonly #rows: ReadonlyMap<string, TagRow>;
  readonly #changes: TagCellChange[] = [];
  readonly #refused: TagRefusal[] = [];
  readonly #rowChanges: RowChange[] = [];
  /** Rows of the sheet by tag. */
  readonly #seen = new Map<string, number>();
  #moreRefused = 0;

  constructor(values: Values) {
    this.#values = values;
    this.#rows = new Map(tagRows(values).map((row) => [row.key, row]));
  }

  of([first, ...rows]: readonly SheetRow[]): Found {
    const heading = headingOf(first?.cells ?? new Map());
    if ("refusal" in heading) return nothing(heading.refusal);
    for (const row of rows) this.#row(heading, row);
    if (this.#changes.length > MOST_CHANGES) return nothing(problem("sheet-many-changes", { most: MOST_CHANGES }));
    return {
      rows: this.#seen.size,
      changes: this.#changes,
      refused: this.#refused,
      moreRefused: this.#moreRefused,
      ignored: heading.ignored,
      edits: tagEdits(this.#values, this.#rowChanges),
    };
  }

  #row({ identity, columns }: Heading, { row: number, cells }: SheetRow): void {
    const row = this.#tagOf(identity, { row: number, cells });
    if (row === undefined) return;
    const places = new Map([...columns].map(([column, at]) => [column.key, `${columnName(at)}${number}`]));
    const next = new Map<TagColumnKey, TagValue | undefined>();
    for (const [column, at] of columns) {
      const value = this.#changed(row, column, { cell: cells.get(at), place: places.get(column.key) ?? "" });
      if (value !== undefined) next.set(column.key, value.value);
    }
    this.#refuseTogether(row, next, places);
    if (next.size === 0) return;
    this.#rowChanges.push({ row, cells: next });
    for (const [column, value] of next) this.#changes.push(changeOf(row, column, places.get(column) ?? "", value));
  }

  /** The tag that a row is about; undefined for a row that is refused. */
  #tagOf(identity: Heading["identity"], { row: number, cells }: SheetRow): TagRow | undefined {
    const [type = "", component = "", signal = ""] = IDENTITY.map(({ key }) => {
      const cell = cells.get(identity.get(key) ?? -1);
      return typeof cell === "object" ? "" : String(cell ?? "").trim();
    });
    const key = rowKey(type, component, signal);
    const tag = pathOf({ component, signal });
    const row = this.#rows.get(key);
    const before = this.#seen.get(key);
    if (row !== undefined && before === undefined) {
      this.#seen.set(key, number);
      return row;
    }
    const place = `A${number}`;
    if (type === "" || signal === "") this.#refuse(place, null, problem("row-no-tag", {}));
    else if (before === undefined) this.#refuse(place, tag, problem("row-unknown", { type, tag }));
    else this.#refuse(place, tag, problem("row-twice", { type, tag, row: before }));
    return undefined;
  }

  /** The value of a cell that differs from the config; undefined for one that does not, or is refused. */
  #changed(
    row: TagRow,
    column: TagColumn,
    { cell, place }: { readonly cell: ReadCell | undefined; readonly place: string },
  ): { readonly value: TagValue | undefined } | undefined {
    const meaning = meaningOf(column, cell);
    const isMissing = column.isOfNumbers === true && row.valueType !== "number";
    if ("value" in meaning && meaning.value === row.cells[column.key]) return undefined;
    const refusal = isMissing
      ? problem("cell-no-number-tag", { type: row.valueType })
      : "refusal" in meaning
        ? meaning.refusal
        : undefined;
    if (refusal === undefined) return meaning as { readonly value: TagValue | undefined };
    this.#refuse(place, pathOf(row), refusal);
    return undefined;
  }

  /** Takes back cells that do not fit with the others of their row. */
  #refuseTogether(
    row: TagRow,
    next: Map<TagColumnKey, TagValue | undefined>,
    places: ReadonlyMap<TagColumnKey, string>,
  ): void {
    const after = (): TagCells => ({ ...row.cells, ...Object.fromEntries(next) });
    const check = (keys: readonly TagColumnKey[], isWrong: (cells: TagCells) => boolean, code: Together): void => {
      const changed = keys.filter((key) => next.has(key));
      if (changed.length === 0 || !isWrong(after())) return;
      const names = listed(keys.map((key) => columnOf(key).head));
      for (const key of changed) {
        this.#refuse(places.get(key) ?? "", pathOf(row), problem(code, { names }));
        next.delete(key);
      }
    };
    check(LIMIT_KEYS, (cells) => isFalling(cells, LIMIT_KEYS), "cell-order");
    check(RANGE_KEYS, (cells) => isHalf(cells, RANGE_KEYS), "cell-together");
    check(RANGE_KEYS, (cells) => isFalling(cells, RANGE_KEYS), "cell-order");
    check(RESPONSE_KEYS, (cells) => isHalf(cells, RESPONSE_KEYS), "cell-together");
  }

  #refuse(cell: string, tag: string | null, why: ConfigText): void {
    if (this.#refused.length < MOST_REFUSED) this.#refused.push({ ...why, cell, tag });
    else this.#moreRefused++;
  }
}

type Together = "cell-order" | "cell-together";

function isFalling(cells: TagCells, keys: readonly TagColumnKey[]): boolean {
  const values = keys.map((key) => cells[key]).filter((value) => value !== undefined);
  return values.some((value, i) => i > 0 && !(value > (values[i - 1] as TagValue)));
}

function isHalf(cells: TagCells, keys: readonly TagColumnKey[]): boolean {
  const filled = keys.filter((key) => cells[key] !== undefined).length;
  return filled > 0 && filled < keys.length;
}

function changeOf(row: TagRow, column: TagColumnKey, cell: string, value: TagValue | undefined): TagCellChange {
  const before = row.cells[column] ?? null;
  return {
    ...{ cell, column, type: row.type, tag: pathOf(row), before, after: value ?? null },
    kind: before === null ? "added" : value === undefined ? "removed" : "changed",
  };
}

/** Headings in either language. */
function headingOf(cells: ReadonlyMap<number, ReadCell>): Heading | { readonly refusal: ConfigText } {
  const all = [...IDENTITY, ...ABOUT, ...TAG_COLUMNS];
  const found = new Map<string, number>();
  const ignored: string[] = [];
  for (const [at, cell] of cells) {
    const text = typeof cell === "object" ? "" : String(cell).trim();
    const column = all.find(({ head }) => head.en === text || head.zh === text);
    if (column === undefined) {
      if (text !== "") ignored.push(text.slice(0, 100));
    } else if (found.has(column.key)) return { refusal: problem("sheet-heading-twice", { name: column.head }) };
    else found.set(column.key, at);
  }
  const missing = IDENTITY.filter(({ key }) => !found.has(key));
  if (missing.length > 0)
    return { refusal: problem("sheet-no-heading", { names: listed(missing.map(({ head }) => head)) }) };
  return {
    identity: found,
    columns: new Map(
      TAG_COLUMNS.flatMap((column) => {
        const at = found.get(column.key);
        return at === undefined ? [] : [[column, at] as const];
      }),
    ),
    ignored,
  };
}
