/** Which alarms the rules of a config can raise, and at which priority, to compare with the channels. */
import { priorityOf } from "../../contracts/alerts/alert.ts";
import type { AssetConfig, TagConfig } from "../../contracts/plant/edge-config.ts";
import { matchesAsset, matchesTag, type TagPattern } from "../../contracts/plant/tag-pattern.ts";
import { annunciationOf } from "./alert-attributes.ts";
import type { DetectorsConfig } from "./config.ts";
import type { Attention } from "./config-fields.ts";
import { adjustedFor } from "./limits-of-tag.ts";

type Priority = 1 | 2 | 3 | 4;

/** An alarm that one rule can raise on one asset. */
export interface AlarmSource {
  /** Its name for users: a limit by its tag, a rule by its id. */
  readonly what: string;
  readonly asset: AssetConfig;
  readonly priorities: readonly Priority[];
}

/**
 * Every alarm that limits, rules and safety signals of the config can raise. Alarms that servers and the edge raise
 * about themselves are not among them.
 */
export function alarmSources(config: DetectorsConfig, assets: readonly AssetConfig[]): AlarmSource[] {
  return assets.flatMap((asset) => [
    ...limitAlarms(config, asset),
    ...ruleAlarms(config, asset),
    ...safetyAlarms(config, asset),
  ]);
}

/** Tags with limits that are watched. */
export function watchedLimits({ limits }: DetectorsConfig, asset: AssetConfig): readonly TagConfig[] {
  const hasLimits = ({ shape }: TagConfig): boolean =>
    shape.type === "number" && shape.limits !== undefined && Object.keys(shape.limits).length > 0;
  return asset.tags.filter(
    (tag) => hasLimits(tag) && !limits.exclude.some((pattern) => matchesTag(pattern, asset, tag.shape)),
  );
}

/** `component signal`, as a person reads it. */
export function tagName({ shape: { component, signal } }: TagConfig): string {
  return component === "" ? signal : `${component}/${signal}`;
}

function limitAlarms(config: DetectorsConfig, asset: AssetConfig): AlarmSource[] {
  const { severityInner, severityOuter } = config.limits;
  return watchedLimits(config, asset).flatMap((tag) => {
    if (adjustedFor(config.limits, asset, tag.shape).annunciation !== "alarm") return [];
    const { low, high, lowLow, highHigh } = tag.shape.limits ?? {};
    const inner = low !== undefined || high !== undefined ? [priorityOf(severityInner)] : [];
    const outer = lowLow !== undefined || highHigh !== undefined ? [priorityOf(severityOuter)] : [];
    return [{ what: `limits of ${tagName(tag)}`, asset, priorities: [...inner, ...outer] }];
  });
}

interface Rule extends Attention {
  readonly id: string;
  readonly kind: "process" | "safety" | "system" | "anomaly";
  readonly severity: number;
}

function ruleAlarms(config: DetectorsConfig, asset: AssetConfig): AlarmSource[] {
  const fits = (pattern: TagPattern): boolean => asset.tags.some(({ shape }) => matchesTag(pattern, asset, shape));
  const of = (section: string, rules: readonly Rule[], isOn: (at: number) => boolean): AlarmSource[] =>
    rules.flatMap((rule, at) => {
      if ((rule.annunciation ?? annunciationOf(rule.kind)) !== "alarm" || !isOn(at)) return [];
      return [{ what: `${section} "${rule.id}"`, asset, priorities: [priorityOf(rule.severity)] }];
    });
  const { rates, deviations, states, expressions } = config;
  return [
    ...of("rates", rates, (at) => fits(rates[at]?.tags ?? {})),
    ...of("deviations", deviations, (at) => fits(deviations[at]?.tags ?? {})),
    ...of("states", states, (at) => fits(states[at]?.tags ?? {})),
    ...of(
      "expressions",
      expressions,
      (at) => matchesAsset(expressions[at]?.of ?? {}, asset) && Object.values(expressions[at]?.tags ?? {}).every(fits),
    ),
  ];
}

function safetyAlarms({ safety }: DetectorsConfig, asset: AssetConfig): AlarmSource[] {
  const by = new Map<string, number>([
    ["emergency-stop", safety.emergencySeverity],
    ["protective-stop", safety.protectiveSeverity],
    ["field-violation", safety.fieldViolation.severity],
    ["presence", safety.zoneSeverity],
    ["human-distance", safety.zoneSeverity],
  ]);
  return asset.tags.flatMap(({ shape: { role = "" } }) => {
    const severity = by.get(role);
    return severity === undefined ? [] : [{ what: `safety signal ${role}`, asset, priorities: [priorityOf(severity)] }];
  });
}
