import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Recall, RecallQuestion, RecallReader } from "../../../contracts/production/recall.ts";
import { type Caller, demand } from "../caller.ts";
import { bounded } from "../range.ts";
import { onRecallRecord, type RecallRecord } from "./recall-record.ts";

export const DEFAULT_LISTED = 500;
export const MOST_LISTED = 2000;
/** Most pieces of a table to save. */
export const MOST_IN_TABLE = 100_000;

export interface RecallDeps {
  readonly journal: Pick<Journal, "record">;
  /** Absent where the edge follows no production. */
  readonly recalls?: RecallReader;
}

/** Simulates a recall; changes nothing, and is on record. Throws EdgeError `bad-request`, `unavailable`. */
export async function recallPieces(
  { recalls, journal }: RecallDeps,
  caller: Caller,
  { limit, ...question }: RecallQuestion & { readonly limit?: number | undefined },
): Promise<Recall & { readonly isCurrent: boolean; readonly record: RecallRecord }> {
  demand(caller, "POST /api/v1/trace/recall");
  const reader = following(recalls);
  const most = bounded("limit", limit, { byDefault: DEFAULT_LISTED, most: MOST_LISTED });
  const recall = await reader.recall(question, most);
  const { isCurrent } = reader;
  return { ...recall, isCurrent, record: await onRecallRecord(journal, recall, { caller, question, as: "screen" }) };
}

/** All pieces of a recall, for a table. Throws EdgeError `bad-request`, also where there are too many. */
export async function recallTable(
  { recalls, journal }: RecallDeps,
  caller: Caller,
  { as, ...question }: RecallQuestion & { readonly as: "csv" | "xlsx" },
): Promise<Recall & { readonly record: RecallRecord }> {
  demand(caller, "POST /api/v1/trace/recall.csv");
  const recall = await following(recalls).recall(question, MOST_IN_TABLE);
  if (recall.hasMore)
    throw new EdgeError(
      "bad-request",
      `these are ${recall.total} pieces, and a table has at most ${MOST_IN_TABLE}; narrow the time`,
    );
  return { ...recall, record: await onRecallRecord(journal, recall, { caller, question, as }) };
}

/** The reader of recalls. Throws EdgeError `unavailable` where the edge has none. */
export function following(recalls: RecallReader | undefined): RecallReader {
  if (recalls === undefined) throw new EdgeError("unavailable", "This edge keeps no record of pieces.");
  return recalls;
}
