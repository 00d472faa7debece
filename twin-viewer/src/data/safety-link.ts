import { signal } from "@preact/signals";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";

/** Place of a danger that a link asks to report, `zone:ID` or `asset:LABEL`; empty without one. */
export const dangerAt = signal("");

/** Uid of the alert because of which a response plan is to be opened; empty without one. */
export const planAlert = signal("");

/** Alerts because of which a person may open a plan: about safety, advisories too, and not put away by a person. */
export function offersPlan({ kind, state }: Pick<AlertView, "kind" | "state">): boolean {
  const isThere = state === "active" || state === "acknowledged" || state === "cleared" || state === "latched";
  return kind === "safety" && isThere;
}
