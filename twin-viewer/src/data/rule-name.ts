import type { AssetUid, Tag } from "../../../edge/contracts/plant/tag.ts";
import { local, t } from "../i18n/language.ts";
import type { PlantIndex } from "./plant-index.ts";

/** Rules of the edge's own storage, `edge/…`. */
const OF_THE_EDGE = [
  "log-backlog",
  "disk-space",
  "log-refused",
  "log-undeleted",
  "lost-samples",
  "clock-step",
  "journal-large",
  "journal-refused",
  "overloaded",
] as const;
const OF_A_TAG = ["deviation", "state", "drift", "rate", "trend"] as const;
const OF_A_ZONE = ["presence", "separation"] as const;
const OF_A_DEVICE = ["emergency-stop", "protective-stop", "field-violation"] as const;
const OF_A_LINK = ["link-stale", "source-lost", "peer-lost", "notify"] as const;
const SIDES = ["high", "low"] as const;

/**
 * The name of a rule in the page's language. The edge names its rules by kind and subject
 * (`edge/detect/detectors/`): `zone-3-temperature/low`, `trend/bearing/spindle-bearing-temperature`,
 * `presence/cell-rob-01`. Anything else, such as a condition of a server or an expression of the config, keeps the
 * name that it has there.
 */
export function nameOfRule(index: PlantIndex, rule: string, assetUid: AssetUid): string {
  const [family = "", name = "", slug = ""] = rule.split("/");
  const tag = (wanted: string) => tagOf(index.tagsOf(assetUid), wanted);
  const tagRule = OF_A_TAG.find((one) => one === family);
  if (tagRule !== undefined) return said(`rule.${tagRule}`, tag(slug), rule);
  const side = SIDES.find((one) => one === name);
  if (side !== undefined) return said(`rule.${side}`, tag(family), rule);
  const zoneRule = OF_A_ZONE.find((one) => one === family);
  if (zoneRule !== undefined)
    return said(`rule.${zoneRule}`, nameOf(index.plant.zones.find(({ id }) => id === name)), rule);
  const device = OF_A_DEVICE.find((one) => one === family);
  if (device !== undefined) return t(`safety.device-${device}`) + (name === "" ? "" : ` · ${name}`);
  if (rule === "sources-lost") return t("rule.sources-lost");
  const linked = OF_A_LINK.find((one) => one === family);
  if (linked !== undefined) return t(`rule.${linked}`, { subject: rule.slice(family.length + 1) });
  if (family === "certificate") return t("rule.certificate");
  const ownRule = family === "edge" ? OF_THE_EDGE.find((one) => one === name) : undefined;
  return ownRule === undefined ? rule.replace(/^expression\//, "") : t(`rule.${ownRule}`);
}

function said(
  key: `rule.${(typeof OF_A_TAG)[number] | (typeof OF_A_ZONE)[number] | (typeof SIDES)[number]}`,
  subject: string | undefined,
  rule: string,
): string {
  return subject === undefined ? rule : t(key, { subject });
}

function tagOf(tags: readonly Tag[], slug: string): string | undefined {
  return nameOf(tags.find(({ signal, component }) => (component === "" ? signal : `${component}-${signal}`) === slug));
}

function nameOf(named: Pick<Tag, "name"> | undefined): string | undefined {
  return named === undefined ? undefined : local(named.name);
}
