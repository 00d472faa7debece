/**
 * The contract between what watches a component and the book that judges it (rules HB1 to HB11 in
 * docs/rules/health-book.md). A watch knows one kind of physics: it turns samples into residuals against what is usual
 * in the same regime and surroundings, and rates how unlikely they are in normal running. It raises no alert: the book
 * fuses all watches of a component into one finding.
 */
import type { AlertKind } from "../contracts/alerts/alert.ts";
import type { Learned } from "../contracts/path/follower.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../contracts/path/waveform-block.ts";
import type { Component } from "../contracts/plant/components.ts";
import type { Asset } from "../contracts/plant/plant.ts";
import type { AssetUid, LocalizedText, Tag, TagRef } from "../contracts/plant/tag.ts";
import type { AssetContext } from "./context/asset-context.ts";
import type { MeasuredPieces } from "./context/measured-pieces.ts";
import type { Peers } from "./evidence/peers.ts";
import type { BurstTracking } from "./features/waveform/burst-tracking.ts";

/** One statistic of a component, as evidence shows it. Computed only when evidence is shown. */
export interface Indication {
  /** Smoothed statistic now. */
  readonly value: number;
  /** The usual range in this regime; absent while it is learnt. */
  readonly usual?: { readonly low: number; readonly high: number };
  /** UCUM. */
  readonly unit: string;
  readonly title: LocalizedText;
  /** One sentence for people who do not know the statistic. */
  readonly meaning: LocalizedText;
  /** The tag to draw. */
  readonly tag: TagRef;
  /** Time since which it has been out of its usual range; NaN while it is not. */
  readonly since: Micros;
  readonly regime?: LocalizedText;
}

/** A kind of fault with its words. Kinds of the simulated plant are those of docs/simulators.md. */
export interface FaultKind {
  /**
   * The finding ends with its evidence, because the watch knows when the fault is over; other findings are held for a
   * while.
   */
  readonly endsAtOnce?: true;
  /** Kind of its alert where it is not an anomaly, such as safety. */
  readonly alertKind?: AlertKind;
  readonly kind: string;
  /** Kinds of faults of the same asset that lead to this one. */
  readonly effectOf?: readonly string[];
  readonly name: LocalizedText;
  /** Advice in the words of maintenance staff. */
  readonly advice: LocalizedText;
}

/**
 * How a fault shows: by name of the indication 1 (above usual), -1 (below) or 0 (either). An indication that is not
 * named counts against the fault when it deviates, and one that is named counts against it while it is usual.
 */
export interface Signature extends FaultKind {
  readonly signs: Readonly<Record<string, 1 | -1 | 0>>;
  /** How common the fault is among those of the component; default 1. */
  readonly prior?: number;
}

/**
 * Watches one component, or one aspect of it. Its state is a function of its ordered input, without clock or random
 * numbers. Everything that it holds is bounded. `snapshot` returns plain data (typed arrays too); `restore` receives
 * the state of a watch with the same `form`.
 */
export interface ComponentWatch<State = unknown> extends Learned<State> {
  /** Stable name within the asset, such as `joint-2/friction`. It is stored in the file. */
  readonly id: string;
  /** Changes whenever older snapshots can no longer be read. */
  readonly form: number;
  /** Path of the component that it watches. */
  readonly component: string;
  /** Tags of its samples; the index of a tag is the `input` of `sample`. */
  readonly inputs: readonly TagRef[];
  /** Tags of its waveforms. */
  readonly waveforms?: readonly TagRef[];
  /** Names of its indications, in the order of `strengths`. */
  readonly indications: readonly string[];
  /**
   * Evidence of each indication: -log10 of the probability of such a deviation in normal running, positive above usual,
   * negative below, 0 while learning. Kept up to date by the watch; at most 30 either way. Normal running must reach 9
   * less than once in a thousand years for each indication. It is one array for the life of the watch.
   */
  readonly strengths: Float64Array;
  /** True only while all strengths are 0, so that they need not be read. Absent, for its life, where it cannot say. */
  readonly isQuiet?: boolean;
  /** Faults that it can distinguish. */
  readonly signatures: readonly Signature[];
  /** Whether it has learnt what is usual. */
  readonly isLearning: boolean;
  /**
   * Share of the way from as new (0) to the end of function (1); NaN where unknown. Absent, for the life of the watch,
   * where it never is known.
   */
  readonly damage?: number;
  /** Takes a number of good quality. Times of an input only rise. */
  sample(input: number, time: Micros, value: number): void;
  /** Takes a sample of bad quality. */
  lost?(input: number, time: Micros): void;
  waveform?(block: WaveformBlock): void;
  /** Called when log time enters this second. */
  second?(now: Micros): void;
  /** The indication at this index, for evidence. */
  describe(indication: number): Indication;
  /** Called when the component was replaced or repaired: what was learnt about the old one no longer holds. */
  renewed(at: Micros): void;
}

/** An asset as watches see it. */
export interface WatchedAsset {
  readonly asset: Asset;
  /** All components, with those below them. */
  readonly components: readonly Component[];
  readonly context: AssetContext;
  readonly peers: Peers;
  /** Evidence of measured pieces about the machines that made them. */
  readonly pieces: Pick<MeasuredPieces, "of" | "version">;
  /** Bursts at equal angles of their shafts. */
  readonly speeds: Pick<BurstTracking, "steady">;
  /** A tag of this asset by `component/signal`, or `signal`. */
  tag(path: string): Tag | undefined;
  /** Tags of this asset. */
  readonly tags: readonly Tag[];
  /** All assets of the plant, to find what a meter measures and which consumers are on a net. */
  readonly assets: readonly Asset[];
  /** Tags of any asset. */
  tagsOf(uid: AssetUid): readonly Tag[];
  /** Since when the source of a tag has been silent; NaN while it is heard. */
  silentSince(tag: TagRef): Micros;
  /** Tags of this asset that watches made so far go by. */
  readonly taken: ReadonlySet<TagRef>;
}

/** Creates the watches of an asset, or none where tags that they need are missing. Needs no configuration. */
export type WatchMaker = (asset: WatchedAsset) => readonly ComponentWatch[];
