import type { MeterReading, PlantModel, StoreLevel, Vehicle } from "./contract.ts";
import { applyDemoFaults, healthyState, type Scenario } from "./faults.ts";
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

/** Time steps of the warm-up: coarse, nobody looks. */
const WARM_UP_STEP_S = 0.25;

const ASSEMBLY_STATIONS = STATIONS.filter((station) => station.speaker === "assembly").map((station) => station.id);

/** Binjiang Plant 1. Everything in it follows from the seed and the steps. */
export class Plant implements PlantModel {
  readonly ledger = new Ledger();
  readonly #around: Surroundings;
  readonly #scenario: Scenario;
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
    this.#scenario = scenario;
    this.#startMs = startMs;
    this.#around = { nowMs: startMs - 1000 * warmUpS, hallCel: 24, airBar: 7.1, voltageV: 231, faults: healthyState(), ledger: this.ledger };
    this.#stores = new Stores(this.ledger);
    this.#stations = createStations({ around: this.#around, random, stores: this.#stores, tree: () => this.#tree });
    this.#dispatcher = new Dispatcher(this.#stations.lanes, this.#around, random.fork("fleet"));
    this.#tree = new PowerTree(this.#stations.machines);
    this.#metering = new Metering({ machines: this.#stations.machines, tree: this.#tree, flows: this.#flows, around: this.#around });
    for (let step = 0; step < warmUpS / WARM_UP_STEP_S; step++) {
      this.step(WARM_UP_STEP_S);
    }
    this.#around.nowMs = startMs;
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

  step(dtS: number): void {
    const around = this.#around;
    around.nowMs += dtS * 1000;
    const timeS = (around.nowMs - this.#startMs) / 1000;
    if (this.#scenario === "demo" && timeS >= 0) {
      applyDemoFaults(around.faults, timeS);
    }
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

/** Builds the plant in the middle of a shift: machines hold pieces, buffers are part full, vehicles are on their way. */
export function createPlant(options: PlantOptions): Plant {
  return new Plant(options);
}
