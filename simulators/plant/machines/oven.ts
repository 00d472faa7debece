import type { ItemState } from "../contract.ts";
import type { Machine, MachineContext } from "../machine.ts";
import { addNameplate, Supply } from "../nameplate.ts";
import { clamp, lag } from "../physics.ts";
import type { Intake } from "../piece.ts";
import { type Signal, SignalList } from "../signal.ts";
import type { Belt } from "./belt.ts";

const SETPOINTS_CEL = [185, 195, 190] as const;
/** Full power of one zone's burner. */
const BURNER_KW = 46;
/** Heat capacity of a zone's air and lining, kJ/K; small, so that a fault shows within minutes. */
const CAPACITY_KJ_K = 30;
/** Loss of one zone to the hall, kW/K. */
const LOSS_KW_K = 0.1;
/** Exchange between neighbouring zones, kW/K. */
const EXCHANGE_KW_K = 0.06;
/** What one cold piece takes from a zone, kW: most in the first. */
const PIECE_KW = [1.5, 0.7, 0.3] as const;
/** Burner efficiency times heating value, kWh from one m3 of natural gas. */
const KWH_PER_M3 = 9.1;

/** One gas-heated zone with its proportional-integral controller. */
class Zone {
  temperatureCel: number;
  output = 0.45;
  fanRpm = 1420;
  fanVibration = 1.3;
  #integral = 0.45;
  readonly index: number;

  constructor(index: number) {
    this.index = index;
    this.temperatureCel = this.setpointCel;
  }

  get setpointCel(): number {
    return SETPOINTS_CEL[this.index] as number;
  }

  get gasM3h(): number {
    return (this.output * BURNER_KW) / KWH_PER_M3;
  }

  /** `share` of its power that the burner gives, heat in kW from neighbours and to pieces. */
  step(dtS: number, options: { readonly share: number; readonly inflowKW: number; readonly hallCel: number }): void {
    const error = this.setpointCel - this.temperatureCel;
    this.#integral = clamp(this.#integral + error * dtS * 0.0012, 0, 1);
    const wanted = clamp(this.#integral + 0.06 * error, 0, 1);
    this.output = lag(this.output, wanted * options.share, { dtS, tauS: 2 });
    const heatKW = this.output * BURNER_KW - LOSS_KW_K * (this.temperatureCel - options.hallCel) + options.inflowKW;
    this.temperatureCel += (heatKW * dtS) / CAPACITY_KJ_K;
  }
}

/** Curing oven: a chain through three gas-heated zones. */
export class Oven implements Machine {
  readonly id: string;
  readonly signals: readonly Signal[];
  readonly supply: Supply;
  readonly chain: Belt;
  readonly powerFactor = 0.83;
  cured = 0;
  readonly #zones = [new Zone(0), new Zone(1), new Zone(2)] as const;
  readonly #output: Intake;
  readonly #context: MachineContext;
  #speedMS = 0.06;
  #exhaustCel = 142;

  constructor(id: string, options: { readonly chain: Belt; readonly output: Intake; readonly context: MachineContext }) {
    this.id = id;
    this.chain = options.chain;
    this.#output = options.output;
    this.#context = options.context;
    this.supply = new Supply(id, () => this, options.context.around);
    const list = new SignalList(id);
    addNameplate(list, id, "oven");
    this.#addSignals(list);
    this.supply.addSignals(list, 36_000);
    this.signals = list.all;
  }

  get itemState(): ItemState {
    return this.chain.count > 0 && this.#speedMS > 0.01 ? 3 : 2;
  }

  get pieceCount(): number {
    return this.chain.count;
  }

  get powerW(): number {
    return 2400 + this.#zones.reduce((sum, zone) => sum + 4600 * (zone.fanRpm / 1420) ** 3, 0) + this.#speedMS * 18_000;
  }

  get airM3h(): number {
    return 3;
  }

  /** Natural gas of all burners at normal conditions. */
  get gasM3h(): number {
    return this.#zones.reduce((sum, zone) => sum + zone.gasM3h, 0);
  }

