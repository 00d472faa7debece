import { RULES } from "../../../edge/contracts/alerts/alert.ts";

/** An alert of the edge's own rules after its first raise. */
export const FIRST_OCCURRENCE = {
  occurrenceUid: "occurrence-1",
  origin: { edge: "0193-edge", source: RULES },
  annunciation: "alarm",
  latched: false,
  comments: [],
  reraised: 0,
  realarmed: 0,
} as const;
