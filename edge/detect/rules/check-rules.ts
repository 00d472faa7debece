import { faultsOf, listed } from "../../contracts/plant/config-text.ts";
import type { AssetConfig, SectionProblem } from "../../contracts/plant/edge-config.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import { matchesAsset } from "../../contracts/plant/tag-pattern.ts";
import { tagName, watchedLimits } from "./alarm-sources.ts";
import { annunciationOf } from "./alert-attributes.ts";
import type { DetectorsConfig } from "./config.ts";
import type { Attention } from "./config-fields.ts";
import { compileExpression } from "./expression.ts";
import { adjustedFor } from "./limits-of-tag.ts";
import { problem } from "./problem-table.ts";

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
    ...wrongSupplies(config, assets),
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
            ...problem("rule-anomaly-alarm", { rule: rule.id }),
          });
        else if (rule.response === undefined)
          found.push({ steps: [...steps, "response"], ...problem("rule-no-response", { rule: rule.id }) });
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
  const names = [...owing].map(([name, labels]): LocalizedText => {
    const [only, ...others] = labels;
    return others.length === 0
      ? { en: `${name} (${only})`, zh: `${name}（${only}）` }
      : { en: `${name} (${labels.length} assets)`, zh: `${name}（${labels.length} 个资产）` };
  });
  return [{ steps: ["detectors", "limits"], ...problem("limits-no-response", { names: listed(names, NAMED) }) }];
}

function wrongExpressions(config: DetectorsConfig): SectionProblem[] {
  const found: SectionProblem[] = [];
  for (const section of ["expressions", "suppressions"] as const) {
    config[section].forEach(({ id, tags, when }, i) => {
      for (const { message } of faultsOf(() => compileExpression(when, Object.keys(tags))))
        found.push({
          steps: ["detectors", section, i, "when"],
          ...problem("rule-expression", { rule: id, what: message }),
        });
    });
  }
  return found;
}

function wrongSupplies({ supplies }: DetectorsConfig, assets: readonly AssetConfig[]): SectionProblem[] {
  return supplies.flatMap(({ from, to }, i) => {
    const found: SectionProblem[] = [];
    const steps = ["detectors", "supplies", i];
    if (!assets.some(({ label }) => label === from))
      found.push({ steps: [...steps, "from"], ...problem("supply-unknown", { label: from }) });
    if (!assets.some((asset) => matchesAsset(to, asset)))
      found.push({ steps: [...steps, "to"], ...problem("supply-reaches-nothing", { label: from }) });
    return found;
  });
}

function unclearStates({ states }: DetectorsConfig): SectionProblem[] {
  return states.flatMap((rule, i) => {
    if ((rule.in === undefined) !== (rule.notIn === undefined)) return [];
    return [{ steps: ["detectors", "states", i], ...problem("rule-states-unclear", { rule: rule.id }) }];
  });
}

/** Two rules of one name would raise and clear each other's alerts. */
function repeatedIds(config: DetectorsConfig): SectionProblem[] {
  const found: SectionProblem[] = [];
  for (const section of ["rates", "deviations", "states", "expressions", "suppressions", "drifts", "trends"] as const) {
    const seen = new Set<string>();
    config[section].forEach(({ id }, i) => {
      if (seen.has(id)) found.push({ steps: ["detectors", section, i, "id"], ...problem("rule-twice", { rule: id }) });
      seen.add(id);
    });
  }
  return found;
}
