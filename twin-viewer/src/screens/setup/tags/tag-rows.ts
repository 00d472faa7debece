/** All tags of the config's types with their limits, for one table. */
import type { ConfigEdit, ConfigPath } from "../../../../../edge/contracts/plant/config-edit.ts";
import type { Values } from "../edit-values.ts";

export const LIMITS = ["lowLow", "low", "high", "highHigh"] as const;
export type Limit = (typeof LIMITS)[number];

export interface TagRow {
  readonly type: string;
  /** `spindle/speed`. */
  readonly signal: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly unit: string;
  readonly range: readonly [number, number] | undefined;
  readonly limits: Readonly<Partial<Record<Limit, number>>>;
  /** Assets that have it. */
  readonly assets: number;
  /** Place of its limits in the config. */
  readonly path: ConfigPath;
}

/** Number tags only: others have no limits. */
export function tagRows(values: Values): readonly TagRow[] {
  const counts = new Map<string, number>();
  for (const asset of listOf(values["assets"])) {
    const type = String(asset["type"]);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return Object.entries((values["types"] ?? {}) as Readonly<Record<string, Values>>).flatMap(([type, { tags }]) =>
    listOf(tags).flatMap((tag, i): TagRow[] => {
      if (tag["type"] !== "number") return [];
      const { component, signal, name, unit, range, limits } = tag;
      return [
        {
          type,
          signal: component === undefined ? String(signal) : `${String(component)}/${String(signal)}`,
          name: (name ?? { zh: "", en: "" }) as TagRow["name"],
          unit: typeof unit === "string" ? unit : "",
          range: Array.isArray(range) ? (range as unknown as readonly [number, number]) : undefined,
          limits: (limits ?? {}) as TagRow["limits"],
          assets: counts.get(type) ?? 0,
          path: ["types", type, "tags", i, "limits"],
        },
      ];
    }),
  );
}

function listOf(value: unknown): readonly Values[] {
  return Array.isArray(value) ? (value as readonly Values[]) : [];
}

/** Rows with every word of the text in type, signal, name or unit. */
export function matching(rows: readonly TagRow[], text: string, isLimitedOnly: boolean): readonly TagRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ type, signal, name, unit, limits }) => {
    if (isLimitedOnly && Object.keys(limits).length === 0) return false;
    const all = `${type} ${signal} ${name.zh} ${name.en} ${unit}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** The edit that gives a tag another limit, or takes one away. */
export function limitEdit({ path, limits }: TagRow, limit: Limit, value: number | undefined): ConfigEdit {
  const next: Partial<Record<Limit, number>> = { ...limits };
  if (value === undefined) delete next[limit];
  else next[limit] = value;
  return Object.keys(next).length === 0 ? { kind: "remove", path } : { kind: "set", path, value: next };
}
