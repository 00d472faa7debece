/**
 * Topics by equipment path. A level that begins with `_` is a kind of data, so that no equipment can have its name:
 * `PREFIX/ENTERPRISE/SITE/…/UNIT/_predictions/COMPONENT`, `PREFIX/ENTERPRISE/SITE/_edges/EDGE`.
 */
import type { Site } from "../contracts/plant/plant.ts";

/** The prediction of a component; without a level for the component where the asset itself is meant. */
export function predictionTopic(prefix: string, equipmentPath: string, component: string): string {
  return levels(prefix, equipmentPath, "_predictions", component);
}

/** Whether the edge is online. */
export function edgeTopic(
  prefix: string,
  { enterprise, id }: Pick<Site, "enterprise" | "id">,
  edgeUid: string,
): string {
  return levels(prefix, enterprise, id, "_edges", edgeUid.slice(edgeUid.lastIndexOf(":") + 1));
}

function levels(...parts: readonly string[]): string {
  const kept = parts.filter((part) => part !== "").join("/");
  // MQTT gives these a meaning, or forbids them (MQTT 3.1.1, 4.7.1 and 1.5.3).
  return kept.replaceAll(/[+#\0]/g, "_");
}
