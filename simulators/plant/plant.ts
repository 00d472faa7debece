import { readScenario } from "../scenario/read.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type MeterReading, type PlantModel, type SafetyState, STEP_S, type StoreLevel, type Vehicle, type WireFault } from "./contract.ts";
import type { PlantEvent, TruthEvent } from "./events.ts";
import { Conditions } from "./faults/condition.ts";
import { FaultSchedule } from "./faults/schedule.ts";
import { Dispatcher } from "./fleet/dispatcher.ts";
import { STATIONS } from "./layout.ts";
import type { Machine, Surroundings } from "./machine.ts";
import { type MediaFlows, Metering } from "./metering.ts";
import { Ledger } from "./piece.ts";
import { PowerTree } from "./power-tree.ts";
import { Random } from "./random.ts";
import type { Signal } from "./signal.ts";
import { createStations, type Stations } from "./stations.ts";
import { Stores } from "./stores.ts";

export interface PlantOptions {
  readonly seed: number;
  readonly scenario: Scenario;
  /** Simulated time at the first step, ms UTC. */
  readonly startMs: number;
  /** How long the plant has worked before that, so that it starts in the middle of a shift. */
  readonly warmUpS?: number;
}

const ASSEMBLY_STATIONS = STATIONS.filter((station) => station.speaker === "assembly").map((station) => station.id);

/** Binjiang Plant 1. Everything in it follows from the seed and the steps. */
export class Plant implements PlantModel {
  readonly ledger = new Ledger();
  readonly #around: Surroundings;
  readonly #faults: FaultSchedule;
  readonly #listeners = new Set<(event: PlantEvent) => void>();
  readonly #truthListeners = new Set<(event: TruthEvent) => void>();
  #steps = 0;
  readonly #startMs: number;
  readonly #stations: Stations;
  readonly #stores: Stores;
  readonly #dispatcher: Dispatcher;
  readonly #tree: PowerTree;
  readonly #metering: Metering;
  readonly #flows: MediaFlows = { plantAirM3h: 0, assemblyAirM3h: 0, plantWaterM3h: 0, washerWaterM3h: 0, plantGasM3h: 0, ovenGasM3h: 0 };

