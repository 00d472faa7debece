/**
 * Arrival of a span or a row at the edge. Retention goes by it, never by source times (docs/rules/historian.md, D17).
 */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";

/** In the database: the clock was not believed at that time, or an earlier version wrote the row. */
export const UNKNOWN_ARRIVAL = 0;

/** Position of the log when a span was built: the span holds every earlier item of its stretch. */
export interface PlacedTo {
  readonly logUid: string;
  readonly position: LogPosition;
  /**
   * Arrival of the span by the believed clock, µs; null where the clock was not believed, absent in spans of earlier
   * versions.
   */
  readonly arrived?: Micros | null;
  /**
   * When the span was built, by the believed clock: every sample of it had arrived. Null where the clock was not
   * believed, absent in spans of earlier versions.
   */
  readonly built?: Micros | null;
}

interface Placed {
  readonly from: Micros;
  readonly to: Micros;
  readonly placed?: PlacedTo;
}

/**
 * Arrival of each span, as far as it is known at `now`. A span that was closed while the clock was not believed
 * arrived now. Earlier versions kept the position in the log alone: such a span arrived no earlier than any span that
 * ended before it in the log, and one without a position no earlier than it ended.
 */
export function arrivals(spans: readonly Placed[], now: Micros): readonly Micros[] {
  const found = new Map(earlierArrivals(spans));
  return spans.map((span) => {
    const written = span.placed?.arrived;
    return Math.min(now, written === null ? now : (written ?? found.get(span) ?? span.to));
  });
}

/**
 * Oldest arrival first; with equal times by position in the log. Spans that arrived while the clock was not believed
 * come last.
 */
export function byArrival<One extends Placed>(spans: readonly One[]): readonly One[] {
  const at = arrivals(spans, Number.POSITIVE_INFINITY);
  const keyed = spans.map((span, index) => ({ span, at: at[index] as Micros, position: span.placed?.position ?? -1 }));
  return keyed
    .sort((a, b) => compare(a.at, b.at) || a.position - b.position || a.span.from - b.span.from)
    .map(({ span }) => span);
}

/** Infinity minus Infinity is NaN. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function earlierArrivals(spans: readonly Placed[]): readonly (readonly [Placed, Micros])[] {
  const withoutPlace = spans.filter(({ placed }) => placed === undefined).map(({ to }) => to);
  const first = Math.max(Number.NEGATIVE_INFINITY, ...withoutPlace);
  const ofLogs = Map.groupBy(
    spans.filter(({ placed }) => placed !== undefined),
    ({ placed }) => placed?.logUid,
  );
  return [...ofLogs.values()].flatMap((ofLog) => {
    let newest = first;
    return ofLog
      .sort((a, b) => (a.placed?.position ?? 0) - (b.placed?.position ?? 0))
      .map((span): [Placed, Micros] => {
        newest = Math.max(newest, span.to);
        return [span, newest];
      });
  });
}
