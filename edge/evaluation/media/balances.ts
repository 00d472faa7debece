/** Balances of the media tree while meters are sound, and the meters that are named when one is not (E64, E65). */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { TreeView } from "../../contracts/production/energy-tree.ts";
import type { TrueFault } from "../truth.ts";

const HOUR_US = 3600e6;
const QUARTER_US = 900e6;
/** A meter is searched in the last day. */
const SEARCHED_US = 24 * HOUR_US;
const KIND = "meter-error";

/** The question to the book of meters. */
export interface TreeAnswers {
  tree(from: Micros, to: Micros): TreeView;
}

/** A meter that went wrong, and the one that was named first. */
export interface JudgedMeter {
  readonly meter: string;
  /** Its error as a share of the reading. */
  readonly gain: number;
  /** Hours from the error to the question. */
  readonly hours: number;
  /** Null: none was named. */
  readonly named: string | null;
}

export interface BalanceFigures {
  /** Quarters of an hour of complete nodes of which no meter was wrong, one an hour. */
  readonly intervals: number;
  /** Of these with a residual within 2 u_c. */
  readonly within: number;
  readonly meters: readonly JudgedMeter[];
}

export function judgeBalances(
  answers: TreeAnswers,
  { faults, range }: { readonly faults: readonly TrueFault[]; readonly range: TimeRange },
): BalanceFigures {
  const wrong = faults.filter(({ kind }) => kind === KIND);
  return {
    ...healthyIntervals(answers, wrong, range),
    meters: wrong.map(({ asset, parameters, beginsAt, repairedAt }) => {
      const at = Math.min(repairedAt ?? range.to, range.to);
      return {
        meter: asset,
        gain: Number(parameters["percent"]) / 100,
        hours: (at - beginsAt) / HOUR_US,
        named: namedFirst(answers, asset, { from: Math.max(range.from, at - SEARCHED_US), to: at }),
      };
    }),
  };
}

/** The likeliest suspect of the tree that a meter belongs to. */
export function namedFirst(answers: TreeAnswers, meter: string, { from, to }: TimeRange): string | null {
  const { nodes, trees } = answers.tree(from, to);
  const parents = new Map(nodes.map(({ id, below }) => [id, below]));
  let root = meter;
  for (let above = parents.get(root); above != null; above = parents.get(root)) root = above;
  return trees.find((tree) => tree.root === root)?.suspects[0]?.id ?? null;
}

function healthyIntervals(
  answers: TreeAnswers,
  wrong: readonly TrueFault[],
  range: TimeRange,
): Pick<BalanceFigures, "intervals" | "within"> {
  let [intervals, within] = [0, 0];
  for (let from = range.from + HOUR_US; from + QUARTER_US < range.to; from += HOUR_US) {
    const { nodes } = answers.tree(from, from + QUARTER_US);
    const faulty = new Set(
      wrong
        .filter(({ beginsAt, repairedAt }) => beginsAt < from + QUARTER_US && (repairedAt ?? range.to) > from)
        .flatMap(({ asset }) => [asset, nodes.find(({ id }) => id === asset)?.below ?? asset]),
    );
    for (const { id, isComplete, rest } of nodes) {
      if (!isComplete || rest === null || faulty.has(id)) continue;
      intervals++;
      if (Math.abs(rest.amount) <= 2 * rest.u) within++;
    }
  }
  return { intervals, within };
}
