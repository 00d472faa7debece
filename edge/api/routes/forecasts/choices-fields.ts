/** What a question about the future may name, in the API, and how it is written. */
import type { ForecastChoices } from "../../../contracts/forecast/forecasts.ts";
import { Type } from "../../../contracts/schema.ts";
import { closed, MaybeNumber, MaybeTime, orNull } from "../../http/schemas.ts";
import { timeEntry } from "../../http/times.ts";

export const Choices = closed({
  record: orNull(
    closed({ from: MaybeTime, to: MaybeTime }),
    "Times of the record of pieces; null where there is none.",
  ),
  leastS: Type.Number({ description: "So much of it is needed before the start, seconds." }),
  plan: orNull(
    closed({
      machines: Type.Array(Type.String()),
      belts: Type.Array(Type.String(), { description: "Those that a change may take out of service, as machines." }),
      places: Type.Array(closed({ label: Type.String(), capacity: MaybeNumber })),
      lanes: Type.Array(closed({ from: Type.String(), load: Type.Number() })),
      spots: Type.Array(closed({ label: Type.String(), x: Type.Number(), y: Type.Number() }), {
        description: "What can be moved in the layout, and where it stands, metres: also stops of vehicles and nodes.",
      }),
      vehicles: Type.Integer(),
      variants: Type.Array(Type.String()),
      lives: Type.Array(closed({ machine: Type.String(), component: Type.String() }), {
        description: "Components whose end is foreseen: a change may replace them before.",
      }),
      crews: Type.Array(Type.String(), { description: "Ids of crews." }),
      orders: Type.Array(closed({ order: Type.String(), due: MaybeTime, isBegun: Type.Boolean() })),
    }),
    "Null where too little is known, or the plant cannot be forecast.",
  ),
  problems: Type.Array(Type.String(), { description: "Why the plant cannot be forecast." }),
});

export function choicesEntry({ record, leastS, plan, problems }: ForecastChoices) {
  return {
    record: record === null ? null : { from: timeEntry(record.from), to: timeEntry(record.to) },
    leastS,
    plan:
      plan === null
        ? null
        : {
            machines: [...plan.machines],
            belts: [...plan.belts],
            places: [...plan.places],
            lanes: [...plan.lanes],
            spots: [...plan.spots],
            vehicles: plan.vehicles,
            variants: [...plan.variants],
            lives: [...plan.lives],
            crews: [...plan.crews],
            orders: plan.orders.map((order) => ({ ...order, due: timeEntry(order.due) })),
          },
    problems: [...problems],
  };
}
