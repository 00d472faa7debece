/** Changes of variant at stations, by the record of pieces (rules DI21 to DI25). */
import type { Micros } from "../path/sample-batch.ts";

/** Changes of one kind. Minutes are those beyond the station's usual gap; null: there is none that is known. */
export interface ChangeoverFigures {
  readonly changes: number;
  /** Of these, those whose minutes are not known. */
  readonly unknown: number;
  /** Known ones with less than one usual gap extra. */
  readonly zero: number;
  /** Share of the known ones. */
  readonly zeroShare: number | null;
  readonly minutes: number | null;
  readonly medianMin: number | null;
  readonly mostMin: number | null;
}

export interface StationChangeovers extends ChangeoverFigures {
  readonly machine: string;
  /** Median time between two pieces of one variant; null: fewer than five are known. */
  readonly usualGapS: number | null;
  /** By set-up families, the most minutes first. */
  readonly pairs: readonly (ChangeoverFigures & { readonly from: string; readonly to: string })[];
}

export interface Changeovers extends ChangeoverFigures {
  readonly from: Micros;
  readonly to: Micros;
  /** Pieces whose start or end at a station was not reported: they are in no gap. */
  readonly unreported: number;
  /** Whether outages and closed times are known; else they are in the minutes. */
  readonly areStatesKnown: boolean;
  readonly stations: readonly StationChangeovers[];
}

export interface ChangeoverReader {
  /** Rejects with EdgeError `unavailable`, `disk`. Undefined: no piece has been seen. */
  changeovers(range: { readonly from: Micros; readonly to: Micros }): Promise<Changeovers | undefined>;
}
