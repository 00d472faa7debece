/** Changes of islands as events of the log: for history, replay and followers (rule IS6). */
import { createHash } from "node:crypto";
import { uuidv7 } from "../batch/uuidv7.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { Inlet } from "../contracts/path/source.ts";
import type { IslandChange } from "../contracts/production/islands.ts";

export const ISLANDS_CHANGED = "islands.changed";
/** Events that wait for a log that is full; of more the oldest are left out, and the record has them. */
const MOST_OWED = 200;

export class IslandEvents {
  readonly #inlet: Pick<Inlet, "full" | "pushEvents">;
  #owed: readonly EdgeEvent[] = [];

  constructor(inlet: Pick<Inlet, "full" | "pushEvents">) {
    this.#inlet = inlet;
  }

  record(change: IslandChange): void {
    this.#owed = [...this.#owed, eventOf(change)].slice(-MOST_OWED);
    this.tick();
  }

  /** Call it once a second. */
  tick(): void {
    if (this.#owed.length === 0 || this.#inlet.full) return;
    this.#inlet.pushEvents({ events: this.#owed });
    this.#owed = [];
  }
}

/** The same state of a change gives the same event, with the same uid, also after a restart. */
function eventOf(change: IslandChange): EdgeEvent {
  const { version, state, stateAt } = change;
  const key = createHash("sha256").update(`islands/${version}/${state}/${stateAt}`).digest();
  return {
    eventUid: uuidv7(stateAt / 1000, key),
    type: ISLANDS_CHANGED,
    time: stateAt,
    receivedAt: stateAt,
    schema: "islands-changed/1",
    payload: { ...change },
  };
}
