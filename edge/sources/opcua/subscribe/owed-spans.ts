/** A bounded list of spans that are neither filled nor declared yet. */
import type { Span } from "./span.ts";

/** Beyond this bound spans merge: those of the same tags first, then all that wait. */
const MOST_OWED = 16;
/** Tags that are named one by one; more of them count as the whole source. */
export const MOST_TAGS = 100;

/** The list with one more span. The first `busy` ones are being filled and stay as they are. */
export function withSpan(spans: readonly Span[], span: Span, busy: number): readonly Span[] {
  const fixed = spans.slice(0, busy);
  const waiting = spans.slice(busy);
  const at = waiting.findIndex((one) => sameTags(one, span) && one.reason === span.reason && touches(one, span));
  if (at >= 0) return [...fixed, ...waiting.with(at, merge([waiting[at] as Span, span]))];
  const all = [...waiting, span];
  if (fixed.length + all.length <= MOST_OWED) return [...fixed, ...all];
  const groups = [...Map.groupBy(all, (one) => `${one.reason} ${one.refs?.join() ?? "*"}`).values()].map(merge);
  return [...fixed, ...(fixed.length + groups.length <= MOST_OWED ? groups : [merge(all)])];
}

/** One span from the earliest start to the latest end, for all their tags. */
function merge(spans: readonly Span[]): Span {
  const [{ reason }] = spans as [Span];
  const refs = spans.every((one) => one.refs !== undefined)
    ? [...new Set(spans.flatMap((one) => one.refs ?? []))]
    : undefined;
  const lost = spans.reduce((sum, one) => sum + (one.lost ?? 0), 0);
  return {
    from: Math.min(...spans.map(({ from }) => from)),
    to: Math.max(...spans.map(({ to }) => to)),
    reason,
    ...(lost === 0 ? {} : { lost }),
    ...(refs === undefined || refs.length > MOST_TAGS ? {} : { refs }),
    ...(spans.some(({ isCertain }) => isCertain) ? { isCertain: true as const } : {}),
  };
}

function sameTags(a: Span, b: Span): boolean {
  return a.refs?.join() === b.refs?.join();
}

function touches(a: Span, b: Span): boolean {
  return a.from <= b.to && b.from <= a.to;
}
