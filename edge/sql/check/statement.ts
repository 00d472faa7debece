/** Which statements may run (rules SQ1 to SQ3 in docs/rules/sql.md). */
import { nameShown, oneLine, refusal } from "../refusals.ts";
import { folded, isNode, type Node, nodeIn, nodesIn, textIn } from "./ast.ts";
import { isAllowed, isAllowedAsTable } from "./functions.ts";

/** What a statement may read. */
const SQL_VIEWS = ["tags", "samples", "events", "alerts", "pieces"] as const;
export type SqlView = (typeof SQL_VIEWS)[number];

const MOST_DEPTH = 400;
const NAME = /^[\p{L}_][\p{L}\p{N}_ -]{0,127}$/u;
/** Kinds of queries, of what stands after FROM, and of expressions. Everything else is refused. */
const QUERIES: ReadonlySet<string> = new Set(["SELECT_NODE", "SET_OPERATION_NODE", "CTE_NODE"]);
const SOURCES: ReadonlySet<string> = new Set([
  ...["BASE_TABLE", "JOIN", "SUBQUERY", "TABLE_FUNCTION", "EMPTY", "EXPRESSION_LIST", "PIVOT"],
]);
const EXPRESSIONS: ReadonlySet<string> = new Set([
  ...["CONSTANT", "COLUMN_REF", "COMPARISON", "CONJUNCTION", "FUNCTION", "CAST", "CASE", "OPERATOR", "BETWEEN"],
  ...["STAR", "SUBQUERY", "WINDOW", "POSITIONAL_REFERENCE", "LAMBDA", "COLLATE"],
]);
/** Windows that carry no name of a function. */
const PLAIN_WINDOW = /^WINDOW_(?!AGGREGATE$)/;

/** Names that the statement gives to queries, by `WITH`. */
type Scope = ReadonlySet<string>;

/** The views that a statement reads. Throws EdgeError `bad-request` unless every part of it is allowed. */
export function viewsOf(statement: Node): ReadonlySet<SqlView> {
  const views = new Set<SqlView>();
  new Walk(views).visit(statement, new Set(), 0);
  return views;
}

/** The only statement in the answer of DuckDB's parser. Throws EdgeError `bad-request`. */
export function onlyStatement(parsed: Node): Node {
  if (parsed["error"] === true) {
    const isOther = textIn(parsed, "error_type") === "not implemented";
    throw isOther
      ? refusal("sql-only-queries")
      : refusal("sql-database", { why: oneLine(textIn(parsed, "error_message")) });
  }
  const [first, ...more] = nodesIn(parsed, "statements");
  if (first === undefined || more.length > 0) throw refusal("sql-one");
  if (nodesIn(first, "named_param_map").length > 0) throw refusal("sql-parameters");
  return first;
}

class Walk {
  readonly #views: Set<SqlView>;

  constructor(views: Set<SqlView>) {
    this.#views = views;
  }

  visit(value: unknown, scope: Scope, depth: number): void {
    if (depth > MOST_DEPTH) throw refusal("sql-deep");
    if (Array.isArray(value)) for (const one of value) this.visit(one, scope, depth + 1);
    if (!isNode(value)) return;
    this.#check(value, scope);
    const { cte_map: named, ...rest } = value;
    const known = this.#visitNamed(named, scope, depth + 1);
    const parts = value["type"] === "TABLE_FUNCTION" ? argumentsOf(rest) : Object.values(rest);
    for (const part of parts) this.visit(part, known, depth + 1);
  }

  /**
   * The queries of a WITH, each of which knows the names before its own alone: any other name that it says would be
   * looked for among the tables of the database. Returns the names that stand after all of them.
   */
  #visitNamed(named: unknown, scope: Scope, depth: number): Scope {
    if (named === undefined) return scope;
    const entries = isNode(named) ? named["map"] : undefined;
    if (!Array.isArray(entries) || !entries.every(isNode)) throw refusal("sql-query-kind");
    let known = scope;
    for (const entry of entries) {
      this.visit(entry, known, depth + 1);
      known = new Set([...known, namedQuery(entry)]);
    }
    return known;
  }

  #check(node: Node, scope: Scope): void {
    const { class: kind, type } = node;
    if (typeof kind === "string") this.#checkExpression(node, kind);
    else if (typeof type === "string") this.#checkType(node, type, scope);
  }

  #checkType(node: Node, type: string, scope: Scope): void {
    if (type.endsWith("_NODE")) {
      if (type === "RECURSIVE_CTE_NODE") throw refusal("sql-recursive");
      if (!QUERIES.has(type)) throw refusal("sql-query-kind");
    } else if ("from_table" in node || "query_location" in node) {
      if (!SOURCES.has(type)) throw refusal("sql-views-only");
      if (type === "BASE_TABLE") this.#checkTable(node, scope);
      if (type === "TABLE_FUNCTION") checkTableFunction(node);
      if (type === "PIVOT" && textIn(node, "pivot_enum") !== "") throw refusal("sql-pivot");
    }
  }

  #checkTable(node: Node, scope: Scope): void {
    const name = folded(textIn(node, "table_name"));
    const isPlain = textIn(node, "schema_name") === "" && textIn(node, "catalog_name") === "" && !node["at_clause"];
    if (isPlain && scope.has(name)) return;
    if (!isPlain || !isView(name)) throw refusal("sql-view", { name: nameShown(name), views: SQL_VIEWS.join(", ") });
    this.#views.add(name);
  }

  #checkExpression(node: Node, kind: string): void {
    if (kind === "PARAMETER") throw refusal("sql-parameters");
    if (!EXPRESSIONS.has(kind)) throw refusal("sql-expression-kind");
    if (kind !== "FUNCTION" && kind !== "WINDOW") return;
    const name = textIn(node, "function_name");
    if (kind === "WINDOW" && name === "" && PLAIN_WINDOW.test(textIn(node, "type"))) return;
    // The parser itself names the schema of some, such as that of `[1, 2]`.
    const isOwn = textIn(node, "catalog") === "" && ["", "main"].includes(textIn(node, "schema"));
    if (!isOwn || !isAllowed(name)) throw refusal("sql-function", { name: nameShown(name) });
  }
}

function checkTableFunction(node: Node): void {
  const name = textIn(nodeIn(node, "function") ?? {}, "function_name");
  if (!isAllowedAsTable(name)) throw refusal("sql-table-function", { name: nameShown(name) });
}

/** The call itself was checked as a table: as an expression the same name may be refused. */
function argumentsOf(table: Node): readonly unknown[] {
  return Object.entries(table).map(([field, value]) =>
    isNode(value) && field === "function" ? value["children"] : value,
  );
}

/** A query's name. One that looks like a file would be opened where the name is out of scope. */
function namedQuery(entry: Node): string {
  const name = folded(textIn(entry, "key"));
  if (!NAME.test(name) || isView(name)) throw refusal("sql-with", { name: nameShown(name) });
  return name;
}

function isView(name: string): name is SqlView {
  return (SQL_VIEWS as readonly string[]).includes(name);
}
