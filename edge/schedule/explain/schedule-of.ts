import type { PlacedStep, PlannedOperation, Schedule, StartReason } from "../../contracts/schedule/schedule.ts";
import type { Decisions } from "../plant/decided.ts";
import type { Plant } from "../plant/plant.ts";
import type { Timeline } from "../plant/timeline.ts";
import { type Binding, Bindings } from "./binding.ts";

/** Most operations in the chain of a late order. */
const MOST_LINKS = 30;

/** A schedule with names, moments and reasons. `onTime`: by order, the share of replications in which it is on time. */
export function scheduleOf(decisions: Decisions, timeline: Timeline, onTime?: Float64Array): Schedule {
  const { plant } = timeline;
  const bindings = new Bindings(decisions, timeline);
  const named = new Named(plant);
  const { machine, setUpStart, start, end } = timeline;
  return {
    operations: Array.from(plant.orderOf, (_, operation) => {
      const { binding, couldStart } = bindings.of(operation);
      const begin = start[operation] as number;
      return {
        ...named.step(operation),
        machine: plant.names.machines[machine[operation] as number] as string,
        setUpStart: named.moment(setUpStart[operation] as number),
        start: named.moment(begin),
        end: named.moment(end[operation] as number),
        isKept: bindings.isKept(operation),
        reason: named.reason(binding),
        lastPieces: named.lastPieces(bindings, operation),
        closedFrom: begin > couldStart ? named.moment(couldStart) : undefined,
      };
    }),
    orders: plant.names.orders.map((order, at) => ({
      order,
      due: named.moment(plant.due[at] as number),
      end: named.moment(timeline.orderEnd[at] as number),
      onTime: onTime?.[at],
      chain:
        (timeline.orderEnd[at] as number) > (plant.due[at] as number)
          ? chainOf(timeline, bindings, at).map((operation) => named.step(operation))
          : [],
    })),
    beyondHorizon: Array.from(end.keys())
      .filter((operation) => (end[operation] as number) > plant.horizon)
      .map((operation) => named.step(operation)),
    cost: timeline.cost,
    setUpMin: timeline.setUp / 60,
    energyCost: energyCost(timeline),
    end: named.moment(timeline.makespan),
  };
}

/** What all operations cost by the tariff, whatever weight it has in the objective. */
function energyCost({ plant, machine, batch, start, end }: Timeline): number {
  let sum = 0;
  for (let operation = 0; operation < start.length; operation++) {
    if (batch[operation] !== operation) continue;
    const power = plant.powerOf[machine[operation] as number] as number;
    sum += power * plant.tariff.cost(start[operation] as number, end[operation] as number);
  }
  return sum;
}

/** From the last operation of an order back, each operation that holds the one before. */
function chainOf({ plant, end }: Timeline, bindings: Bindings, order: number): number[] {
  let operation = plant.firstOf[order] as number;
  for (let other = operation; other < (plant.firstOf[order + 1] as number); other++)
    if ((end[other] as number) > (end[operation] as number)) operation = other;
  const chain = [operation];
  // Of one that passes on its first pieces the start is waited for, of all others the end.
  let isEnd = true;
  while (chain.length < MOST_LINKS) {
    const last: number | undefined = isEnd ? bindings.lastLots(operation) : undefined;
    const { binding } = bindings.of(operation);
    if (last === undefined && !("by" in binding)) break;
    isEnd = last !== undefined || binding.kind !== "step" || binding.pieces === 0;
    operation = last ?? ("by" in binding ? binding.by : operation);
    chain.push(operation);
  }
  return chain;
}

class Named {
  readonly #plant: Plant;

  constructor(plant: Plant) {
    this.#plant = plant;
  }

  moment(seconds: number): number {
    return this.#plant.startMs + Math.round(seconds * 1000);
  }

  step(operation: number): PlacedStep {
    const { names, orderOf } = this.#plant;
    return { order: names.orders[orderOf[operation] as number] as string, step: names.steps[operation] as string };
  }

  lastPieces(bindings: Bindings, operation: number): PlannedOperation["lastPieces"] {
    const last = bindings.lastLots(operation);
    return last === undefined ? undefined : this.step(last);
  }

  reason(binding: Binding): StartReason {
    if (binding.kind === "kept") return binding;
    const until = this.moment(binding.until);
    switch (binding.kind) {
      case "step": {
        const { by, pieces, transport, setUp } = binding;
        const times = { transportMin: transport / 60, setUpMin: setUp / 60 };
        return { kind: "step", until, by: this.step(by), ...(pieces === 0 ? {} : { pieces }), ...times };
      }
      case "machine":
        return { kind: "machine", until, by: this.step(binding.by), setUpMin: binding.setUp / 60 };
      case "release":
      case "material":
      case "set-up":
        return { kind: binding.kind, until, setUpMin: binding.setUp / 60 };
      case "batch":
        return { kind: "batch", until, by: this.step(binding.by) };
      case "fixture": {
        const fixture = this.#plant.names.fixtures[binding.fixture] as string;
        return { kind: "fixture", until, fixture, by: this.step(binding.by), setUpMin: binding.setUp / 60 };
      }
      default:
        return { kind: binding.kind, until };
    }
  }
}
