import type { Finding } from "../contracts/detector.ts";
import type { Micros } from "../contracts/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../contracts/tag.ts";
import { both } from "./mismatch-words.ts";

/** Contradictions that are remembered. */
const MOST_MISMATCHES = 1000;
/** What contradicted once and was not contradicted again stands for so long. */
const STANDS_US = 600e6;
const SEVERITY = 500;

/** Record and observation that contradict each other. */
export interface Mismatch {
  readonly id: number;
  readonly kind: "count" | "completions" | "contents" | "drop" | "pick" | "place" | "slot" | "stock";
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
  readonly assetUid: AssetUid;
  /** A move that contradicts happens once; a level goes on to contradict until it agrees. */
  readonly isOfMove: boolean;
}

/** What contradicts and what did: each stands in an alert with both sides until it is over. */
export class Mismatches {
  now: Micros = 0;
  readonly #all: Mismatch[] = [];
  readonly #standing = new Map<string, Standing>();
  #findings: Finding[] = [];
  #number = 0;

  /** Newest first. */
  get all(): readonly Mismatch[] {
    return this.#all.toReversed();
  }

  /** Places that something contradicts now. */
  get places(): ReadonlySet<string> {
    return new Set([...this.#standing.values()].map(({ mismatch }) => mismatch.place));
  }

  /** A move contradicts the record; the same one is told once. */
  moved(key: string, assetUid: AssetUid, mismatch: NewMismatch): void {
    const standing = this.#standing.get(key)?.mismatch;
    if (standing?.since === mismatch.since && standing.place === mismatch.place) return;
    this.end(key);
    this.#begin(key, { assetUid, isOfMove: true }, mismatch);
  }

  /** A level contradicts the record from now on, or by another amount than before. */
  begins(key: string, assetUid: AssetUid, mismatch: NewMismatch): void {
    this.end(key);
    this.#begin(key, { assetUid, isOfMove: false }, mismatch);
  }

  /** A level goes on to contradict: the figures may have changed. */
  holds(key: string, { record, observed }: Pick<Mismatch, "record" | "observed">): void {
    const standing = this.#standing.get(key)?.mismatch;
    if (standing !== undefined) Object.assign(standing, { record, observed });
  }

  end(key: string): void {
    const ended = this.#standing.get(key);
    if (ended === undefined) return;
    this.#standing.delete(key);
    ended.mismatch.endedAt = this.now;
    const { assetUid, mismatch } = ended;
    const stillStands = [...this.#standing.values()].some((other) => other.mismatch.kind === mismatch.kind && other.assetUid === assetUid);
    if (!stillStands) this.#say(mismatch, assetUid, false);
  }

  /** What was found or is over since the last time. */
  taken(): readonly Finding[] {
    for (const [key, { mismatch, isOfMove }] of this.#standing) if (isOfMove && this.now - mismatch.foundAt > STANDS_US) this.end(key);
    const found = this.#findings;
    this.#findings = [];
    return found;
  }

  #begin(key: string, of: Omit<Standing, "mismatch">, mismatch: NewMismatch): void {
    const kept: Mismatch = { ...mismatch, id: ++this.#number, foundAt: this.now, endedAt: null };
    this.#all.push(kept);
    if (this.#all.length > MOST_MISMATCHES) this.#all.shift();
    this.#standing.set(key, { ...of, mismatch: kept });
    this.#say(kept, of.assetUid, true);
  }

  #say({ kind, place, record, observed }: Mismatch, assetUid: AssetUid, standing: boolean): void {
    const message = both(`${place}：记录（${record.zh}）与实际（${observed.zh}）不符`, `${place}: the record (${record.en}) and what is seen (${observed.en}) differ`);
    this.#findings.push({ rule: `material/${kind}`, assetUid, kind: "process", standing, at: this.now, severity: SEVERITY, message, evidence: [] });
  }
}
