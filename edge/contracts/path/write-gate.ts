/** What the runtime of a box that is one of two gets from its keeper (docs/rules/standby.md). */
import type { ConfigDifference, FilePrints } from "../plant/config-prints.ts";
import type { GapRecord } from "./event-batch.ts";

/** End of what is on this box's disk: number of the segment file, and bytes of it. */
export interface DiskEnd {
  readonly number: number;
  readonly bytes: number;
}

export interface WriteGate {
  /** Call it before each write. Where the lease is over, the process has ended and this does not return. */
  mayWrite(): void;
  /** Resolves when what is on this disk up to `end` may be acknowledged and passed on. */
  passOn(end: DiskEnd): Promise<void>;
}

/** The two boxes as the writer sees them. */
export interface StandbyView {
  /** Nothing that is committed now reaches the other box. */
  readonly isAlone: boolean;
  /** For how long, ms. */
  readonly aloneMs: number;
  /**
   * What is committed here and not on the other box's disk, bytes; where that is more than one segment, those of the
   * newest one alone. Undefined while it is not connected.
   */
  readonly behindBytes: number | undefined;
  /** Age of the oldest of it, ms. */
  readonly behindMs: number;
  /** The witness answers. */
  readonly isWitnessed: boolean;
  /** How the other box's config or program has differed for minutes; undefined while they are alike. */
  readonly differs: ConfigDifference | undefined;
}

/** Names of the two boxes. */
export interface BoxPair {
  /** This one, which writes. */
  readonly box: string;
  /** `url`: of its viewer; null where the config has none. */
  readonly other: { readonly name: string; readonly url: string | null };
}

export interface BoxGate extends WriteGate, BoxPair {
  readonly term: number;
  /** To declare as soon as the log is open. */
  readonly gap: GapRecord | undefined;
  /**
   * Resolves when the files of the data folder as they are now are on the other box, or this box is alone; with false
   * where they were not within a second.
   */
  copied(): Promise<boolean>;
  /** The process has read its config again; the other box learns it. */
  tellConfig(files: FilePrints): void;
  /** Undefined until the keeper has said something. */
  view(): StandbyView | undefined;
}
