/** People at a muster: counts for everybody, names only for who has the role, each view on record. */
import type { Micros } from "../path/sample-batch.ts";

/** Somebody who is inside by the record of access control. */
export interface Inside {
  /** As access control names the person, such as the number of the badge. */
  readonly id: string;
  readonly name: string | null;
  /** The last place that the record has, such as a door. */
  readonly place: string | null;
}

export interface MusterCounts {
  /** When access control sent its record; null: none is known, so nobody can be said to be outside. */
  readonly recordAt: Micros | null;
  readonly inside: number | null;
  readonly checkedIn: number;
  /** Inside by the record and not checked in: unknown, never safe. Null without a record. */
  readonly unaccounted: number | null;
  /** Checked in without being on the record. Null without a record. */
  readonly strangers: number | null;
}

export interface MusterReader {
  /** Whether the plant has switched it on. */
  readonly isOn: boolean;
  counts(response: string): MusterCounts;
  /** Throws EdgeError `forbidden` where it is off. */
  unaccounted(response: string): readonly Inside[];
  /** Throws EdgeError `bad-request`, `forbidden`, `disk`. */
  setAccess(access: { readonly at: Micros; readonly people: readonly Inside[] }): void;
  /** Throws EdgeError `conflict`, `forbidden`, `disk`. */
  checkIn(checkIn: { readonly response: string; readonly person: string; readonly at: Micros }): void;
}
