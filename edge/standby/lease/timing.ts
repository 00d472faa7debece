/**
 * Times of a lease. Clocks are monotonic and belong to one process; two of them run at rates that differ by less than
 * 1 % each (NTP corrects at most 0.05 %). No wall clock has any part in it.
 *
 * A writer counts its lease from before it asked, a voter from after it was asked. With a writer's clock that is slow
 * by 1 % and a voter's that is fast by 1 %, LEASE / 0.99 of true time must be less than hold / 1.01: the hold is
 * 1.03 times the lease. C. Gray, D. Cheriton, Leases, SOSP 1989, section 5.
 */

/** How much longer than the lease a voter keeps its word. */
const HOLD = 1.03;
/** Share of the lease by which a writer stops before the lease ends: for its own timers, and to end its process. */
const MARGIN = 0.1;
/** Share of the lease between two renewals. */
const RENEW = 0.2;
/** Share of the lease after which a round without a majority is given up. */
const ROUND = 0.25;

export interface LeaseTimes {
  readonly leaseMs: number;
  readonly holdMs: number;
  readonly marginMs: number;
  readonly renewMs: number;
  readonly roundMs: number;
}

export function leaseTimes(leaseMs: number): LeaseTimes {
  return {
    leaseMs,
    holdMs: leaseMs * HOLD,
    marginMs: leaseMs * MARGIN,
    renewMs: leaseMs * RENEW,
    roundMs: leaseMs * ROUND,
  };
}
