/** The register of hazards (rules SR1 to SR6). */
import { EdgeError } from "../../../contracts/errors.ts";
import type { SafetyReader } from "../../../contracts/safety/reader.ts";
import type { Register } from "../../../contracts/safety/register.ts";
import { type Caller, demand } from "../caller.ts";

export interface SafetyDeps {
  /** Absent where the edge keeps no register. */
  readonly safety?: SafetyReader;
}

/** Throws EdgeError `unavailable`. */
export function safetyRegister(deps: SafetyDeps, caller: Caller): Register {
  demand(caller, "GET /api/v1/safety/register");
  return keptSafety(deps).register;
}

/** Throws EdgeError `unavailable`. */
export function keptSafety({ safety }: SafetyDeps): SafetyReader {
  if (safety === undefined) throw new EdgeError("unavailable", "This edge keeps no safety register.");
  return safety;
}
