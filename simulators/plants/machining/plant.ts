import {
  type MeterReading,
  type PlantModel,
  type SafetyState,
  STEP_S,
  type StoreLevel,
  type Vehicle,
  type WireFault,
} from "../../kernel/contract.ts";
import type { MachineStateChanged, PlantEvent, TruthEvent } from "../../kernel/events.ts";
import type { Signal } from "../../kernel/signal.ts";
import { subscribe } from "../../kernel/subscribe.ts";
import { readScenario } from "../../scenario/read.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { Commands, type PlantCommand, withCommand } from "./commands.ts";
import type { Instruments } from "./instruments.ts";
import type { Machine } from "./machine.ts";
import type { MaterialBook } from "./material/book.ts";
import type { MediaFlows } from "./media/branches.ts";
import { DemandTruth } from "./media/demand-truth.ts";
import type { GasDetector } from "./media/gas-detector.ts";
import type { UtilityMeter } from "./media/meter.ts";
import type { PowerTree } from "./media/power-tree.ts";
import type { Islands } from "./planning/islands.ts";
import type { JobOrders } from "./planning/job-orders.ts";
import { createParts, type PlantParts } from "./plant-parts.ts";
import { fillPlaces } from "./stations/shift-before.ts";
import { peopleTruth, remainingLifeTruth } from "./truth.ts";

export interface PlantOptions {
  readonly seed: number;
  readonly scenario: Scenario;
  /** Simulated time at the first step, ms UTC. */
  readonly startMs: number;
  /** Time that the plant has worked before the start, so that it starts in the middle of a shift. */
  readonly warmUpS?: number;
  /** Time of the scenario at the first step, seconds; negative before the scenario begins. */
  readonly scenarioFromS?: number;
}

/** Steps of the model per second: heat, media, faults and planning run once per second. */
const STEPS_PER_S = Math.round(1 / STEP_S);

/** Binjiang Plant 1. Everything in it follows from seed, scenario and the steps. */
export class Plant implements PlantModel {
  readonly #parts: PlantParts;
  readonly #startMs: number;
  readonly #scenarioFromS: number;
  readonly #machines: readonly Machine[];
  /** Last reported state of each machine. */
  readonly #shownStates: MachineStateChanged[] = [];
  readonly #listeners = new Set<(event: PlantEvent) => void>();
  readonly #truthListeners = new Set<(event: TruthEvent) => void>();
  readonly #demand = new DemandTruth();
  readonly #commands = new Commands();
  #steps: number;

