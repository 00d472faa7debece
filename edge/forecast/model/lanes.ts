import { distributionOf, isEnough, type Learnt, type LearntLane } from "../learn/learnt.ts";
import type { Flow } from "./flow.ts";
import type { LanePlan, ModelPlan } from "./plan.ts";

/** Lanes of vehicles: from each place that vehicles empty, to where most pieces of each variant go. */
export function lanesFor(
  { places }: Flow,
  learnt: Learnt,
  routes: ModelPlan["routes"],
  problems: string[],
): readonly LanePlan[] {
  const busiest = learnt.lanes.toSorted((a, b) => (b.carry?.n ?? 0) - (a.carry?.n ?? 0))[0];
  return places.flatMap(({ label, steps }, from): readonly LanePlan[] => {
    if (!steps.some(({ via }) => via === "vehicle")) return [];
    const to = (routes[from] ?? []).map((choices) => choices.toSorted((a, b) => b.share - a.share)[0]?.group ?? []);
    const own = learnt.lanes.find((lane) => lane.from === from && to.some((group) => group.includes(lane.to)));
    const known = own ?? busiest;
    if (known === undefined || known.carry === null) {
      problems.push(`${label}: no vehicle was seen to fetch pieces there or anywhere; let the edge watch it first`);
      return [];
    }
    return [{ from, to, load: known.load, ...timesOf(known, busiest) }];
  });
}

function timesOf(known: LearntLane, busiest: LearntLane | undefined): Pick<LanePlan, "approach" | "carry"> {
  const approach = isEnough(known.approach) ? known.approach : busiest?.approach;
  const carry = isEnough(known.carry) ? known.carry : busiest?.carry;
  return {
    approach: approach == null ? () => 0 : distributionOf(approach),
    carry: carry == null ? () => 0 : distributionOf(carry),
  };
}
