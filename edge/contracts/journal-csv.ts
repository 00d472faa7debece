import type { JournalEntry } from "./journal.ts";

/** Deeds whose target is a user. */
const ABOUT_PEOPLE = /^(login|logout|user|token)/;
const COLUMNS = ["seq", "time", "user", "role", "origin", "action", "target", "result", "reason", "signature", "before", "after", "hash"];

/** The record as a table for people who check it (RFC 4180). `nameOf` says how people are called in it. */
export function journalCsv(entries: readonly JournalEntry[], nameOf: (name: string) => string): string {
  return [COLUMNS.join(","), ...entries.map((entry) => csvOf(entry, nameOf)), ""].join("\r\n");
}

/** A cell that a spreadsheet would run as a formula gets an apostrophe before it. */
function csvOf({ seq, at, principal, action, target, result, reason, before, after, signature, hash }: JournalEntry, nameOf: (name: string) => string): string {
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
    json(after),
    hash,
  ];
  return cells
    .map(
      (cell) =>
        `"${String(cell)
          .replace(/^[=+\-@\t\r]/, "'$&")
          .replaceAll('"', '""')}"`,
    )
    .join(",");
}

function json(value: unknown): string {
  return value === undefined || value === null ? "" : JSON.stringify(value);
}
