/** `detectors` in the plant's config: the rules of the alerts. */

import type { GroupedAlerts } from "../contracts/alerts/alert-groups.ts";
import type { Detector } from "../contracts/alerts/detector.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { defineSection, type OpenSection } from "../contracts/plant/section.ts";
import { ruleProblems } from "../detect/rules/check-rules.ts";
import { type DetectorsConfig, detectorsConfig } from "../detect/rules/config.ts";
import type { RulesContext } from "./rules-context.ts";

/** The rules in force. */
interface FollowedDetectors {
  /** Everything that watches samples, including suppressions. */
  readonly detectors: readonly Detector[];
  /** `listener` gets the detectors whenever they change. */
  onDetectors(listener: (detectors: readonly Detector[]) => void): void;
}

/** The alerts of now, or of a time of the past, grouped by cause. */
interface GroupsNow {
  read(): GroupedAlerts;
  readAt(at: Micros): GroupedAlerts;
}

export const detectorsSection = defineSection({
  name: "detectors",
  schema: detectorsConfig,
  live: true,
  opens: "with-alerts",
  problems: ruleProblems,
  open: openRules,
});

/** Loads the detectors only when an edge starts, because commands read the config as well. */
async function openRules(
  section: DetectorsConfig,
  context: RulesContext,
): Promise<OpenSection<DetectorsConfig, { readonly rules: FollowedDetectors; readonly alertGroups: GroupsNow }>> {
  const { openLiveRules } = await import("./open-live-rules.ts");
  return await openLiveRules(section, context);
}
