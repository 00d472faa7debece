/**
 * Topics by equipment path. A level that begins with `_` is a kind of data, so that no equipment can have its name:
 * `PREFIX/ENTERPRISE/SITE/…/UNIT/_predictions/COMPONENT`, `PREFIX/ENTERPRISE/SITE/_edges/EDGE`.
 */
import type { Plant, Site } from "../contracts/plant/plant.ts";
import type { Tag } from "../contracts/plant/tag.ts";

type SiteNames = Pick<Site, "enterprise" | "id">;

/** The prediction of a component; without a level for the component where the asset itself is meant. */
export function predictionTopic(prefix: string, equipmentPath: string, component: string): string {
  return levels(prefix, equipmentPath, "_predictions", component);
}

/** Whether the edge is online. */
export function edgeTopic(prefix: string, { enterprise, id }: SiteNames, edgeUid: string): string {
  return levels(prefix, enterprise, id, "_edges", edgeUid.slice(edgeUid.lastIndexOf(":") + 1));
}

/** The newest value of a tag. */
export function valueTopic(
  prefix: string,
  equipmentPath: string,
  { component, signal }: Pick<Tag, "component" | "signal">,
): string {
  return levels(prefix, equipmentPath, component, signal);
}

/** A standing alert. */
export function alertTopic(prefix: string, place: string, alertUid: string): string {
  return levels(prefix, place, "_alerts", alertUid);
}

/** A recommendation. */
export function adviceTopic(prefix: string, place: string, adviceUid: string): string {
  return levels(prefix, place, "_recommendations", adviceUid);
}

/** Events of a type. */
export function eventTopic(prefix: string, place: string, type: string): string {
  return levels(prefix, place, "_events", type);
}

export function kpiTopic(prefix: string, place: string, kpi: string): string {
  return levels(prefix, place, "_kpis", kpi);
}

/** What concerns no asset of the config is the site's. */
export function siteOf({ enterprise, id }: SiteNames): string {
  return `${enterprise}/${id}`;
}

/** The place of a line, by its id in the paths of its machines; the site for the whole plant. */
export function placeOfLine({ site, assets }: Pick<Plant, "site" | "assets">, line: string | undefined): string {
  if (line === undefined) return siteOf(site);
  for (const { equipmentPath } of assets) {
    const path = equipmentPath.split("/");
    const at = path.lastIndexOf(line);
    if (at > 0) return path.slice(0, at + 1).join("/");
  }
  return `${siteOf(site)}/${line}`;
}

function levels(...parts: readonly string[]): string {
  const kept = parts.filter((part) => part !== "").join("/");
  // MQTT gives these a meaning, or forbids them (MQTT 3.1.1, 4.7.1 and 1.5.3).
  return kept.replaceAll(/[+#\0]/g, "_");
}
