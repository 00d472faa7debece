import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { unitOfMedium } from "../../../contracts/plant/media.ts";
import type { EnergyNode, EnergyReader } from "../../../contracts/production/energy.ts";
import type { TreeView } from "../../../contracts/production/energy-tree.ts";
import { type Caller, demand } from "../caller.ts";
import type { Range } from "../range.ts";

const MINUTE_US = 60e6;
/** The last meter begins to count a little after the first. */
const SETTLE_US = 60e6;

export interface EnergyDeps {
  /** Absent where the edge reads no meters. */
  readonly energy?: EnergyReader;
}

/** The sum over the meters at the top of a medium's trees; null where one of them is unknown. */
export interface EnergyTotal {
  readonly medium: EnergyNode["medium"];
  readonly amount: number | null;
  readonly unit: string;
  /** Combined standard uncertainty. */
  readonly u: number | null;
}

export interface TreeQuestion extends Range {
  /** Length of the intervals that are reconciled one by one; default: the whole range at once. */
  readonly intervalMin?: number | undefined;
}

/** Amounts of every meter in a range, with totals by medium. Throws EdgeError `unavailable`. */
export async function energyIn(
  { energy }: EnergyDeps,
  caller: Caller,
  { from, to }: Range,
): Promise<{
  readonly since: Micros | undefined;
  readonly nodes: readonly EnergyNode[];
  readonly totals: readonly EnergyTotal[];
}> {
  demand(caller, "GET /api/v1/energy");
  if (energy === undefined) throw new EdgeError("unavailable", "This edge reads no meters.");
  const nodes = await energy.nodes(from, to);
  return { since: await energy.since(), nodes, totals: totalsOf(nodes) };
}

/** The media tree in a range; `intervalMin`: see `TreeQuestion`. Throws EdgeError `unavailable`. */
export async function energyTreeIn(
  { energy }: EnergyDeps,
  caller: Caller,
  { from, to, intervalMin }: TreeQuestion,
): Promise<TreeView> {
  demand(caller, "GET /api/v1/energy/tree");
  if (energy === undefined) throw new EdgeError("unavailable", "This edge reads no meters.");
  if (intervalMin === undefined) return energy.tree(from, to);
  // The interval in which the meters begin would be unknown as a whole.
  const begun = ((await energy.since()) ?? from) + SETTLE_US;
  return energy.tree(begun > from + SETTLE_US && begun < to ? begun : from, to, intervalMin * MINUTE_US);
}

/** A meter without a tree is the top of one only if its medium has no tree. */
function totalsOf(nodes: readonly EnergyNode[]): EnergyTotal[] {
  return [...new Set(nodes.map(({ medium }) => medium))].map((medium) => {
    const tops = nodes.filter(
      (node) => node.medium === medium && node.below === null && nodes.some(({ below }) => below === node.label),
    );
    const known = tops.length > 0 && tops.every(({ amount }) => amount !== null);
    const amount = known ? tops.reduce((sum, node) => sum + (node.amount ?? 0), 0) : null;
    return {
      medium,
      amount,
      unit: unitOfMedium(medium),
      u: known ? Math.hypot(...tops.map(({ u }) => u ?? 0)) : null,
    };
  });
}
