import type { Random } from "../../../kernel/random.ts";
import type { Surroundings } from "../machine.ts";
import type { Stations } from "../stations.ts";
import { AIR_AREAS, type AirArea, airAreaOf, noFlows, USUAL_LEAK_SHARES } from "./branches.ts";
import { Heating } from "./heating.ts";
import type { PowerTree } from "./power-tree.ts";
import type { Weather } from "./weather.ts";

/** Share of the machine tools' power that ends up in chilled water. */
const CHILLED_SHARE = 0.25;
/** Sanitary and cleaning water, and space heating in scenarios without weather. */
const BASE_WATER_M3H = 0.42;
const BASE_GAS_M3H = 1.1;
/** Pressure that a cold net loses, bar. */
const COLD_BAR = 0.15;
/** Drives drop out below this share of the voltage. */
const DROPOUT_SAG = 0.3;

/** Share of the outdoor warmth in the air of the rooms that compressor and chiller draw from. */
const INTAKE_SHARE = 0.5;
/** Outdoor temperature at which chiller and compressor take what they take without weather, Cel. */
const USUAL_OUTDOOR_CEL = 17;
/**
 * Compressed air, water, gas, chilled water and the grid's voltage: consumption of the machines, and its effect on the
 * nets.
 */
export class Supplies {
  readonly flows = noFlows();
  readonly #stations: Stations;
  readonly #around: Surroundings;
  readonly #tree: PowerTree;
  readonly #random: Random;
  readonly #weather: Weather;
  readonly #isWeatherFelt: boolean;
  readonly #heating = new Heating();
  readonly #areaM3h: Record<AirArea, number> = { machining: 0, finishing: 0, coating: 0, assembly: 0 };
  #consumersM3h = 0;

  constructor(options: {
    readonly stations: Stations;
    readonly around: Surroundings;
    readonly tree: PowerTree;
    readonly random: Random;
    readonly weather: Weather;
    /** Whether heating, chiller and compressor follow the weather. */
    readonly isWeatherFelt: boolean;
  }) {
    this.#weather = options.weather;
    this.#isWeatherFelt = options.isWeatherFelt;
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
    around.outdoorCel = this.#weather.outdoorCel(around.nowMs);
    if (this.#isWeatherFelt) around.intakeK = INTAKE_SHARE * (around.outdoorCel - USUAL_OUTDOOR_CEL);
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

  slow(dtS: number): void {
    const { compressor, chiller, washer, dryer, oven, machines } = this.#stations;
    this.#consumersM3h = 0;
    for (const area of AIR_AREAS) this.#areaM3h[area] = 0;
    let heatW = 0;
    for (const machine of machines.values()) {
      this.#consumersM3h += machine.airM3h;
      const area = airAreaOf(machine.id);
      if (area !== undefined) this.#areaM3h[area] += machine.airM3h;
      if (machine.id.startsWith("CNC-")) heatW += machine.powerW * CHILLED_SHARE;
    }
    chiller.heatKW = heatW / 1000;
    const { flows } = this;
    flows.plantAirM3h = compressor.flowM3h;
    for (const area of AIR_AREAS)
      flows[`${area}AirM3h`] =
        this.#areaM3h[area] +
        compressor.leakM3h((asset) => (asset === null ? USUAL_LEAK_SHARES[area] : airAreaOf(asset) === area ? 1 : 0));
    this.#water(washer.waterM3h);
    this.#gas({ oven: oven.gasM3h, dryer: dryer.gasM3h, dtS });
  }

  #water(washerM3h: number): void {
    const { flows } = this;
    const leak = (...assets: readonly string[]): number => this.#leaks("waterLeakM3h", assets);
    const swing = 0.12 * Math.sin(this.#around.nowMs / 190_000);
    const behindSanitary = leak("MTR-W-SANITARY");
    flows.washerWaterM3h = washerM3h + leak("WSH-01", "MTR-W-WSH-01");
    flows.sanitaryWaterM3h = BASE_WATER_M3H + swing + behindSanitary;
    flows.plantWaterM3h = flows.washerWaterM3h + BASE_WATER_M3H + swing + leak("plant", "MTR-W-PLANT") + behindSanitary;
  }

  #gas({ oven, dryer, dtS }: { readonly oven: number; readonly dryer: number; readonly dtS: number }): void {
    const { flows } = this;
    const { outdoorCel, workTime } = this.#around;
    const leak = (...assets: readonly string[]): number => this.#leaks("gasLeakM3h", assets);
    if (this.#isWeatherFelt) this.#heating.slow(dtS, { outdoorCel, works: workTime !== "off-shift" });
    const heating = this.#isWeatherFelt ? this.#heating.gasM3h : BASE_GAS_M3H;
    flows.ovenGasM3h = oven + leak("OVN-01", "MTR-G-OVN-01");
    flows.dryerGasM3h = dryer + leak("DRY-01", "MTR-G-DRY-01");
    flows.heatingGasM3h = heating + leak("MTR-G-HEATING");
    flows.plantGasM3h = flows.ovenGasM3h + flows.dryerGasM3h + flows.heatingGasM3h + leak("plant", "MTR-G-PLANT");
  }

  /** Sum of the leaks of these assets. */
  #leaks(leak: "waterLeakM3h" | "gasLeakM3h", assets: readonly string[]): number {
    return assets.reduce((sum, asset) => sum + this.#around.conditions.of(asset)[leak], 0);
  }
}
