import { clamp, lag } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";
import type { SignalList } from "../../../kernel/signal.ts";

const SETPOINTS_CEL = [185, 195, 190] as const;
/** Full power of the zones' burners: the first warms cold pieces. */
const BURNERS_KW = [80, 50, 40] as const;
/** Heat capacity of a zone's air and inner lining, kJ/K. */
export const CAPACITY_KJ_K = 60;
/** Loss of one zone through the walls and with the exhaust to the hall, kW/K. */
const LOSS_KW_K = 0.1;
/** Burner efficiency times heating value, kWh from one m3 of natural gas. */
const KWH_PER_M3 = 9.1;

/** One gas-heated zone with its proportional-integral controller. */
export class Zone {
  temperatureCel: number;
  /** Heat of the burner as a share of its full power, and what the controller asks for. */
  output = 0.45;
  demand = 0.45;
  readonly fanRpm = 1420;
  readonly fanVibration = 1.3;
  #integral = 0.45;
  readonly index: number;
  readonly #fullKW: number;

  constructor(index: number, random: Random) {
    this.index = index;
    this.#fullKW = (BURNERS_KW[index] as number) * random.at(`burner ${index}`).within(0.05);
    this.temperatureCel = this.setpointCel;
  }

  get setpointCel(): number {
    return SETPOINTS_CEL[this.index] as number;
  }

  get burnerKW(): number {
    return this.output * this.#fullKW;
  }

  get gasM3h(): number {
    return this.burnerKW / KWH_PER_M3;
  }

  /**
   * `share` is the burner's power as a share of its full power; `inflowKW` is the heat from neighbours less the heat to
   * pieces.
   */
  slow(dtS: number, options: { readonly share: number; readonly inflowKW: number; readonly hallCel: number }): void {
    const error = this.setpointCel - this.temperatureCel;
    const wanted = clamp(this.#integral + 0.15 * error, 0, 1);
    // The integral is held while the burner is at its limit (anti-windup).
    if (wanted > 0 && wanted < 1) this.#integral = clamp(this.#integral + error * dtS * 0.002, 0, 1);
    this.demand = wanted;
    this.output = lag(this.output, wanted * options.share, { dtS, tauS: 2 });
    const heatKW = this.burnerKW - this.lossKW(options.hallCel) + options.inflowKW;
    this.temperatureCel += (heatKW * dtS) / CAPACITY_KJ_K;
  }

  lossKW(hallCel: number): number {
    return LOSS_KW_K * (this.temperatureCel - hallCel);
  }
}

export function addZoneSignals(list: SignalList, zone: Zone): void {
  const of = `zone-${zone.index + 1}`;
  list.analog(`${of}/temperature`, "Cel", {
    resolution: 0.1,
    noise: 0.12,
    range: [0, 300],
    read: () => zone.temperatureCel,
  });
  list.analog(`${of}/return-temperature`, "Cel", {
    resolution: 0.1,
    noise: 0.2,
    range: [0, 300],
    everyMs: 2000,
    read: () => zone.temperatureCel - 6,
  });
  list.analog(`${of}/setpoint`, "Cel", { resolution: 0.1, range: [0, 300], read: () => zone.setpointCel });
  list.analog(`${of}/deviation`, "K", {
    resolution: 0.1,
    noise: 0.12,
    range: [-100, 100],
    read: () => zone.temperatureCel - zone.setpointCel,
  });
  list.analog(`${of}/heater-output`, "%", {
    resolution: 0.1,
    noise: 0.2,
    range: [0, 100],
    read: () => 100 * zone.output,
  });
  list.analog(`${of}/heater-demand`, "%", { resolution: 0.1, range: [0, 100], read: () => 100 * zone.demand });
  list.analog(`${of}/gas-flow`, "m3/h", {
    resolution: 0.01,
    noise: 0.01,
    range: [0, 20],
    everyMs: 2000,
    read: () => zone.gasM3h,
  });
  list.analog(`${of}/flame-signal`, "uA", {
    resolution: 0.01,
    noise: 0.04,
    range: [0, 20],
    read: () => 4 + 3 * zone.output,
  });
  list.analog(`${of}/fan-speed`, "/min", { resolution: 1, noise: 3, range: [0, 3000], read: () => zone.fanRpm });
  list.analog(`${of}/fan-current`, "A", {
    resolution: 0.01,
    noise: 0.03,
    range: [0, 30],
    everyMs: 2000,
    read: () => 8.6,
  });
  list.analog(`${of}/fan-vibration-rms`, "mm/s", {
    resolution: 0.01,
    noise: 0.03,
    range: [0, 20],
    everyMs: 2000,
    read: () => zone.fanVibration,
  });
}
