import type { Condition } from "../../../kernel/faults/condition.ts";
import type { Circumstance } from "../../../kernel/nuisances/circumstance.ts";
import { lag } from "../../../kernel/physics.ts";
import type { Random } from "../../../kernel/random.ts";

/** Loss of the tank through chips and vapour while cutting, %/s, and through a leak at full severity. */
const USE_PERCENT_S = 0.0012;
const LEAK_PERCENT_S = 0.04;
/** Level at which an operator tops the tank up. */
const LOW_PERCENT = 55;
const FULL_PERCENT = 95;
/** Level of an emptied tank, and how much colder than the hall fresh coolant is, K. */
const EMPTIED_PERCENT = 6;
const FRESH_COLDER_K = 5;

/** Coolant, oil and cabinet of a machine tool. */
export class CncFluids {
  coolantLevelPercent: number;
  coolantCel = 25;
  oilCel = 41;
  cabinetCel = 34;
  readonly #condition: Condition;
  readonly #circumstance: Circumstance;
  readonly #pump: number;

  constructor(
    machine: {
      readonly condition: Condition;
      readonly circumstance: Circumstance;
      readonly context: { readonly random: Random };
    },
    levelPercent: number,
  ) {
    this.#condition = machine.condition;
    this.#circumstance = machine.circumstance;
    this.#pump = machine.context.random.at("coolant pump").within(0.06);
    this.coolantLevelPercent = levelPercent;
  }

  /** Pressure, bar, and flow, L/min, of the running pump. */
  get coolantBar(): number {
    return 22 * this.#pump * (1 - this.#condition.coolantLoss) ** 2;
  }

  get coolantLMin(): number {
    return 31 * this.#pump * (1 - this.#condition.coolantLoss);
  }

  /** The person who changes tools also tops up the coolant. */
  topUp(): void {
    this.coolantLevelPercent = Math.max(this.coolantLevelPercent, 92 - 60 * this.#condition.coolantLoss);
  }

  /** Halfway through the cleaning the tank is filled with fresh coolant. */
  #clean(dtS: number, hallCel: number): void {
    const isEmptied = this.#circumstance.cleaned < 0.5;
    this.coolantCel = lag(this.coolantCel, hallCel - (isEmptied ? 0 : FRESH_COLDER_K), { dtS, tauS: 260 });
    const wanted = isEmptied ? EMPTIED_PERCENT : FULL_PERCENT;
    this.coolantLevelPercent = lag(this.coolantLevelPercent, wanted, { dtS, tauS: 90 });
    this.cabinetCel = lag(this.cabinetCel, hallCel + 2, { dtS, tauS: 600 });
  }

  slow(
    dtS: number,
    options: {
      readonly hallCel: number;
      readonly isRunning: boolean;
      readonly isCutting: boolean;
      readonly powerW: number;
    },
  ): void {
    const { hallCel, isRunning, isCutting, powerW } = options;
    const { coolantLoss } = this.#condition;
    this.coolantCel = lag(this.coolantCel, hallCel + (isCutting ? 7 + 9 * coolantLoss : 2), { dtS, tauS: 260 });
    this.oilCel = lag(this.oilCel, hallCel + (isRunning ? 19 : 15), { dtS, tauS: 300 });
    if (this.#circumstance.cleaned > 0 && !isRunning) {
      this.#clean(dtS, hallCel);
      return;
    }
    this.cabinetCel = lag(this.cabinetCel, hallCel + 8 + powerW / 5000, { dtS, tauS: 200 });
    const level = this.coolantLevelPercent - dtS * ((isCutting ? USE_PERCENT_S : 0) + LEAK_PERCENT_S * coolantLoss);
    this.coolantLevelPercent = level < LOW_PERCENT && coolantLoss === 0 ? FULL_PERCENT : Math.max(3, level);
  }
}
