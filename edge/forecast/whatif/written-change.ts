import type { WrittenChange } from "../../contracts/forecast/forecasts.ts";
import type { Change } from "./changes.ts";

/** A change as files and questions write it, from which `readChange` makes the same one. */
export function writtenChange(change: Change): WrittenChange {
  switch (change.kind) {
    case "out":
    case "closed":
    case "open":
      return { [change.kind]: change.machines, from: change.fromH, hours: change.hours };
    case "repair":
      return { repair: change.machines, component: change.component, from: change.fromH, hours: change.hours };
    case "vehicles":
      return { vehicles: change.add };
    case "people": {
      const { add, of, fromH, hours } = change;
      return { people: add, of, from: fromH, ...(hours === undefined ? {} : { hours }) };
    }
    case "load":
      return { load: change.pieces, at: change.from };
    case "capacity":
      return { capacity: change.pieces, at: change.places };
    case "speed":
      return { speed: change.factor, at: change.machines };
    case "add-order": {
      const { order, variant, pieces, dueH, isFirst } = change;
      return { add: order, variant, pieces, due: dueH, first: isFirst };
    }
    case "remove-order":
      return { remove: change.order };
    case "sequence":
      return { sequence: change.by };
    case "route":
      return { route: change.variants, over: change.over };
    case "move": {
      const { what, to, by } = change;
      return { move: what.length === 1 ? (what[0] as string) : what, ...(to && { to }), ...(by && { by }) };
    }
    case "lot":
      return { lot: change.pieces, variant: change.variants };
  }
}
