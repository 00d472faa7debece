import { CREW_TASKS } from "../../contracts/forecast/description.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { crewFor, onDuty } from "../people/on-duty.ts";
import type { Flow } from "./flow.ts";
import type { ModelPlan, PlacePlan } from "./plan.ts";

/** The plan with the people of its plant: who is on duty when, and which stations wait for them. */
export function mannedBy(
  plan: ModelPlan,
  people: Flow["people"],
  { at, horizonS }: { readonly at: Micros; readonly horizonS: number },
): ModelPlan {
  if (people === undefined) return plan;
  const { crews, plant } = people;
  const places = plan.places.map((place): PlacePlan => {
    if (place.kind !== "station") return place;
    const tasks = CREW_TASKS.flatMap((task) => {
      // Robots load and unload what they tend.
      const isByHand = place.tender === undefined || (task !== "load" && task !== "unload");
      const crew = isByHand ? crewFor(crews, task, place.label) : undefined;
      return crew === undefined ? [] : [[task, crew] as const];
    });
    return tasks.length === 0 ? place : { ...place, crews: Object.fromEntries(tasks) };
  });
  return { ...plan, places, crews: crews.map((crew) => ({ id: crew.id, duty: onDuty(crew, plant, at, horizonS) })) };
}
