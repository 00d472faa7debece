import type { GapRecord } from "../../contracts/path/event-batch.ts";
import type { Writer } from "../lease/messages.ts";
import { lastWritten, newestIn } from "./box-files.ts";

/** The copy's newest item may be this much older than its arrival here says. */
const EARLIER_MS = 1_000;

/**
 * What may be missing in this box's folder of what the last writer acknowledged (rule SB9); undefined where nothing is.
 * Call it before the log is opened.
 */
export async function gapAfter(
  before: Writer | undefined,
  { dataDir, name }: { readonly dataDir: string; readonly name: string },
): Promise<GapRecord | undefined> {
  // A box that committed nothing in its last term has not declared what the writer before it may have had.
  const isOwn = before?.box === name && before.term === lastWritten(dataDir);
  if (before === undefined || isOwn || !before.isAlone) return undefined;
  const newest = (await newestIn(dataDir)) ?? Date.now();
  const from = Math.min(newest - EARLIER_MS, Date.now()) * 1_000;
  return { source: "standby", from: Math.floor(from), to: Date.now() * 1_000, reason: "not_replicated" };
}