  constructor(options: PlantOptions) {
    const { warmUpS = 2400, scenario, seed, startMs } = options;
    this.#startMs = startMs;
    this.#scenarioFromS = options.scenarioFromS ?? 0;
    this.#steps = -Math.round(warmUpS / STEP_S);
    this.#parts = createParts({
      seed,
      scenario,
      startMs,
      scenarioMs: startMs - 1000 * this.#scenarioFromS,
      beginMs: startMs - 1000 * warmUpS,
      report: (event) => this.#report(event),
      reportTruth: (event) => this.#reportTruth(event),
    });
    const { stations, stores, faults } = this.#parts;
    this.#machines = [...stations.machines.values()];
    const unknown = [...this.instruments.unknown(scenario.faults), ...this.#parts.people.unknown(scenario.faults)];
    if (unknown.length > 0) throw new Error(unknown.join("\n"));
    fillPlaces(stations.lanes, stores);
    while (this.#steps < 0) this.step();
    faults.listen();
  }

  get book(): MaterialBook {
    return this.#parts.book;
  }

  get safety(): SafetyState {
    return this.#parts.people;
  }

  get powerTree(): PowerTree {
    return this.#parts.powerTree;
  }

  get meters(): readonly UtilityMeter[] {
    return this.#parts.meters;
  }

  get gasDetectors(): readonly GasDetector[] {
    return this.#parts.gasDetectors;
  }

  get instruments(): Instruments {
    return this.#parts.instruments;
  }

  get nowMs(): number {
    return this.#parts.around.nowMs;
  }

  get vehicles(): readonly Vehicle[] {
    return this.#parts.dispatcher.vehicles;
  }

  get stores(): readonly StoreLevel[] {
    return this.#parts.stores.levels;
  }

  /** Jobs that machines are given from outside. */
  get jobs(): JobOrders {
    return this.#parts.around.jobs;
  }

  /** Which machine tools make which variants. */
  get islands(): Islands {
    return this.#parts.around.islands;
  }

  /** Every machine by its station id. */
  get machines(): ReadonlyMap<string, Machine> {
    return this.#parts.stations.machines;
  }

  get flows(): Readonly<MediaFlows> {
    return this.#parts.supplies.flows;
  }

  /** Pieces inside the plant, counted at their places. */
  get insideCount(): number {
    let count = this.#parts.stores.pieceCount + this.#parts.dispatcher.pieceCount;
    for (const buffer of this.#parts.stations.buffers) count += buffer.ready;
    for (const table of this.#parts.stations.reworkTables) count += table.count;
    for (const machine of this.#machines) count += machine.pieceCount;
    return count;
  }

  get wireFaults(): readonly WireFault[] {
    const { faults, nuisances } = this.#parts;
    return nuisances.wire.length === 0 ? faults.wire : [...faults.wire, ...nuisances.wire];
  }

  onEvent(listener: (event: PlantEvent) => void, signal?: AbortSignal): void {
    subscribe(this.#listeners, listener, signal);
  }

  /** Subscribes to facts that nobody in the plant can know. */
  onTruth(listener: (event: TruthEvent) => void, signal?: AbortSignal): void {
    subscribe(this.#truthListeners, listener, signal);
  }

  #report(event: PlantEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #reportTruth(event: TruthEvent): void {
    for (const listener of this.#truthListeners) listener(event);
  }

  /** The present state of the plant, as the events that would lead to it, for a new listener. */
  snapshot(): readonly PlantEvent[] {
    const timeMs = this.nowMs;
    const orders = this.#parts.orders.open.map(
      (order): PlantEvent => ({ type: "order-changed", timeMs, ...order.asEvent }),
    );
    const states = this.#machines.map((machine) => stateEvent(timeMs, machine));
    return [...orders, ...this.book.snapshot(), ...states];
  }

  meter(id: string): MeterReading {
    return this.#parts.metering.read(id);
  }

  signals(id: string): readonly Signal[] {
    const machine = this.#parts.stations.machines.get(id);
    if (machine === undefined) throw new Error(`the plant has no machine ${id}`);
    return machine.signals;
  }

  /** People do something to the plant at some time. */
  command(command: PlantCommand): void {
    this.#commands.add(command);
  }

  #obey(command: PlantCommand): void {
    const { around, faults } = this.#parts;
    around.utilities = withCommand(around.utilities, command);
    if (command.kind === "standby") around.standby.add(command.station);
    if (command.kind === "repair") faults.repair(command.fault);
  }

  /** Steps until the next one would lie behind `untilMs`. */
  advanceTo(untilMs: number): void {
    while (this.#startMs + 1000 * STEP_S * (this.#steps + 1) <= untilMs) this.step();
  }

  step(): void {
    const around = this.#parts.around;
    this.#steps++;
    around.nowMs = this.#startMs + this.#steps * 1000 * STEP_S;
    const isSecond = this.#steps % STEPS_PER_S === 0;
    // Faults in progress at the start are reported now, when all listeners are there.
    if (this.#steps === 1) {
      this.#parts.faults.step(this.#scenarioFromS, this.#startMs);
      this.#parts.nuisances.listen(this.#startMs);
    }
    if (isSecond) this.#beginSecond();
    this.#parts.people.step(STEP_S);
    this.#parts.nearMisses.step();
    for (const loader of this.#parts.stations.loaders) loader.step(STEP_S);
    for (const machine of this.#machines) machine.step(STEP_S);
    for (const table of this.#parts.stations.reworkTables) table.step(STEP_S);
    this.#parts.dispatcher.step(STEP_S);
    this.#parts.doubleReleases.step();
    this.#parts.supplies.step(STEP_S);
    this.powerTree.step(STEP_S, { chargingW: this.#parts.dispatcher.chargingW, voltageV: around.voltageV });
    around.operations.energy.step(STEP_S, { machines: this.machines, flows: this.flows, nowMs: around.nowMs });
    if (isSecond) this.#endSecond();
    this.#reportStates();
  }

  get #scenarioS(): number {
    return this.#scenarioFromS + this.#steps / STEPS_PER_S;
  }

  #beginSecond(): void {
    const around = this.#parts.around;
    for (const command of this.#commands.due(around.nowMs)) this.#obey(command);
    if (this.#steps !== 0) this.#parts.faults.step(this.#scenarioS, around.nowMs);
    around.workTime = this.#parts.calendar.at(around.nowMs);
    this.#parts.nuisances.step(around.nowMs);
    this.instruments.slow(around.conditions);
    this.#parts.supplies.environment();
    this.#parts.people.slow();
    this.#parts.dispatcher.slow();
    this.#parts.stores.slow();
  }

  #endSecond(): void {
    for (const machine of this.#machines) machine.slow(1);
    this.#parts.supplies.slow(1);
    this.#parts.metering.slow(1);
    for (const meter of this.meters) meter.slow(1);
    this.#parts.gasSpread.slow(1, { nowMs: this.nowMs, report: (event) => this.#reportTruth(event) });
    for (const detector of this.gasDetectors) detector.slow(1);
    if (this.#truthListeners.size === 0 || this.#steps < 0) return;
    this.#reportTruth(peopleTruth(this.nowMs, this.#parts.people));
    for (const event of this.#demand.second(this.nowMs, this.powerTree.grid.energyWh)) this.#reportTruth(event);
    if ((this.#steps / STEPS_PER_S) % 60 !== 0) return;
    const ofFaults = this.#parts.faults.remainingS(this.#scenarioS);
    this.#reportTruth(remainingLifeTruth(this.#parts.around, this.#machines, ofFaults));
  }

  #reportStates(): void {
    for (let at = 0; at < this.#machines.length; at++) {
      const machine = this.#machines[at] as Machine;
      const shown = this.#shownStates[at];
      const { itemState, mode, cause } = machine;
      if (shown !== undefined && shown.cause === cause && shown.state === itemState && shown.mode === mode) continue;
      const event = stateEvent(this.nowMs, machine);
      this.#shownStates[at] = event;
      this.#report(event);
    }
  }
}

function stateEvent(timeMs: number, { id: station, itemState: state, mode, cause }: Machine): MachineStateChanged {
  return { type: "machine-state", timeMs, station, state, mode, cause };
}

/**
 * Builds the plant in the middle of a shift: machines hold pieces, buffers are part full, vehicles are on their way.
 * A scenario can be named (`demo`).
 */
export function createPlant(options: Omit<PlantOptions, "scenario"> & { readonly scenario: Scenario | string }): Plant {
  const { scenario } = options;
  return new Plant({ ...options, scenario: typeof scenario === "string" ? readScenario(scenario) : scenario });
}
