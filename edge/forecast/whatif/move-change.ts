import type { Spot } from "../../contracts/plant/road-map.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { ModelPlan } from "../model/plan.ts";
import type { PlantLayout } from "../model/plant-layout.ts";
import { atOnePoint, type MoveProblem, noLayout, notThere, nowhere, onNoWay, outside } from "./move-refusals.ts";
import { MovedLayout } from "./moved-layout.ts";
import { movedPlan } from "./moved-plan.ts";

/** Machines, buffers, robots or nodes of the road map at another place, metres: one at a point, or all by a shift. */
export interface Move {
  readonly kind: "move";
  readonly what: readonly string[];
  readonly to?: Spot;
  readonly by?: Spot;
}

/**
 * Moves of one future are one new layout, whatever their order: a robot and its machine may be moved one after the
 * other. Changes times of transport by the ways that get longer or shorter (rules FK86 to FK88).
 */
export function withMoves(
  plan: ModelPlan,
  changes: readonly { readonly kind: string }[],
): { readonly plan: ModelPlan; readonly problems: readonly MoveProblem[] } {
  const moves = [...changes.entries()].flatMap(([at, change]) => (isMove(change) ? [{ at, change }] : []));
  if (moves.length === 0) return { plan, problems: [] };
  const { layout } = plan;
  if (layout === undefined) return { plan, problems: moves.map(({ at }) => ({ change: at, reason: noLayout() })) };
  const problems: MoveProblem[] = [];
  const moved = new MovedLayout(layout);
  for (const { at, change } of moves) {
    const reason = shift(moved, layout, change, at);
    if (reason !== undefined) problems.push({ change: at, reason });
  }
  if (problems.length > 0) return { plan, problems };
  const made = movedPlan(plan, layout, moved);
  return "places" in made ? { plan: made, problems } : { plan, problems: made };
}

function isMove(change: { readonly kind: string }): change is Move {
  return change.kind === "move";
}

/** Takes a move into the layout; or why it cannot be, with the remedy. */
function shift(moved: MovedLayout, layout: PlantLayout, { what, to, by }: Move, at: number): string | undefined {
  for (const pattern of what) {
    if (layout.movable.some((label) => matchesWord(pattern, label))) continue;
    return layout.has(pattern) ? onNoWay(pattern) : notThere(pattern);
  }
  const named = layout.movable.filter((label) => what.some((pattern) => matchesWord(pattern, label)));
  const standing = named.filter((label) => moved.spotOf(label) !== undefined);
  const lost = what.find((pattern) => !standing.some((label) => matchesWord(pattern, label)));
  if (lost !== undefined) return nowhere(named.filter((label) => matchesWord(lost, label)));
  if (to !== undefined && standing.length > 1) return atOnePoint(standing);
  for (const label of standing) {
    const [x, y] = moved.spotOf(label) as Spot;
    const spot: Spot = to ?? [x + (by?.[0] ?? 0), y + (by?.[1] ?? 0)];
    const { width = Number.POSITIVE_INFINITY, depth = Number.POSITIVE_INFINITY } = layout.floor ?? {};
    if (!(spot[0] >= 0 && spot[0] <= width && spot[1] >= 0 && spot[1] <= depth))
      return outside(label, spot, { width, depth });
    moved.put(label, spot, at);
  }
  return undefined;
}
