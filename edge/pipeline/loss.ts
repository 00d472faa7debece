import { gapEvent } from "../batch/gap-event.ts";
import type { EdgeEvent, GapReason } from "../contracts/path/event-batch.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";

/** Tags and publishers' numbers that are named one by one. */
export const MOST_NAMED = 20;

/** Samples that a source counted and the log does not hold. */
export interface Loss {
  readonly source: string;
  readonly lost: number;
  /** Missing number of each tag, by `TagUid`, for the first 20. */
  readonly tags: ReadonlyMap<string, number>;
  /** Further tags that lack samples are not named. */
  readonly isOfMore: boolean;
  /** Source time of the missing samples, first and last. */
  readonly from: Micros;
  readonly to: Micros;
  /** The publisher's own numbers before and after, such as `subscription 7: 130 to 180`. */
  readonly numbers: readonly string[];
}

/** A loss as fields for the log of the edge. */
export function lossFields({ source, lost, tags, isOfMore, from, to, numbers }: Loss): object {
  const named = [...tags].map(([tagUid, missing]) => ({ tagUid, lost: missing }));
  return { source, lost, tags: named, isOfMore, from: textOf(from), to: textOf(to), numbers };
}

/** The gaps that declare a loss: one of each tag, or one of the source where there are too many. */
export function gapsOf({ source, lost, tags, isOfMore, from, to }: Loss, now: Micros): readonly EdgeEvent[] {
  const reason: GapReason = "edge_fault";
  const parts = isOfMore ? [{ lost }] : [...tags].map(([tagUid, missing]) => ({ tagUid, lost: missing }));
  return parts.map((part) => gapEvent({ source, ...part, from, to, reason }, now));
}

function textOf(time: Micros): string {
  return new Date(time / 1000).toISOString();
}

/** The numbers that advanced between two receipts, as text for the log. */
export function moved(
  before: ReadonlyMap<string, number> | undefined,
  after: ReadonlyMap<string, number>,
): readonly string[] {
  const texts: string[] = [];
  for (const [of, to] of after) {
    const from = before?.get(of);
    if (from !== to && texts.length < MOST_NAMED) texts.push(`${of}: ${from === undefined ? "" : `${from} `}to ${to}`);
  }
  return texts;
}

/** Two losses of one source. */
export function joined(a: Loss, b: Loss): Loss {
  const tags = new Map(a.tags);
  let isOfMore = a.isOfMore || b.isOfMore;
  for (const [tag, lost] of b.tags) {
    if (tags.has(tag) || tags.size < MOST_NAMED) tags.set(tag, (tags.get(tag) ?? 0) + lost);
    else isOfMore = true;
  }
  const span = { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
  return {
    source: a.source,
    lost: a.lost + b.lost,
    tags,
    isOfMore,
    ...span,
    numbers: [...a.numbers, ...b.numbers].slice(0, MOST_NAMED),
  };
}
