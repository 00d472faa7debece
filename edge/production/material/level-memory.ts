/** The memory of each observed level or counter, and its form in the file (docs/rules/material.md, M23). */
import type { Micros } from "../../contracts/path/sample-batch.ts";

export interface LevelMemory {
  /** The last observation; NaN: none, or a bad one. */
  observed: number;
  carrier: string;
  /**
   * Observation minus record at the beginning: contents from before the first report, or the start value of a counter.
   */
  offset: number;
  /** By how much the level fell below the offset before the departures were reported, and when it last did. */
  ahead: number;
  aheadAt: Micros;
  /** Start of learning the offset; NaN while it is not being learnt. */
  learningSince: Micros;
  /** The last value of the record, and when it or the observation changed. */
  recorded: number;
  changedAt: Micros;
  agreedAt: Micros;
  /** Observation minus record, and the time since which it has had this value. */
  gap: number;
  gapSince: Micros;
  /** The gap that is an active mismatch; 0: none. */
  reportedGap: number;
  reportedAt: Micros;
}

/** The subject of a report of unknown origin, and the value that it was subtracted from. */
type Taken = readonly [subject: string, from: "ahead" | "offset"];

export interface LevelState {
  /** By tag, without the members that have their usual values. */
  readonly levels?: Readonly<Record<string, Partial<LevelMemory>>>;
  /** Time of the last comparison of all levels; those that agreed then have it as their usual `agreedAt`. */
  readonly comparedAt?: Micros;
  readonly completed: Readonly<Record<string, number>>;
  readonly taken?: readonly Taken[];
  /** Last observation and learnt offset by tag, which is all that earlier releases kept of a level. */
  readonly observed?: Readonly<Record<string, number>>;
  readonly offsets?: Readonly<Record<string, number>>;
}

const UNSEEN: Readonly<LevelMemory> = {
  observed: Number.NaN,
  carrier: "",
  offset: Number.NaN,
  ahead: 0,
  aheadAt: Number.NaN,
  learningSince: Number.NaN,
  recorded: Number.NaN,
  changedAt: Number.NaN,
  agreedAt: Number.NaN,
  gap: 0,
  gapSince: Number.NaN,
  reportedGap: 0,
  reportedAt: Number.NaN,
};

/** The members of the level that differ from the usual ones: few for a level that agrees. */
export function storedLevel(level: LevelMemory, comparedAt: Micros): Partial<LevelMemory> {
  const usual: LevelMemory = { ...UNSEEN, agreedAt: comparedAt };
  const names = Object.keys(UNSEEN) as (keyof LevelMemory)[];
  return Object.fromEntries(
    names.flatMap((name) => (Object.is(level[name], usual[name]) ? [] : [[name, level[name]] as const])),
  );
}

export function restoredLevel(tagUid: string, state: LevelState | undefined): LevelMemory {
  const { levels, comparedAt = Number.NaN, observed = {}, offsets = {} } = state ?? {};
  const stored = levels?.[tagUid];
  return stored === undefined
    ? { ...UNSEEN, observed: observed[tagUid] ?? Number.NaN, offset: offsets[tagUid] ?? Number.NaN }
    : { ...UNSEEN, agreedAt: comparedAt, ...stored };
}
