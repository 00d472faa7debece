/**
 * A run of the simulated plant that arrives block by block (docs/simulators.md, "As a stream"; rule E20 in
 * docs/rules/evaluation.md). These types are the edge's own, because simulators and edge share no code.
 */
import type { TruthLine } from "../truth.ts";

/** A tag of the run; samples name it by its position in the list. */
interface RunTag {
  readonly tag: string;
  /** Standard deviation of the instrument's noise, in the tag's unit. */
  readonly noise: number;
  /** Smallest step that the instrument shows; 0 where each change shows. */
  readonly resolution: number;
}

export interface RunHead {
  readonly run: TruthLine & { readonly type: "run"; readonly faults: readonly string[] };
  readonly tags: readonly RunTag[];
}

export interface RunWaveform {
  readonly tag: string;
  /** Time of the last point, µs UTC. */
  readonly endMicros: number;
  readonly rateHz: number;
  readonly rpm: number;
  readonly tool: number;
  readonly program: string;
  readonly piece: string;
  readonly points: Float32Array;
}

/** A report of a controller, or a listing of the warehouse system. */
export interface RunReport {
  readonly event: { readonly type: string; readonly timeMs: number } & Readonly<Record<string, unknown>>;
  /** The server that reports it; absent where none of the OPC UA servers does. */
  readonly server?: string;
  /** Node of the vehicle that carries the pallet. */
  readonly node?: string;
}

/** What sensors of people, vehicles and unsafe acts deliver; times in ms UTC. */
export type SceneMessage = { readonly atMs: number; readonly arrivesMs: number } & (
  | { readonly kind: "person"; readonly slot: number; readonly x: number | null; readonly y: number | null }
  | {
      readonly kind: "vehicle";
      readonly id: string;
      readonly x: number;
      readonly y: number;
      readonly theta: number;
      /** Nodes ahead, and how many of them are released. */
      readonly nodes: readonly { readonly id: string; readonly x: number; readonly y: number }[];
      readonly released: number;
    }
  | { readonly kind: "vision"; readonly body: object }
);

/** Messages in order of arrival, and the truth of each tenth of a second. It exists in memory only (rule E71). */
export interface RunScene {
  readonly vehicles: readonly string[];
  readonly people: number;
  readonly messages: readonly SceneMessage[];
  /** Unsafe acts that a camera sees, twice a second: the truth. */
  readonly views: readonly { readonly atMs: number; readonly person: string; readonly act: string }[];
  /** By step: x, y, vx, vy of each person (NaN while absent), then x, y, theta, speed of each vehicle. */
  readonly truth: Float32Array;
}

/** Five minutes of a run, or its rest. Samples are ordered by tag, then time. */
export interface RunBlock {
  readonly fromMs: number;
  readonly rows: number;
  readonly tags: Uint32Array;
  readonly micros: Float64Array<ArrayBuffer>;
  readonly values: Float64Array<ArrayBuffer>;
  readonly statuses: Uint32Array<ArrayBuffer>;
  readonly texts: readonly (readonly [row: number, text: string])[];
  readonly waveforms: readonly RunWaveform[];
  readonly reports: readonly RunReport[];
  readonly truth: readonly TruthLine[];
  /** Where the order asked for it. */
  readonly scene?: RunScene;
}

/** What people do to the plant from a time on, ms UTC. */
export type PlantCommand = { readonly atMs: number } & (
  | { readonly kind: "air-band"; readonly byBar: number }
  | { readonly kind: "chilled-water"; readonly byK: number }
  | { readonly kind: "standby"; readonly station: string }
  | { readonly kind: "repair"; readonly fault: string }
);

/** A run in progress. Its blocks can be read once; disposing it ends the simulation at once. */
export interface PlantRun extends AsyncDisposable {
  readonly head: RunHead;
  blocks(): AsyncIterable<RunBlock>;
  /** Blocks that are already computed stay as they are. */
  command(command: PlantCommand): void;
}

/** The requested run. */
export interface RunOrder {
  /** Name of a scenario, or a file. */
  readonly scenario: string;
  readonly seed: number;
  readonly hours: number;
  /** Names of faults of the scenario that do not happen. */
  readonly without: "all" | readonly string[];
  readonly waveforms: boolean;
  /** Only these tags are sampled, every so many whole seconds; absent: all of them, each second. */
  readonly only?: { readonly tags: readonly string[]; readonly everyS: number };
  /** Blocks have positions of people and vehicles, for a judgement of safety. */
  readonly scene?: boolean;
}
