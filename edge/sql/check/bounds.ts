/** Which times and tags a statement asks for, from its conditions (rule SQ4 in docs/rules/sql.md). */

import { refusal } from "../refusals.ts";
import { columnOf, folded, isNode, type Node, nodeIn, nodesIn, textIn } from "./ast.ts";

/** Views that are read from a time on. */
const TIMED: ReadonlySet<string> = new Set(["samples", "events"]);
/** Names without a table that are functions of the present. */
const PRESENT: ReadonlySet<string> = new Set(["current_timestamp", "current_date", "localtimestamp"]);

/** Conditions on one mention of a view: the later of the lower bounds counts, and the earlier of the upper ones. */
export interface Mention {
  readonly lower: readonly Node[];
  readonly upper: readonly Node[];
  /** Tags that it is limited to; undefined: all. */
  readonly tags: readonly string[] | undefined;
  readonly view: string;
}

interface Found {
  readonly lower: Node[];
  readonly upper: Node[];
  tags: readonly string[] | undefined;
}

/**
 * A mention of samples or events in a FROM, with the names under which conditions know it, and the conditions that
 * hold for every row of it.
 */
interface Table {
  readonly view: string;
  readonly alias: string;
  readonly conditions: readonly Node[];
}

/**
 * Every mention of samples and events, each with its bounds. A bound is a comparison of `time` with an expression
 * without columns, in the WHERE of the same SELECT or the ON of its join, joined by AND.
 */
export function mentionsOf(statement: Node): readonly Mention[] {
  const mentions: Mention[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) visit(one);
    if (!isNode(value)) return;
    const from = nodeIn(value, "from_table");
    if (from !== undefined) {
      const where = conditionsIn(nodeIn(value, "where_clause"));
      for (const table of tablesIn(from, where)) mentions.push(mentionOf(table));
    }
    for (const field of Object.values(value)) visit(field);
  };
  visit(statement);
  return mentions;
}

/** Conditions joined by AND. */
function conditionsIn(condition: Node | undefined): readonly Node[] {
  if (condition === undefined) return [];
  if (condition["type"] !== "CONJUNCTION_AND") return [condition];
  return nodesIn(condition, "children").flatMap(conditionsIn);
}

/** A condition of a join holds for its right side, except where unmatched rows of that side stay. */
const BINDS_RIGHT: ReadonlySet<string> = new Set(["INNER", "LEFT", "SEMI", "ANTI"]);
const BINDS_LEFT: ReadonlySet<string> = new Set(["INNER", "RIGHT", "SEMI"]);

function tablesIn(from: Node, conditions: readonly Node[]): readonly Table[] {
  if (from["type"] === "JOIN") {
    const [left, right] = [nodeIn(from, "left"), nodeIn(from, "right")];
    const own = conditionsIn(nodeIn(from, "condition"));
    const join = textIn(from, "join_type");
    const sideOf = (side: Node | undefined, outer: readonly Node[], isBound: boolean): readonly Table[] =>
      side === undefined ? [] : tablesIn(side, isBound ? [...outer, ...own] : outer);
    // The nearest row is chosen before a WHERE drops it: with fewer rows another one would be the nearest.
    const ofRight = textIn(from, "ref_type") === "ASOF" ? [] : conditions;
    return [...sideOf(left, conditions, BINDS_LEFT.has(join)), ...sideOf(right, ofRight, BINDS_RIGHT.has(join))];
  }
  if (from["type"] === "PIVOT") {
    const source = nodeIn(from, "source");
    return source === undefined ? [] : tablesIn(source, []);
  }
  const view = folded(textIn(from, "table_name"));
  if (from["type"] !== "BASE_TABLE" || !TIMED.has(view)) return [];
  // Columns with other names: `time` may be any of them.
  const isRenamed = Array.isArray(from["column_name_alias"]) && from["column_name_alias"].length > 0;
  return [{ view, alias: folded(textIn(from, "alias") || view), conditions: isRenamed ? [] : conditions }];
}

function mentionOf({ view, alias, conditions }: Table): Mention {
  const found: Found = { lower: [], upper: [], tags: undefined };
  const isColumn = (node: Node | undefined, name: string): boolean => {
    const names = columnOf(node);
    return names?.at(-1) === name && (names.length === 1 || (names.length === 2 && names[0] === alias));
  };
  for (const condition of conditions) {
    addTime(condition, (node) => isColumn(node, "time"), found);
    const tags = tagsIn(condition, (node) => isColumn(node, "tag"));
    if (tags !== undefined) found.tags = found.tags?.filter((tag) => tags.includes(tag)) ?? tags;
  }
  return { view, ...found };
}

type IsColumn = (node: Node | undefined) => boolean;

