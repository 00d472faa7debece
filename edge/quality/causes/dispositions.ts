/** People's decisions on pieces under suspicion, by class of defects and piece; the newest counts. */
import { uuidv7 } from "../../batch/uuidv7.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import {
  DISPOSITIONS,
  type Disposition,
  type DispositionWord,
  type NewDisposition,
} from "../../contracts/quality/containment.ts";

/** Event of the log, which has every decision with the person and the reason. */
export const DISPOSED = "quality.disposition";

/** Decisions that are kept, those about the same piece once; beyond, the oldest are forgotten here and counted. */
const MOST = 50_000;
/** Pieces of one decision. */
const MOST_DISPOSED = 500;
const MOST_LETTERS = 2000;

/** A decision as it is stored. */
export interface StoredDisposition extends Disposition {
  readonly key: string;
  readonly piece: string;
  /** Rises with each decision. */
  readonly number: number;
}

export function dispositionEvent({ at, ...disposition }: NewDisposition): EdgeEvent {
  return {
    eventUid: uuidv7(at / 1000),
    type: DISPOSED,
    time: at,
    receivedAt: at,
    schema: "quality-disposition/1",
    payload: { ...disposition, pieces: [...disposition.pieces] },
  };
}

/** Undefined for a payload that a server made up, which could have this type too. */
export function dispositionIn({ payload, time }: EdgeEvent): NewDisposition | undefined {
  const { key, pieces, what, by, reason } = payload as Partial<Record<string, unknown>>;
  const isText = (text: unknown): text is string => typeof text === "string" && text.length <= MOST_LETTERS;
  if (!isText(key) || !isText(by) || !isText(reason) || !Array.isArray(pieces)) return undefined;
  if (!DISPOSITIONS.includes(what as DispositionWord) || pieces.length > MOST_DISPOSED) return undefined;
  return { key, pieces: pieces.filter(isText), what: what as DispositionWord, by, reason, at: time };
}

export class Dispositions {
  /** Decisions that are no longer kept. */
  forgotten: number;
  readonly #byPiece = new Map<string, StoredDisposition>();
  /** Since the last write, by the same keys. */
  readonly #changed = new Map<string, StoredDisposition>();
  readonly #removed = new Map<string, StoredDisposition>();
  #next = 0;

  constructor(stored: readonly StoredDisposition[] = [], forgotten = 0) {
    this.forgotten = forgotten;
    for (const one of stored) {
      this.#byPiece.set(keyOf(one.key, one.piece), one);
      this.#next = one.number + 1;
    }
  }

  get waiting(): number {
    return this.#changed.size;
  }

  of(key: string, piece: string): Disposition | undefined {
    return this.#byPiece.get(keyOf(key, piece));
  }

  take({ pieces, ...decision }: NewDisposition): void {
    for (const piece of pieces) {
      const key = keyOf(decision.key, piece);
      const one: StoredDisposition = { ...decision, piece, number: this.#next++ };
      // The place in the map is its age.
      this.#byPiece.delete(key);
      this.#byPiece.set(key, one);
      this.#changed.set(key, one);
      this.#removed.delete(key);
    }
    for (const [key, oldest] of this.#byPiece) {
      if (this.#byPiece.size <= MOST) break;
      this.#byPiece.delete(key);
      this.#changed.delete(key);
      this.#removed.set(key, oldest);
      this.forgotten++;
    }
  }

  /** Since the last write. */
  changes(): { readonly changed: readonly StoredDisposition[]; readonly removed: readonly StoredDisposition[] } {
    return { changed: [...this.#changed.values()], removed: [...this.#removed.values()] };
  }

  written(): void {
    this.#changed.clear();
    this.#removed.clear();
  }
}

function keyOf(key: string, piece: string): string {
  return `${key}\n${piece}`;
}
