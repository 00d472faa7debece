/**
 * Followers of the commit log, which keep state of their own from it: books, and others later. The rules
 * stand in docs/rules/follower.md; `edge/historian/follow/` runs it, hands it what it needs and keeps its failures
 * its own.
 */
import type { Finding } from "../alerts/detector.ts";
import type { TagRef } from "../plant/tag.ts";
import type { EdgeEvent } from "./event-batch.ts";
import type { Health } from "./plugin.ts";
import type { Micros, SampleBatch } from "./sample-batch.ts";
import type { LogPosition } from "./source.ts";
import type { WaveformBlock } from "./waveform-block.ts";

/** Kinds of items that a follower is handed. */
export interface FollowerNeeds {
  readonly tags: "all" | readonly TagRef[];
  /** Types of events. One that ends with a dot stands for all that begin so: `piece.`. */
  readonly events: "all" | readonly string[];
  readonly waveforms: boolean;
}

/** A place in the log and log time there: the arrival of the newest item before it. */
export interface FollowerMark {
  readonly position: LogPosition;
  /** NaN before the first item, and in files of an edge that did not keep it. */
  readonly time: Micros;
}

/**
 * Output of a follower. It goes on with a key made of the place in the log at which it was made, so that saying it
 * twice doubles nothing.
 */
export interface FollowerOutput {
  readonly samples?: SampleBatch;
  readonly findings?: readonly Finding[];
}

/**
 * Learns from the log. All that it knows is a function of what it was handed, in order: it has no clock but log time,
 * so that catching up and following give the same bits. It may throw anywhere: then it is opened anew at its mark and
 * handed the same again.
 */
export interface Follower {
  /** As health, cursor and dead letters call it. */
  readonly name: string;
  readonly needs: FollowerNeeds;
  /** Its file holds what came of everything before it. */
  readonly mark: FollowerMark;
  /** What it holds in memory until the next write; above a bound nothing more is handed over until a write succeeds. */
  readonly waiting: number;
  /** What an operator should know of how its file was opened. */
  readonly note?: string | undefined;
  observe(samples: SampleBatch): void;
  take(event: EdgeEvent): void;
  takeWaveform?(block: WaveformBlock): void;
  /** Log time entered this second, which is before what is handed over next. */
  tick(second: Micros): FollowerOutput | undefined;
  /** To disk, all or nothing, with the mark. Throws where the disk does not take it; then it is tried again. */
  write(mark: FollowerMark): void;
  /** Gives its file back, without a write. */
  close(): void;
}

/** State that a restart must not lose, of what has no file of its own: plain data, kept by whoever runs it. */
export interface Learned<State> {
  snapshot(): State;
  /** Goes on from a snapshot, as if nothing had been in between. */
  restore(state: State): void;
}

/** How a follower stands. */
export interface FollowerHealth {
  readonly name: string;
  readonly state: Health["state"];
  /** Since when it is in this state, ms since 1970 UTC. */
  readonly since: number;
  /** Why it is not running, such as `cannot write since …`. */
  readonly reason?: string;
  /** What an operator should know of how its file was opened. */
  readonly note?: string;
  /** Items of the log that it has not taken over yet. */
  readonly backlogItems: number;
  /** Items handed over since the edge started. */
  readonly taken: number;
  /** Items in the dead letter file. The follower failed at each of them twice. */
  readonly setAside: number;
  /** How often it was opened anew, or its write tried again. */
  readonly retries: number;
  /** Items that were gone from the log before it came to them: its own gap. */
  readonly missed: number;
  /** How often the thread was ended because this follower had taken too much memory. */
  readonly overMemory: number;
}

/**
 * The clock by which a follower deletes (rule D13): undefined while nothing is old, because the machine's clock is
 * not believed.
 */
export type DeletionTime = () => Micros | undefined;

/**
 * At log time `now`, what is older than this may go; NaN: nothing. A clock that was wrong for a moment stands in the
 * log for ever, so log time alone does not decide.
 */
export function forgottenBefore(now: Micros, keepDays: number, deletionTime: DeletionTime | undefined): Micros {
  const believed = deletionTime === undefined ? now : (deletionTime() ?? Number.NaN);
  return Math.min(now, believed) - keepDays * 86_400e6;
}
