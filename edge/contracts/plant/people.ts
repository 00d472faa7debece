import type { Micros } from "../path/sample-batch.ts";

/**
 * Where people were around a safety alert, by the plant's axes, in metres. People have no names, only their order in
 * the list.
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

/** Stored positions, within the retention of the config. */
export interface PeopleEvidence {
  /** Positions kept for one alert, oldest occurrence first. */
  read(alertUid: string): readonly KeptPositions[];
}

/** Type of the event with the counts of one minute. */
export const PEOPLE_COUNTED = "people.counted";

/** Payload of `people.counted`, schema `zone-counts/1`; the event's time is the minute's beginning. */
export interface ZoneCounts {
  /** Seconds of the minute in which any person's position was known: 0 means that the counts are unknown. */
  readonly heardS: number;
  /** The highest number of people in a zone at once; empty zones are left out. */
  readonly zones: readonly { readonly id: string; readonly most: number }[];
}

/** Fields of events that name a person or hold what they wrote, in any case of letters. */
export const PERSONAL_FIELDS: readonly string[] = [
  ...["by", "user", "userId", "userName", "clientUserId", "operator", "operatorId", "person", "actor"],
  ...["comment", "note", "remark"],
];
