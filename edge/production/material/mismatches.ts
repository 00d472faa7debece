import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../../contracts/plant/tag.ts";
import { type MismatchKind, mismatchText } from "./mismatch-words.ts";

/** Contradictions that are remembered. */
const MOST_MISMATCHES = 1000;
/** What contradicted once and was not contradicted again stands for so long. */
const STANDS_US = 600e6;
/** What stands is said again, so that an alert comes back that a reload of the config ended. */
const REPEAT_US = 60e6;
const SEVERITY = 500;
/** Rule of the alert about a place; of a place that is no asset, with the place behind it. */
const RULE = "material/mismatch";
/** Where places have their own names that the config does not know. */
const ELSEWHERE = "elsewhere";
/** Rules of earlier releases, one for each kind. */
const OLD_RULES = ["count", "completions", "contents", "drop", "pick", "place", "slot", "stock"].map(
  (kind) => `material/${kind}`,
);

/** Record and observation that contradict each other. */
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

type NewMismatch = Omit<Mismatch, "id" | "foundAt" | "endedAt">;

interface Standing {
  readonly mismatch: Mismatch;
  /** A move that contradicts happens once; a level goes on to contradict until it agrees. */
  readonly isOfMove: boolean;
}

export interface MismatchOptions {
  /** Asset that carries alerts about places that are no assets. */
  readonly edgeUid: AssetUid;
  /** Places of the config that are no assets. */
  readonly buffers: readonly string[];
  /** Asset at a place; undefined where the place is none. */
  assetOf(place: string): AssetUid | undefined;
}

/**
 * What contradicts and what did. Of each place one alert stands until the last of its contradictions is over: it says
 * the newest and how many.
 */
export class Mismatches {
  now: Micros = 0;
  readonly #options: MismatchOptions;
  readonly #all: Mismatch[] = [];
  readonly #standing = new Map<string, Standing>();
  readonly #buffers: ReadonlySet<string>;
  /** Places whose alert says something else than it did. */
  readonly #changed = new Set<string>();
  #repeatedAt: Micros = 0;
  #number = 0;

  constructor(options: MismatchOptions) {
    this.#options = options;
    this.#buffers = new Set(options.buffers);
  }

  /** Newest first. */
  get all(): readonly Mismatch[] {
    return this.#all.toReversed();
  }

  /** Places that something contradicts now. */
  get places(): ReadonlySet<string> {
    return new Set([...this.#standing.values()].map(({ mismatch }) => mismatch.place));
  }

  /** A move contradicts the record; the same one is told once. */
  moved(key: string, mismatch: NewMismatch): void {
    const standing = this.#standing.get(key)?.mismatch;
    if (standing?.since === mismatch.since && standing.place === mismatch.place) return;
    this.end(key);
    this.#begin(key, true, mismatch);
  }

  /** A level contradicts the record from now on, or by another amount than before. */
  begins(key: string, mismatch: NewMismatch): void {
    this.end(key);
    this.#begin(key, false, mismatch);
  }

  /** A level goes on to contradict: the figures may have changed. */
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

  /** What was found or is over since the last time. */
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

  /** Alerts that outlast a restart because no asset carries them: what stood before is not known any more. */
  leftBehind(): Finding[] {
    const { edgeUid: assetUid } = this.#options;
    const old = OLD_RULES.map((rule) => this.#over({ rule, assetUid }, "Gemba"));
    return [...old, ...[...this.#buffers, ELSEWHERE].map((place) => this.#over(this.#alertOf(place), place))];
  }

  #begin(key: string, isOfMove: boolean, mismatch: NewMismatch): void {
    const kept: Mismatch = { ...mismatch, id: ++this.#number, foundAt: this.now, endedAt: null };
    this.#all.push(kept);
    if (this.#all.length > MOST_MISMATCHES) this.#all.shift();
    this.#standing.set(key, { isOfMove, mismatch: kept });
    this.#changed.add(this.#groupOf(kept.place));
  }

  #findingOf(group: string): Finding {
    const here = [...this.#standing.values()].flatMap(({ mismatch }) =>
      this.#groupOf(mismatch.place) === group ? [mismatch] : [],
    );
    const newest = here.at(-1);
    const over = this.#over(this.#alertOf(group), group);
    return newest === undefined ? over : { ...over, standing: true, message: mismatchText(newest, here.length) };
  }

  /** Names from outside that the config does not know share one alert. */
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
