import type { Loss } from "../../../edge/pipeline/loss.ts";
import type { LossAudit } from "../../../edge/pipeline/loss-audit.ts";

/** Findings of an edge's audit after the seconds for which it waits for a gap. */
export function lossesOf(audit: LossAudit): readonly Loss[] {
  return Array.from({ length: 20 }, () => audit.tick()).flat();
}
