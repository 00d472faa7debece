/** Whether the edge itself keeps up with what it is given. Rules A88 and A89 in docs/rules/alert.md. */

export type StrainReason = "loop" | "samples" | "disk" | "followers" | "busy";

export interface StrainState {
  /** It has not kept up for longer than the on-delay. */
  readonly stands: boolean;
  /** It does not keep up right now, for less than the on-delay so far. */
  readonly isForming: boolean;
  /** Which measures are, or were, beyond their thresholds. */
  readonly reasons: readonly StrainReason[];
  /** The disk takes nothing, so the sources are held: an alarm of its own, `edge/log-refused`. */
  readonly isHeld: boolean;
  /** What the slowest reader of the commit log has not settled, as a share of its bound; from half on it stands (L20). */
  readonly backlog: { readonly share: number; readonly stands: boolean };
}
