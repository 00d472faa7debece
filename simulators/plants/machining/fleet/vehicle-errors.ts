/** Errors that a vehicle reports, as VDA 5050 names them. */
import type { Vehicle } from "../../../kernel/contract.ts";

const NO_ERRORS: Vehicle["errors"] = [];
const FIELD_ERROR: Vehicle["errors"] = [
  {
    errorType: "safetyFieldViolation",
    errorLevel: "WARNING",
    errorDescription: "Object in the protective field, vehicle waits.",
  },
];
const LOST_ERROR: Vehicle["errors"] = [
  {
    errorType: "localizationError",
    errorLevel: "FATAL",
    errorDescription: "Position unknown, vehicle waits to be placed anew.",
  },
];

export function errorsOf({ lost, blocked }: { readonly lost: boolean; readonly blocked: boolean }): Vehicle["errors"] {
  if (lost) return LOST_ERROR;
  return blocked ? FIELD_ERROR : NO_ERRORS;
}
