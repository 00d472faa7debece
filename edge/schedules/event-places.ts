import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import type { PlanEvents } from "../contracts/schedule/schedules.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";

type Steps = SectionProblem["steps"];

/**
 * Where a question has the event that makes a plan wrong at a place: `["breakdowns", 2, "to"]` of `events`. `plan`: as
 * it was without the events. Undefined where no event is at that place.
 */
export function eventPlace(steps: Steps, plan: WorkPlan, events: PlanEvents): Steps | undefined {
  const [section, at, field, number, ...rest] = steps;
  if (section === "machines" && field === "unavailable") {
    const machine = plan.machines[Number(at)];
    const own = numbersOf(events.breakdowns, (one) => one.machine === machine?.id);
    const event = own[Number(number) - (machine?.unavailable.length ?? 0)];
    return event === undefined ? undefined : ["breakdowns", event, ...rest];
  }
  if (section !== "orders") return undefined;
  const order = plan.orders[Number(at)];
  if (order === undefined) return ["rushOrders", Number(at) - plan.orders.length, ...steps.slice(2)];
  const own = numbersOf(events.lateMaterial, (one) => one.order === order.id);
  const late = events.lateMaterial ?? [];
  const others = order.material.filter((one) => !own.some((event) => late[event]?.operation === one.operation));
  // An order that begins too late does so because of its material: the plan was without problems before.
  const event = own[field === "material" ? Number(number) - others.length : 0];
  return event === undefined ? undefined : ["lateMaterial", event, ...(field === "material" ? rest : [])];
}

function numbersOf<T>(events: readonly T[] | undefined, isIt: (event: T) => boolean): readonly number[] {
  return (events ?? []).flatMap((event, number) => (isIt(event) ? [number] : []));
}
