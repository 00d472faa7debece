import type { Decisions } from "../plant/decided.ts";
import { unitFor, unitsFrom } from "../plant/fixture-units.ts";
import { NONE } from "../plant/floor-state.ts";
import { type Plant, setUpWork } from "../plant/plant.ts";
import type { Timeline } from "../plant/timeline.ts";
import { Transfer } from "../plant/transfer.ts";

/** The constraint that holds an operation's start. Times are seconds from the plan's start. */
export type Binding =
  | { readonly kind: "kept" }
  /** `locked`: a person has placed it there; `tariff`: energy is cheaper then. */
  | { readonly kind: "opens" | "locked" | "tariff"; readonly until: number }
  | { readonly kind: "release" | "material"; readonly until: number; readonly setUp: number }
  | {
      readonly kind: "step";
      readonly until: number;
      readonly by: number;
      /** Of a step whose pieces come in lots, how many are waited for; 0: all. */
      readonly pieces: number;
      readonly transport: number;
      readonly setUp: number;
    }
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

/** Finds what holds each operation of a schedule, from its times and what waits for cheaper energy. */
export class Bindings {
  readonly #plant: Plant;
  readonly #timeline: Timeline;
  readonly #transfer: Transfer;
  readonly #notBefore: Float64Array;
  readonly #isKept: Uint8Array;
  /** Operation before each on its machine, of another batch. */
  readonly #previous: Int32Array;
  /** By operation, the fixture that is free last, and who had it; none where all were free from the start. */
  readonly #fixture: { kind: "fixture"; fixture: number; until: number; by: number }[] = [];

  constructor(decisions: Decisions, timeline: Timeline) {
    const { plant } = timeline;
    this.#plant = plant;
    this.#timeline = timeline;
    this.#transfer = new Transfer(plant, timeline);
    this.#notBefore = decisions.notBefore;
    this.#previous = new Int32Array(decisions.order.length).fill(NONE);
    this.#isKept = new Uint8Array(decisions.order.length);
    for (const { operation } of plant.kept) this.#isKept[operation] = 1;
    const last = new Int32Array(plant.names.machines.length).fill(NONE);
    const turns = [...plant.kept.map(({ operation }) => operation), ...decisions.order.subarray(plant.kept.length)];
    for (const operation of turns) {
      const machine = timeline.machine[operation] as number;
      if (timeline.batch[operation] !== operation) continue;
      this.#previous[operation] = last[machine] as number;
      last[machine] = operation;
    }
    this.#followUnits(turns);
  }

  isKept(operation: number): boolean {
    return this.#isKept[operation] === 1;
  }

