/** How far a balance is from closing (rules EN15 and EN23 in docs/rules/energy.md). */
import type { Uncertain } from "./energy-tree.ts";

const NORMAL = 2;
const BEYOND = 3;

export type RestState = "normal" | "watched" | "beyond";

/** The rest of a node in combined standard uncertainties. An incomplete node may feed more than what is below it. */
export function restRatio({ amount, u }: Uncertain): number {
  return amount === 0 ? 0 : amount / u;
}

export function restState(rest: Uncertain, isComplete: boolean): RestState {
  const ratio = restRatio(rest);
  const size = isComplete ? Math.abs(ratio) : -ratio;
  return size > BEYOND ? "beyond" : size > NORMAL ? "watched" : "normal";
}
