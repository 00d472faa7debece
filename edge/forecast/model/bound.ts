import { type Island, machinesFor } from "../../contracts/production/islands.ts";
import type { ModelPlan } from "./plan.ts";

/** Of the places side by side to which pieces of a variant go, those that they may use. */
type Narrowing = (group: readonly number[], variant: number, whole: readonly number[]) => readonly number[];

/** The plan in which pieces use some of the places side by side. `whole` is the group without islands. */
export function narrowedWays(plan: ModelPlan, narrow: Narrowing): ModelPlan {
  const whole = plan.unbound ?? plan;
  const routes = plan.routes.map((byVariant, from) =>
    byVariant.map((choices, variant) =>
      choices.map(({ share, group }, at) => ({
        share,
        group: narrow(group, variant, whole.routes[from]?.[variant]?.[at]?.group ?? group),
      })),
    ),
  );
  const lanes = plan.lanes.map((lane, at) => ({
    ...lane,
    to: lane.to.map((group, variant) => narrow(group, variant, whole.lanes[at]?.to[variant] ?? group)),
  }));
  return { ...plan, routes, lanes };
}

/**
 * The plan with the islands in force (rule IS7): each variant uses the machines that `machinesFor` allows. Where it
 * allows none, because the record knows another plant, the way stays as it was seen.
 */
export function boundBy(plan: ModelPlan, islands: readonly Island[]): ModelPlan {
  if (islands.length === 0) return plan;
  const label = (place: number): string => plan.places[place]?.label ?? "";
  const bound = narrowedWays(plan, (group, variant) => {
    const allowed = new Set(machinesFor(islands, plan.variants[variant] as string, group.map(label)));
    const left = group.filter((place) => allowed.has(label(place)));
    return left.length === 0 ? group : left;
  });
  return { ...bound, unbound: { routes: plan.routes, lanes: plan.lanes } };
}
