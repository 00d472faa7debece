import { isEnough, type Learnt } from "../learn/learnt.ts";
import type { Flow } from "./flow.ts";
import type { LanePlan, ModelPlan, PlacePlan } from "./plan.ts";
import type { WithinError } from "./within-error.ts";

interface LaneSources {
  readonly places: readonly PlacePlan[];
  readonly flow: Flow;
  readonly learnt: Learnt;
  readonly routes: ModelPlan["routes"];
  readonly made: WithinError;
}

/**
 * Lanes of vehicles: from each place that vehicles empty, to where most pieces of each variant go. A load is as usual,
 * or what the places at both ends can hold. Adds to `problems` what no vehicle was seen to do, and lanes of machines.
 */
export function lanesFor({ places, flow, learnt, routes, made }: LaneSources, problems: string[]): readonly LanePlan[] {
  const busiest = learnt.lanes.toSorted((a, b) => (b.carry?.n ?? 0) - (a.carry?.n ?? 0))[0];
  return flow.places.flatMap(({ label, steps }, from): readonly LanePlan[] => {
    if (!steps.some(({ via }) => via === "vehicle")) return [];
    const to = (routes[from] ?? []).map(
      // Scrap leaves by itself.
      (choices) =>
        choices.toSorted((a, b) => b.share - a.share).find(({ group }) => group[0] !== places.length)?.group ?? [],
    );
    const machine = [from, ...to.flat()].find((place) => places[place]?.kind === "station");
    if (machine !== undefined) {
      problems.push(
        `material.ways: vehicles between ${label} and ${labelsOf(to, places)} come to the machine ` +
          `${places[machine]?.label}; write the buffer at which they stop between them (material.buffers)`,
      );
      return [];
    }
    const own = learnt.lanes.find((lane) => lane.from === from && to.some((group) => group.includes(lane.to)));
    const known = own ?? busiest;
    if (known === undefined || known.carry === null) {
      problems.push(`${label}: no vehicle was seen to fetch pieces there or anywhere; let the edge watch it first`);
      return [];
    }
    const lane = { from, to, load: known.load };
    const time = (name: "approach" | "carry"): LanePlan["carry"] => {
      const found = isEnough(known[name]) ? known[name] : busiest?.[name];
      return found == null ? () => 0 : made(found, name, from);
    };
    const load = Math.min(known.load, mostOf(lane, places));
    return [{ ...lane, load, approach: time("approach"), carry: time("carry") }];
  });
}

/** The load for which the places at both ends of a lane have room. */
export function mostOf({ from, to }: Pick<LanePlan, "from" | "to">, places: readonly PlacePlan[]): number {
  return [from, ...to.flat()].reduce((most, at) => {
    const place = places[at];
    return place?.kind === "buffer" || place?.kind === "belt" ? Math.min(most, place.capacity) : most;
  }, Number.POSITIVE_INFINITY);
}

function labelsOf(groups: readonly (readonly number[])[], places: readonly PlacePlan[]): string {
  return [...new Set(groups.flat())].map((place) => places[place]?.label).join(", ");
}
