import { length } from "../../../kernel/physics.ts";
import { STATIONS } from "../layout.ts";
import type { Machine } from "../machine.ts";
import type { Supply } from "../nameplate.ts";
import { AREAS, type Area, areaOf } from "./areas.ts";

/** Lighting, offices, ventilation: on the utilities feeder. */
const BASE_W = 18_000;
const BASE_TANGENT = 0.25;
/** Transformer: loss without load, and at rated load, where it grows with the square of the load. */
const NO_LOAD_LOSS_W = 1400;
const LOAD_LOSS_W = 9000;
export const RATED_VA = 630_000;
/**
 * Resistance of a feeder's cable, ohm per phase. Its meter is at the switchboard and therefore includes the cable's
 * loss.
 */
const CABLE_OHM = 0.006;
type Three = [number, number, number];
type Phase = 0 | 1 | 2;

/**
 * The load of one feeder, phase by phase. Active and reactive power add up; apparent power, power factor and current
 * follow from the sums.
 */
export class Feeder {
  readonly activeByPhase: Three = [0, 0, 0];
  readonly reactiveByPhase: Three = [0, 0, 0];
  energyWh: number;

  constructor(energyWh: number) {
    this.energyWh = energyWh;
  }

  get activeW(): number {
    return this.activeByPhase[0] + this.activeByPhase[1] + this.activeByPhase[2];
  }

  get reactiveVar(): number {
    return this.reactiveByPhase[0] + this.reactiveByPhase[1] + this.reactiveByPhase[2];
  }

  clear(): void {
    const [active, reactive] = [this.activeByPhase, this.reactiveByPhase];
    for (let phase = 0; phase < 3; phase++) {
      active[phase] = 0;
      reactive[phase] = 0;
    }
  }

  add(activeW: number, reactiveVar: number, shares: readonly [number, number, number]): void {
    const [active, reactive] = [this.activeByPhase, this.reactiveByPhase];
    for (let phase = 0; phase < 3; phase++) {
      const share = shares[phase as Phase];
      active[phase as Phase] += activeW * share;
      reactive[phase as Phase] += reactiveVar * share;
    }
  }

  addFeeder(other: Feeder): void {
    const [active, reactive] = [this.activeByPhase, this.reactiveByPhase];
    for (let phase = 0; phase < 3; phase++) {
      active[phase as Phase] += other.activeByPhase[phase as Phase];
      reactive[phase as Phase] += other.reactiveByPhase[phase as Phase];
    }
  }

  /** Current of a phase squared, A2. */
  currentSquared(phase: Phase, voltageV: number): number {
    return (this.activeByPhase[phase] ** 2 + this.reactiveByPhase[phase] ** 2) / voltageV ** 2;
  }

  integrate(dtS: number): void {
    this.energyWh += (this.activeW * dtS) / 3600;
  }
}

const EVEN = [1 / 3, 1 / 3, 1 / 3] as const;

/** A machine whose supply the tree sums. */
type Consumer = Machine & { readonly supply: Supply };

/** Sums electrical power from the machines up to the grid, with the losses of cables and transformer. */
export class PowerTree {
  readonly feeders: ReadonlyMap<Area, Feeder>;
  readonly total = new Feeder(311_000_000);
  /** Grid side: all feeders and the transformer's losses. */
  readonly grid = new Feeder(322_000_000);
  /** Loss in each feeder's cable, W. */
  readonly cableLossW = new Map<Area, number>();
  readonly #byArea = new Map<Area, Consumer[]>();

  constructor(machines: ReadonlyMap<string, Machine>) {
    this.feeders = new Map(AREAS.map((area, at) => [area, new Feeder(40_000_000 + 9_000_000 * at)]));
    for (const station of STATIONS) {
      const machine = machines.get(station.id);
      // Transformer and switchboard carry power and consume none.
      if (machine === undefined || !("supply" in machine)) continue;
      const area = areaOf(station.place);
      this.#byArea.set(area, [...(this.#byArea.get(area) ?? []), machine as Consumer]);
    }
  }

  feeder(area: Area): Feeder {
    return this.feeders.get(area) as Feeder;
  }

  get apparentVA(): number {
    return length(this.total.activeW, this.total.reactiveVar);
  }

  get lossW(): number {
    return NO_LOAD_LOSS_W + LOAD_LOSS_W * (this.apparentVA / RATED_VA) ** 2;
  }

  /** `chargingW` is the power of the vehicles' chargers. */
  step(dtS: number, options: { readonly chargingW: number; readonly voltageV: number }): void {
    this.total.clear();
    for (const [area, feeder] of this.feeders) {
      feeder.clear();
      if (area === "utilities") feeder.add(BASE_W + options.chargingW, BASE_W * BASE_TANGENT, EVEN);
      for (const { supply } of this.#byArea.get(area) ?? [])
        feeder.add(supply.activeW, supply.reactiveVar, supply.shares);
      let lossW = 0;
      for (let phase = 0; phase < 3; phase++) {
        const phaseLossW = CABLE_OHM * feeder.currentSquared(phase as Phase, options.voltageV);
        feeder.activeByPhase[phase as Phase] += phaseLossW;
        lossW += phaseLossW;
      }
      this.cableLossW.set(area, lossW);
      feeder.integrate(dtS);
      this.total.addFeeder(feeder);
    }
    this.total.integrate(dtS);
    this.grid.clear();
    this.grid.addFeeder(this.total);
    this.grid.add(this.lossW, 0.04 * RATED_VA * (0.3 + (this.apparentVA / RATED_VA) ** 2), EVEN);
    this.grid.integrate(dtS);
  }
}
