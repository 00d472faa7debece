import { csvLine, csvPieces } from "../csv.ts";
import type { JournalEntry } from "./journal.ts";

/** Acts whose target is a user. */
const ABOUT_PEOPLE = /^(login|logout|user|token|refusals)/;
const COLUMNS = [
  "seq",
  "time",
  "user",
  "role",
  "origin",
  "action",
  "target",
  "result",
  "reason",
  "signature",
  "before",
  "after",
  "hash",
];

/** First line of the record as a table for people who check it (RFC 4180). */
export const JOURNAL_CSV_HEAD = `${COLUMNS.join(",")}\r\n`;

/** The record as a table. `nameOf` gives the names of people in it. */
export function journalCsv(entries: readonly JournalEntry[], nameOf: (name: string) => string): Iterable<string> {
  return csvPieces(JOURNAL_CSV_HEAD, entries, (entry) => journalCsvLine(entry, nameOf));
}

/** One line of the table. */
export function journalCsvLine(
  { seq, at, principal, action, target, result, reason, before, after, signature, hash }: JournalEntry,
  nameOf: (name: string) => string,
): string {
  const cells = [
    seq,
    new Date(at / 1000).toISOString(),
    nameOf(principal.user),
    principal.role,
    nameOf(principal.origin),
    action,
    ABOUT_PEOPLE.test(action) ? nameOf(target) : target,
    result,
    reason ?? "",
    signature ?? "",
    json(before),
    json(ABOUT_PEOPLE.test(action) ? withNames(after, nameOf) : after),
    hash,
  ];
  return csvLine(cells);
}

/** The change by an action, with its addresses, users and labels of tokens replaced by `nameOf`. */
function withNames(after: unknown, nameOf: (name: string) => string): unknown {
  if (typeof after !== "object" || after === null) return after;
  const { addresses, revokedTokens, repeated } = after as Readonly<Record<string, unknown>>;
  return {
    ...after,
    ...(Array.isArray(addresses)
      ? { addresses: addresses.map(({ address, ...rest }) => ({ address: nameOf(String(address)), ...rest })) }
      : {}),
    ...(Array.isArray(repeated)
      ? {
          repeated: repeated.map(({ action, target, ...rest }) => ({
            action,
            target: ABOUT_PEOPLE.test(action) ? nameOf(target) : target,
            ...rest,
          })),
        }
      : {}),
    ...(Array.isArray(revokedTokens) ? { revokedTokens: revokedTokens.map((label) => nameOf(String(label))) } : {}),
  };
}

function json(value: unknown): string {
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
