import { EdgeError, type EdgeErrorCode } from "../errors.ts";
import type { Refused } from "./life-cycle.ts";

const CODES: Readonly<Record<Refused["refused"], EdgeErrorCode>> = {
  "wrong-state": "conflict",
  "not-allowed": "forbidden",
  "fact-missing": "bad-request",
  "same-person": "forbidden",
  "too-many-acts": "conflict",
  "too-early": "conflict",
};

/** Of a change that the disk refused. */
export const NOT_STORED =
  "The change could not be written to disk, and nothing was changed. Free space on the disk of the data folder, or " +
  "repair the disk; then try again.";

/** Whether a book refuses the act itself: an act that only the disk refuses may be done later. */
export function isRefusalError(error: unknown): error is EdgeError {
  return error instanceof EdgeError && error.code !== "disk" && error.code !== "unavailable";
}

/** A refusal of the life cycle as an error. The table of causes has its Chinese text. */
export function refusalError({ refused, reason }: Refused): EdgeError {
  return new EdgeError(CODES[refused], reason.en);
}
