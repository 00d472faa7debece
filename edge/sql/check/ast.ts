/** A parsed statement as DuckDB gives it: objects of unknown content, because its form is not documented. */
export type Node = Readonly<Record<string, unknown>>;

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field that holds an object. */
export function nodeIn(node: Node, field: string): Node | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

/** A field that holds a list of objects. */
export function nodesIn(node: Node, field: string): readonly Node[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** A field that holds a text; empty where it holds none. */
export function textIn(node: Node, field: string): string {
  const value = node[field];
  return typeof value === "string" ? value : "";
}

/** The names of a reference to a column, such as `s.time`, in lower case; undefined for anything else. */
export function columnOf(node: Node | undefined): readonly string[] | undefined {
  if (node?.["class"] !== "COLUMN_REF" || !Array.isArray(node["column_names"])) return undefined;
  return node["column_names"].map((name) => folded(String(name)));
}

/** A name as DuckDB compares it: only letters of ASCII have two cases. */
export function folded(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
