/** The book of what people enter about scrap and rework. */
import type { Logger } from "pino";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import {
  type DeletionTime,
  type Follower,
  type FollowerMark,
  type FollowerNeeds,
  forgottenBefore,
  lastTickOf,
} from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { EntryKind, EntryQuestion, EntrySum, EntryView, QualityEntry } from "../../contracts/quality/entries.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import { entryIn, QUALITY_ENTRY } from "./entry-events.ts";
import { EntryStore } from "./entry-store.ts";

const HOUR_US = 3600e6;
const MOST_LISTED = 200;

interface BookOptions {
  readonly keepDays: number;
  readonly path: string;
  readonly log: Logger;
  readonly follows?: FollowedLog;
  readonly deletionTime?: DeletionTime;
}

export type EntryAnswered = EntryBook["answers"];

export class EntryBook implements Follower {
  readonly name = "entries";
  readonly needs: FollowerNeeds = { tags: [], events: [QUALITY_ENTRY], waveforms: false };
  readonly answers = {
    entry: (uid: string): QualityEntry | null => this.#entry(uid) ?? null,
    ofPiece: (piece: string, kind: EntryKind, station: string): QualityEntry | null =>
      this.#ofPiece(piece, kind, station) ?? null,
    view: (question: EntryQuestion): EntryView => this.#view(question),
  };
  readonly #options: BookOptions;
  readonly #store: EntryStore;
  /** Not written yet, by uid. */
  readonly #fresh = new Map<string, QualityEntry>();
  #mark: FollowerMark;
  #tickedAt: Micros;
  #forgetBefore: Micros = Number.NaN;

  constructor(options: BookOptions) {
    this.#options = options;
    this.#store = new EntryStore(options.path, options.log, options.follows);
    this.#mark = this.#store.mark;
    this.#tickedAt = lastTickOf(this.#mark);
  }

  get mark(): FollowerMark {
    return this.#mark;
  }

  get note(): string | undefined {
    return this.#store.note;
  }

  get waiting(): number {
    return this.#fresh.size;
  }

  observe(): void {
    // It needs no samples.
  }

  take(event: EdgeEvent): void {
    const entry = event.type === QUALITY_ENTRY ? entryIn(event) : undefined;
    if (entry === undefined) return;
    // The log may hold a version twice.
    if ((this.#entry(entry.entryUid)?.version ?? 0) < entry.version) this.#fresh.set(entry.entryUid, entry);
  }

  tick(now: Micros): undefined {
    const { keepDays, deletionTime } = this.#options;
    if (Math.floor(now / HOUR_US) !== Math.floor(this.#tickedAt / HOUR_US))
      this.#forgetBefore = forgottenBefore(now, keepDays, deletionTime);
    this.#tickedAt = now;
  }

  write(mark: FollowerMark): void {
    this.#store.write(this.#fresh.values(), { position: mark.position, time: mark.time });
    this.#fresh.clear();
    this.#mark = mark;
    if (Number.isNaN(this.#forgetBefore)) return;
    this.#store.forget(this.#forgetBefore);
    this.#forgetBefore = Number.NaN;
  }

  close(): void {
    this.#store.close();
  }

  #entry(uid: string): QualityEntry | undefined {
    return this.#fresh.get(uid) ?? this.#store.entry(uid);
  }

  #ofPiece(piece: string, kind: EntryKind, station: string): QualityEntry | undefined {
    const stored = this.#store.ofPiece(piece).filter(({ entryUid }) => !this.#fresh.has(entryUid));
    return [...stored, ...this.#fresh.values()].find(
      (one) => one.piece === piece && one.kind === kind && one.station === station && !one.isWithdrawn,
    );
  }

  #view(question: EntryQuestion): EntryView {
    const { from, to, station } = question;
    const asked = { ...question, without: [...this.#fresh.keys()] };
    const fresh = [...this.#fresh.values()].filter(
      (one) => one.at >= from && one.at < to && (station === undefined || one.station === station),
    );
    const stored = this.#store.newest(asked, MOST_LISTED);
    const entries = [...fresh, ...stored.entries].toSorted((a, b) => b.at - a.at || (a.entryUid < b.entryUid ? -1 : 1));
    return {
      entries: entries.slice(0, MOST_LISTED),
      count: fresh.length + stored.count,
      sums: sumsOf(fresh, this.#store.sums(asked)),
    };
  }
}

/** Sums on disk with entries that are not written yet. */
function sumsOf(entries: readonly QualityEntry[], stored: readonly EntrySum[]): readonly EntrySum[] {
  const keyOf = ({ kind, station, reason }: Pick<EntrySum, "kind" | "station" | "reason">): string =>
    JSON.stringify([kind, station, reason]);
  const sums = new Map<string, EntrySum>(stored.map((sum) => [keyOf(sum), sum]));
  for (const entry of entries) {
    if (entry.isWithdrawn) continue;
    const { kind, station, reason } = entry;
    const known = sums.get(keyOf(entry)) ?? { kind, station, reason, entries: 0, count: 0 };
    sums.set(keyOf(entry), { ...known, entries: known.entries + 1, count: known.count + entry.count });
  }
  return [...sums]
    .toSorted(([a, one], [b, other]) => other.count - one.count || (a < b ? -1 : 1))
    .map(([, sum]) => sum);
}