/** What a comparison says with the column on its left; with the column on its right it says the other. */
const SIDES: Readonly<Record<string, readonly ("lower" | "upper")[]>> = {
  COMPARE_GREATERTHAN: ["lower"],
  COMPARE_GREATERTHANOREQUALTO: ["lower"],
  COMPARE_LESSTHAN: ["upper"],
  COMPARE_LESSTHANOREQUALTO: ["upper"],
  COMPARE_EQUAL: ["lower", "upper"],
};
const OTHER = { lower: "upper", upper: "lower" } as const;

function addTime(condition: Node, isTime: IsColumn, found: Found): void {
  const add = (side: "lower" | "upper", bound: Node | undefined): void => {
    if (bound !== undefined && isConstant(bound)) found[side].push(bound);
  };
  if (condition["class"] === "BETWEEN" && isTime(nodeIn(condition, "input"))) {
    add("lower", nodeIn(condition, "lower"));
    add("upper", nodeIn(condition, "upper"));
  }
  if (condition["class"] !== "COMPARISON") return;
  const [left, right] = [nodeIn(condition, "left"), nodeIn(condition, "right")];
  for (const side of SIDES[textIn(condition, "type")] ?? []) {
    if (isTime(left)) add(side, right);
    if (isTime(right)) add(OTHER[side], left);
  }
}

/** The texts of `tag = 'a'` and `tag IN ('a', 'b')`. */
function tagsIn(condition: Node, isTag: IsColumn): readonly string[] | undefined {
  const [left, right] = [nodeIn(condition, "left"), nodeIn(condition, "right")];
  if (condition["type"] === "COMPARE_EQUAL") {
    const text = isTag(left) ? constantText(right) : isTag(right) ? constantText(left) : undefined;
    return text === undefined ? undefined : [text];
  }
  if (condition["type"] !== "COMPARE_IN") return undefined;
  const [column, ...values] = nodesIn(condition, "children");
  const texts = values.map(constantText);
  return isTag(column) && texts.every((text) => text !== undefined) ? texts : undefined;
}

function constantText(node: Node | undefined): string | undefined {
  const value = node?.["class"] === "CONSTANT" ? nodeIn(node, "value") : undefined;
  return typeof value?.["value"] === "string" ? value["value"] : undefined;
}

/** Whether an expression needs no row. */
function isConstant(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isConstant);
  if (!isNode(value)) return true;
  const { class: kind } = value;
  if (kind === "COLUMN_REF") return columnOf(value)?.every((name) => PRESENT.has(name)) === true;
  if (kind === "SUBQUERY" || kind === "WINDOW" || kind === "STAR" || kind === "POSITIONAL_REFERENCE") return false;
  return Object.values(value).every(isConstant);
}

/** An expression as a query for its time in µs. `template` is the parsed form of such a query about one constant. */
export function timeQuery(template: Node, bound: Node): Node {
  const copy = (value: unknown, isPlace: (node: Node) => boolean): unknown => {
    if (Array.isArray(value)) return value.map((one) => copy(one, isPlace));
    if (!isNode(value)) return value;
    if (isPlace(value)) return copy(bound, () => false);
    // The place in the text: the parser cannot read back its own mark for "nowhere".
    const fields = Object.entries(value).filter(([name]) => name !== "query_location");
    return Object.fromEntries(fields.map(([name, field]) => [name, copy(field, isPlace)]));
  };
  return copy(template, (node) => node["class"] === "CONSTANT") as Node;
}

/** Time and tags to read for a statement; undefined where it mentions neither samples nor events. */
export interface Reach {
  readonly from: number;
  readonly to: number;
  /** Undefined: all. */
  readonly tags: readonly string[] | undefined;
}

/** `timesOf` computes bounds, µs. Throws EdgeError `bad-request` for a mention without a beginning. */
export async function reachOf(
  mentions: readonly Mention[],
  { from, to, now }: { readonly from?: number | undefined; readonly to?: number | undefined; readonly now: number },
  timesOf: (bounds: readonly Node[]) => Promise<readonly number[]>,
): Promise<Reach | undefined> {
  if (mentions.length === 0) return undefined;
  let reach = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  for (const { view, lower, upper } of mentions) {
    const lowest = Math.max(from ?? Number.NEGATIVE_INFINITY, ...(await timesOf(lower)));
    if (lowest === Number.NEGATIVE_INFINITY) throw refusal("sql-beginning", { view });
    // The upper bound itself may be asked for.
    const highest = Math.min(to ?? now + FUTURE_US, ...(await timesOf(upper)).map((time) => time + 1));
    reach = { from: Math.min(reach.from, lowest), to: Math.max(reach.to, highest) };
  }
  const ofSamples = mentions.filter(({ view }) => view === "samples");
  const isLimited = ofSamples.every(({ tags }) => tags !== undefined);
  return { ...reach, tags: isLimited ? [...new Set(ofSamples.flatMap(({ tags }) => tags ?? []))] : undefined };
}

/** Clocks of sources may be ahead. */
const FUTURE_US = 366 * 86_400e6;
