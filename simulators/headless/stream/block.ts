/**
 * The items of a streamed run (docs/simulators.md). The reader has types of its own: simulators and edge share no code.
 */
import type { PlaceStock } from "../../kernel/contract.ts";
import type { PlantEvent, TruthEvent } from "../../kernel/events.ts";
import type { StreamScene } from "./scene.ts";

/** A tag of the stream. Samples name it by its position in {@link StreamHead.tags}. */
export interface StreamTag {
  readonly tag: string;
  /** Standard deviation of the instrument's noise, and the smallest step that it shows, in the unit of the tag. */
  readonly noise: number;
  readonly resolution: number;
}

/** First line of a ground truth. */
interface RunLine {
  readonly type: "run";
  readonly timeMs: number;
  readonly title: { readonly zh: string; readonly en: string };
  readonly seed: number;
  readonly hours: number;
  readonly faults: readonly string[];
}

/** Before the first block. */
export interface StreamHead {
  readonly run: RunLine;
  readonly tags: readonly StreamTag[];
}

/** A recording of one channel; `endMicros` is the time of its last point. */
export interface StreamWaveform {
  readonly tag: string;
  readonly endMicros: number;
  readonly rateHz: number;
  readonly rpm: number;
  readonly tool: number;
  readonly program: string;
  readonly piece: string;
  readonly points: Float32Array;
}

/** An event of the plant, with the controller that reports it and the node of a vehicle that carries a pallet. */
export interface StreamReport {
  readonly event: PlantEvent | (PlaceStock & { readonly type: "stock-listed"; readonly timeMs: number });
  readonly server?: string;
  readonly node?: string;
}

/** All data of {@link GROUP_S} seconds, or of the rest of the run. Samples are ordered by tag, then time. */
export interface StreamBlock {
  readonly fromMs: number;
  readonly rows: number;
  readonly tags: Uint32Array;
  readonly micros: Float64Array;
  /** NaN where there is no number. */
  readonly values: Float64Array;
  readonly statuses: Uint32Array;
  /** Texts by row. */
  readonly texts: readonly (readonly [row: number, text: string])[];
  readonly waveforms: readonly StreamWaveform[];
  readonly reports: readonly StreamReport[];
  /** Faults, states of machines and changes of tools. */
  readonly truth: readonly (PlantEvent | TruthEvent)[];
  /** Only where it was asked for. */
  readonly scene?: StreamScene;
}

/** Memory that moves to the reader without a copy. */
export function transferOf({ tags, micros, values, statuses, waveforms, scene }: StreamBlock): ArrayBuffer[] {
  const truth = scene === undefined ? [] : [scene.truth];
  const arrays = [tags, micros, values, statuses, ...waveforms.map(({ points }) => points), ...truth];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
