/**
 * Islands: groups of machines, each of which makes a group of variants (docs/rules/islands.md). Which ones are in force
 * is a record of the running plant, and changes without a restart.
 */
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";
import { matchesWord } from "../plant/tag-pattern.ts";

export interface Island {
  /** Stays the same as long as the island exists. */
  readonly id: string;
  readonly name: LocalizedText;
  /** Labels of its machines. */
  readonly machines: readonly string[];
  /** Names of variants, or patterns of them: `*` stands for any characters, as in PH-40* for a family. */
  readonly variants: readonly string[];
}

/** What a person wants: all islands from then on, and why. */
export interface WantedIslands {
  /** Of what the person saw: of two changes at once the second is refused. */
  readonly version: number;
  readonly islands: readonly Island[];
  readonly reason: string;
}

/**
 * How far a change has come. `record`: counts in the edge alone, because no plant takes islands from it. `asked`: sent,
 * or about to be, and not read back yet. `in-effect`: the plant has reported it. `refused`: by the plant. `unknown`:
 * the plant gave no answer, and may still take it.
 */
export const ISLAND_STATES = ["record", "asked", "in-effect", "refused", "unknown"] as const;
export type IslandState = (typeof ISLAND_STATES)[number];

/** How islands came to be: by the config, a person at this edge, or at the plant's own controller. */
export const ISLAND_ORIGINS = ["config", "person", "plant"] as const;
type IslandOrigin = (typeof ISLAND_ORIGINS)[number];

/** An entry of the record; versions rise by one. */
export interface IslandChange {
  readonly version: number;
  readonly origin: IslandOrigin;
  readonly islands: readonly Island[];
  readonly at: Micros;
  /** Name of the person; null where nobody of this edge changed it. */
  readonly by: string | null;
  readonly reason: string | null;
  readonly state: IslandState;
  /** Time of the state. */
  readonly stateAt: Micros;
  /** The plant's own words to a refusal, or why its answer is not known; null otherwise. */
  readonly said: string | null;
}

/** Islands in force from an instant until those of the next span. */
export interface IslandSpan {
  readonly from: Micros;
  readonly version: number;
  readonly islands: readonly Island[];
}

/** The islands now. A plant without islands has version 0 and none. */
export interface IslandsNow {
  /** Version of the newest change, whatever became of it: the next one must name it. */
  readonly version: number;
  readonly inForce: IslandSpan;
  /** The newest change, where it is not in force: it is asked for, was refused, or nobody knows. */
  readonly pending: IslandChange | null;
}

/** For parts that must know the islands. */
export interface IslandsReader {
  readonly now: IslandsNow;
  /** Those that were in force at an instant; undefined before the first. */
  at(time: Micros): IslandSpan | undefined;
  /**
   * Those of machines side by side that may make a variant by the islands in force; see `machinesFor`. All of them in a
   * plant without islands.
   */
  machinesFor(variant: string, beside: readonly string[]): readonly string[];
  /** Calls `changed` after each change of `now`, until the returned function is called. */
  subscribe(changed: (now: IslandsNow) => void): () => void;
}

export function islandOfVariant(islands: readonly Island[], variant: string): Island | undefined {
  return islands.find(({ variants }) => variants.some((pattern) => matchesWord(pattern, variant)));
}

export function islandOfMachine(islands: readonly Island[], machine: string): Island | undefined {
  return islands.find(({ machines }) => machines.includes(machine));
}

/**
 * Those of machines side by side that may make a variant, in their order. A variant of an island: the machines of that
 * island; where it has none of them, those of no island. A variant of no island: the machines of no island; where all
 * have one, each may, so that no piece is left without a way. Empty: the variant cannot be made here.
 */
export function machinesFor(islands: readonly Island[], variant: string, beside: readonly string[]): readonly string[] {
  if (islands.length === 0) return beside;
  const own = islandOfVariant(islands, variant);
  const inOwn = own === undefined ? [] : beside.filter((machine) => own.machines.includes(machine));
  if (inOwn.length > 0) return inOwn;
  const free = beside.filter((machine) => islandOfMachine(islands, machine) === undefined);
  return free.length > 0 || own !== undefined ? free : beside;
}

/** The islands of an instant, of spans in the order of time. */
export function spanAt(spans: readonly IslandSpan[], time: Micros): IslandSpan | undefined {
  return spans.findLast(({ from }) => from <= time);
}

/** Whether two lists say the same, whatever their names and the order of islands, machines and variants. */
export function sameIslands(one: readonly PlantIsland[], other: readonly PlantIsland[]): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf(islands: readonly PlantIsland[]): string {
  const parts = islands.map(({ id, machines, variants }) => [id, machines.toSorted(), variants.toSorted()] as const);
  return JSON.stringify(parts.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** An island as the plant's own controller has it. */
export type PlantIsland = Pick<Island, "id" | "machines" | "variants">;

/** What the controller reports. */
export interface PlantIslands {
  readonly islands: readonly PlantIsland[];
  /** Its answer to the newest request; null before the first. */
  readonly answer: { readonly request: string; readonly accepted: boolean; readonly reason: string } | null;
}

/** A source's way to the controller of islands. */
export interface IslandControl {
  /** False: no connection, and nothing can be sent. */
  readonly isOnline: boolean;
  /** Sends all islands under the name of the request; what becomes of it is reported. */
  send(request: string, islands: readonly PlantIsland[]): void;
}

/** Where sources bring what the plant says of its islands. One source of an edge may. */
export interface IslandDesk {
  /** `control`: absent where the source may not write (`writeBack`). */
  offer(source: string, control: IslandControl | undefined): void;
  reported(source: string, report: PlantIslands): void;
}
