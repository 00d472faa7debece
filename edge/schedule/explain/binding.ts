import { NONE } from "../plant/floor-state.ts";
import { type Plant, setUpWork } from "../plant/plant.ts";
import type { Decisions, Timeline } from "../plant/timeline.ts";

/** The constraint that holds an operation's start. Times are seconds from the plan's start. */
export type Binding =
  | { readonly kind: "kept" }
  | { readonly kind: "opens" | "release" | "material" | "energy"; readonly until: number }
  | { readonly kind: "step"; readonly until: number; readonly by: number; readonly transport: number }
  | { readonly kind: "machine"; readonly until: number; readonly by: number; readonly setUp: number }
  | { readonly kind: "set-up"; readonly until: number; readonly setUp: number }
  | { readonly kind: "batch"; readonly until: number; readonly by: number }
  | {
      readonly kind: "fixture";
      readonly until: number;
      readonly by: number;
      readonly fixture: number;
      readonly setUp: number;
    };

export interface Held {
  readonly binding: Binding;
  /** When all but the calendar would have let it start. */
  readonly couldStart: number;
}

/** Finds what holds each operation of a schedule, from its times alone. */
export class Bindings {
  readonly #plant: Plant;
  readonly #decisions: Decisions;
  readonly #timeline: Timeline;
  readonly #place: Int32Array;
  readonly #isKept: Uint8Array;
  /** Operation before each on its machine, of another batch. */
  readonly #previous: Int32Array;

  constructor(decisions: Decisions, timeline: Timeline) {
    const { plant } = timeline;
    this.#plant = plant;
    this.#decisions = decisions;
    this.#timeline = timeline;
    this.#place = new Int32Array(decisions.order.length);
    this.#previous = new Int32Array(decisions.order.length).fill(NONE);
    this.#isKept = new Uint8Array(decisions.order.length);
    for (const { operation } of plant.kept) this.#isKept[operation] = 1;
    const last = new Int32Array(plant.names.machines.length).fill(NONE);
    const turns = [...plant.kept.map(({ operation }) => operation), ...decisions.order.subarray(plant.kept.length)];
    for (const [place, operation] of turns.entries()) {
      const machine = timeline.machine[operation] as number;
      this.#place[operation] = place;
      if (timeline.batch[operation] !== operation) continue;
      this.#previous[operation] = last[machine] as number;
      last[machine] = operation;
    }
  }

  isKept(operation: number): boolean {
    return this.#isKept[operation] === 1;
  }

  of(operation: number): Held {
    const { start, batch } = this.#timeline;
    const begin = start[operation] as number;
    if (this.#isKept[operation] === 1) return { binding: { kind: "kept" }, couldStart: begin };
    const first = batch[operation] as number;
    if (first !== operation) return { binding: { kind: "batch", until: begin, by: first }, couldStart: begin };
    const ready = this.#ready(operation);
    const free = this.#free(operation, ready.until);
    const binding = free.isSet > ready.until || ready.kind === "opens" ? free.binding : ready;
    return { binding, couldStart: Math.max(free.isSet, ready.until) };
  }

  /** What of release, material, steps before and energy comes last. */
  #ready(operation: number): Exclude<Binding, { readonly kind: "kept" }> {
    const { plant, machine, end } = this.#timeline;
    const release = plant.releaseOf[plant.orderOf[operation] as number] as number;
    let last: Exclude<Binding, { readonly kind: "kept" }> = { kind: "opens", until: plant.opensAt };
    if (release > last.until) last = { kind: "release", until: release };
    const material = plant.materialOf[operation] as number;
    if (material > last.until) last = { kind: "material", until: material };
    for (let at = plant.beforeFrom[operation] as number; at < (plant.beforeFrom[operation + 1] as number); at++) {
      const by = plant.before[at] as number;
      const from = (machine[by] as number) * plant.names.machines.length;
      const transport = plant.transport[from + (machine[operation] as number)] as number;
      const until = (end[by] as number) + transport;
      if (until > last.until) last = { kind: "step", until, by, transport };
    }
    const wanted = this.#decisions.notBefore[operation] as number;
    return wanted > last.until ? { kind: "energy", until: wanted } : last;
  }

  /** When the machine is set up: behind its operation before, and when the fixtures are free. */
  #free(operation: number, ready: number): { readonly binding: Binding; readonly isSet: number } {
    const { plant, machine, end } = this.#timeline;
    const own = machine[operation] as number;
    const previous = this.#previous[operation] as number;
    const before = previous === NONE ? (plant.setUpNow[own] as number) : (plant.familyOf[previous] as number);
    const setUp = setUpWork(plant, own, before, plant.familyOf[operation] as number);
    const machineFree = Math.max(previous === NONE ? 0 : (end[previous] as number), plant.freeFrom[own] as number);
    const fixture = this.#fixture(operation);
    const from = Math.max(machineFree, fixture?.until ?? 0, plant.opensAt, plant.isSetUpAhead ? 0 : ready);
    const isSet = setUp === 0 ? from : (plant.calendars[own] as Plant["calendars"][number]).end(from, setUp);
    if (fixture !== undefined && fixture.until > machineFree) return { binding: { ...fixture, setUp }, isSet };
    const isBusy = previous !== NONE && machineFree >= Math.max(plant.opensAt, plant.isSetUpAhead ? 0 : ready);
    if (isBusy) return { binding: { kind: "machine", until: machineFree, by: previous, setUp }, isSet };
    // Where the set-up begins only when the piece is there, the piece holds it.
    if (!plant.isSetUpAhead && ready > plant.opensAt) return { binding: this.#ready(operation), isSet };
    if (setUp === 0) return { binding: { kind: "opens", until: from }, isSet };
    return { binding: { kind: "set-up", until: isSet, setUp }, isSet };
  }

  /** The fixture that is free last, and who had it; undefined where all were free. */
  #fixture(operation: number) {
    const { fixturesFrom, fixtureOf } = this.#plant;
    let last: { kind: "fixture"; until: number; by: number; fixture: number } | undefined;
    for (let at = fixturesFrom[operation] as number; at < (fixturesFrom[operation + 1] as number); at++) {
      const fixture = fixtureOf[at] as number;
      const freed = this.#freed(fixture, this.#place[operation] as number);
      if (freed !== undefined && (last === undefined || freed.until > last.until))
        last = { kind: "fixture", fixture, ...freed };
    }
    return last;
  }

  /** When the last time ends in which operations before a place hold all units of a fixture. */
  #freed(fixture: number, place: number): { readonly until: number; readonly by: number } | undefined {
    const { setUpStart, end } = this.#timeline;
    const { orderOf, fixturesFrom, fixtureOf, fixtureCount } = this.#plant;
    const holders: number[] = [];
    for (let other = 0; other < orderOf.length; other++) {
      if ((this.#place[other] as number) >= place) continue;
      for (let at = fixturesFrom[other] as number; at < (fixturesFrom[other + 1] as number); at++)
        if (fixtureOf[at] === fixture) holders.push(other);
    }
    let found: { until: number; by: number } | undefined;
    for (const by of holders) {
      const until = end[by] as number;
      const atOnce = holders.filter((one) => (setUpStart[one] as number) < until && (end[one] as number) >= until);
      const isAll = atOnce.length >= (fixtureCount[fixture] as number);
      if (isAll && (found === undefined || until > found.until)) found = { until, by };
    }
    return found;
  }
}
