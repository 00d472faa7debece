/** How places and signals are named in an InfluxDB. Rules in docs/influxdb.md. */
import type { Tag } from "../../contracts/plant/tag.ts";

/** Tags of the series that a tag's samples are in, by key, which is the order servers like best. */
export function seriesTags(
  { assetUid, component }: Pick<Tag, "assetUid" | "component">,
  { edgeId, site }: { edgeId: string; site: string },
): readonly (readonly [key: string, value: string])[] {
  const of = component === "" ? [] : [["component", component] as const];
  return [["asset", assetUid], ...of, ["edge", edgeId], ["site", site]];
}

/**
 * Kind of a component: its name without what tells one of several apart (`axis-x` and `axis-z` are `axis`, `joint-3`
 * is `joint`).
 */
export function measurementOf(component: string): string {
  if (component === "") return "asset";
  const kind = component.replace(/-(?:\d+|[a-z])$/, "");
  return kind === "" ? component : kind;
}

/**
 * What no tag or name can hold: a line cannot hold a line break, and a backslash at the end would escape what
 * follows.
 */
export function cleanName(text: string): string {
  return text.replaceAll(/[\r\n\0\\]/g, "_");
}

/** Backslash before comma, space and (not in measurements) equals sign. */
export function escapeTag(text: string): string {
  return escapeMeasurement(text).replaceAll("=", "\\=");
}

export function escapeMeasurement(text: string): string {
  return cleanName(text).replaceAll(",", "\\,").replaceAll(" ", "\\ ");
}

/**
 * NUL is dropped, because no server stores it; line breaks become spaces, because not every server looks for quotes
 * before it splits lines.
 */
export function escapeText(text: string): string {
  return text
    .replaceAll("\0", "")
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll(/\r\n|\r|\n/g, " ");
}
