import { createHash } from "node:crypto";
import type { JournalEntry } from "../contracts/journal.ts";

/** What the first entry follows. */
export const GENESIS = "0".repeat(64);

/** Hash of an entry without its own hash, chained to the one before. Keys are sorted, so that it does not depend on who wrote the line. */
export function chainHash(previous: string, entry: Omit<JournalEntry, "hash">): string {
  return createHash("sha256").update(previous).update("\n").update(canonical(entry)).digest("hex");
}

/** JSON with sorted keys (the part of RFC 8785 that our entries need: no floats beyond integers and finite numbers). */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one ?? null)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

export type Verdict = { readonly ok: true; readonly entries: number; readonly head: string } | { readonly ok: false; readonly line: number; readonly what: string };

/** Walks a journal's lines and names the first one that does not follow from the one before. `anchor`: a head that was noted elsewhere and must occur. */
export function verifyLines(lines: Iterable<string>, anchor?: string): Verdict {
  let previous = GENESIS;
  let seq = 0;
  let line = 0;
  let hasAnchor = anchor === undefined;
  for (const text of lines) {
    line++;
    const entry = parse(text);
    if (entry === undefined) return { ok: false, line, what: "is not an entry" };
    const { hash, ...rest } = entry;
    if (entry.seq !== seq + 1) return { ok: false, line, what: `has number ${entry.seq} where ${seq + 1} is due: entries were taken out or put in` };
    if (hash !== chainHash(previous, rest)) return { ok: false, line, what: "does not match its hash: it, or the order, was changed" };
    previous = hash;
    seq = entry.seq;
    if (hash === anchor) hasAnchor = true;
  }
  if (!hasAnchor) return { ok: false, line, what: "is the last one, and the noted head does not occur: the end was cut off, or the whole journal was written anew" };
  return { ok: true, entries: seq, head: previous };
}

export function parse(text: string): JournalEntry | undefined {
  try {
    const entry = JSON.parse(text) as JournalEntry;
    return typeof entry.seq === "number" && typeof entry.hash === "string" && typeof entry.action === "string" && typeof entry.principal?.user === "string" ? entry : undefined;
  } catch {
    return undefined;
  }
}
