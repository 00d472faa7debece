/** Studies that a running edge makes, stores and scores (rules FK78 to FK85). Times in µs UTC. */
import type { Micros } from "../path/sample-batch.ts";
import type { NewAdvice } from "../records/advice-book.ts";
import type { Range } from "./answer.ts";
import type { CountedPlaces, ForecastHead } from "./forecasts.ts";
import type { Design, StudyAnswer } from "./study-answer.ts";

/** Most minutes that a study may take. */
export const MOST_MINUTES = 240;

export interface StudyQuestion {
  /** The file of `gemba study` (docs/studies.md): as text in YAML or JSON, or as the values of it. */
  readonly study: string | Readonly<Record<string, unknown>>;
  /** A past instant to start from; null: the newest reports. */
  readonly at: Micros | null;
  /** After so long the study ends with what is known by then. */
  readonly minutes: number;
}

/** Levels of a variant, by factor. */
export type Levels = Readonly<Record<string, string>>;

/** How far a study is. */
export interface StudyProgress {
  /** Runs that are done, with those that were kept from before a stop, and as many as there may be at most. */
  readonly runs: number;
  readonly most: number;
  /** Variants that are left in the race, or that the search looks at. */
  readonly variants: number;
  /** The best so far; null while too little is known. */
  readonly best: Levels | null;
}

/** A stored study as lists have it. */
export interface StudyHead extends Omit<ForecastHead, "futures"> {
  readonly design: Design;
  /** Levels of the pick; null where there is none. */
  readonly picked: Levels | null;
  /** Good pieces with the pick. */
  readonly pickedGood: Range | null;
  /** The recommendation that somebody made of it. */
  readonly adviceUid: string | null;
}

export interface Study extends StudyHead {
  readonly question: StudyQuestion;
  /** Why the plant cannot be as asked. */
  readonly problems: readonly string[];
  /** Why there is no answer, where the edge could not give one. */
  readonly failure: string | null;
  readonly answer: StudyAnswer | null;
  /** Where the answer counts good pieces. */
  readonly counted: CountedPlaces | null;
  /** How often it was begun without a stop in order. */
  readonly attempts?: number;
}

/** The stored studies of an edge. All methods that change something reject with EdgeError `disk`. */
export interface StudyBook {
  /**
   * Stores a study and puts it into the queue. Rejects with ConfigRefused for a file that is wrong, and with EdgeError
   * `conflict` when too many are stored, `unavailable` when too many wait.
   */
  ask(question: StudyQuestion, by: string): Promise<StudyHead>;
  /** Newest first. */
  list(): readonly StudyHead[];
  /** Of the one that is being made; undefined of all others. */
  progressOf(uid: string): StudyProgress | undefined;
  /** Rejects with EdgeError `disk` where its file cannot be read. */
  find(uid: string): Promise<Study | undefined>;
  /**
   * The pick as the book of recommendations takes it. Rejects with EdgeError `conflict` and the reason where nothing
   * is recommended; undefined where there is no such study.
   */
  advice(uid: string): Promise<NewAdvice | undefined>;
  /** Notes the recommendation that was made of it. */
  advised(uid: string, adviceUid: string): Promise<void>;
  /** Removes it; ends one that is being made. False where there is none. */
  remove(uid: string): Promise<boolean>;
}
