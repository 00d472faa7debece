/**
 * Followers of the commit log, which derive their own state from it, such as books. The rules are in
 * docs/rules/follower.md; `edge/historian/follow/` runs followers, supplies their input and isolates their failures.
 */
import type { Finding } from "../alerts/detector.ts";
import type { TagRef } from "../plant/tag.ts";
import type { EdgeEvent } from "./event-batch.ts";
import type { Health } from "./plugin.ts";
import type { Micros, SampleBatch } from "./sample-batch.ts";
import type { LogPosition } from "./source.ts";
import type { WaveformBlock } from "./waveform-block.ts";

/** Kinds of items that a follower receives. */
export interface FollowerNeeds {
  readonly tags: "all" | readonly TagRef[];
  /** Types of events. A type that ends with a dot is a prefix: `piece.`. */
  readonly events: "all" | readonly string[];
  readonly waveforms: boolean;
}

/** A place in the log and log time there: the arrival of the newest item before it. */
export interface FollowerMark {
  readonly position: LogPosition;
  /** NaN before the first item, and in files of an edge that did not keep it. */
  readonly time: Micros;
}

const SECOND_US = 1e6;

/** The newest second that a follower was ticked with before its mark, so that a restart goes on with the same one. */
export function lastTickOf({ time }: Pick<FollowerMark, "time">): Micros {
  return Math.floor(time / SECOND_US) * SECOND_US;
}

/** Output of a follower. Its key is derived from the position in the log, so that a repeated output has no effect. */
export interface FollowerOutput {
  readonly samples?: SampleBatch;
  readonly findings?: readonly Finding[];
}

/**
 * Answers of a follower, by query. Arguments and answers are plain data, because they cross between threads. An answer
 * is given at once, changes nothing that follows from the log, and has 32 MiB at most. It throws EdgeError if the
 * question is invalid; any other error means that the follower cannot answer.
 */
export type Answers = { readonly [question: string]: (...asked: never[]) => unknown };

/**
 * Derives state from the log. Its state is a function of its ordered input: its only clock is log time, so that
 * catching up and following give the same bits. It may throw anywhere: then it is reopened at its mark and gets the
 * same input again.
 */
export interface Follower {
  /** Name in health, cursors and dead letters. */
  readonly name: string;
  readonly needs: FollowerNeeds;
  /** Its file contains the result of everything before this position. */
  readonly mark: FollowerMark;
  /** Amount in memory until the next write; above a limit it gets no input until a write succeeds. */
  readonly waiting: number;
  /** How often it writes, where its state is too large for the usual five seconds. */
  readonly writeEveryMs?: number;
  /** Note for the operator about the opening of its file. */
  readonly note?: string | undefined;
  /** Inputs since it was opened that it left out, because more came than it takes. Absent where it takes all. */
  readonly leftOut?: number;
  readonly answers?: Answers;
  observe(samples: SampleBatch): void;
  take(event: EdgeEvent): void;
  takeWaveform?(block: WaveformBlock): void;
  /** Called when log time enters this second, before the next input. */
  tick(second: Micros): FollowerOutput | undefined;
  /** Writes to disk, all or nothing, with the mark. Throws when the disk refuses; then it is tried again. */
  write(mark: FollowerMark): void;
  /** Gives its file back, without a write. */
  close(): void;
}

/** State that a restart must not lose, of a part without its own file: plain data, kept by its runner. */
export interface Learned<State> {
  snapshot(): State;
  /** Resumes from a snapshot, as if there had been no interruption. */
  restore(state: State): void;
}

/** Health of a follower. */
export interface FollowerHealth {
  readonly name: string;
  readonly state: Health["state"];
  /** Time at which it entered this state, ms since 1970 UTC. */
  readonly since: number;
  /** Why it is not running, such as `cannot write since …` or `its outputs wait for the disk since …`. */
  readonly reason?: string;
  /** Note for the operator about the opening of its file. */
  readonly note?: string;
  /** Items of the log that it has not taken over yet. */
  readonly backlogItems: number;
  /** Items handed over since the edge started. */
  readonly taken: number;
  /** Inputs of these that it left out, because more came than it takes. */
  readonly leftOut: number;
  /** Items in the dead letter file. The follower failed at each of them twice. */
  readonly setAside: number;
  /** Number of times that it was reopened, or its write retried. */
  readonly retries: number;
  /** Items that were gone from the log before it came to them: its own gap. */
  readonly missed: number;
  /** Number of times that the thread was ended because this follower used too much memory. */
  readonly overMemory: number;
}

/**
 * The clock by which a follower deletes (rule D13); undefined while the machine's clock is not trusted, so that nothing
 * counts as old.
 */
export type DeletionTime = () => Micros | undefined;

/**
 * Data older than this may be deleted at log time `now`; NaN: none. A wrong clock time stays in the log for ever, so
 * log time alone does not decide.
 */
export function forgottenBefore(now: Micros, keepDays: number, deletionTime: DeletionTime | undefined): Micros {
  const believed = deletionTime === undefined ? now : (deletionTime() ?? Number.NaN);
  return Math.min(now, believed) - keepDays * 86_400e6;
}
