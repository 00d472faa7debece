/** All tags of the types of a config, as rows of one table. */
import type { TagPattern } from "../tag-pattern.ts";
import { TAG_COLUMNS, type TagColumnKey } from "./columns.ts";

export type Values = Readonly<Record<string, unknown>>;
export type TagValue = string | number;
export type TagCells = Readonly<Partial<Record<TagColumnKey, TagValue>>>;

export interface TagRow {
  /** One of its own in the table. */
  readonly key: string;
  readonly type: string;
  /** Place in the list of the type's tags. */
  readonly index: number;
  readonly component: string;
  readonly signal: string;
  readonly valueType: string;
  /** Kind of the type's assets. */
  readonly kind: string;
  /** Labels of the assets that have the tag. */
  readonly assets: readonly string[];
  /** What is set for this tag itself. */
  readonly cells: TagCells;
  /** The tags that an entry of `detectors.limits.adjust` for this row alone names. */
  readonly pattern: TagPattern;
  /** Place of that entry in the list; undefined where there is none. */
  readonly rule: number | undefined;
}

export const ADJUST = ["detectors", "limits", "adjust"] as const;

export function rowKey(type: string, component: string, signal: string): string {
  return `${type} ${component}/${signal}`;
}

/** `spindle/speed`. */
export function pathOf({ component, signal }: Pick<TagRow, "component" | "signal">): string {
  return component === "" ? signal : `${component}/${signal}`;
}

/** In the order of the config. A part of it that has another form than the schema says is left out. */
export function tagRows(values: Values): readonly TagRow[] {
  const labels = labelsByType(values);
  const rules = listOf(at(values, ADJUST));
  const entries = new Map(rules.map((rule, i) => [patternKey(rule["tags"]), i] as const).reverse());
  const bare = Object.entries(mapOf(values["types"])).flatMap(([type, { kind, tags }]) =>
    listOf(tags).map((tag, index) => ({ type, kind: String(kind ?? "box"), tag, index, ...identityOf(tag) })),
  );
  const users = new Map<string, Set<string>>();
  for (const { kind, component, signal, type } of bare) {
    const key = `${kind} ${component}/${signal}`;
    users.set(key, (users.get(key) ?? new Set()).add(type));
  }
  return bare.map(({ type, kind, tag, index, component, signal }): TagRow => {
    const assets = labels.get(type) ?? [];
    // By labels where another type of the kind has such a tag too, whose limits are its own matter.
    const isOnly = assets.length === 0 || users.get(`${kind} ${component}/${signal}`)?.size === 1;
    const byKind = { kinds: [kind], component, signal };
    const byLabel = { assets, component, signal };
    const rule = (isOnly ? entries.get(patternKey(byKind)) : undefined) ?? entries.get(patternKey(byLabel));
    return {
      ...{ key: rowKey(type, component, signal), type, index, component, signal, kind, assets, rule },
      valueType: String(tag["type"]),
      cells: cellsOf(tag, rule === undefined ? {} : (rules[rule] as Values)),
      pattern: isOnly ? byKind : byLabel,
    };
  });
}

function identityOf({ component, signal }: Values): { readonly component: string; readonly signal: string } {
  return { component: typeof component === "string" ? component : "", signal: String(signal) };
}

function cellsOf(tag: Values, rule: Values): TagCells {
  const cells: Partial<Record<TagColumnKey, TagValue>> = {};
  for (const { key, of, at: place } of TAG_COLUMNS) {
    const value = at(of === "tag" ? tag : rule, place);
    if (typeof value === "string" || typeof value === "number") cells[key] = value;
  }
  return cells;
}

/** The same for two patterns of one meaning; of patterns with other parts it is one that no row has. */
function patternKey(pattern: unknown): string {
  const { kinds, assets, component, signal, ...rest } = mapOf(pattern) as TagPattern;
  const names = JSON.stringify([kinds ?? null, assets === undefined ? null : [...assets].sort()]);
  return Object.keys(rest).length > 0 ? "" : `${names} ${component ?? "*"}/${signal ?? "*"}`;
}

function labelsByType(values: Values): ReadonlyMap<string, readonly string[]> {
  const labels = new Map<string, string[]>();
  for (const { type, label } of listOf(values["assets"])) {
    const list = labels.get(String(type)) ?? [];
    list.push(String(label));
    labels.set(String(type), list);
  }
  return labels;
}

/** The value at a path; undefined where there is none. */
export function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string | number, unknown>)[step] : undefined,
    value,
  );
}

export function listOf(value: unknown): readonly Values[] {
  return Array.isArray(value)
    ? (value as readonly unknown[]).map((one) => (typeof one === "object" && one !== null ? (one as Values) : {}))
    : [];
}

function mapOf(value: unknown): Readonly<Record<string, Values>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Values>>)
    : {};
}
