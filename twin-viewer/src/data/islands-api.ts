/** Islands of machines; times RFC 3339 (docs/api.md). */
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { IslandPlant, IslandStep, VariantMove } from "../../../edge/contracts/production/island-book.ts";
import type { Island, IslandChange, IslandState } from "../../../edge/contracts/production/islands.ts";
import { ask, jsonOf } from "./api.ts";

/** A change of islands, with its times as text. */
export interface IslandChangeAnswer extends Omit<IslandChange, "at" | "stateAt" | "state"> {
  readonly at: string;
  readonly state: IslandState;
  readonly stateAt: string;
}

export interface IslandsAnswer {
  /** Those of a recording, which never change. */
  readonly isRecorded: boolean;
  readonly version: number;
  readonly inForce: { readonly version: number; readonly from: string | null; readonly islands: readonly Island[] };
  readonly pending: IslandChangeAnswer | null;
  /** Newest first. */
  readonly changes: readonly IslandChangeAnswer[];
  readonly configured: readonly Island[];
  readonly plant: IslandPlant | null;
  readonly steps: readonly IslandStep[];
  readonly variants: readonly string[];
}

interface IslandProblemAnswer {
  readonly island: number;
  readonly key: "id" | "machines" | "variants";
  readonly entry: number | null;
  readonly code: string;
  readonly message: LocalizedText;
  readonly remedy: LocalizedText;
}

export interface IslandPreviewAnswer {
  readonly problems: readonly IslandProblemAnswer[];
  readonly moves: readonly (VariantMove & { readonly pieces: number; readonly here: number })[];
}

/** Those in force now, or at an instant. */
export function fetchIslands(atMs?: number): Promise<IslandsAnswer> {
  const at = atMs === undefined ? "" : `?at=${encodeURIComponent(new Date(atMs).toISOString())}`;
  return ask(`/api/v1/islands${at}`);
}

/** What a change would do; changes nothing. */
export function previewIslands(islands: readonly Island[]): Promise<IslandPreviewAnswer> {
  return ask("/api/v1/islands/preview", jsonOf("POST", { islands }));
}

export function changeIslands(wanted: {
  readonly version: number;
  readonly islands: readonly Island[];
  readonly reason: string;
}): Promise<IslandChangeAnswer> {
  return ask("/api/v1/islands", jsonOf("POST", wanted));
}
