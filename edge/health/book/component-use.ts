/** How much of its expected life a component has used (rules RL11 to RL13 in docs/rules/remaining-life.md). */
import type { LifeUnit } from "../../contracts/health/expected-life.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Longer stretches between two seconds of the log were not seen. */
const MOST_STEP_S = 10;
/** Beyond so much observed time, older use counts half. */
const MEMORY_S = 28 * 86_400;
/** Least observed time for a rate, seconds. */
const LEAST_SEEN_S = 3_600;

interface UseState {
  readonly used: number;
  readonly renewals: number;
  readonly seenS: number;
  readonly seenUse: number;
  readonly at: Micros;
  readonly wasExecuting: boolean;
  readonly charge: number;
}

/** What the asset and the component do in this second. */
export interface Doing {
  readonly isExecuting: boolean;
  /** Charge of a battery, percent; NaN for other parts and while it is unknown. */
  readonly charge: number;
}

export interface UsePlan {
  readonly unit: LifeUnit;
  /** Expected life in this unit. */
  readonly expected: number;
  /** Used before the edge observed it, in this unit. */
  readonly prior: number;
  /** Whether the charge of a battery gives its cycles. */
  readonly isBattery: boolean;
}

/**
 * One meter of a component: hours for which its asset executed, or cycles: of a battery the charge that was taken out
 * of it over its capacity, of others how often the asset began to execute.
 */
export class ComponentUse implements Learned<UseState> {
  readonly plan: UsePlan;
  /** Since it was new, or since the edge has known it. */
  #used = 0;
  #renewals = 0;
  #seenS = 0;
  #seenUse = 0;
  #at: Micros = Number.NaN;
  #wasExecuting = false;
  #charge = Number.NaN;

  constructor(plan: UsePlan) {
    this.plan = plan;
  }

  /** Use before the edge observed it: a component that was replaced since had none. */
  get prior(): number {
    return this.#renewals === 0 ? this.plan.prior : 0;
  }

  /** Use since it was new, in units. */
  get used(): number {
    return this.prior + this.#used;
  }

  /** Mean use a day in the observed time, and the length of that time; undefined while too little was observed. */
  get rate(): { readonly perDay: number; readonly days: number } | undefined {
    if (this.#seenS < LEAST_SEEN_S) return undefined;
    return { perDay: (this.#seenUse / this.#seenS) * 86_400, days: this.#seenS / 86_400 };
  }

  /** Call it when log time enters this second. */
  second(now: Micros, { isExecuting, charge }: Doing): void {
    const passedS = (now - this.#at) / 1e6;
    this.#at = now;
    const isSeen = passedS > 0 && passedS <= MOST_STEP_S;
    const use = isSeen ? this.#useOf(passedS, isExecuting, charge) : 0;
    this.#wasExecuting = isExecuting;
    if (!Number.isNaN(charge)) this.#charge = charge;
    if (!isSeen) return;
    this.#used += use;
    this.#seenS += passedS;
    this.#seenUse += use;
    if (this.#seenS <= 2 * MEMORY_S) return;
    this.#seenS /= 2;
    this.#seenUse /= 2;
  }

  /** The component is a new one. */
  renewed(): void {
    this.#used = 0;
    this.#renewals++;
  }

  snapshot(): UseState {
    return {
      used: this.#used,
      renewals: this.#renewals,
      seenS: this.#seenS,
      seenUse: this.#seenUse,
      at: this.#at,
      wasExecuting: this.#wasExecuting,
      charge: this.#charge,
    };
  }

  restore(state: UseState): void {
    this.#used = state.used;
    this.#renewals = state.renewals;
    this.#seenS = state.seenS;
    this.#seenUse = state.seenUse;
    this.#at = state.at;
    this.#wasExecuting = state.wasExecuting;
    this.#charge = state.charge;
  }

  #useOf(passedS: number, isExecuting: boolean, charge: number): number {
    const { unit, isBattery } = this.plan;
    if (unit === "hours") return isExecuting ? passedS / 3_600 : 0;
    if (!isBattery) return isExecuting && !this.#wasExecuting ? 1 : 0;
    return charge < this.#charge ? (this.#charge - charge) / 100 : 0;
  }
}
