import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../../contracts/plant/tag.ts";
import { type MismatchKind, mismatchText } from "./mismatch-words.ts";

/** Maximum number of remembered mismatches, unless more levels than this contradict the record at once. */
const MOST_MISMATCHES = 1000;
/** A mismatch of a single move stays active for this time. */
const STANDS_US = 600e6;
/** Active findings are repeated, so that an alert that a reload of the config ended is raised again. */
const REPEAT_US = 60e6;
const SEVERITY = 500;
/** Rule of the alert about a place; for a place that is not an asset, followed by the place. */
const RULE = "material/mismatch";
/** Group of places that the config does not know. */
const ELSEWHERE = "elsewhere";
/** Rules of earlier releases, one per kind. */
const OLD_RULES = ["count", "completions", "contents", "drop", "pick", "place", "slot", "stock"].map(
  (kind) => `material/${kind}`,
);

/** A contradiction between record and observation. */
export interface Mismatch {
  readonly id: number;
  readonly kind: MismatchKind;
  readonly place: string;
  readonly piece?: string;
  readonly since: Micros;
  readonly foundAt: Micros;
  record: LocalizedText;
  observed: LocalizedText;
  endedAt: Micros | null;
}

export interface MismatchState {
  readonly all: readonly Mismatch[];
  /** Active ones in the order of their beginnings, by number. */
  readonly standing: readonly (readonly [key: string, id: number, isOfMove: boolean])[];
  readonly changed: readonly string[];
  readonly number: number;
}

/** Log time of the comparison, and when it last repeated its alerts. */
export interface MismatchTimes {
  readonly now: Micros;
  readonly repeatedAt: Micros;
}

type NewMismatch = Omit<Mismatch, "id" | "foundAt" | "endedAt">;

interface Standing {
  readonly mismatch: Mismatch;
  /** The mismatch of a move happens once; that of a level lasts until both sides agree. */
  readonly isOfMove: boolean;
}

export interface MismatchOptions {
  /** Asset that carries alerts about places that are no assets. */
  readonly edgeUid: AssetUid;
  /** Places of the config that are no assets. */
  readonly buffers: readonly string[];
  /** The values of `state` and `times` before a restart; files of earlier releases lack them. */
  readonly kept: (Partial<MismatchState> & Partial<MismatchTimes>) | undefined;
  /** Asset at a place; undefined if the place is not an asset. */
  assetOf(place: string): AssetUid | undefined;
}

/**
 * Active and past mismatches. Each place has one alert until the last of its mismatches is over; it shows the newest
 * and their number.
 */
export class Mismatches {
  now: Micros;
  readonly #options: MismatchOptions;
  readonly #all: Mismatch[];
  readonly #standing = new Map<string, Standing>();
  readonly #buffers: ReadonlySet<string>;
  /** Places whose alert has changed. */
  readonly #changed: Set<string>;
  #repeatedAt: Micros;
  #number: number;

