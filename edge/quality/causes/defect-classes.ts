/** Defect classes with their newest rankings, and when each is ranked again. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { CauseView, DefectClass, StoredRanking } from "../../contracts/quality/causes.ts";
import { MOST_CLASSES } from "../../contracts/quality/loop.ts";
import { keyOfClass } from "./class-columns.ts";
import { isSameCause } from "./engine/group-rows.ts";

/** A class is ranked at most so often. */
const EVERY_US = 60e6;

interface ClassState {
  readonly of: DefectClass;
  readonly newestAt: Micros;
  /** Station that judged the newest bad piece. */
  readonly place: string;
  /** Bad pieces since the last ranking. */
  readonly fresh: number;
  readonly ranking: StoredRanking | null;
  /** The cause that an alert says; absent: none. */
  readonly announced?: CauseView | undefined;
}

type NewRanking = Omit<StoredRanking, "at" | "foundAt">;

export type ClassesState = readonly ClassState[];

export class DefectClasses {
  readonly #byKey: Map<string, ClassState>;
  /** Bad verdicts of further classes. */
  refused: number;

  constructor(state: ClassesState = [], refused = 0) {
    this.refused = refused;
    this.#byKey = new Map(state.map((one) => [keyOfClass(one.of), one]));
  }

  get state(): ClassesState {
    return [...this.#byKey.values()];
  }

  get(key: string): ClassState | undefined {
    return this.#byKey.get(key);
  }

  all(): Iterable<readonly [key: string, state: ClassState]> {
    return this.#byKey;
  }

  /** A piece got the defect. */
  found(of: DefectClass, at: Micros, place: string): void {
    const key = keyOfClass(of);
    const known = this.#byKey.get(key);
    if (known === undefined && this.#byKey.size >= MOST_CLASSES) {
      this.refused++;
      return;
    }
    const { fresh, ranking } = known ?? { fresh: 0, ranking: null };
    const newestAt = Math.max(at, known?.newestAt ?? at);
    this.#byKey.set(key, { ...known, of, newestAt, place, fresh: fresh + 1, ranking });
  }

  /** The class that waits longest for a ranking, of those with new bad pieces whose last one is a minute old. */
  due(now: Micros): readonly [key: string, state: ClassState] | undefined {
    const waiting = [...this.#byKey].filter(
      ([, { fresh, ranking }]) => fresh > 0 && !(now - (ranking?.at ?? 0) < EVERY_US),
    );
    return waiting.sort((a, b) => (a[1].ranking?.at ?? 0) - (b[1].ranking?.at ?? 0))[0];
  }

  /** `sure`: the leading cause where an alert may say it. */
  ranked(key: string, now: Micros, ranking: NewRanking, sure: CauseView | undefined): void {
    const known = this.#byKey.get(key);
    if (known === undefined) return;
    const foundAt = ranking.causes.length === 0 ? null : (known.ranking?.foundAt ?? now);
    const { announced } = known;
    // One that was said stands while it is named, so that two causes of a defect do not take turns.
    const still = announced === undefined ? undefined : ranking.causes.find((cause) => isSameCause(cause, announced));
    const says = still?.standing === "inseparable" ? still : (sure ?? still);
    this.#byKey.set(key, { ...known, fresh: 0, ranking: { ...ranking, at: now, foundAt }, announced: says });
  }

  /** Too few bad pieces: the class waits for the next one. */
  waits(key: string): void {
    const known = this.#byKey.get(key);
    if (known !== undefined) this.#byKey.set(key, { ...known, fresh: 0 });
  }
}
