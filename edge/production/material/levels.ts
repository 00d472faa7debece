import { type Micros, qualityOf, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import { signalName, type Tag, type TagRef } from "../../contracts/plant/tag.ts";
import type { MaterialConfig } from "./config.ts";
import { type LevelMemory, type LevelState, restoredLevel, storedLevel } from "./level-memory.ts";
import type { MaterialTwin } from "./material-twin.ts";
import { wordsOf } from "./mismatch-words.ts";
import type { Mismatches } from "./mismatches.ts";
import { presentStay } from "./timeline.ts";
import { patternOf } from "./ways.ts";

/** When the edge connects, controllers first report some of the past: records of a ring, retained messages. */
const LEARN_US = 20e6;
/**
 * A level and the move that changed it arrive over different links; when neither changed for this time, both have
 * arrived.
 */
const QUIET_US = 5e6;
/** At a place that is never quiet, the offset is taken after this time. */
const LEARN_AT_MOST_US = 300e6;

/** A counter never returns to the record, so its mismatch ends after this time and counting continues from there. */
const COMPLETIONS_STAND_US = 600e6;

/** Maximum number of subjects of unknown origin that are remembered, because their arrival may still be reported. */
const MOST_TAKEN = 1000;

type Counts = MaterialConfig["observations"][number]["counts"];

/** The observation at a place, with the record beside it. */
interface Watched extends LevelMemory {
  readonly place: string;
  readonly counts: Counts;
  readonly tag: Tag;
}

export interface LevelOptions {
  readonly config: Pick<MaterialConfig, "observations" | "settleS">;
  readonly twin: MaterialTwin;
  /** Tags of the whole plant with the label of their asset. */
  readonly tags: readonly { readonly tag: Tag; readonly label: string }[];
  isLive(ref: TagRef): boolean;
  /** Whether a source that reports or observes the place recently lost data, so that a difference proves nothing. */
  isHeld(place: string): boolean;
  readonly mismatches: Mismatches;
  readonly state: LevelState | undefined;
}

/** Carriers by the place where they are; undefined: nowhere. */
type Whereabouts = ReadonlyMap<string | undefined, readonly { readonly id: string }[]>;

/** Compares levels of racks and belts and counters of machines with the record of pieces. */
export class Levels {
  readonly watches: readonly TagRef[];
  readonly #options: Omit<LevelOptions, "tags">;
  readonly #watched: readonly Watched[];
  readonly #byRef = new Map<number, Watched>();
  readonly #completed: Map<string, number>;
  /** Recent subjects of unknown origin, and the value that they were subtracted from. */
  readonly #taken: Map<string, "ahead" | "offset">;
  /** Time of the last comparison of all. */
  #comparedAt: Micros;

  // The list of tags is that of the whole plant, so it is not kept.
  constructor({ tags, ...options }: LevelOptions) {
    this.#options = options;
    const { state } = options;
    this.#completed = new Map(Object.entries(state?.completed ?? {}));
    this.#taken = new Map(state?.taken);
    this.#comparedAt = state?.comparedAt ?? Number.NaN;
    this.#watched = options.config.observations.flatMap(({ places, signal, counts }) => {
      const patterns = places.map(patternOf);
      return tags.flatMap(({ tag, label }): Watched[] => {
        if (signalName(tag) !== signal || !patterns.some((pattern) => pattern.test(label))) return [];
        return [{ place: label, counts, tag, ...restoredLevel(tag.tagUid, state) }];
      });
    });
    for (const watched of this.#watched) this.#byRef.set(watched.tag.ref, watched);
    this.watches = this.#watched.map(({ tag }) => tag.ref);
  }

  get state(): LevelState {
    return {
      levels: Object.fromEntries(
        this.#watched.map((watched) => [watched.tag.tagUid, storedLevel(watched, this.#comparedAt)]),
      ),
      comparedAt: this.#comparedAt,
      completed: Object.fromEntries(this.#completed),
      taken: [...this.#taken],
    };
  }

  /** Keys of the mismatches that a level can have. */
  get keys(): ReadonlySet<string> {
    return new Set(this.#watched.map(({ tag }) => tag.tagUid));
  }

  /** Places that are observed now. */
  get places(): ReadonlySet<string> {
    return new Set(
      this.#watched
        .filter(({ observed, tag }) => !Number.isNaN(observed) && this.#options.isLive(tag.ref))
        .map(({ place }) => place),
    );
  }

  observe(samples: SampleBatch): void {
    for (let at = 0; at < samples.length; at++) {
      const watched = this.#byRef.get(samples.tags[at] as number);
      if (watched === undefined) continue;
      const isBad = qualityOf(samples.statuses[at] as number) === "bad";
      const value = isBad ? Number.NaN : (samples.values[at] as number);
      if (watched.counts === "completions") {
        if (value < watched.observed) watched.offset = Number.NaN;
      } else if (value < watched.offset) {
        // The earlier contents cannot exceed the present ones; the departure may be reported later.
        watched.ahead += watched.offset - value;
        watched.aheadAt = this.#options.mismatches.now;
        watched.offset = value;
      }
      if (value !== watched.observed) watched.changedAt = this.#options.mismatches.now;
      watched.observed = value;
      watched.carrier = samples.texts.get(at) ?? "";
      this.#compare(watched);
    }
  }

  compare(): void {
    this.#comparedAt = this.#options.mismatches.now;
    const carriers = this.#carriersByPlace();
    for (const watched of this.#watched) this.#compare(watched, carriers);
  }

  /**
   * At places where pieces are counted: the number of pieces that were never reported, because they were there before.
   */
  get unidentified(): ReadonlyMap<string, number> {
    return new Map(
      this.#watched.flatMap(({ place, counts, offset, observed }) =>
        counts !== "pieces" || Number.isNaN(offset) || Number.isNaN(observed) ? [] : [[place, offset] as const],
      ),
    );
  }

  /** A subject was at a place without a reported arrival: it had been there before. */
  cameFromNowhere(what: "pieces" | "carriers", id: string, place: string): void {
    const { mismatches, config } = this.#options;
    for (const watched of this.#watched) {
      if (watched.place !== place || watched.counts !== what || isLearning(watched)) continue;
      if (!(mismatches.now - watched.aheadAt < config.settleS * 1e6)) watched.ahead = 0;
      const from = watched.ahead > 0 ? "ahead" : "offset";
      if (watched[from] <= 0) continue;
      watched[from]--;
      this.#taken.set(`${what} ${place} ${id}`, from);
      const oldest = this.#taken.size > MOST_TAKEN ? this.#taken.keys().next().value : undefined;
      if (oldest !== undefined) this.#taken.delete(oldest);
    }
  }

  /** Corrects `cameFromNowhere`: the arrival was only reported late. */
  cameAfterAll(what: "pieces" | "carriers", id: string, place: string): void {
    const key = `${what} ${place} ${id}`;
    const from = this.#taken.get(key);
    if (from === undefined || !this.#taken.delete(key)) return;
    for (const watched of this.#watched) if (watched.place === place && watched.counts === what) watched[from]++;
  }

  completed(station: string): void {
    this.#completed.set(station, (this.#completed.get(station) ?? 0) + 1);
  }

  /** @param carriers where they are, where the caller knows it */
  #recorded({ place, counts, carrier }: Watched, carriers?: Whereabouts): number {
    const { twin } = this.#options;
    if (counts === "pieces") return twin.presence.at(place).size;
    if (counts === "completions") return this.#completed.get(place) ?? 0;
    const here = (carriers ?? this.#carriersByPlace()).get(place) ?? [];
    return counts === "carriers"
      ? here.length
      : Number(carrier === "" ? here.length === 0 : here.some(({ id }) => id === carrier));
  }

  #carriersByPlace(): Whereabouts {
    return Map.groupBy(this.#options.twin.carriers.values(), ({ stays }) => presentStay(stays)?.place);
  }

  #compare(watched: Watched, carriers?: Whereabouts): void {
    const { observed, tag, counts, place } = watched;
    const { mismatches, config, isLive, isHeld } = this.#options;
    const { now } = mismatches;
    if (Number.isNaN(observed) || !isLive(tag.ref)) {
      watched.agreedAt = Number.NaN;
      return;
    }
    const recorded = this.#recorded(watched, carriers);
    if (recorded !== watched.recorded) watched.changedAt = now;
    watched.recorded = recorded;
    const held = isHeld(place);
    // Completions lost in a gap never arrive: counting continues from the machine's value after it.
    if (held && counts === "completions") watched.learningSince = now;
    this.#learn(watched, now);
    const gap = (counts === "carrier" ? 1 : observed - watched.offset) - recorded;
    if (gap !== watched.gap) watched.gapSince = now;
    watched.gap = gap;
    // With the next move both sides agree for a moment, because one of them arrives first.
    if (gap === 0 && watched.reportedGap !== 0 && now - watched.gapSince >= config.settleS * 1e6) {
      mismatches.end(tag.tagUid);
      watched.reportedGap = 0;
    }
    if (held || gap === 0 || Number.isNaN(watched.agreedAt)) watched.agreedAt = now;
    this.#judge(watched, now);
  }

  #judge(watched: Watched, now: Micros): void {
    const { counts, tag, place, gap, recorded } = watched;
    const { mismatches, config } = this.#options;
    const settleUs = config.settleS * 1e6;
    if (now - watched.agreedAt < settleUs) return;
    const [record, seen] = wordsOf(counts, recorded, recorded + gap);
    const kind = counts === "completions" ? ("completions" as const) : ("count" as const);
    const mismatch = { kind, place, since: watched.agreedAt, record, observed: seen };
    if (gap === watched.reportedGap) {
      if (counts === "completions" && now - watched.reportedAt >= COMPLETIONS_STAND_US)
        watched.offset = watched.observed - recorded;
      else mismatches.holds(tag.tagUid, mismatch);
    }
    // Another persistent gap is another mismatch on top of the active one.
    else if (watched.reportedGap === 0 || now - watched.gapSince >= settleUs) {
      mismatches.begins(tag.tagUid, watched.reportedGap === 0 ? mismatch : { ...mismatch, since: watched.gapSince });
      watched.reportedGap = gap;
      watched.reportedAt = now;
    }
  }

  /** Learns until both sides are quiet: an offset taken between a level and its move would be wrong for ever. */
  #learn(watched: Watched, now: Micros): void {
    const { counts, observed, recorded, changedAt } = watched;
    if (Number.isNaN(watched.offset) && Number.isNaN(watched.learningSince)) watched.learningSince = now;
    if (Number.isNaN(watched.learningSince)) return;
    watched.offset =
      counts === "completions" ? observed - recorded : counts === "carrier" ? 0 : Math.max(0, observed - recorded);
    const learnedFor = now - watched.learningSince;
    if ((learnedFor >= LEARN_US && now - changedAt >= QUIET_US) || learnedFor >= LEARN_AT_MOST_US)
      watched.learningSince = Number.NaN;
  }
}

/** Whether the earlier contents are still derived from the present ones. */
function isLearning({ offset, learningSince }: Watched): boolean {
  return Number.isNaN(offset) || !Number.isNaN(learningSince);
}
