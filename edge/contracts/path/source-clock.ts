/**
 * Knowledge of a source's clock, and the conclusions on the order of two events (rule T3 in
 * docs/rules/time.md).
 */
import type { Micros } from "./sample-batch.ts";

/** Clock quality of a source, kept beside its data. */
export interface SourceClock {
  /** Source clock minus edge clock, µs. */
  readonly offsetUs: number;
  /** Half width of the interval the true offset lies in, µs. */
  readonly uncertaintyUs: number;
  readonly kind: "ptp" | "ntp" | "estimated" | "unknown";
}

/** A time and its clock; the edge's own clock where `clock` is absent. */
export interface Happening {
  readonly time: Micros;
  readonly clock?: SourceClock;
}

/**
 * The order of two events. They are ordered only if they are further apart than their joint uncertainty; an unknown
 * clock gives no order.
 */
export function orderOf(a: Happening, b: Happening): "before" | "after" | "same time" {
  const jointUs = uncertaintyOf(a.clock) + uncertaintyOf(b.clock);
  const apartUs = a.time - (a.clock?.offsetUs ?? 0) - (b.time - (b.clock?.offsetUs ?? 0));
  if (!(Math.abs(apartUs) > jointUs)) return "same time";
  return apartUs < 0 ? "before" : "after";
}

/** Whether a newer estimate differs: another kind, or an offset outside the old interval. */
export function isNews(known: SourceClock | undefined, now: SourceClock): boolean {
  return (
    known === undefined ||
    known.kind !== now.kind ||
    Math.abs(now.offsetUs - known.offsetUs) > known.uncertaintyUs + now.uncertaintyUs
  );
}

function uncertaintyOf(clock: SourceClock | undefined): number {
  if (clock === undefined) return 0;
  return clock.kind === "unknown" ? Number.POSITIVE_INFINITY : clock.uncertaintyUs;
}