  constructor(options: PlantOptions) {
    const { seed, scenario, startMs, warmUpS = 2400 } = options;
    const random = new Random(seed);
    this.#startMs = startMs;
    this.#around = { nowMs: startMs - 1000 * warmUpS, hallCel: 24, airBar: 7.1, voltageV: 231, conditions: new Conditions(), ledger: this.ledger };
    this.#stores = new Stores(this.ledger);
    this.#stations = createStations({ around: this.#around, random, stores: this.#stores, tree: () => this.#tree });
    this.#dispatcher = new Dispatcher(this.#stations.lanes, this.#around, random.fork("fleet"));
    this.#tree = new PowerTree(this.#stations.machines);
    this.#metering = new Metering({ machines: this.#stations.machines, tree: this.#tree, flows: this.#flows, around: this.#around });
    this.#faults = new FaultSchedule(scenario.faults, this.#around.conditions, (event) => this.#tellTruth(event));
    this.#steps = -Math.round(warmUpS / STEP_S);
    while (this.#steps < 0) this.step();
  }

  get nowMs(): number {
    return this.#around.nowMs;
  }

  get vehicles(): readonly Vehicle[] {
    return this.#dispatcher.vehicles;
  }

  get stores(): readonly StoreLevel[] {
    return this.#stores.levels;
  }

  /** Every machine by its station id. */
  get machines(): ReadonlyMap<string, Machine> {
    return this.#stations.machines;
  }

  get powerTree(): PowerTree {
    return this.#tree;
  }

  /** The media that flow now. */
  get flows(): Readonly<MediaFlows> {
    return this.#flows;
  }

  /** Pieces anywhere inside the plant. */
  get insideCount(): number {
    let count = this.#stores.pieceCount + this.#dispatcher.pieceCount;
    for (const buffer of this.#stations.buffers) {
      count += buffer.ready;
    }
    for (const machine of this.#stations.machines.values()) {
      count += machine.pieceCount;
    }
    return count;
  }

  meter(id: string): MeterReading {
    return this.#metering.read(id);
  }

  signals(id: string): readonly Signal[] {
    const machine = this.#stations.machines.get(id);
    if (machine === undefined) {
      throw new Error(`the plant has no machine ${id}`);
    }
    return machine.signals;
  }

  get wireFaults(): readonly WireFault[] {
    return this.#faults.wire;
  }

  get safety(): SafetyState {
    return { people: [], zones: [], devices: [] };
  }

  onEvent(listener: (event: PlantEvent) => void, signal?: AbortSignal): void {
    subscribe(this.#listeners, listener, signal);
  }

  /** What nobody in the plant can know. */
  onTruth(listener: (event: TruthEvent) => void, signal?: AbortSignal): void {
    subscribe(this.#truthListeners, listener, signal);
  }

  #tellTruth(event: TruthEvent): void {
    for (const listener of this.#truthListeners) listener(event);
  }

  /** Steps until the next one would lie behind `untilMs`. */
  advanceTo(untilMs: number): void {
    while (this.#startMs + 1000 * STEP_S * (this.#steps + 1) <= untilMs) this.step();
  }

  step(): void {
    const dtS = STEP_S;
    const around = this.#around;
    this.#steps++;
    around.nowMs = this.#startMs + this.#steps * 1000 * STEP_S;
    // The scenario's time begins with the run, faults go by whole seconds.
    if (this.#steps >= 0 && this.#steps % 10 === 0) this.#faults.step(this.#steps / 10, around.nowMs);
    around.hallCel = 24.2 + 0.6 * Math.sin(around.nowMs / 900_000);
    around.voltageV = 231.4 - this.#tree.apparentVA / 220_000 + 0.5 * Math.sin(around.nowMs / 47_000) + 0.25 * Math.sin(around.nowMs / 7300);
    for (const loader of this.#stations.loaders) {
      loader.step(dtS);
    }
    for (const machine of this.#stations.machines.values()) {
      machine.step(dtS);
    }
    this.#dispatcher.step(dtS);
    this.#stores.step();
    this.#supplyMedia(dtS);
    this.#tree.step(dtS, this.#dispatcher.chargingW);
    this.#metering.step(dtS);
  }

  #supplyMedia(dtS: number): void {
    const { compressor, chiller, washer, dryer, oven, machines } = this.#stations;
    let consumersM3h = 0;
    let heatW = 0;
    for (const machine of machines.values()) {
      consumersM3h += machine.airM3h;
      // A quarter of what the machine tools draw ends in chilled water.
      heatW += machine.id.startsWith("CNC-") ? machine.powerW * 0.25 : 0;
    }
    compressor.supplyNet(dtS, consumersM3h);
    this.#around.airBar = compressor.netBar;
    chiller.heatKW = heatW / 1000;
    const flows = this.#flows;
    flows.plantAirM3h = compressor.flowM3h;
    // Three fifths of the leaks are in the hoses of the assembly line.
    flows.assemblyAirM3h = 0.6 * compressor.leakM3h + ASSEMBLY_STATIONS.reduce((sum, id) => sum + (machines.get(id)?.airM3h ?? 0), 0);
    flows.washerWaterM3h = washer.waterM3h;
    flows.plantWaterM3h = washer.waterM3h + 0.42 + 0.12 * Math.sin(this.#around.nowMs / 190_000);
    flows.ovenGasM3h = oven.gasM3h;
    flows.plantGasM3h = oven.gasM3h + dryer.gasM3h + 1.1;
  }
}

function subscribe<Event>(listeners: Set<(event: Event) => void>, listener: (event: Event) => void, signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) return;
  listeners.add(listener);
  signal?.addEventListener("abort", () => listeners.delete(listener), { once: true });
}

/** Builds the plant in the middle of a shift: machines hold pieces, buffers are part full, vehicles are on their way. A scenario can be named (`demo`). */
export function createPlant(options: Omit<PlantOptions, "scenario"> & { readonly scenario: Scenario | string }): Plant {
  const { scenario } = options;
  return new Plant({ ...options, scenario: typeof scenario === "string" ? readScenario(scenario) : scenario });
}
