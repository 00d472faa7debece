import { RULES } from "../../../edge/contracts/alerts/alert.ts";

/** What an alert of the edge's own rules has when it was raised once. */
export const FIRST_OCCURRENCE = {
  occurrenceUid: "occurrence-1",
  origin: { edge: "0193-edge", source: RULES },
  annunciation: "alarm",
  latched: false,
  comments: [],
  reraised: 0,
  realarmed: 0,
} as const;
