/** Composition of exploring: what people save, and the questions about history beyond one tag. */
import type { Logger } from "pino";
import type { Journal } from "../contracts/access/journal.ts";
import type { AlertBook } from "../contracts/alerts/alert.ts";
import type { Explorer } from "../contracts/explore/explorer.ts";
import type { SavedBook } from "../contracts/explore/saved-book.ts";
import type { HistorianReader } from "../contracts/path/historian.ts";
import type { TagTable } from "../contracts/plant/tag.ts";
import { checkContent } from "../explore/check-content.ts";
import { createExplorer } from "../explore/explorer.ts";
import { openSavedBook } from "../explore/saved-book.ts";
import type { Jobs } from "../observe/jobs.ts";
import type { StopStack } from "./stop-stack.ts";

const RECORD_EVERY_MS = 1_000;

export interface ExploreParts {
  readonly dataDir: string;
  readonly journal: Journal;
  readonly tags: TagTable;
  readonly historian: HistorianReader;
  readonly alerts: Pick<AlertBook, "history">;
  readonly jobs: Pick<Jobs, "start">;
  readonly log: Logger;
}

/** Throws EdgeError `disk`, `conflict`. */
export async function openExplore(
  { dataDir, journal, tags, historian, alerts, jobs, log }: ExploreParts,
  stop: StopStack,
): Promise<{ readonly saved: SavedBook; readonly explorer: Explorer }> {
  const saved = await openSavedBook({
    dir: dataDir,
    journal,
    log: log.child({ part: "explore" }),
    check: (asked) => checkContent(tags, asked),
  });
  stop.add("saved views", () => saved.close());
  const recording = jobs.start({ name: "saved views", everyMs: RECORD_EVERY_MS, run: () => saved.tick() });
  stop.add("saved views: job", () => recording.stop());
  return { saved, explorer: createExplorer({ tags, historian, saved, alerts }) };
}
