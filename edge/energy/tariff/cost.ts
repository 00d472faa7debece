/** What amounts cost and which CO2 they stand for, by the bands of a contract. Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { Zone } from "../../contracts/plant/time-zone.ts";
import type { BandCost, CostFigures, PowerFactorFigures } from "../../contracts/production/load.ts";
import { bandAt } from "./band-hours.ts";
import type { Contract, PowerFactorConfig } from "./config.ts";

/** An amount of a quarter of an hour. */
export interface QuarterAmount {
  readonly start: Micros;
  /** kWh or m3. */
  readonly amount: number;
}

/** Prices of one contract at any time. */
export class Prices {
  readonly contract: Contract;
  readonly #zone: Zone;

  constructor(contract: Contract, timeZone: string) {
    this.contract = contract;
    this.#zone = new Zone(timeZone);
  }

  /** Place in `bands` of the band in force. */
  bandAt(time: Micros): number {
    return bandAt(this.contract, this.#zone.toLocal(time / 1000));
  }

  /** In the site's currency per kWh or m3. */
  priceAt(time: Micros): number {
    return this.contract.bands[this.bandAt(time)]?.price ?? 0;
  }

  /** kg CO2 per kWh or m3; null without a factor. */
  co2At(time: Micros): number | null {
    const { co2 } = this.contract;
    if (co2 === undefined) return null;
    const hour = new Date(this.#zone.toLocal(time / 1000)).getUTCHours();
    return co2.byHour?.[hour] ?? co2.kgPerUnit;
  }

  /** Cost and CO2 of amounts: each at the price and factor of its own quarter of an hour. */
  costOf(amounts: Iterable<QuarterAmount>): CostFigures {
    const { bands } = this.contract;
    const sums = bands.map(() => 0);
    let co2: number | null = this.contract.co2 === undefined ? null : 0;
    for (const { start, amount } of amounts) {
      const band = this.bandAt(start);
      sums[band] = (sums[band] as number) + amount;
      if (co2 !== null) co2 += amount * (this.co2At(start) ?? 0);
    }
    const costs = bands.map(({ id, name, level, price }, at): BandCost => {
      const amount = sums[at] as number;
      return { id, name, level, price, amount, cost: amount * price };
    });
    return {
      amount: sums.reduce((sum, amount) => sum + amount, 0),
      cost: costs.reduce((sum, { cost }) => sum + cost, 0),
      co2Kg: co2,
      bands: costs,
    };
  }
}

/**
 * Mean power factor P / sqrt(P² + Q²) of active and reactive energy, and what it adds to a bill: percent of the energy
 * and demand charge (below 0: a discount), or the cost of reactive energy beyond that of the target.
 */
export function powerFactorFigures(
  { target, surcharge, credit, reactivePrice }: PowerFactorConfig,
  { active, reactive }: { readonly active: number; readonly reactive: number },
): PowerFactorFigures | null {
  const apparent = Math.hypot(active, reactive);
  if (!(apparent > 0)) return null;
  const factor = active / apparent;
  if (reactivePrice !== undefined) {
    const allowed = active * Math.sqrt(1 / target ** 2 - 1);
    return { factor, target, percent: null, cost: Math.max(0, reactive - allowed) * reactivePrice };
  }
  // Bills round the factor to hundredths.
  const hundredths = Math.round(100 * factor);
  let percent = -Math.min(credit.most, Math.max(0, hundredths - Math.round(100 * target)) * credit.percentPerHundredth);
  for (const [at, { below, percentPerHundredth }] of surcharge.entries()) {
    const floor = Math.max(hundredths, Math.round(100 * (surcharge[at + 1]?.below ?? 0)));
    percent += Math.max(0, Math.round(100 * below) - floor) * percentPerHundredth;
  }
  return { factor, target, percent, cost: null };
}