  step(dtS: number): void {
    const { around } = this.#context;
    const { chain } = this;
    // The chain stops rather than drop a piece: pieces inside then cure longer.
    chain.runs = chain.ready === 0 || this.#output.hasRoom;
    chain.step(dtS);
    if (chain.ready > 0 && this.#output.hasRoom) {
      this.#output.put(chain.take());
      this.cured++;
    }
    this.#speedMS = lag(this.#speedMS, chain.speedMS, { dtS, tauS: 1 });
    const condition = around.conditions.of(this.id);
    const zoneM = chain.lengthM / 3;
    const before = this.#zones.map((zone) => zone.temperatureCel);
    for (const zone of this.#zones) {
      const own = before[zone.index] as number;
      const left = before[zone.index - 1] ?? own;
      const right = before[zone.index + 1] ?? own;
      const pieces = chain.countBetween(zone.index * zoneM, (zone.index + 1) * zoneM);
      const inflowKW = EXCHANGE_KW_K * (left + right - 2 * own) - pieces * (PIECE_KW[zone.index] as number);
      zone.step(dtS, { share: 1 - (condition.heaterLoss.get(zone.index + 1) ?? 0), inflowKW, hallCel: around.hallCel });
    }
    this.#exhaustCel = lag(this.#exhaustCel, 110 + 70 * (this.gasM3h / 15), { dtS, tauS: 40 });
    this.supply.step(dtS);
  }

  #addSignals(list: SignalList): void {
    const { chain } = this;
    const { around } = this.#context;
    list.count("item-state", () => this.itemState, 250);
    list.count("operation-mode", () => 3);
    list.analog("belt/speed", "m/s", { resolution: 0.0001, noise: 0.0002, range: [0, 0.5], read: () => this.#speedMS });
    list.count("pieces/on-board", () => chain.count, 500);
    list.text("workpiece/id", () => chain.first?.id ?? "");
    list.count("counter/parts-produced", () => this.cured);
    for (const zone of this.#zones) {
      addZoneSignals(list, zone);
    }
    list.analog("exhaust/temperature", "Cel", { resolution: 0.1, noise: 0.2, range: [0, 300], read: () => this.#exhaustCel });
    list.analog("exhaust/flow", "m3/h", { resolution: 1, noise: 8, range: [0, 4000], read: () => 1250 });
    list.analog("burner/gas-flow", "m3/h", { resolution: 0.01, noise: 0.02, range: [0, 40], read: () => this.gasM3h });
    list.analog("burner/gas-pressure", "mbar", { resolution: 0.1, noise: 0.15, range: [0, 200], read: () => 52 - this.gasM3h * 0.2 });
    list.analog("chain/tension", "N", { resolution: 1, noise: 6, range: [0, 6000], read: () => 2100 + 22 * chain.count });
    list.analog("cabinet/temperature", "Cel", { resolution: 0.1, noise: 0.07, range: [0, 80], everyMs: 2000, read: () => around.hallCel + 13 });
  }
}

function addZoneSignals(list: SignalList, zone: Zone): void {
  const of = `zone-${zone.index + 1}`;
  list.analog(`${of}/temperature`, "Cel", { resolution: 0.1, noise: 0.12, range: [0, 300], read: () => zone.temperatureCel });
  list.analog(`${of}/return-temperature`, "Cel", { resolution: 0.1, noise: 0.2, range: [0, 300], everyMs: 2000, read: () => zone.temperatureCel - 6 });
  list.analog(`${of}/setpoint`, "Cel", { resolution: 0.1, range: [0, 300], read: () => zone.setpointCel });
  list.analog(`${of}/deviation`, "K", { resolution: 0.1, noise: 0.12, range: [-100, 100], read: () => zone.temperatureCel - zone.setpointCel });
  list.analog(`${of}/heater-output`, "%", { resolution: 0.1, noise: 0.2, range: [0, 100], read: () => 100 * zone.output });
  list.analog(`${of}/gas-flow`, "m3/h", { resolution: 0.01, noise: 0.01, range: [0, 20], everyMs: 2000, read: () => zone.gasM3h });
  list.analog(`${of}/flame-signal`, "uA", { resolution: 0.01, noise: 0.04, range: [0, 20], read: () => 4 + 3 * zone.output });
  list.analog(`${of}/fan-speed`, "/min", { resolution: 1, noise: 3, range: [0, 3000], read: () => zone.fanRpm });
  list.analog(`${of}/fan-current`, "A", { resolution: 0.01, noise: 0.03, range: [0, 30], everyMs: 2000, read: () => 8.6 });
  list.analog(`${of}/fan-vibration-rms`, "mm/s", { resolution: 0.01, noise: 0.03, range: [0, 20], everyMs: 2000, read: () => zone.fanVibration });
}
