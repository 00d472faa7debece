/** Night flow of a branch: what flows while nothing produces. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Reading } from "../energy-store.ts";
import type { MeterCounts } from "../tree/meter-counts.ts";
import type { TreeNode } from "../tree/tree-model.ts";

const MINUTE_US = 60e6;
const HOUR_US = 3600e6;
/** Readings may be this far apart. */
const GAP_US = 5 * MINUTE_US;
/** The least flow is that of ten minutes: long beside the step of a counter, short beside the pauses of a burner. */
const LEAST_US = 10 * MINUTE_US;
const WEEK_US = 7 * 24 * HOUR_US;
/** Length of the time that one night flow is taken from. */
export const NIGHT_FLOW_US = 90 * MINUTE_US;

/** A node whose meter and children's meters are known. */
export interface Branch {
  readonly node: TreeNode;
  /** Labels of the meters right below it. */
  readonly children: readonly string[];
}

/** Branches of some media: nodes with a meter, and nothing below that has none. */
export function branchesOf(nodes: readonly TreeNode[], media: readonly string[]): readonly Branch[] {
  return nodes.flatMap((node, position): Branch[] => {
    const below = nodes.filter(({ parent, kind }) => parent === position && kind !== "loss");
    const isRead = below.every(({ kind, isComplete }) => kind === "metered" || (kind === "group" && !isComplete));
    if (node.kind !== "metered" || !media.includes(node.medium) || !isRead) return [];
    return [{ node, children: below.filter(({ kind }) => kind === "metered").map(({ id }) => id) }];
  });
}

/**
 * Flow per hour in the 90 minutes before `to`. Of a branch with meters below it: what these do not account for, as a
 * mean, because meters are not read at the same instant. Else the least flow of ten minutes, which sees between
 * the cycles of a burner or a tap. NaN where a count is not known.
 */
export function nightFlow({ node, children }: Branch, counts: MeterCounts, to: Micros): number {
  const from = to - NIGHT_FLOW_US;
  const total = (label: string, time: Micros): number => counts.at(label, time)?.total ?? Number.NaN;
  if ([node.id, ...children].some((label) => counts.isDoubtful(label, from, to))) return Number.NaN;
  if (children.length > 0) {
    const through = (label: string): number => total(label, to) - total(label, from);
    const rest = children.reduce((left, child) => left - through(child), through(node.id));
    return rest / (NIGHT_FLOW_US / HOUR_US);
  }
  return leastFlow(counts.readings(node.id, from, to), from, to);
}

/** NaN where the readings leave a part of the stretch out. */
function leastFlow(readings: readonly Reading[], from: Micros, to: Micros): number {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined || first.time - from > GAP_US || to - last.time > GAP_US)
    return Number.NaN;
  let least = Number.POSITIVE_INFINITY;
  let begin = 0;
  for (const { time, total } of readings) {
    // The newest reading that is at least ten minutes older.
    while (time - (readings[begin + 1]?.time ?? time) >= LEAST_US) begin++;
    const before = readings[begin] as Reading;
    if (time - before.time < LEAST_US) continue;
    least = Math.min(least, (total - before.total) / ((time - before.time) / HOUR_US));
  }
  return Number.isFinite(least) ? least : Number.NaN;
}

/** Mean flow per hour through a branch in the week before `to`, or since its first reading. */
export function meanFlow({ node }: Branch, counts: MeterCounts, to: Micros): number {
  const last = counts.at(node.id, to);
  for (let from = to - WEEK_US; from < to; from += 24 * HOUR_US) {
    const first = counts.at(node.id, from);
    if (first !== undefined && last !== undefined) return (last.total - first.total) / ((to - from) / HOUR_US);
  }
  return Number.NaN;
}
