import type { Micros } from "../path/sample-batch.ts";

/**
 * Where people were around a safety alert, by the plant's axes, in metres. Nobody is named: the order of the list is
 * all there is.
 */
export interface KeptPositions {
  readonly alertUid: string;
  readonly occurrenceUid: string;
  /** When the alert was raised. */
  readonly at: Micros;
  readonly people: readonly {
    readonly times: readonly Micros[];
    readonly x: readonly number[];
    readonly y: readonly number[];
  }[];
}

/** What was kept, for as long as the config says. */
export interface PeopleEvidence {
  /** Of one alert, oldest occurrence first. */
  read(alertUid: string): readonly KeptPositions[];
}

/** Type of the event that tells a minute's counts. */
export const PEOPLE_COUNTED = "people.counted";

/** Payload of `people.counted`, schema `zone-counts/1`; the event's time is the minute's beginning. */
export interface ZoneCounts {
  /** Seconds of the minute in which somebody's position was known at all: 0 says that nobody can tell. */
  readonly heardS: number;
  /** The most people that were in a zone at once; zones in which nobody was are left out. */
  readonly zones: readonly { readonly id: string; readonly most: number }[];
}
