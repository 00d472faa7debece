import type { OperationMode, StateCause } from "../../../kernel/events.ts";
import type { Condition } from "../../../kernel/faults/condition.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import type { Circumstance } from "../../../kernel/nuisances/circumstance.ts";
import { approach, lag } from "../../../kernel/physics.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";
import type { Machine, MachineContext } from "../machine.ts";
import type { Intake } from "../material/flow.ts";
import type { Piece } from "../material/piece.ts";
import { addNameplate, Supply } from "../nameplate.ts";
import type { Belt } from "./belt.ts";
import { feature } from "./machined-features.ts";
import { addZoneSignals, CAPACITY_KJ_K, Zone } from "./oven-zone.ts";

/** Exchange between neighbouring zones, kW/K. */
const EXCHANGE_KW_K = 0.06;
/** Specific heat of cast iron, kJ/(kg K). */
const IRON_KJ_KG_K = 0.46;
/** Convection to a piece relative to its mass, kW/(kg K): the time constant of any piece is 110 s. */
const PIECE_KW_KG_K = IRON_KJ_KG_K / 110;
/** Powder cures above this; full cure takes {@link CURE_KS} of kelvin seconds above it. */
const CURE_FROM_CEL = 140;
/** Cold linings cool a zone as a hall would that is this much colder, K. */
const COLD_LINING_K = 40;
const CURE_KS = 3800;

/** A piece in the oven, with its temperature and degree of cure. */
interface Curing {
  cel: number;
  kelvinS: number;
}

/** Energy of the zones since the start, kJ: burner heat = losses + heat into pieces + stored heat. */
export interface OvenBalance {
  readonly burnersKJ: number;
  readonly lossKJ: number;
  readonly piecesKJ: number;
  readonly storedKJ: number;
}

/** Curing oven: a chain through three gas-heated zones. */
export class Oven implements Machine {
  readonly id: string;
  readonly signals: readonly Signal[];
  readonly supply: Supply;
  readonly chain: Belt;
  readonly powerFactor = 0.83;
  readonly mode: OperationMode = 3;
  cured = 0;
  readonly #zones: readonly [Zone, Zone, Zone];
  readonly #output: Intake;
  readonly #context: MachineContext;
  readonly #condition: Condition;
  readonly #circumstance: Circumstance;
  readonly #curing = new Map<Piece, Curing>();
  #speedMS = 0.06;
  #exhaustCel = 142;
  #burnersKJ = 0;
  #lossKJ = 0;
  #piecesKJ = 0;

  constructor(
    id: string,
    options: { readonly chain: Belt; readonly output: Intake; readonly context: MachineContext },
  ) {
    this.id = id;
    this.chain = options.chain;
    this.#output = options.output;
    this.#context = options.context;
    const { random } = options.context;
    this.#zones = [new Zone(0, random), new Zone(1, random), new Zone(2, random)];
    this.#condition = options.context.around.conditions.of(id);
    this.#circumstance = options.context.around.circumstances.of(id);
    this.supply = new Supply(id, this, options.context.around);
    const list = new SignalList(id);
    addNameplate(list, id, "oven");
    this.#addSignals(list);
    this.supply.addSignals(list, 36_000);
    this.signals = list.all;
  }

