/** Declared gaps in groups: a cut leaves one for each signal or topic of a source, and a reader means the cut. */
import type { Fields } from "./fields.ts";
import { said, time, word } from "./said.ts";

/** Gaps of a cut begin within this time, because signals have their last sample at different times. */
const ONE_CUT_MS = 60_000;

interface Group {
  readonly source: string;
  readonly reason: string | null;
  readonly fromMs: number;
  readonly gaps: Fields[];
}

/** Gaps of the same source and reason that begin together, oldest first. */
export function gapEntries(gaps: readonly Fields[]) {
  const groups: Group[] = [];
  const newest = new Map<string, Group>();
  for (const gap of [...gaps].sort((a, b) => beginOf(a) - beginOf(b))) {
    // Sources with many topics name them behind a slash.
    const source = (gap.text("source") ?? "").split("/")[0] ?? "";
    const reason = gap.text("reason");
    const key = JSON.stringify([source, reason]);
    const group = newest.get(key);
    if (group !== undefined && beginOf(gap) - group.fromMs <= ONE_CUT_MS) group.gaps.push(gap);
    else {
      const made = { source, reason, fromMs: beginOf(gap), gaps: [gap] };
      newest.set(key, made);
      groups.push(made);
    }
  }
  return groups.map(entryOf);
}

function entryOf({ source, reason, gaps }: Group) {
  const ends = gaps.map((gap) => gap.text("to"));
  const lost = gaps.flatMap((gap) => gap.number("lost") ?? []);
  return {
    source: said(source),
    tag: gaps.length === 1 ? said(gaps[0]?.text("tagUid")) : null,
    from: time(gaps[0]?.text("from") ?? null),
    to: ends.includes(null) ? null : time(ends.toSorted().at(-1) ?? null),
    reason: word(reason),
    lost: lost.length === 0 ? null : lost.reduce((sum, one) => sum + one, 0),
    gaps: gaps.length,
  };
}

function beginOf(gap: Fields): number {
  return Date.parse(gap.text("from") ?? "") || 0;
}
