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

/** A refusal of the life cycle as an error. The table of causes has its Chinese text. */
export function refusalError({ refused, reason }: Refused): EdgeError {
  return new EdgeError(CODES[refused], reason.en);
}
