import type { Micros } from "../path/sample-batch.ts";

/** User and role of every actor while the edge has no users. */
const LOCAL = "local";

/**
 * The person behind an action: a user with a role and an origin. Without users every caller on the edge's machine is
 * `local`.
 */
export interface Principal {
  readonly user: string;
  readonly role: string;
  /** Address of the peer, or `cli`. */
  readonly origin: string;
}

/** The actor while the edge has no users. `origin`: address of the peer, or `cli`. */
export function localFrom(origin: string): Principal {
  return { user: LOCAL, role: LOCAL, origin };
}

/** An act of a person, done or refused, as it is handed to the journal. */
export interface Act {
  readonly principal: Principal;
  /** `alert.acknowledge`, `alert.shelve`, `login`, `certificate.trust`, `export`, … */
  readonly action: string;
  /** Uid or name of the target. */
  readonly target: string;
  readonly result: "done" | "refused";
  /** Comment, or why it was refused. */
  readonly reason?: string;
  /** State before and after, as far as relevant. Never a secret. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Meaning that the person gave to their act, such as "reviewed" (21 CFR 11.50). */
  readonly signature?: string;
  /**
   * After a kill, shows whether the action was recorded. It is stored and hashed under this name, so a new name would
   * break the chain of old entries.
   */
  readonly deedUid?: string;
  /** Time of the action; only where the edge was killed between the action and its entry. */
  readonly doneAt?: Micros;
}

/** A recorded action. */
export interface JournalEntry extends Act {
  /** 1 for the first, without holes. */
  readonly seq: number;
  readonly at: Micros;
  /** SHA-256 over the previous entry and this one, hex: a changed or removed line breaks every later one. */
  readonly hash: string;
}

export interface JournalQuestion {
  /** µs UTC, [from, to). */
  readonly from?: Micros;
  readonly to?: Micros;
  readonly user?: string;
  readonly action?: string;
  /** Part of the target. */
  readonly target?: string;
  readonly limit: number;
}

/**
 * The record of people's acts (IEC 62443-4-2 CR 2.8): append-only, chained by hashes, on disk before an act is
 * answered.
 */
export interface Journal {
  /**
   * Resolves with the entry when it is on disk, and with undefined where a repeated refusal was counted (rule J9).
   * Rejects with EdgeError `disk`.
   */
  record(act: Act): Promise<JournalEntry | undefined>;
  /** The actions that are not on disk. Entries before `since` are ignored. */
  missing(actUids: ReadonlySet<string>, since: Micros): Promise<ReadonlySet<string>>;
  /** Newest first, read from the disk. Rejects with EdgeError `unavailable` when too many ask. */
  read(question: JournalQuestion): Promise<readonly JournalEntry[]>;
}
