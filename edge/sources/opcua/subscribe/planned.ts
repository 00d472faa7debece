/** The items that a connection monitors at its server, one per node. */
import type { TextColumn } from "../../../batch/text-column.ts";
import type { TagType } from "../../../contracts/plant/tag.ts";
import type { PathElement } from "./browse-path.ts";

/** The tag that takes one decoded value, or one element or field of it. */
export interface PlannedTarget {
  readonly ref: number;
  readonly type: TagType;
  /** Field of a structure: `a.b` for nested ones, `a[2].b` within an array of it. */
  readonly field?: string;
  /** Element of an array or matrix, one number per dimension. */
  readonly index?: readonly number[];
  /** UCUM codes; `server` takes the unit from EngineeringUnits. */
  readonly unit?: { readonly from: string; readonly to: string };
  /** The tag's code by the server's value as text. */
  readonly codes?: Readonly<Record<string, number>>;
}

/** The points of a waveform, with their spacing in time where the config gives it. */
export interface WaveformPoints {
  readonly says: "points";
  readonly ref: number;
  readonly unit: string;
  readonly dtS?: number;
  /** The row of a matrix that holds the points: one index less than it has dimensions. */
  readonly row?: readonly number[];
  readonly stamp: "first-point" | "last-point";
}

/** A variable beside the points. */
export interface WaveformSibling {
  readonly says: "rate" | "dt" | "speed" | "tool" | "program" | "piece";
  /** The waveform of this sibling. */
  readonly ref: number;
}

export type WaveformPart = WaveformPoints | WaveformSibling;

/** Changes smaller than this stay at the server: in the value's unit, or in percent of its EURange. */
interface Deadband {
  readonly absolute?: number;
  readonly percent?: number;
}

/** One monitored item: a node at one interval. */
export interface PlannedItem {
  /** Its place in the plan. Its client handle is `place + 1`. */
  readonly place: number;
  /** Index into the plan's roots. */
  readonly root: number;
  readonly path: readonly PathElement[];
  /** As the config spells it, for messages. */
  readonly text: string;
  readonly everyMs: number;
  readonly deadband?: Deadband;
  readonly targets: readonly PlannedTarget[];
  /** The item is part of a waveform, and has no targets. */
  readonly waveform?: WaveformPart;
  /** The item is the array of this ring, and has no targets. */
  readonly ring?: number;
}

/** A node that item paths start from. */
export interface PlannedRoot {
  readonly path: readonly PathElement[];
  readonly text: string;
  /** The expected `di:ProductInstanceUri` below this root; absent where it is not checked. */
  readonly productInstanceUri?: string;
}

/** The part that many items share: everything but node and tags. */
export interface ItemShape {
  readonly everyMs: number;
  readonly deadband?: PlannedItem["deadband"];
  readonly targets: readonly Omit<PlannedTarget, "ref">[];
  readonly waveform?: Omit<WaveformPart, "ref">;
  readonly ring?: number;
}

/** Columns by place. Threads share the buffers, which are never written to. */
export interface PackedItems {
  readonly shapes: readonly ItemShape[];
  /** URI by prefix, for the paths. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly rootTexts: readonly string[];
  readonly shapeOf: Uint32Array;
  readonly rootOf: Uint32Array;
  readonly paths: TextColumn;
  /** Refs of the targets, or of the waveform, one item after the other. */
  readonly refs: Uint32Array;
  readonly refEnds: Uint32Array;
}
