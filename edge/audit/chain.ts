import { createHash } from "node:crypto";
import type { JournalEntry } from "../contracts/access/journal.ts";

/** The hash before the first entry. */
export const GENESIS = "0".repeat(64);
/** The entry that records the removal of a segment, with the hash of its last entry (`after.head`, `after.lastSeq`). */
export const RETIRE = "journal.retire";

/**
 * Hash of an entry without its own hash, chained to the entry before. Keys are sorted, so that it does not depend on
 * the writer.
 */
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

/**
 * Checks the lines of a journal from the oldest on and reports the first one that does not follow from the previous
 * one.
 */
export class ChainWalk {
  /** A head that was noted elsewhere; it must occur in the chain. */
  readonly #anchor: string | undefined;
  /** The oldest entry where earlier ones were removed: it is checked once the entry of the removal is read. */
  #begin: JournalEntry | undefined;
  #isBeginProven = false;
  #firstSeq = 0;
  #seq = 0;
  #head = GENESIS;
  #hasAnchor: boolean;

  constructor(anchor?: string) {
    this.#anchor = anchor;
    this.#hasAnchor = anchor === undefined;
  }

  get firstSeq(): number {
    return this.#firstSeq;
  }

  get entries(): number {
    return this.#seq === 0 ? 0 : this.#seq - this.#firstSeq + 1;
  }

  get head(): string {
    return this.#head;
  }

  /** The fault of the next line; undefined when it has none. */
  take(text: string): string | undefined {
    const entry = parse(text);
    if (entry === undefined) return "is not an entry";
    const isFirst = this.#seq === 0;
    if (isFirst && entry.seq > 1) this.#begin = entry;
    else {
      if (entry.seq !== this.#seq + 1)
        return `has number ${entry.seq} where ${this.#seq + 1} is due: entries were removed or inserted`;
      if (!follows(this.#head, entry)) return "does not match its hash: the entry or the order was changed";
    }
    if (isFirst) this.#firstSeq = entry.seq;
    this.#seq = entry.seq;
    this.#head = entry.hash;
    if (entry.hash === this.#anchor) this.#hasAnchor = true;
    this.#prove(entry);
    return undefined;
  }

  /** The fault of the beginning or the end of the journal; undefined without one. Call it after the last line. */
  end(): { readonly at: "begin" | "end"; readonly what: string } | undefined {
    if (this.#begin !== undefined && !this.#isBeginProven) {
      const what =
        `has number ${this.#firstSeq}, and no later entry gives the hash of the entry before it: ` +
        "the beginning was removed";
      return { at: "begin", what };
    }
    if (this.#hasAnchor) return undefined;
    const what =
      "is the last one, and the noted head does not occur: the end was cut off, or the whole journal was written anew";
    const older = this.#begin === undefined ? "" : `, or the head is older than number ${this.#firstSeq}`;
    return { at: "end", what: `${what}${older}` };
  }

  #prove({ action, after }: JournalEntry): void {
    if (this.#begin === undefined || action !== RETIRE) return;
    const { lastSeq, head } = (after ?? {}) as { lastSeq?: unknown; head?: unknown };
    if (lastSeq === this.#begin.seq - 1 && typeof head === "string" && follows(head, this.#begin))
      this.#isBeginProven = true;
  }
}

function follows(previous: string, { hash, ...rest }: JournalEntry): boolean {
  return hash === chainHash(previous, rest);
}

export function parse(text: string): JournalEntry | undefined {
  try {
    const entry = JSON.parse(text) as JournalEntry;
    return typeof entry.seq === "number" &&
      typeof entry.hash === "string" &&
      typeof entry.action === "string" &&
      typeof entry.principal?.user === "string"
      ? entry
      : undefined;
  } catch {
    return undefined;
  }
}
