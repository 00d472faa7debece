import type { Logger } from "pino";
import type { Act, Journal } from "../contracts/access/journal.ts";

/** An answer has this long before `retry` records its action; by a monotonic clock (rule TW9). */
const LATE_AFTER_MS = 60_000;
/** An entry may be dated before its action by at most this much, where the clock was set back between the two. */
const CLOCK_STEP_US = 86_400e6;

/** An action on a record that was written with the record, so that it is known after a kill. */
export interface StoredAct {
  /** Uid of the record. */
  readonly about: string;
  readonly act: Act;
}

interface Unrecorded extends StoredAct {
  /** When `retry` records it, by `performance.now()`. */
  readonly dueMs: number;
}

/**
 * Carries actions from the file of a record to the audit log. An action reaches the disk together with the record that
 * it changed; the audit log follows before the answer. If the edge is killed in between, or the audit log's disk
 * refuses, the action is recorded later.
 */
export class LateActs {
  readonly #journal: Journal;
  readonly #log: Logger;
  readonly #unrecorded: Map<string, Unrecorded>;
  /** Entries that are being written, by the uid of their action. */
  readonly #underWay = new Map<string, Promise<void>>();
  #retrying: Promise<void> | undefined;

  private constructor(journal: Journal, unrecorded: Iterable<readonly [string, Unrecorded]>, log: Logger) {
    this.#journal = journal;
    this.#log = log;
    this.#unrecorded = new Map(unrecorded);
  }

  /** Finds the actions of a file that the audit log does not have: `retry` records them. */
  static async open(journal: Journal, stored: Iterable<StoredAct>, log: Logger): Promise<LateActs> {
    const acts = new Map<string, StoredAct>();
    for (const one of stored) if (one.act.deedUid !== undefined) acts.set(one.act.deedUid, one);
    let oldest = Number.POSITIVE_INFINITY;
    for (const { act } of acts.values()) oldest = Math.min(oldest, act.doneAt ?? 0);
    const missing = await journal.missing(new Set(acts.keys()), oldest - CLOCK_STEP_US);
    const unrecorded = [...acts].filter(([uid]) => missing.has(uid));
    return new LateActs(
      journal,
      unrecorded.map(([uid, one]) => [uid, { ...one, dueMs: Number.NEGATIVE_INFINITY }]),
      log,
    );
  }

  /** The action counts as unrecorded from now until `record`. */
  expect(about: string, act: Act & { readonly deedUid: string }): void {
    this.#unrecorded.set(act.deedUid, { about, act, dueMs: performance.now() + LATE_AFTER_MS });
  }

  /**
   * Resolves when a completed action is in the audit log. Rejects with EdgeError `disk`; it is tried again by `retry`.
   */
  async record(act: Act): Promise<void> {
    const { doneAt: _now, ...entry } = act;
    if (this.#unrecorded.has(act.deedUid ?? "")) await this.#recordOnce(entry);
  }

  /** Actions on a record that the audit log does not have yet. */
  pendingOf(about: string): readonly Act[] {
    const found: Act[] = [];
    for (const entry of this.#unrecorded.values()) if (entry.about === about) found.push(entry.act);
    return found;
  }

  /** Whether an action is done, and its entry in the audit log is not yet. */
  isPending(actUid: string): boolean {
    return this.#unrecorded.has(actUid);
  }

  /** Records actions that a kill or a full disk left unrecorded; not those whose answer may still be under way. */
  retry(): void {
    const now = performance.now();
    const late = [...this.#unrecorded.values()].filter(({ dueMs }) => dueMs <= now);
    if (late.length === 0 || this.#retrying !== undefined) return;
    this.#retrying = this.#recordLate(late.map(({ act }) => act)).finally(() => {
      this.#retrying = undefined;
    });
  }

  /** Resolves when no retry is under way. */
  async settled(): Promise<void> {
    await this.#retrying;
  }

  async #recordLate(acts: readonly Act[]): Promise<void> {
    for (const act of acts) {
      try {
        if (this.#unrecorded.has(act.deedUid ?? "")) await this.#recordOnce(act);
      } catch (err) {
        this.#log.warn({ err, actUid: act.deedUid }, "an action cannot be recorded yet; trying again");
        return;
      }
    }
  }

  /** An answer and a retry may ask for the same entry: it is written once. */
  #recordOnce(act: Act): Promise<void> {
    const uid = act.deedUid ?? "";
    const begun = this.#underWay.get(uid);
    if (begun !== undefined) return begun;
    const recorded = this.#journal
      .record(act)
      .then(() => {
        this.#unrecorded.delete(uid);
      })
      .finally(() => this.#underWay.delete(uid));
    this.#underWay.set(uid, recorded);
    return recorded;
  }
}
