import type { Random } from "../../../kernel/random.ts";
import { STATIONS } from "../layout.ts";
import type { Surroundings } from "../machine.ts";
import type { Stations } from "../stations.ts";
import type { MediaFlows } from "./metering.ts";
import type { PowerTree } from "./power-tree.ts";

/** Share of the machine tools' power that ends up in chilled water. */
const CHILLED_SHARE = 0.25;
/** Share of the usual leaks that are in the hoses of the assembly line. */
const ASSEMBLY_LEAK_SHARE = 0.6;
/** Sanitary and cleaning water, space heating. */
const BASE_WATER_M3H = 0.42;
const BASE_GAS_M3H = 1.1;
/** Pressure that a cold net loses, bar. */
const COLD_BAR = 0.15;
/** Drives drop out below this share of the voltage. */
const DROPOUT_SAG = 0.3;

const ASSEMBLY: ReadonlySet<string> = new Set(
  STATIONS.filter((station) => station.speaker === "assembly").map((station) => station.id),
);

/**
 * Compressed air, water, gas, chilled water and the grid's voltage: consumption of the machines, and its effect on the
 * nets.
 */
export class Supplies {
  readonly flows: MediaFlows = {
    plantAirM3h: 0,
    assemblyAirM3h: 0,
    plantWaterM3h: 0,
    washerWaterM3h: 0,
    plantGasM3h: 0,
    ovenGasM3h: 0,
  };
  readonly #stations: Stations;
  readonly #around: Surroundings;
  readonly #tree: PowerTree;
  readonly #random: Random;
  #consumersM3h = 0;
  #assemblyM3h = 0;

  constructor(options: {
    readonly stations: Stations;
    readonly around: Surroundings;
    readonly tree: PowerTree;
    readonly random: Random;
  }) {
    this.#random = options.random;
    this.#stations = options.stations;
    this.#around = options.around;
    this.#tree = options.tree;
  }

  /** Hall and grid, at the start of a second. */
  environment(): void {
    const around = this.#around;
    const { voltageSag } = around.conditions.of("plant");
    const { hallK, voltageDip } = around.circumstances.plant;
    around.hallCel = 24.2 + 0.6 * Math.sin(around.nowMs / 900_000) + hallK;
    const steadyV =
      231.4 -
      this.#tree.apparentVA / 220_000 +
      0.5 * Math.sin(around.nowMs / 47_000) +
      0.25 * Math.sin(around.nowMs / 7300);
    // The grid's frequency is a mean-reverting random walk.
    around.gridHz += 0.03 * (50 - around.gridHz) + 0.004 * this.#random.normal();
    around.voltageV = steadyV * (1 - voltageSag) * (1 - voltageDip);
    around.sagged = voltageSag >= DROPOUT_SAG;
  }

  /** Pressure of the compressed-air net; called every step, because it changes within seconds. */
  step(dtS: number): void {
    const { compressor } = this.#stations;
    compressor.supplyNet(dtS, this.#consumersM3h);
    // Cold dryers and hoses take some of the pressure.
    this.#around.airBar = compressor.netBar - COLD_BAR * this.#around.circumstances.of(compressor.id).coldness;
  }

  slow(_dtS: number): void {
    const { compressor, chiller, washer, dryer, oven, machines } = this.#stations;
    this.#consumersM3h = 0;
    this.#assemblyM3h = 0;
    let heatW = 0;
    for (const machine of machines.values()) {
      this.#consumersM3h += machine.airM3h;
      if (ASSEMBLY.has(machine.id)) this.#assemblyM3h += machine.airM3h;
      if (machine.id.startsWith("CNC-")) heatW += machine.powerW * CHILLED_SHARE;
    }
    chiller.heatKW = heatW / 1000;
    const { flows } = this;
    flows.plantAirM3h = compressor.flowM3h;
    flows.assemblyAirM3h =
      this.#assemblyM3h +
      compressor.leakM3h((asset) => (asset === null ? ASSEMBLY_LEAK_SHARE : ASSEMBLY.has(asset) ? 1 : 0));
    flows.washerWaterM3h = washer.waterM3h + this.#around.conditions.of("WSH-01").waterLeakM3h;
    flows.plantWaterM3h =
      flows.washerWaterM3h +
      BASE_WATER_M3H +
      0.12 * Math.sin(this.#around.nowMs / 190_000) +
      this.#around.conditions.of("plant").waterLeakM3h;
    flows.ovenGasM3h = oven.gasM3h;
    flows.plantGasM3h = oven.gasM3h + dryer.gasM3h + BASE_GAS_M3H;
  }
}