  get itemState(): ItemState {
    if (this.#isDown) return 1;
    return this.chain.count > 0 && this.#speedMS > 0.01 ? 3 : 2;
  }

  get cause(): StateCause {
    if (this.#condition.inRepair) return "repair";
    if (this.#isDown) return "failure";
    if (this.chain.count === 0) return "starved";
    return this.#speedMS > 0.01 ? "working" : "blocked";
  }

  get #isDown(): boolean {
    return this.#condition.inRepair || this.#context.around.sagged;
  }

  get pieceCount(): number {
    return this.chain.count;
  }

  get powerW(): number {
    return 2400 + this.#zones.length * 4600 + this.#speedMS * 18_000;
  }

  get airM3h(): number {
    return 3;
  }

  /** Natural gas of all burners at normal conditions. */
  get gasM3h(): number {
    let sum = 0;
    for (const zone of this.#zones) sum += zone.gasM3h;
    return sum;
  }

  get balance(): OvenBalance {
    const storedKJ = this.#zones.reduce(
      (sum, { temperatureCel, setpointCel }) => sum + CAPACITY_KJ_K * (temperatureCel - setpointCel),
      0,
    );
    return { burnersKJ: this.#burnersKJ, lossKJ: this.#lossKJ, piecesKJ: this.#piecesKJ, storedKJ };
  }

  step(dtS: number): void {
    const { chain } = this;
    const { operations } = this.#context.around;
    // The chain stops rather than drop a piece: pieces inside then cure longer.
    chain.runs = !this.#isDown && (chain.ready === 0 || this.#output.hasRoom);
    chain.step(dtS);
    for (const { piece } of chain.contents) {
      if (this.#curing.has(piece)) continue;
      this.#curing.set(piece, { cel: this.#context.around.hallCel, kelvinS: 0 });
      operations.start(this.id, "OP90", piece);
    }
    if (chain.ready > 0 && this.#output.hasRoom) this.#handOn(chain.take());
    this.#speedMS = approach(this.#speedMS, chain.speedMS, 0.06 * dtS);
    this.supply.step(dtS);
  }

  #handOn(piece: Piece): void {
    const { operations } = this.#context.around;
    const { kelvinS } = this.#curing.get(piece) as Curing;
    this.#curing.delete(piece);
    const cure = kelvinS / CURE_KS;
    piece.truth.cure = cure;
    operations.complete(this.id, "OP90", piece, { verdict: "good", features: [] });
    operations.truth(this.id, "OP90", piece, [feature("cure", cure, { lower: 0.8, upper: 3, unit: "1" })]);
    this.cured++;
    this.#output.put(piece);
  }

  slow(dtS: number): void {
    const { around } = this.#context;
    const zoneM = this.chain.lengthM / 3;
    const toPiecesKW = [0, 0, 0];
    for (const { piece, atM } of this.chain.contents) {
      const curing = this.#curing.get(piece);
      if (curing === undefined) continue;
      const at = Math.min(2, Math.floor(atM / zoneM));
      const zoneCel = this.#zones[at as 0 | 1 | 2].temperatureCel;
      const before = curing.cel;
      curing.cel = lag(before, zoneCel, { dtS, tauS: IRON_KJ_KG_K / PIECE_KW_KG_K });
      toPiecesKW[at] =
        (toPiecesKW[at] as number) + (piece.variant.weightKg * IRON_KJ_KG_K * (curing.cel - before)) / dtS;
      curing.kelvinS += Math.max(0, curing.cel - CURE_FROM_CEL) * dtS;
    }
    const before = this.#zones.map((zone) => zone.temperatureCel);
    // Cold linings take heat as colder surroundings would.
    const aroundCel = around.hallCel - COLD_LINING_K * this.#circumstance.coldness;
    for (const zone of this.#zones) {
      const own = before[zone.index] as number;
      const left = before[zone.index - 1] ?? own;
      const right = before[zone.index + 1] ?? own;
      const piecesKW = toPiecesKW[zone.index] as number;
      this.#lossKJ += zone.lossKW(aroundCel) * dtS;
      zone.slow(dtS, {
        share: 1 - (this.#condition.heaterLoss.get(zone.index + 1) ?? 0),
        inflowKW: EXCHANGE_KW_K * (left + right - 2 * own) - piecesKW,
        hallCel: aroundCel,
      });
      this.#burnersKJ += zone.burnerKW * dtS;
      this.#piecesKJ += piecesKW * dtS;
    }
    this.#exhaustCel = lag(this.#exhaustCel, 110 + 70 * (this.gasM3h / 15), { dtS, tauS: 40 });
  }

  #addSignals(list: SignalList): void {
    const { chain } = this;
    const { around } = this.#context;
    list.count("item-state", () => this.itemState, 250);
    list.count("operation-mode", () => this.mode);
    list.analog("belt/speed", "m/s", { resolution: 0.0001, noise: 0.0002, range: [0, 0.5], read: () => this.#speedMS });
    list.count("pieces/on-board", () => chain.count, 500);
    list.text("workpiece/id", () => chain.first?.id ?? "");
    list.count("counter/parts-produced", () => this.cured);
    for (const zone of this.#zones) addZoneSignals(list, zone);
    list.analog("exhaust/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.2,
      range: [0, 300],
      read: () => this.#exhaustCel,
    });
    list.analog("exhaust/flow", "m3/h", { resolution: 1, noise: 8, range: [0, 4000], read: () => 1250 });
    list.analog("burner/gas-flow", "m3/h", { resolution: 0.01, noise: 0.02, range: [0, 40], read: () => this.gasM3h });
    list.analog("burner/gas-pressure", "mbar", {
      resolution: 0.1,
      noise: 0.15,
      range: [0, 200],
      read: () => 52 - this.gasM3h * 0.2,
    });
    list.analog("chain/tension", "N", {
      resolution: 1,
      noise: 6,
      range: [0, 6000],
      read: () => 2100 + 22 * chain.count,
    });
    list.analog("cabinet/temperature", "Cel", {
      resolution: 0.1,
      noise: 0.07,
      range: [0, 80],
      everyMs: 2000,
      read: () => around.hallCel + 13,
    });
  }
}
