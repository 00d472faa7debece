import { filledIn } from "../plant/filled-in.ts";
import type { Plant } from "../plant/plant.ts";
import type { Tag } from "../plant/tag.ts";
import type { Language } from "./language.ts";
import { deviceTexts, ruleTexts } from "./rule-texts.ts";

/** Rules of the edge's own storage, `edge/…`. */
const OF_THE_EDGE = [
  "log-backlog",
  "log-unread",
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
/** Rules over the safety register, `danger-overdue/UID`. */
const OF_THE_REGISTER = ["danger-overdue", "inspection-missed", "resource-expired"] as const;
const SIDES = ["high", "low"] as const;

/** The tags of the asset that carries the alert, and the zones of the plant. */
export interface RuleSubjects {
  readonly tags: readonly Pick<Tag, "name" | "signal" | "component">[];
  readonly zones: Plant["zones"];
}

/**
 * The name of a rule in a language. The edge names its rules by kind and subject
 * (`edge/detect/detectors/`): `zone-3-temperature/low`, `trend/bearing/spindle-bearing-temperature`,
 * `presence/cell-rob-01`. Anything else, such as a condition of a server or an expression of the config, keeps the
 * name that it has there.
 */
export function ruleName(rule: string, { tags, zones }: RuleSubjects, language: Language): string {
  const say = filledIn({ ...ruleTexts, ...deviceTexts }, language);
  const said = (key: keyof typeof ruleTexts, subject: string | undefined) =>
    subject === undefined ? rule : say(key, { subject });
  const nameOf = (named: Pick<Tag, "name"> | undefined) => named?.name[language];
  const [family = "", name = "", slug = ""] = rule.split("/");
  const tag = (wanted: string) =>
    nameOf(tags.find(({ signal, component }) => (component === "" ? signal : `${component}-${signal}`) === wanted));
  const tagRule = OF_A_TAG.find((one) => one === family);
  if (tagRule !== undefined) return said(`rule.${tagRule}`, tag(slug));
  const side = SIDES.find((one) => one === name);
  if (side !== undefined) return said(`rule.${side}`, tag(family));
  const zoneRule = OF_A_ZONE.find((one) => one === family);
  if (zoneRule !== undefined) return said(`rule.${zoneRule}`, nameOf(zones.find(({ id }) => id === name)));
  const device = OF_A_DEVICE.find((one) => one === family);
  if (device !== undefined) return say(`safety.device-${device}`, {}) + (name === "" ? "" : ` · ${name}`);
  if (rule === "sources-lost") return say("rule.sources-lost", {});
  const linked = OF_A_LINK.find((one) => one === family);
  if (linked !== undefined) return say(`rule.${linked}`, { subject: rule.slice(family.length + 1) });
  const ofRegister = OF_THE_REGISTER.find((one) => one === family);
  if (ofRegister !== undefined) return say(`rule.${ofRegister}`, { subject: name });
  if (family === "certificate") return say("rule.certificate", {});
  const ownRule = family === "edge" ? OF_THE_EDGE.find((one) => one === name) : undefined;
  return ownRule === undefined ? rule.replace(/^expression\//, "") : say(`rule.${ownRule}`, {});
}
