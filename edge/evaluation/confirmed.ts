/** Messages whose words are true although nothing is wrong: rule E37 in docs/rules/evaluation.md. */
import type { Occurrence } from "./occurrences.ts";
import type { NamedNuisance, Truth } from "./truth.ts";

/** What a nuisance makes true, by the rules that say it. */
const MADE_TRUE: Partial<Record<NamedNuisance, RegExp>> = {
  "silent-source": /^(link-stale|source-lost|peer-lost)\//,
  "firmware-change": /^(link-stale|source-lost|peer-lost)\//,
  leaning: /^protective-stop\//,
};

/** Whether the alert only states what a nuisance of its asset had made true at that time. */
export function isConfirmed({ rule, label, raisedAt }: Occurrence, truth: Pick<Truth, "nuisanceAt">): boolean {
  const nuisance = truth.nuisanceAt(label, raisedAt);
  return nuisance !== undefined && (MADE_TRUE[nuisance as NamedNuisance]?.test(rule) ?? false);
}
