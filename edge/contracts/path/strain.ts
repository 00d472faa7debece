/** Whether the edge itself keeps up with its data. Rules A88, A89 and A108 in docs/rules/alert.md. */

export type StrainReason = "loop" | "samples" | "disk" | "followers" | "busy";

export interface StrainState {
  /** It has not kept up for longer than the on-delay. */
  readonly stands: boolean;
  /** It does not keep up right now, for less than the on-delay so far. */
  readonly isForming: boolean;
  /** Measures that are, or were, beyond their thresholds. */
  readonly reasons: readonly StrainReason[];
  /** The disk takes nothing, so the sources are held: that alarm is `edge/log-refused`. */
  readonly isHeld: boolean;
  /** Backlog of the commit log's slowest reader, as a share of the log's limit; `stands` from one half on (L20). */
  readonly backlog: { readonly share: number; readonly stands: boolean };
}
