/** Names of measurements, tags and fields in an InfluxDB. Rules in docs/influxdb.md. */
import type { Tag } from "../../contracts/plant/tag.ts";

/** Tags of the series that holds a tag's samples, sorted by key, which servers prefer. */
export function seriesTags(
  { assetUid, component }: Pick<Tag, "assetUid" | "component">,
  { edgeId, site }: { edgeId: string; site: string },
): readonly (readonly [key: string, value: string])[] {
  const of = component === "" ? [] : [["component", component] as const];
  return [["asset", assetUid], ...of, ["edge", edgeId], ["site", site]];
}

/**
 * Kind of a component: its name without a distinguishing suffix (`axis-x` and `axis-z` are `axis`, `joint-3` is
 * `joint`).
 */
export function measurementOf(component: string): string {
  if (component === "") return "asset";
  const kind = component.replace(/-(?:\d+|[a-z])$/, "");
  return kind === "" ? component : kind;
}

/**
 * Removes what no tag or name can hold: line breaks, and a backslash at the end, which would escape the next
 * character.
 */
export function cleanName(text: string): string {
  return text.replaceAll(/[\r\n\0\\]/g, "_");
}

/** Puts a backslash before comma, space and (not in measurements) equals sign. */
export function escapeTag(text: string): string {
  return escapeMeasurement(text).replaceAll("=", "\\=");
}

export function escapeMeasurement(text: string): string {
  return cleanName(text).replaceAll(",", "\\,").replaceAll(" ", "\\ ");
}

/**
 * Drops NUL, which no server stores. Replaces line breaks by spaces, because some servers split lines before they
 * look for quotes.
 */
export function escapeText(text: string): string {
  return text
    .replaceAll("\0", "")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll(/\r\n|\r|\n/g, " ");
}
