/** What a snapshot says of components' remaining life, as the model runs with it (rules FK91 and FK92). */

import type { UnplayedEnd } from "../../contracts/forecast/answer.ts";
import type { PlantDescription } from "../../contracts/forecast/description.ts";
import type { Snapshot } from "../../contracts/forecast/snapshot.ts";
import { matchesAsset } from "../../contracts/plant/tag-pattern.ts";
import { normalQuantile } from "../../detect/maths/robust-fit.ts";
import type { Distribution } from "../kernel/distributions.ts";
import { plannedTime } from "../learn/learnt.ts";
import type { LifePlan, ModelPlan } from "./plan.ts";
import { residual } from "./residual.ts";

const Z90 = normalQuantile(0.9);
/** Shorter times are none, and have no logarithm. */
const LEAST_S = 1;

type Said = NonNullable<Snapshot["lives"]>["parts"][number];

export interface ForeseenLife extends Pick<Said, "machine" | "component"> {
  /** Clock time until it ends, seconds from the start, given that it has not ended by then. */
  readonly left: Distribution;
  readonly plan: LifePlan | UnplayedEnd;
}

/**
 * The distribution that has these quantiles: log-normal on both sides of the median, each with a spread of its own,
 * because what is left is above 0 and usually skewed. Seconds.
 */
export function throughQuantiles({ p10, p50, p90 }: Pick<Said["life"], "p10" | "p50" | "p90">): Distribution {
  const middle = Math.max(LEAST_S, p50);
  const below = Math.log(middle / Math.min(middle, Math.max(LEAST_S, p10))) / Z90;
  const above = Math.log(Math.max(middle, p90) / middle) / Z90;
  return (share) => {
    const z = normalQuantile(share);
    return middle * Math.exp(z * (z < 0 ? below : above));
  };
}

/**
 * Components whose end is foreseen. They are replaced in the time that a plan of upkeep of the component says, else in
 * the time that repairs of the machine take. A machine that went out after one in ten such components would have ended
 * stands by it already: that end is no second one.
 */
export function livesFor(
  { at, lives, out }: Pick<Snapshot, "at" | "lives" | "out">,
  { places }: Pick<ModelPlan, "places">,
  description: PlantDescription,
): readonly ForeseenLife[] {
  return (lives?.parts ?? []).map(({ machine, component, life }): ForeseenLife => {
    const left = residual(throughQuantiles(life), (at - life.at) / 1e6);
    const own = [...places.keys()].filter(
      (place) => places[place]?.label === machine && ["station", "belt"].includes(places[place]?.kind ?? ""),
    );
    const first = places[own[0] ?? -1];
    const learnt = first?.kind === "station" || first?.kind === "belt" ? first.failures?.repair : undefined;
    const repair = upkeepOf(machine, component, description) ?? learnt;
    const since = out.get(machine)?.since ?? Number.NEGATIVE_INFINITY;
    const told = { machine, component, left };
    if (own.length === 0) return { ...told, plan: "not-in-model" };
    if (since >= life.at + life.p10 * 1e6) return { ...told, plan: "out" };
    if (repair === undefined) return { ...told, plan: "no-repair" };
    return { ...told, plan: { machine, component, places: own, left, repair } };
  });
}

/** The plan of upkeep that names the component says how long it takes; the longest where several do. */
function upkeepOf(
  machine: string,
  component: string,
  { assets, maintenance }: PlantDescription,
): Distribution | undefined {
  const asset = assets.find(({ label }) => label === machine);
  if (asset === undefined || component === "") return undefined;
  const minutes = (maintenance?.plans ?? []).flatMap(({ of, component: named, lastsMin }) =>
    lastsMin !== undefined && named === component && matchesAsset(of, asset) ? [lastsMin] : [],
  );
  return minutes.length === 0 ? undefined : plannedTime(60 * Math.max(...minutes));
}
