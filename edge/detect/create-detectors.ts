import { createHash } from "node:crypto";
import { robotZonesOf } from "../contracts/plant/robot-zone.ts";
import { createCauseWatch } from "./causes/cause-watch.ts";
import { createDriftDetector } from "./detectors/drift.ts";
import { createFieldViolationDetector } from "./detectors/field-violation.ts";
import { createLimitDetector } from "./detectors/limit.ts";
import { LogicDetector } from "./detectors/logic.ts";
import { createRateDetector } from "./detectors/rate.ts";
import { createRobotZoneDetectors } from "./detectors/robot-zone.ts";
import { createStopDetector } from "./detectors/stops.ts";
import { createTrendDetector, trendTags } from "./detectors/trend.ts";
import { limitFor } from "./detectors/trend-findings.ts";
import type { DetectorsConfig } from "./rules/config.ts";
import { bindNames, type LogicCase, selectTags } from "./rules/logic-case.ts";
import { deviationCases, expressionCases, stateCases } from "./rules/logic-rules.ts";
import { type DetectorContext, type RuleDetector, selectNumbers } from "./rules/rule-detector.ts";

/** A detector that can be made, with a print of everything it depends on: the same print means the same findings. */
export interface DetectorPlan {
  readonly print: string;
  create(): RuleDetector | undefined;
}

/** The detectors of a config. A detector that does not change with a new config keeps its memory. */
export function detectorPlans({
  config,
  ...context
}: DetectorContext & { readonly config: DetectorsConfig }): DetectorPlan[] {
  const limits = context.tags.all().map((tag) => tag.limits ?? 0);
  const plan = (kind: string, rule: unknown, create: () => RuleDetector | undefined): DetectorPlan => ({
    print: `${kind} ${createHash("sha256").update(JSON.stringify(rule)).digest("base64")}`,
    create,
  });
  return [
    plan("limit", [config.limits, limits], () => createLimitDetector(config.limits, context)),
    ...config.rates.map((rule) => plan("rate", rule, () => createRateDetector(rule, context))),
    ...config.deviations.map((rule) =>
      plan("deviation", rule, () => logicDetector("deviation", deviationCases(rule, context), context)),
    ),
    ...config.states.map((rule) =>
      plan("state", rule, () => logicDetector("state", stateCases(rule, context), context)),
    ),
    ...config.expressions.map((rule) =>
      plan("expression", rule, () => logicDetector("expression", expressionCases(rule, context), context)),
    ),
    ...config.drifts.map((rule) => plan("drift", rule, () => createDriftDetector(rule, context))),
    ...config.trends.map((rule) => plan("trend", [rule, limits], () => createTrendDetector(rule, context))),
    plan("stale", config.stale, () => createCauseWatch(config.stale, context)),
    plan("stop", config.safety, () => createStopDetector(config.safety, context)),
    plan("field-violation", config.safety, () => createFieldViolationDetector(config.safety, context)),
    ...createRobotZoneDetectors(config.safety, context).map((detector, i) =>
      plan(`robot-zone ${i}`, config.safety, () => detector),
    ),
  ];
}

/** All detectors that the config asks for and the plant has tags for. */
export function createDetectors(options: DetectorContext & { readonly config: DetectorsConfig }): RuleDetector[] {
  return detectorPlans(options).flatMap(({ create }) => create() ?? []);
}

function logicDetector(kind: string, cases: readonly LogicCase[], context: DetectorContext): RuleDetector | undefined {
  return cases.length === 0 ? undefined : new LogicDetector(kind, cases, context);
}

/** A rule that can never raise an alert, and what to do. `path` is its place in the config. */
export interface UnmatchedRule {
  readonly path: string;
  readonly message: string;
}

