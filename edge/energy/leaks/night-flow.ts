/** Night flow of a branch: what flows while nothing produces. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { MeterCounts } from "../tree/meter-counts.ts";
import type { TreeNode } from "../tree/tree-model.ts";

const MINUTE_US = 60e6;
const HOUR_US = 3600e6;
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
    const isRead = below.every(({ kind, isComplete }) => kind === "meter" || (kind === "group" && !isComplete));
    if (node.kind !== "meter" || !media.includes(node.medium) || !isRead) return [];
    return [{ node, children: below.filter(({ kind }) => kind === "meter").map(({ id }) => id) }];
  });
}

/**
 * Flow per hour in the 90 minutes before `to`. Of a branch with meters below it: what these do not account for, as a
 * mean, because meters are not read at the same instant. Else the least flow of a minute, which sees between the
 * cycles of a burner or a tap. NaN where a count is not known.
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
  let least = Number.POSITIVE_INFINITY;
  let before = total(node.id, from);
  for (let time = from + MINUTE_US; time <= to; time += MINUTE_US) {
    const now = total(node.id, time);
    if (Number.isNaN(now - before)) return Number.NaN;
    least = Math.min(least, now - before);
    before = now;
  }
  return least * 60;
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
