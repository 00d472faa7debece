/** Edits of a config that give cells of the table of tags other values. */
import type { ConfigEdit } from "../config-edit.ts";
import { columnOf, type TagColumn, type TagColumnKey } from "./columns.ts";
import { ADJUST, at, listOf, type TagRow, type TagValue, type Values } from "./rows.ts";

/** New values of cells of one row; undefined empties one. */
export interface RowChange {
  readonly row: TagRow;
  readonly cells: ReadonlyMap<TagColumnKey, TagValue | undefined>;
}

type Value = TagValue | undefined;

/**
 * In order: tags, then entries of `detectors.limits.adjust` that are there, those that become empty from the last to
 * the first, and new ones at the front of the list, where they win. `values`: the config to which the rows belong.
 */
export function tagEdits(values: Values, changes: readonly RowChange[]): readonly ConfigEdit[] {
  const rules = listOf(at(values, ADJUST));
  const [set, gone, fresh]: [ConfigEdit[], number[], Values[]] = [[], [], []];
  for (const { row, cells } of changes) {
    set.push(...ofTag(values, row, cellsOf("tag", cells)));
    const own = cellsOf("rule", cells);
    if (own.length === 0) continue;
    const before: Values = row.rule === undefined ? { tags: row.pattern } : (rules[row.rule] as Values);
    const after = own.reduce<Values>((rule, [{ at: place }, value]) => put(rule, place, value) as Values, before);
    const isEmpty = Object.keys(after).every((key) => key === "tags");
    if (row.rule === undefined) fresh.push(...(isEmpty ? [] : [after]));
    else if (isEmpty) gone.push(row.rule);
    else set.push({ kind: "set", path: [...ADJUST, row.rule], value: after });
  }
  return [
    ...set,
    ...[...new Set(gone)].sort((a, b) => b - a).map((i): ConfigEdit => ({ kind: "remove", path: [...ADJUST, i] })),
    ...fresh.reverse().map((value): ConfigEdit => ({ kind: "insert", path: [...ADJUST, 0], value })),
  ];
}

type Cell = readonly [column: TagColumn, value: Value];

function cellsOf(of: TagColumn["of"], cells: RowChange["cells"]): readonly Cell[] {
  return [...cells].flatMap(([key, value]): Cell[] => {
    const column = columnOf(key);
    return column.of === of ? [[column, value]] : [];
  });
}

/** One edit for each key of the tag that changes, such as `limits`. */
function ofTag(values: Values, { type, index }: TagRow, cells: readonly Cell[]): readonly ConfigEdit[] {
  const path = ["types", type, "tags", index];
  const before = (at(values, path) ?? {}) as Values;
  const after = cells.reduce<Values>((tag, [{ at: place }, value]) => put(tag, place, value) as Values, before);
  const keys = new Set(cells.map(([column]) => String(column.at[0])));
  return [...keys].flatMap((key): ConfigEdit[] => {
    if (after[key] !== undefined) return [{ kind: "set", path: [...path, key], value: after[key] }];
    return before[key] === undefined ? [] : [{ kind: "remove", path: [...path, key] }];
  });
}

/** A copy with another value at a place; what becomes empty is undefined. A list keeps its length. */
function put(value: unknown, [step, ...rest]: TagColumn["at"], next: Value): unknown {
  if (step === undefined) return next;
  if (typeof step === "number") {
    const list = Array.isArray(value) ? [...(value as readonly unknown[])] : [null, null];
    list[step] = next ?? null;
    return list.every((one) => one === null) ? undefined : list;
  }
  const { [step]: before, ...others } = (value ?? {}) as Values;
  const inner = put(before, rest, next);
  const keys = Object.keys((value ?? {}) as Values);
  if (inner === undefined) return Object.keys(others).length === 0 ? undefined : others;
  // A key that is there stays in its place.
  return keys.includes(step) ? { ...(value as Values), [step]: inner } : { ...others, [step]: inner };
}
