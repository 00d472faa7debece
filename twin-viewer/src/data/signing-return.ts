/** The way of a signature to the provider and back: the page is loaded anew, and opens the same record (rule SG16). */

import type { SeriesName } from "../../../edge/contracts/quality/quality.ts";
import type { SignedSubject } from "../../../edge/contracts/trace/signature.ts";
import { keyOfSite } from "./base.ts";

/** In this tab only; which record, and nothing else. */
const KEPT = keyOfSite("gemba-signing");

/** Leaves the page for the provider, at the address that the edge gave. */
export function leaveForProvider(subject: SignedSubject, url: string): void {
  sessionStorage.setItem(KEPT, keyOf(subject));
  window.location.assign(url);
}

/** Whether the page returned from the provider for this record. */
export function isReturnFor(subject: SignedSubject): boolean {
  return sessionStorage.getItem(KEPT) === keyOf(subject);
}

/** The chart whose limits the page returned for; its id is plan/machine/version. */
export function seriesOfReturn(): SeriesName | null {
  const kept = sessionStorage.getItem(KEPT) ?? "";
  // Names of pieces may have slashes too.
  if (!kept.startsWith("limits ")) return null;
  const [plan, machine, version] = kept.slice("limits ".length).split("/");
  return plan === undefined || machine === undefined || version === undefined ? null : { plan, machine };
}

export function endReturn(): void {
  sessionStorage.removeItem(KEPT);
}

function keyOf({ kind, id }: SignedSubject): string {
  return `${kind} ${id}`;
}
