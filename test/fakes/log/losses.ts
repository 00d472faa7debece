import type { Loss, LossAudit } from "../../../edge/pipeline/loss-audit.ts";

/** What the audit of an edge finds after all the seconds for which it waits for a gap. */
export function lossesOf(audit: LossAudit): readonly Loss[] {
  return Array.from({ length: 20 }, () => audit.tick()).flat();
}