  of(operation: number): Held {
    const { start, batch } = this.#timeline;
    const begin = start[operation] as number;
    if (this.#isKept[operation] === 1) return { binding: { kind: "kept" }, couldStart: begin };
    if (this.#plant.lockedAt[operation] === begin)
      return { binding: { kind: "locked", until: begin }, couldStart: begin };
    const first = batch[operation] as number;
    if (first !== operation) return { binding: { kind: "batch", until: begin, by: first }, couldStart: begin };
    const ready = this.#ready(operation);
    const free = this.#free(operation, ready.until);
    const binding = free.isSet > ready.until || ready.kind === "opens" ? free.binding : ready;
    const couldStart = Math.max(free.isSet, ready.until);
    const until = this.#notBefore[operation] as number;
    return until > couldStart ? { binding: { kind: "tariff", until }, couldStart: until } : { binding, couldStart };
  }

  /**
   * The step whose last lots hold the end of an operation, which has waited for them with its machine; undefined where
   * its work does.
   */
  lastLots(operation: number): number | undefined {
    const { plant, option, batch, end } = this.#timeline;
    if (!plant.hasLots || this.#isKept[operation] === 1 || batch[operation] !== operation) return undefined;
    const own = option[operation] as number;
    const until = end[operation] as number;
    const by = plant.before
      .subarray(plant.beforeFrom[operation], plant.beforeFrom[operation + 1])
      .find((other) => this.#transfer.lastFrom(other, operation, own) === until);
    return by === undefined || this.#workedBy(operation) >= until ? undefined : by;
  }

  /** When its work alone would end. */
  #workedBy(operation: number): number {
    const { plant, option, machine, start } = this.#timeline;
    const [begin, work] = [start[operation] as number, plant.workOf[option[operation] as number] as number];
    if (plant.isInterruptible[operation] === 0) return begin + work;
    return (plant.calendars[machine[operation] as number] as Plant["calendars"][number]).end(begin, work);
  }

  /** What of release, material and steps before comes last. */
  #ready(operation: number): Exclude<Binding, { readonly kind: "kept" }> {
    const { plant, machine, option, setUpStart } = this.#timeline;
    // Where the machine is set up before the piece is there, nothing is left to do then.
    const setUpFrom = (until: number): number =>
      (setUpStart[operation] as number) < until ? 0 : this.#setUp(operation);
    const release = plant.releaseOf[plant.orderOf[operation] as number] as number;
    let last: Exclude<Binding, { readonly kind: "kept" }> = { kind: "opens", until: plant.opensAt };
    if (release > last.until) last = { kind: "release", until: release, setUp: setUpFrom(release) };
    const material = plant.materialOf[operation] as number;
    if (material > last.until) last = { kind: "material", until: material, setUp: setUpFrom(material) };
    for (let at = plant.beforeFrom[operation] as number; at < (plant.beforeFrom[operation + 1] as number); at++) {
      const by = plant.before[at] as number;
      const from = (machine[by] as number) * plant.names.machines.length;
      const transport = plant.transport[from + (machine[operation] as number)] as number;
      const until = this.#timeline.firstMade(by, operation) + transport;
      if (until <= last.until) continue;
      const first = this.#transfer.firstPieces(by, operation, option[operation] as number);
      const pieces = plant.lotOf[by] === 0 ? 0 : first;
      last = { kind: "step", until, by, pieces, transport, setUp: setUpFrom(until) };
    }
    return last;
  }

  #setUp(operation: number): number {
    const plant = this.#plant;
    const own = this.#timeline.machine[operation] as number;
    const previous = this.#previous[operation] as number;
    const before = previous === NONE ? (plant.setUpNow[own] as number) : (plant.familyOf[previous] as number);
    return setUpWork(plant, own, before, plant.familyOf[operation] as number);
  }

  /** When the machine is set up: behind its operation before, and when the fixtures are free. */
  #free(operation: number, ready: number): { readonly binding: Binding; readonly isSet: number } {
    const { plant, machine, end } = this.#timeline;
    const own = machine[operation] as number;
    const previous = this.#previous[operation] as number;
    const setUp = this.#setUp(operation);
    const machineFree = Math.max(previous === NONE ? 0 : (end[previous] as number), plant.freeFrom[own] as number);
    const fixture = this.#fixture[operation];
    const others = Math.max(plant.opensAt, plant.isSetUpAhead ? 0 : ready);
    const from = Math.max(machineFree, fixture?.until ?? 0, others);
    const isSet = setUp === 0 ? from : (plant.calendars[own] as Plant["calendars"][number]).end(from, setUp);
    if (fixture !== undefined && fixture.until > Math.max(machineFree, others))
      return { binding: { ...fixture, setUp }, isSet };
    if (previous !== NONE && machineFree >= others)
      return { binding: { kind: "machine", until: machineFree, by: previous, setUp }, isSet };
    // Where the set-up begins only when the piece is there, the piece holds it.
    if (!plant.isSetUpAhead && ready > plant.opensAt) return { binding: this.#ready(operation), isSet };
    if (setUp === 0) return { binding: { kind: "opens", until: from }, isSet };
    return { binding: { kind: "set-up", until: isSet, setUp }, isSet };
  }

  /** Follows the units of the fixtures as the timeline gives them; keeps of each operation which was free last. */
  #followUnits(turns: readonly number[]): void {
    const { fixturesFrom, fixtureOf } = this.#plant;
    const { setUpStart, end, batch } = this.#timeline;
    const units = unitsFrom(this.#plant);
    const free = new Float64Array(units.at(-1) as number);
    const holder = new Int32Array(free.length).fill(NONE);
    const unit = (fixture: number, time: number): number =>
      unitFor(free, units[fixture] as number, units[fixture + 1] as number, time);
    for (const operation of turns) {
      if (batch[operation] !== operation) continue;
      const own = fixtureOf.subarray(fixturesFrom[operation], fixturesFrom[operation + 1]);
      for (const fixture of own) {
        const first = unit(fixture, 0);
        const until = free[first] as number;
        const by = holder[first] as number;
        if (by !== NONE && until > (this.#fixture[operation]?.until ?? 0))
          this.#fixture[operation] = { kind: "fixture", fixture, until, by };
      }
      for (const fixture of own) {
        const taken = unit(fixture, setUpStart[operation] as number);
        free[taken] = end[operation] as number;
        holder[taken] = operation;
      }
    }
  }
}
