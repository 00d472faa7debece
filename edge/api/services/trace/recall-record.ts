import { createHash } from "node:crypto";
import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Recall, RecallQuestion } from "../../../contracts/production/recall.ts";
import { type Caller, principalFrom } from "../caller.ts";

/** Where a recall is on record (rule TC28). */
export interface RecallRecord {
  /** Number of the entry in the audit log; null where the disk took none. */
  readonly entry: number | null;
  /** SHA-256 of the names of the listed pieces, in their order, each with a line feed; hex. */
  readonly hash: string;
}

interface Asked {
  readonly caller: Caller;
  readonly question: RecallQuestion;
  /** Form of the answer. */
  readonly as: "screen" | "csv" | "xlsx" | "pdf";
}

/**
 * Puts a recall on record before it is answered: who asked what, and what the answer was. A recall may be urgent, so
 * that one whose entry the disk refuses is answered all the same, and says so.
 */
export async function onRecallRecord(
  journal: Pick<Journal, "record">,
  { total, inside, shipped, scrapped, pieces }: Recall,
  { caller, question, as }: Asked,
): Promise<RecallRecord> {
  const hash = createHash("sha256");
  for (const { piece } of pieces) hash.update(`${piece}\n`);
  const digest = hash.digest("hex");
  const after = { question, as, total, inside, shipped, scrapped, listed: pieces.length, hash: digest };
  const act = { principal: principalFrom(caller), action: "recall", target: "pieces", result: "done", after } as const;
  try {
    return { entry: (await journal.record(act))?.seq ?? null, hash: digest };
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== "disk") throw error;
    return { entry: null, hash: digest };
  }
}
