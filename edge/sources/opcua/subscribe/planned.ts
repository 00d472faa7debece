/** What a connection is to watch at its server, one item a node. */
import type { TagType } from "../../../contracts/plant/tag.ts";
import type { PathElement } from "./browse-path.ts";

/** Where one decoded value goes: one tag, or one element or field of the value for one tag. */
export interface PlannedTarget {
  readonly ref: number;
  readonly type: TagType;
  /** Field of a structure: `a.b` for nested ones, `a[2].b` within an array of it. */
  readonly field?: string;
  /** Element of an array or matrix, one number per dimension. */
  readonly index?: readonly number[];
  /** UCUM codes; `server` where its EngineeringUnits say it. */
  readonly unit?: { readonly from: string; readonly to: string };
  /** Code of the tag by what the server sends, written out. */
  readonly codes?: Readonly<Record<string, number>>;
}

/** The points of a waveform, and how they lie in time where the config says it. */
export interface WaveformPoints {
  readonly says: "points";
  readonly ref: number;
  readonly unit: string;
  readonly dtS?: number;
  /** Which row of a matrix the points are: one number less than it has dimensions. */
  readonly row?: readonly number[];
  readonly stamp: "first-point" | "last-point";
}

/** A variable beside the points. */
export interface WaveformSibling {
  readonly says: "rate" | "dt" | "speed" | "tool" | "program" | "piece";
  /** The waveform that it belongs to. */
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
  /** Its place in the plan. Its client handle is one more. */
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
  /** What `di:ProductInstanceUri` below this root must say; absent where it is not to be checked. */
  readonly productInstanceUri?: string;
}

/** What many items have in common: everything but node and tags. */
export interface ItemShape {
  readonly everyMs: number;
  readonly deadband?: PlannedItem["deadband"];
  readonly targets: readonly Omit<PlannedTarget, "ref">[];
  readonly waveform?: Omit<WaveformPart, "ref">;
  readonly ring?: number;
}

/** Columns by place. Their buffers are shared between threads, and nobody writes to them. */
export interface PackedItems {
  readonly shapes: readonly ItemShape[];
  /** URI by prefix, for the paths. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly rootTexts: readonly string[];
  readonly shapeOf: Uint32Array;
  readonly rootOf: Uint32Array;
  /** Paths one after the other, UTF-8; the n-th ends at `pathEnds[n]`. */
  readonly paths: Uint8Array;
  readonly pathEnds: Uint32Array;
  /** Refs of the targets, or of the waveform, one item after the other. */
  readonly refs: Uint32Array;
  readonly refEnds: Uint32Array;
}