  constructor(options: MismatchOptions) {
    this.#options = options;
    this.#buffers = new Set(options.buffers);
    const { all = [], standing = [], changed, repeatedAt = 0, number = 0, now = 0 } = options.kept ?? {};
    this.#all = all.map((mismatch) => ({ ...mismatch }));
    this.#changed = new Set(changed);
    this.#repeatedAt = repeatedAt;
    this.#number = number;
    this.now = now;
    const byId = new Map(this.#all.map((mismatch) => [mismatch.id, mismatch]));
    for (const [key, id, isOfMove] of standing) {
      const mismatch = byId.get(id);
      if (mismatch !== undefined) this.#standing.set(key, { mismatch, isOfMove });
    }
  }

  get state(): MismatchState {
    const standing = [...this.#standing].map(([key, { mismatch, isOfMove }]) => [key, mismatch.id, isOfMove] as const);
    return {
      all: this.#all,
      standing,
      changed: [...this.#changed],
      number: this.#number,
    };
  }

  get times(): MismatchTimes {
    return { now: this.now, repeatedAt: this.#repeatedAt };
  }

  /** Newest first. */
  get all(): readonly Mismatch[] {
    return this.#all.toReversed();
  }

  /** Places with an active mismatch. */
  get places(): ReadonlySet<string> {
    return new Set([...this.#standing.values()].map(({ mismatch }) => mismatch.place));
  }

  /** A move contradicts the record; a repeated report counts once. */
  moved(key: string, mismatch: NewMismatch): void {
    const standing = this.#standing.get(key)?.mismatch;
    if (standing?.since === mismatch.since && standing.place === mismatch.place) return;
    this.end(key);
    this.#begin(key, true, mismatch);
  }

  /** A level begins to contradict the record, or contradicts it by another amount. */
  begins(key: string, mismatch: NewMismatch): void {
    this.end(key);
    this.#begin(key, false, mismatch);
  }

  /** A level still contradicts the record: the figures may have changed. */
  holds(key: string, { record, observed }: Pick<Mismatch, "record" | "observed">): void {
    const standing = this.#standing.get(key)?.mismatch;
    if (standing === undefined || (standing.record.en === record.en && standing.observed.en === observed.en)) return;
    Object.assign(standing, { record, observed });
    this.#changed.add(this.#groupOf(standing.place));
  }

  end(key: string): void {
    const ended = this.#standing.get(key);
    if (ended === undefined) return;
    this.#standing.delete(key);
    ended.mismatch.endedAt = this.now;
    this.#changed.add(this.#groupOf(ended.mismatch.place));
  }

  /** Ends mismatches of levels that a changed config no longer compares, because nothing else would. */
  endUnless(isCompared: (key: string) => boolean): void {
    for (const [key, { isOfMove }] of this.#standing) if (!isOfMove && !isCompared(key)) this.end(key);
  }

  /** Findings that are new or over since the last call. */
  taken(): readonly Finding[] {
    for (const [key, { mismatch, isOfMove }] of this.#standing)
      if (isOfMove && this.now - mismatch.foundAt > STANDS_US) this.end(key);
    if (this.now - this.#repeatedAt >= REPEAT_US) {
      this.#repeatedAt = this.now;
      for (const place of this.places) this.#changed.add(this.#groupOf(place));
    }
    const found = [...this.#changed].map((group) => this.#findingOf(group));
    this.#changed.clear();
    return found;
  }

  /** Ends alerts without an asset of an earlier release, whose file does not say which were active. */
  leftBehind(): Finding[] {
    const { edgeUid: assetUid } = this.#options;
    const old = OLD_RULES.map((rule) => this.#over({ rule, assetUid }, "Gemba"));
    return [...old, ...[...this.#buffers, ELSEWHERE].map((place) => this.#over(this.#alertOf(place), place))];
  }

  #begin(key: string, isOfMove: boolean, mismatch: NewMismatch): void {
    const kept: Mismatch = { ...mismatch, id: ++this.#number, foundAt: this.now, endedAt: null };
    this.#all.push(kept);
    this.#forget();
    this.#standing.set(key, { isOfMove, mismatch: kept });
    this.#changed.add(this.#groupOf(kept.place));
  }

  /** Forgets the oldest that is over. If none is, the oldest of a move ends; there is one of each level at most. */
  #forget(): void {
    if (this.#all.length <= MOST_MISMATCHES) return;
    const isOver = ({ endedAt }: Mismatch): boolean => endedAt !== null;
    const [key] = [...this.#standing].find(([, { isOfMove }]) => isOfMove) ?? [];
    if (key !== undefined && !this.#all.some(isOver)) this.end(key);
    const oldest = this.#all.findIndex(isOver);
    if (oldest >= 0) this.#all.splice(oldest, 1);
  }

  #findingOf(group: string): Finding {
    const here = [...this.#standing.values()].flatMap(({ mismatch }) =>
      this.#groupOf(mismatch.place) === group ? [mismatch] : [],
    );
    const newest = here.at(-1);
    const over = this.#over(this.#alertOf(group), group);
    return newest === undefined ? over : { ...over, standing: true, message: mismatchText(newest, here.length) };
  }

  /** Unknown names from outside share one alert. */
  #groupOf(place: string): string {
    return this.#buffers.has(place) || this.#options.assetOf(place) !== undefined ? place : ELSEWHERE;
  }

  #alertOf(group: string): Pick<Finding, "rule" | "assetUid"> {
    const assetUid = this.#options.assetOf(group);
    return assetUid === undefined
      ? { rule: `${RULE}/${group}`, assetUid: this.#options.edgeUid }
      : { rule: RULE, assetUid };
  }

  #over(about: Pick<Finding, "rule" | "assetUid">, place: string): Finding {
    const message = { zh: `${place} 记录与实际一致`, en: `${place} Record and plant agree` };
    return { ...about, kind: "process", standing: false, at: this.now, severity: SEVERITY, message, evidence: [] };
  }
}
