/** Compares the material twin's places with the true ones. */
import type { MaterialTwin } from "../../edge/production/material/material-twin.ts";
import { type Span, spansOf } from "../../edge/production/material/timeline.ts";
import type { TruePlaces } from "./true-places.ts";

export interface PlaceFigures {
  readonly pieces: number;
  /** Share of the time of all pieces during which the twin's place is the true one. */
  readonly right: number;
  readonly unknown: number;
  /** Share of pieces whose newest place is right. */
  readonly now: number;
  /** Minutes lost by true place, worst first. */
  readonly worst: readonly (readonly [place: string, minutes: number])[];
}

export function comparePlaces(
  truth: TruePlaces,
  twin: MaterialTwin,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): PlaceFigures {
  let all = 0;
  let right = 0;
  let unknown = 0;
  let now = 0;
  let pieces = 0;
  let inside = 0;
  const lost = new Map<string, number>();
  for (const [id, stays] of truth.pieces) {
    pieces++;
    const spans = spansOf(twin.piece(id)?.stays ?? []);
    for (const { place, fromMs: start, toMs: end } of stays) {
      if (place === "SCRAP") continue;
      const [a, b] = [Math.max(start, fromMs), Math.min(end, toMs)];
      if (b <= a) continue;
      all += b - a;
      const { ok, covered } = overlapOf(spans, place, { a, b });
      right += ok;
      unknown += Math.max(0, b - a - covered);
      if (b - a - ok > 0) lost.set(place, (lost.get(place) ?? 0) + (b - a - ok) / 60_000);
    }
    const last = stays.at(-1);
    if (last === undefined || last.toMs !== Number.POSITIVE_INFINITY || last.place === "SCRAP") continue;
    inside++;
    if (twin.presence.placeOf(id) === last.place) now++;
  }
  return {
    pieces,
    right: right / all,
    unknown: unknown / all,
    now: now / inside,
    worst: [...lost].sort((a, b) => b[1] - a[1]).slice(0, 8),
  };
}

function overlapOf(
  spans: readonly Span[],
  place: string,
  { a, b }: { readonly a: number; readonly b: number },
): { ok: number; covered: number } {
  let ok = 0;
  let covered = 0;
  for (const span of spans) {
    const overlap = Math.max(0, Math.min(b, span.to / 1000) - Math.max(a, span.from / 1000));
    covered += overlap;
    if (span.place === place) ok += overlap;
  }
  return { ok, covered };
}
