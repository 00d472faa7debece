/**
 * Opens the rules in force with the saved state of their detectors, and saves that state periodically and at the end.
 */
import { LearnedFile } from "../detect/learned-file.ts";
import type { DetectorsConfig } from "../detect/rules/config.ts";
import { AlertGroupReader } from "./groups/alert-group-reader.ts";
import { LiveRules } from "./live-rules.ts";
import type { RulesContext } from "./rules-context.ts";

/** How often the state is saved: a kill loses at most what detectors learnt in this time. */
const SAVE_LEARNED_EVERY_MS = 60_000;
/** The part of the time for stopping that the last save may take: megabytes on a slow disk. */
const SAVE_AT_STOP_MS = 150;

export async function openLiveRules(section: DetectorsConfig, context: RulesContext) {
  const { plant, tags, twin, dataDir, jobs, log, causes, now } = context;
  const file = new LearnedFile({ dir: dataDir, log });
  const learned = await file.read();
  const rules = new LiveRules({
    ...context,
    section,
    context: { plant, tags, links: () => twin.links(), log, causes },
    learned,
    clock: now,
  });
  const save = () => file.save(rules.learned());
  const saving = jobs.start({ name: "learned state", everyMs: SAVE_LEARNED_EVERY_MS, run: save });
  const { assets } = plant;
  const alertGroups = new AlertGroupReader({ ...context, assets, rules: () => rules.section });
  return {
    offers: { rules, alertGroups },
    apply: (...next: Parameters<LiveRules["follow"]>) => rules.follow(...next),
    keepMs: SAVE_AT_STOP_MS,
    async close(): Promise<void> {
      await saving.stop();
      await save();
    },
  };
}
