import { matchesTag, type TagPattern } from "../tag-pattern.ts";
import type { TagColumn } from "./columns.ts";
import { ADJUST, at, listOf, type TagRow, type TagValue, type Values } from "./rows.ts";

/**
 * What applies to a tag that has no value of its own in a column: of the first entry of `detectors.limits.adjust` that
 * fits and has the field, else of the section. Undefined where neither has one, and the default applies.
 */
export function inheritedOf(values: Values, row: TagRow, { of, at: place }: TagColumn): TagValue | undefined {
  if (of === "tag") return undefined;
  const asset = { kind: row.kind, label: row.assets[0] ?? "", ...capabilitiesOf(values, row) };
  const tag = { component: row.component, signal: row.signal, role: row.cells.role };
  const [field = ""] = place;
  const entries = listOf(at(values, ADJUST)).filter(
    (entry, i) =>
      i !== row.rule && entry[field] !== undefined && matchesTag(patternOf(entry), asset as never, tag as never),
  );
  const value = at(entries[0] ?? at(values, ADJUST.slice(0, -1)), place);
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

function patternOf({ tags }: Values): TagPattern {
  return (typeof tags === "object" && tags !== null ? tags : {}) as TagPattern;
}

function capabilitiesOf(values: Values, { type }: TagRow): object {
  const capabilities = at(values, ["types", type, "capabilities"]);
  return capabilities === undefined ? {} : { capabilities };
}
