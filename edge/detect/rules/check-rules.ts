import type { AssetConfig, SectionProblem } from "../../contracts/plant/edge-config.ts";
import { tagName, watchedLimits } from "./alarm-sources.ts";
import { annunciationOf } from "./alert-attributes.ts";
import type { DetectorsConfig } from "./config.ts";
import type { Attention } from "./config-fields.ts";
import { compileExpression } from "./expression.ts";
import { adjustedFor } from "./limits-of-tag.ts";

const REMEDY =
  "write response: { action, consequence, withinMin } (ISA-18.2: an alarm needs a response), or say annunciation: " +
  "advisory";
/** Tags that are named in one problem. */
const NAMED = 5;

/** Checks beyond the schema of the section: alarms without a response, wrong expressions, ids given twice. */
export function ruleProblems(config: DetectorsConfig, assets: readonly AssetConfig[]): SectionProblem[] {
  return [
    ...unansweredRules(config),
    ...unansweredLimits(config, assets),
    ...wrongExpressions(config),
    ...unclearStates(config),
    ...repeatedIds(config),
  ];
}

function unansweredRules(config: DetectorsConfig): SectionProblem[] {
  const found: SectionProblem[] = [];
  for (const section of ["rates", "deviations", "states", "expressions"] as const) {
    config[section].forEach(
      (rule: Attention & { readonly id: string; readonly kind: "process" | "safety" | "system" | "anomaly" }, i) => {
        const steps = ["detectors", section, i];
        const annunciation = rule.annunciation ?? annunciationOf(rule.kind);
        if (annunciation !== "alarm") return;
        if (rule.kind === "anomaly")
          found.push({
            steps: [...steps, "annunciation"],
            message: `rule "${rule.id}" is an anomaly, which is an advisory and never an alarm`,
            remedy: "take annunciation out, or choose another kind",
          });
        else if (rule.response === undefined)
          found.push({
            steps: [...steps, "response"],
            message: `rule "${rule.id}" is an alarm without response, consequence and time to respond`,
            remedy: REMEDY,
          });
      },
    );
  }
  return found;
}

/** Limits belong to tags, so the message names the entry without a response and the tags that it concerns. */
function unansweredLimits(config: DetectorsConfig, assets: readonly AssetConfig[]): SectionProblem[] {
  const { limits } = config;
  const owing = new Map<string, string[]>();
  for (const asset of assets) {
    for (const tag of watchedLimits(config, asset)) {
      const { annunciation, response } = adjustedFor(limits, asset, tag.shape);
      if (annunciation !== "alarm" || response !== undefined) continue;
      const name = `${asset.kind} ${tagName(tag)}`;
      owing.set(name, [...(owing.get(name) ?? []), asset.label]);
    }
  }
  if (owing.size === 0) return [];
  const names = [...owing]
    .slice(0, NAMED)
    .map(([name, labels]) => `${name} (${labels.length === 1 ? labels[0] : `${labels.length} assets`})`);
  const more = owing.size > NAMED ? ` and ${owing.size - NAMED} more` : "";
  return [
    {
      steps: ["detectors", "limits"],
      message: `limits are alarms without response, consequence and time to respond: ${names.join(", ")}${more}`,
      remedy: `${REMEDY}, in limits or in an entry of limits.adjust that fits these tags`,
    },
  ];
}

function wrongExpressions(config: DetectorsConfig): SectionProblem[] {
  const found: SectionProblem[] = [];
  for (const section of ["expressions", "suppressions"] as const) {
    config[section].forEach(({ id, tags, when }, i) => {
      try {
        compileExpression(when, Object.keys(tags));
      } catch (error) {
        found.push({
          steps: ["detectors", section, i, "when"],
          message: `"${id}": ${error instanceof Error ? error.message : String(error)}`,
          remedy: "mend the expression; docs/detectors.md has the grammar",
        });
      }
    });
  }
  return found;
}

function unclearStates({ states }: DetectorsConfig): SectionProblem[] {
  return states.flatMap((rule, i) => {
    if ((rule.in === undefined) !== (rule.notIn === undefined)) return [];
    return [
      {
        steps: ["detectors", "states", i],
        message: `"${rule.id}" needs either in or notIn`,
        remedy: "name the values that are wrong, or those that are right",
      },
    ];
  });
}

/** Two rules of one name would raise and clear each other's alerts. */
function repeatedIds(config: DetectorsConfig): SectionProblem[] {
  const found: SectionProblem[] = [];
  for (const section of ["rates", "deviations", "states", "expressions", "suppressions", "drifts", "trends"] as const) {
    const seen = new Set<string>();
    config[section].forEach(({ id }, i) => {
      if (seen.has(id))
        found.push({
          steps: ["detectors", section, i, "id"],
          message: `"${id}" is given twice`,
          remedy: "give each rule its own id",
        });
      seen.add(id);
    });
  }
  return found;
}
