/** What the energy of pieces costs, beside the cost of quality (docs/rules/quality-costs.md). */
import type { Answer } from "../answer.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { PieceMedium } from "../production/piece-energy.ts";
import type { CostBy } from "./costs.ts";

/** Longest time of a question, µs: energy is priced by quarter of an hour. */
export const MOST_ENERGY_US = 93 * 86_400e6;

/** Energy of the pieces that were finished in whole hours. Amounts are in the site's currency. */
export interface EnergyCostQuestion {
  readonly from: Micros;
  readonly to: Micros;
  readonly by: CostBy;
}

export interface EnergyAmount {
  /** All media as kWh. */
  readonly kWh: number;
  /** Of the media that have a price. */
  readonly cost: number;
  /** Of the media that have a factor. */
  readonly co2Kg: number;
}

export interface EnergyCostSums extends EnergyAmount {
  /** Parts of `cost`: of stations for rework and steps that were done again, and of inspection. */
  readonly rework: number;
  readonly inspection: number;
}

interface EnergyCostRow extends EnergyCostSums {
  /** As in the rows of costs. */
  readonly name: string;
}

export interface EnergyCostView {
  readonly rows: readonly EnergyCostRow[];
  readonly total: EnergyCostSums;
  /** Idle, set-up and unmetered energy of the stations: of no piece, and in no row. */
  readonly standing: EnergyAmount;
  /** Media that were used and have no price, and those without a factor of CO2. */
  readonly unpriced: readonly PieceMedium[];
  readonly withoutCo2: readonly PieceMedium[];
  /** Energy of later pieces is not shared out yet; null: nothing is. */
  readonly closedUntil: Micros | null;
}

export interface PieceCostQuestion extends EnergyCostQuestion {
  /** Of a row. */
  readonly name: string;
}

/** A piece of a row. */
export interface PieceCostRow extends EnergyAmount {
  readonly piece: string;
  readonly variant: string;
  readonly order: string;
  /** End of its newest step in the row. */
  readonly finishedAt: Micros;
  readonly steps: number;
}

export interface EnergyCostReader {
  costs(question: EnergyCostQuestion): Answer<EnergyCostView>;
  /** The dearest first. */
  pieces(question: PieceCostQuestion): Answer<readonly PieceCostRow[]>;
}
