/** The rules at work, with what their detectors learnt before; it is saved now and then, and at the end. */
import { LearnedFile } from "../detect/learned-file.ts";
import type { DetectorsConfig } from "../detect/rules/config.ts";
import { LiveRules } from "./live-rules.ts";
import type { RulesContext } from "./rules-context.ts";

/** A kill loses what detectors learnt in this time at most. */
const SAVE_LEARNED_EVERY_MS = 60_000;
/** Of the time for stopping, for the last save: megabytes on a slow disk. */
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
  return {
    offers: { rules },
    apply: (...next: Parameters<LiveRules["follow"]>) => rules.follow(...next),
    keepMs: SAVE_AT_STOP_MS,
    async close(): Promise<void> {
      await saving.stop();
      await save();
    },
  };
}
