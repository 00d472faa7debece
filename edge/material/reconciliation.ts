import type { Finding } from "../contracts/detector.ts";
import type { CarrierEvent } from "../contracts/material-event.ts";
import type { Micros, SampleBatch } from "../contracts/sample-batch.ts";
import { qualityOf } from "../contracts/sample-batch.ts";
import type { AssetUid, LocalizedText, Tag, TagRef } from "../contracts/tag.ts";
import type { MaterialConfig } from "./config.ts";
import type { MaterialTwin } from "./material-twin.ts";
import { both, listed, wordsOf } from "./mismatch-words.ts";
import type { MaterialListener } from "./piece-moves.ts";
import type { Carrier, Piece } from "./records.ts";
import { presentStay, type Stay } from "./timeline.ts";
import { patternOf } from "./ways.ts";

/** Contradictions that are remembered. */
const MOST_MISMATCHES = 1000;
/** What contradicted once and was not contradicted again stands for so long. */
const STANDS_US = 600e6;
/** Controllers tell some of what was before when the edge comes: records of a ring, retained messages. */
const LEARN_S = 20;
const SEVERITY = 500;

type Counts = MaterialConfig["observations"][number]["counts"];

/** What somebody sees at a place, beside what the record says. */
interface Watched {
  readonly place: string;
  readonly assetUid: AssetUid;
  readonly counts: Counts;
  readonly tag: Tag;
  observed: number;
  carrier: string;
  /** Observation less record when they last began together: what was there before anything was told of it, or of a counter its start. */
  offset: number;
  agreedAt: Micros;
  /** Until then the offset is still learned: what happened before the edge listened comes in too. */
  learnedAt: Micros;
  mismatch: Mismatch | undefined;
}

/** Record and observation that contradict each other. */
export interface Mismatch {
  readonly id: number;
  readonly kind: "count" | "completions" | "contents" | "pick" | "place" | "slot";
  readonly place: string;
  readonly piece?: string;
  readonly since: Micros;
  readonly foundAt: Micros;
  record: LocalizedText;
  observed: LocalizedText;
  endedAt: Micros | null;
}

export interface ReconciliationOptions {
  readonly config: Pick<MaterialConfig, "observations" | "settleS">;
  readonly twin: MaterialTwin;
  /** Tags of the whole plant with the label of their asset. */
  readonly tags: readonly { readonly tag: Tag; readonly label: string }[];
  /** Asset that carries an alert about a place. */
  assetOf(place: string): AssetUid;
  isLive(ref: TagRef): boolean;
  /** What `state` gave before a restart. */
  readonly state: ReconciliationState | undefined;
}

export interface ReconciliationState {
  readonly offsets: Readonly<Record<string, number>>;
  readonly completed: Readonly<Record<string, number>>;
}

/**
 * Holds the record of pieces against what is seen: levels of racks and belts, counters of machines, what stands on a pallet, what a vehicle
 * carries. What comes by different ways may differ for a moment; what never agreed for `settleS` does not.
 */
export class Reconciliation implements MaterialListener {
  readonly watches: readonly TagRef[];
  readonly #options: ReconciliationOptions;
  readonly #watched: readonly Watched[];
  readonly #byRef = new Map<number, Watched>();
  readonly #completed = new Map<string, number>();
  readonly #mismatches: Mismatch[] = [];
  /** Contradictions of moves that stand, by what they are about. */
  readonly #standing = new Map<string, Mismatch>();
  #findings: Finding[] = [];
  #number = 0;
  #now: Micros = 0;

