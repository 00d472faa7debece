import { robotZonesOf } from "../contracts/robot-zone.ts";
import type { DetectorsConfig } from "./config.ts";
import { createDriftDetector } from "./detectors/drift.ts";
import { createFieldViolationDetector } from "./detectors/field-violation.ts";
import { createLimitDetector } from "./detectors/limit.ts";
import { createRateDetector } from "./detectors/rate.ts";
import { createRobotZoneDetectors } from "./detectors/robot-zone.ts";
import { createStaleDetector } from "./detectors/stale.ts";
import { createStopDetector } from "./detectors/stops.ts";
import { createTrendDetector, limitFor } from "./detectors/trend.ts";
import { type DetectorContext, type RuleDetector, selectNumbers } from "./rule-detector.ts";

/** All detectors that the config asks for and the plant has tags for. */
export function createDetectors({ config, ...context }: DetectorContext & { readonly config: DetectorsConfig }): RuleDetector[] {
  for (const { path, message } of unmatchedRules(config, context)) context.log.warn({ path, message }, "a detector rule watches nothing");
  const detectors = [
    createLimitDetector(config.limits, context),
    ...config.rates.map((rule) => createRateDetector(rule, context)),
    ...config.drifts.map((rule) => createDriftDetector(rule, context)),
    ...config.trends.map((rule) => createTrendDetector(rule, context)),
    createStaleDetector(config.stale, context),
    createStopDetector(config.safety, context),
    createFieldViolationDetector(config.safety, context),
    ...createRobotZoneDetectors(config.safety, context),
  ];
  return detectors.filter((detector) => detector !== undefined);
}

/** A rule that can never say anything, and what to do. `path` is its place in the config. */
export interface UnmatchedRule {
  readonly path: string;
  readonly message: string;
}

/** Rules of the config that fit no tag of the plant, and robot zones without the signals their safeguard needs. */
export function unmatchedRules(config: DetectorsConfig, context: Pick<DetectorContext, "plant" | "tags">): UnmatchedRule[] {
  const found: UnmatchedRule[] = [];
  const check = (path: string, matches: number) => {
    if (matches === 0) found.push({ path, message: "no number tag fits; check kinds, assets, component, signal and role" });
  };
  config.rates.forEach((rule, i) => {
    check(`detectors.rates[${i}].tags`, selectNumbers(rule.tags, context).length);
  });
  config.drifts.forEach((rule, i) => {
    check(`detectors.drifts[${i}].tags`, selectNumbers(rule.tags, context).length);
  });
  config.trends.forEach((rule, i) => {
    const tags = selectNumbers(rule.tags, context);
    check(`detectors.trends[${i}].tags`, tags.length);
    if (tags.length > 0 && tags.every(({ tag }) => limitFor(rule, tag) === undefined)) {
      found.push({ path: `detectors.trends[${i}].to`, message: `none of the ${tags.length} tags that fit has the limit ${rule.to}; give it under the tag's limits or name a number` });
    }
  });
  config.limits.exclude.forEach((pattern, i) => {
    check(`detectors.limits.exclude[${i}]`, selectNumbers(pattern, context).length);
  });
  config.limits.adjust.forEach((entry, i) => {
    check(`detectors.limits.adjust[${i}].tags`, selectNumbers(entry.tags, context).length);
  });
  return [...found, ...incompleteZones(context), ...duplicateIds(config)];
}

function incompleteZones(context: Pick<DetectorContext, "plant" | "tags">): UnmatchedRule[] {
  const zones = robotZonesOf(context.plant, context.tags);
  const found: UnmatchedRule[] = [];
  context.plant.zones.forEach((zone, i) => {
    if (zone.kind !== "robot-zone" || zone.safeguard === undefined) return;
    const path = `zones[${i}] (${zone.id})`;
    const inside = zones.filter((entry) => entry.zone === zone);
    if (inside.length === 0) found.push({ path, message: "no robot or cobot stands in its polygon, so nobody can be detected in it" });
    for (const { robot } of inside) {
      const needed = zone.safeguard === "ssm" ? ["human-distance", "robot-speed"] : zone.safeguard === "pfl" ? ["presence"] : ["presence", "operational-mode", "robot-speed"];
      const roles = context.tags.ofAsset(robot.assetUid).map((tag) => tag.role);
      const missing = needed.filter((role) => !roles.some((other) => other === role));
      if (missing.length > 0) found.push({ path, message: `${robot.label} has no tag of role ${missing.join(", ")}, which ${zone.safeguard} needs` });
    }
  });
  return found;
}

/** Two rules of one name would raise and clear each other's alerts. */
function duplicateIds(config: DetectorsConfig): UnmatchedRule[] {
  const found: UnmatchedRule[] = [];
  for (const section of ["rates", "drifts", "trends"] as const) {
    const seen = new Set<string>();
    config[section].forEach(({ id }, i) => {
      if (seen.has(id)) found.push({ path: `detectors.${section}[${i}].id`, message: `"${id}" is given twice; each rule needs its own id` });
      seen.add(id);
    });
  }
  return found;
}
