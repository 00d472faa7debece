/**
 * Results of the comparison of sources with the disk since the edge started, in samples and waveforms
 * (docs/rules/loss-audit.md).
 */
export interface LossAuditCounts {
  /** Number that the audit has compared. */
  readonly checked: number;
  /** Part of these that neither reached the disk nor is in a declared gap: a defect of the edge. */
  readonly missing: number;
  /** Part of these that did not reach the disk and is in a declared gap. */
  readonly declared: number;
}

export const NOTHING_AUDITED: LossAuditCounts = { checked: 0, missing: 0, declared: 0 };