/** Rules of the config that match no tag of the plant, and robot zones without the signals their safeguard needs. */
export function unmatchedRules(
  config: DetectorsConfig,
  context: Pick<DetectorContext, "plant" | "tags">,
): UnmatchedRule[] {
  const found: UnmatchedRule[] = [];
  const check = (path: string, matches: number) => {
    if (matches === 0)
      found.push({ path, message: "no number tag fits; check kinds, assets, component, signal and role" });
  };
  config.rates.forEach((rule, i) => {
    check(`detectors.rates[${i}].tags`, selectNumbers(rule.tags, context).length);
  });
  found.push(...unmatchedLogic(config, context));
  config.drifts.forEach((rule, i) => {
    check(`detectors.drifts[${i}].tags`, selectNumbers(rule.tags, context).length);
  });
  config.trends.forEach((rule, i) => {
    const fitting = selectNumbers(rule.tags, context);
    check(`detectors.trends[${i}].tags`, fitting.length);
    const tags = trendTags(rule, context);
    if (fitting.length > 0 && tags.length === 0)
      found.push({
        path: `detectors.trends[${i}].reference`,
        message: "no asset has exactly one other number tag that fits `reference`",
      });
    if (rule.resetOn !== undefined && tags.length > 0) {
      const own = new Set(tags.map(({ asset }) => asset));
      const resets = selectNumbers(rule.resetOn, context).filter(({ asset }) => own.has(asset));
      check(`detectors.trends[${i}].resetOn`, resets.length);
    }
    if (tags.length > 0 && tags.every(({ tag }) => limitFor(rule, tag) === undefined)) {
      found.push({
        path: `detectors.trends[${i}].to`,
        message:
          `none of the ${tags.length} tags that fit has the limit ${rule.to}; give it under the tag's limits or ` +
          "name a number",
      });
    }
  });
  config.limits.exclude.forEach((pattern, i) => {
    check(`detectors.limits.exclude[${i}]`, selectNumbers(pattern, context).length);
  });
  config.limits.adjust.forEach((entry, i) => {
    check(`detectors.limits.adjust[${i}].tags`, selectNumbers(entry.tags, context).length);
  });
  return [...found, ...incompleteZones(context)];
}

function unmatchedLogic(config: DetectorsConfig, context: Pick<DetectorContext, "plant" | "tags">): UnmatchedRule[] {
  const found: UnmatchedRule[] = [];
  config.deviations.forEach((rule, i) => {
    if (deviationCases(rule, context).length > 0) return;
    const hasTags = selectNumbers(rule.tags, context).length > 0;
    found.push({
      path: `detectors.deviations[${i}].${hasTags ? "from" : "tags"}`,
      message: hasTags ? "no asset has exactly one other number tag that fits `from`" : "no number tag fits",
    });
  });
  config.states.forEach((rule, i) => {
    if (selectTags(rule.tags, context).length === 0)
      found.push({
        path: `detectors.states[${i}].tags`,
        message: "no tag fits; check kinds, assets, component, signal and role",
      });
  });
  for (const section of ["expressions", "suppressions"] as const) {
    config[section].forEach((rule, i) => {
      if (bindNames(rule.tags, rule.of, context).length === 0)
        found.push({
          path: `detectors.${section}[${i}].tags`,
          message: "no asset has exactly one number, boolean or enum tag for each name",
        });
    });
  }
  return found;
}

function incompleteZones(context: Pick<DetectorContext, "plant" | "tags">): UnmatchedRule[] {
  const zones = robotZonesOf(context.plant, context.tags);
  const found: UnmatchedRule[] = [];
  context.plant.zones.forEach((zone, i) => {
    if (zone.kind !== "robot-zone" || zone.safeguard === undefined) return;
    const path = `zones[${i}] (${zone.id})`;
    const inside = zones.filter((entry) => entry.zone === zone);
    if (inside.length === 0)
      found.push({ path, message: "no robot or cobot is in its polygon, so nobody can be detected in it" });
    for (const { robot } of inside) {
      const needed =
        zone.safeguard === "ssm"
          ? ["human-distance", "robot-speed"]
          : zone.safeguard === "pfl"
            ? ["presence"]
            : ["presence", "operational-mode", "robot-speed"];
      const roles = context.tags.ofAsset(robot.assetUid).map((tag) => tag.role);
      const missing = needed.filter((role) => !roles.some((other) => other === role));
      if (missing.length > 0)
        found.push({
          path,
          message: `${robot.label} has no tag of role ${missing.join(", ")}, which ${zone.safeguard} needs`,
        });
    }
  });
  return found;
}
