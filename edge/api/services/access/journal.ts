import type { Journal, JournalEntry, JournalQuestion } from "../../../contracts/access/journal.ts";
import { journalCsv } from "../../../contracts/access/journal-csv.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { bounded } from "../range.ts";

export const MOST = 10_000;
export const DEFAULT = 200;
export const MOST_EXPORTED = 50_000;

type Asked = Omit<JournalQuestion, "limit">;

/** The audit log, newest entry first. Throws EdgeError `bad-request`, `unavailable`. */
export async function readJournal(
  { journal }: { readonly journal: Pick<Journal, "read"> },
  caller: Caller,
  { limit, ...asked }: Asked & { readonly limit?: number | undefined },
): Promise<readonly JournalEntry[]> {
  demand(caller, "GET /api/v1/journal");
  return await journal.read({ ...asked, limit: bounded("limit", limit, { byDefault: DEFAULT, most: MOST }) });
}

export interface JournalExportDeps {
  readonly journal: Pick<Journal, "read" | "record">;
  /** Pseudonym used in exports. Absent where the edge has no key for them. */
  readonly pseudonymOf?: (name: string) => string;
}

/**
 * The audit log as a table with pseudonyms, oldest first; the export is recorded. Throws EdgeError `bad-request`,
 * `unavailable`.
 */
export async function exportJournal(
  { journal, pseudonymOf }: JournalExportDeps,
  caller: Caller,
  { question, asked }: { readonly question: Asked; readonly asked: object },
): Promise<ReturnType<typeof journalCsv>> {
  demand(caller, "GET /api/v1/journal/export");
  if (pseudonymOf === undefined) throw new EdgeError("unavailable", "This edge has no key for pseudonyms.");
  const entries = await journal.read({ ...question, limit: MOST_EXPORTED + 1 });
  if (entries.length > MOST_EXPORTED)
    throw new EdgeError("bad-request", `this range has more than ${MOST_EXPORTED} entries; take a shorter one`);
  await journal.record({
    principal: principalFrom(caller),
    action: "export",
    target: "journal",
    result: "done",
    after: { entries: entries.length, ...asked },
  });
  return journalCsv(entries.toReversed(), pseudonymOf);
}
