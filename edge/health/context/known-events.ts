import type { Learned } from "../../contracts/path/follower.ts";

/** Events that are remembered: more than a kill can leave between the log and its writer. */
const MOST = 1_000;

/** Uids of the newest events, to recognise one that the log has twice (rule WI19). */
export class KnownEvents implements Learned<readonly string[]> {
  readonly #uids = new Set<string>();

  /** Whether the event is new; from now on it is known. */
  isNew(eventUid: string): boolean {
    if (this.#uids.has(eventUid)) return false;
    this.#uids.add(eventUid);
    if (this.#uids.size > MOST) this.#uids.delete(this.#uids.values().next().value as string);
    return true;
  }

  snapshot(): readonly string[] {
    return [...this.#uids];
  }

  restore(uids: readonly string[]): void {
    this.#uids.clear();
    for (const uid of uids) this.#uids.add(uid);
  }
}