  constructor(options: ReconciliationOptions) {
    this.#options = options;
    this.#watched = options.config.observations.flatMap(({ places, signal, counts }) => {
      const patterns = places.map(patternOf);
      return options.tags.flatMap(({ tag, label }): Watched[] => {
        const name = tag.component === "" ? tag.signal : `${tag.component}/${tag.signal}`;
        if (name !== signal || !patterns.some((pattern) => pattern.test(label))) return [];
        return [
          {
            place: label,
            assetUid: tag.assetUid,
            counts,
            tag,
            observed: Number.NaN,
            carrier: "",
            offset: options.state?.offsets[tag.tagUid] ?? Number.NaN,
            agreedAt: Number.NaN,
            learnedAt: Number.NaN,
            mismatch: undefined,
          },
        ];
      });
    });
    for (const [station, count] of Object.entries(options.state?.completed ?? {})) this.#completed.set(station, count);
    for (const watched of this.#watched) this.#byRef.set(watched.tag.ref, watched);
    this.watches = this.#watched.map(({ tag }) => tag.ref);
  }

  get state(): ReconciliationState {
    return { offsets: Object.fromEntries(this.#watched.filter(({ offset }) => !Number.isNaN(offset)).map(({ tag, offset }) => [tag.tagUid, offset])), completed: Object.fromEntries(this.#completed) };
  }

  observe(samples: SampleBatch): void {
    this.#now = Math.max(this.#now, samples.receivedAt);
    for (let at = 0; at < samples.length; at++) {
      const watched = this.#byRef.get(samples.tags[at] as number);
      if (watched === undefined) continue;
      const isBad = qualityOf(samples.statuses[at] as number) === "bad";
      const value = isBad ? Number.NaN : (samples.values[at] as number);
      if (watched.counts === "completions") {
        if (value < watched.observed) watched.offset = Number.NaN;
      } else if (value < watched.offset) watched.offset = value; // What was there before cannot be more than what is there.
      watched.observed = value;
      watched.carrier = samples.texts.get(at) ?? "";
      this.#compare(watched);
    }
  }

  /** What was found or is over since the last time. */
  tick(now: Micros): readonly Finding[] {
    this.#now = Math.max(this.#now, now);
    for (const watched of this.#watched) this.#compare(watched);
    for (const [key, mismatch] of this.#standing) if (this.#now - mismatch.foundAt > STANDS_US) this.#end(key);
    const found = this.#findings;
    this.#findings = [];
    return found;
  }

  /** Newest first. */
  get mismatches(): readonly Mismatch[] {
    return this.#mismatches.toReversed();
  }

  /** Places that are seen, and at how many of them the record agrees with every observation. */
  get agreement(): { readonly places: number; readonly agreeing: number } {
    const seen = this.#watched.filter(({ observed, tag }) => !Number.isNaN(observed) && this.#options.isLive(tag.ref));
    const contradicted = new Set([...seen.filter(({ mismatch }) => mismatch !== undefined), ...this.#standing.values()].map(({ place }) => place));
    const places = new Set(seen.map(({ place }) => place));
    return { places: places.size, agreeing: [...places].filter((place) => !contradicted.has(place)).length };
  }

  cameFromNowhere(what: "pieces" | "carriers", place: string): void {
    for (const watched of this.#watched) if (watched.place === place && watched.counts === what && watched.offset > 0) watched.offset--;
  }

  completed(station: string): void {
    this.#completed.set(station, (this.#completed.get(station) ?? 0) + 1);
  }

  hole(piece: Piece, { from, to, time }: { readonly from: string; readonly to: string; readonly time: Micros }): void {
    this.#contradict(`place ${piece.id}`, {
      kind: "place",
      place: to,
      piece: piece.id,
      since: time,
      record: both(`${piece.id} 在 ${from}`, `${piece.id} at ${from}`),
      observed: both(`${piece.id} 在 ${to}`, `${piece.id} at ${to}`),
    });
  }

  carrierMoved(carrier: Carrier, event: CarrierEvent, before: { readonly pieces: ReadonlySet<string> | undefined; readonly stay: Stay | undefined }): void {
    const { ways } = this.#options.twin;
    this.#now = Math.max(this.#now, event.receivedAt);
    const since = event.time;
    const { place, node, pieces } = event;
    if (event.kind === "pallet.arrived" && node !== undefined && before.stay !== undefined && before.stay.place !== place) {
      const from = before.stay.place;
      const record = both(`${carrier.id} 在 ${from}`, `${carrier.id} at ${from}`);
      if (!ways.isServed(node, from))
        this.#contradict(`pick ${carrier.id}`, { kind: "pick", place, since, record, observed: both(`${place} 在 ${node} 取走 ${carrier.id}`, `${place} picked ${carrier.id} up at ${node}`) });
    }
    if (pieces === undefined || before.pieces === undefined || ways.emptiedInto(place) !== undefined) return;
    if (before.pieces.size === 0 && before.stay === undefined) return;
    const key = `contents ${carrier.id}`;
    const same = before.pieces.size === pieces.length && pieces.every((piece) => before.pieces?.has(piece));
    if (same) this.#end(key);
    else
      this.#contradict(key, {
        kind: "contents",
        place,
        since,
        record: both(`${carrier.id}：${listed(before.pieces)}`, `${carrier.id}: ${listed(before.pieces)}`),
        observed: both(`${carrier.id}：${listed(pieces)}`, `${carrier.id}: ${listed(pieces)}`),
      });
    this.#checkSlot(carrier, event);
  }

  #checkSlot(carrier: Carrier, { kind, place, slot, time }: CarrierEvent): void {
    if (kind !== "pallet.arrived" || slot === undefined) return;
    for (const other of this.#options.twin.carriers.values()) {
      const stay = other === carrier ? undefined : presentStay(other.stays);
      if (stay?.place !== place || stay.slot !== slot) continue;
      this.#contradict(`slot ${place}:${slot}`, {
        kind: "slot",
        place,
        since: time,
        record: both(`${place}:${slot} 是 ${other.id}`, `${place}:${slot} holds ${other.id}`),
        observed: both(`${carrier.id} 放入 ${place}:${slot}`, `${carrier.id} was put into ${place}:${slot}`),
      });
    }
  }

  #recorded({ place, counts, carrier }: Watched): number {
    const { twin } = this.#options;
    if (counts === "pieces") return twin.presence.at(place).size;
    if (counts === "completions") return this.#completed.get(place) ?? 0;
    const here = [...twin.carriers.values()].filter(({ stays }) => presentStay(stays)?.place === place);
    return counts === "carriers" ? here.length : Number(carrier === "" ? here.length === 0 : here.some(({ id }) => id === carrier));
  }

  #compare(watched: Watched): void {
    const { counts, observed, tag } = watched;
    if (Number.isNaN(observed) || !this.#options.isLive(tag.ref)) {
      watched.agreedAt = Number.NaN;
      return;
    }
    const recorded = this.#recorded(watched);
    if (Number.isNaN(watched.offset)) watched.learnedAt = this.#now + LEARN_S * 1e6;
    if (Number.isNaN(watched.offset) || this.#now < watched.learnedAt) watched.offset = counts === "completions" ? observed - recorded : counts === "carrier" ? 0 : Math.max(0, observed - recorded);
    const expected = counts === "carrier" ? 1 : observed - watched.offset;
    if (recorded === expected || Number.isNaN(watched.agreedAt)) {
      watched.agreedAt = this.#now;
      if (recorded === expected && watched.mismatch !== undefined) this.#endCount(watched);
      if (recorded === expected) return;
    }
    if (this.#now - watched.agreedAt < this.#options.config.settleS * 1e6) return;
    const [record, seen] = wordsOf(counts, recorded, expected);
    if (watched.mismatch !== undefined) {
      watched.mismatch.record = record;
      watched.mismatch.observed = seen;
      return;
    }
    watched.mismatch = this.#remember({ kind: counts === "completions" ? "completions" : "count", place: watched.place, since: watched.agreedAt, record, observed: seen });
    this.#say(watched.mismatch, watched.assetUid, true);
  }

  #endCount(watched: Watched): void {
    const { mismatch } = watched;
    watched.mismatch = undefined;
    if (mismatch === undefined) return;
    mismatch.endedAt = this.#now;
    this.#say(
      mismatch,
      watched.assetUid,
      this.#watched.some((other) => other.assetUid === watched.assetUid && other.mismatch?.kind === mismatch.kind),
    );
  }

  #contradict(key: string, mismatch: Omit<Mismatch, "id" | "foundAt" | "endedAt">): void {
    this.#end(key);
    const kept = this.#remember(mismatch);
    this.#standing.set(key, kept);
    this.#say(kept, this.#options.assetOf(mismatch.place), true);
  }

  #end(key: string): void {
    const mismatch = this.#standing.get(key);
    if (mismatch === undefined) return;
    this.#standing.delete(key);
    mismatch.endedAt = this.#now;
    const asset = this.#options.assetOf(mismatch.place);
    const stillStands = [...this.#standing.values()].some((other) => other.kind === mismatch.kind && this.#options.assetOf(other.place) === asset);
    if (!stillStands) this.#say(mismatch, asset, false);
  }

  #remember(mismatch: Omit<Mismatch, "id" | "foundAt" | "endedAt">): Mismatch {
    const kept: Mismatch = { ...mismatch, id: ++this.#number, foundAt: this.#now, endedAt: null };
    this.#mismatches.push(kept);
    if (this.#mismatches.length > MOST_MISMATCHES) this.#mismatches.shift();
    return kept;
  }

  #say({ kind, place, record, observed }: Mismatch, assetUid: AssetUid, standing: boolean): void {
    const message = both(`${place}：记录（${record.zh}）与实际（${observed.zh}）不符`, `${place}: the record (${record.en}) and what is seen (${observed.en}) differ`);
    this.#findings.push({ rule: `material/${kind}`, assetUid, kind: "process", standing, at: this.#now, severity: SEVERITY, message, evidence: [] });
  }
}
