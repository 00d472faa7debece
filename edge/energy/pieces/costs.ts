/**
 * What the energy of pieces costs: shares of meters at the price and the CO2 of the quarter of an hour in which the
 * middle of the work lies. Computed when it is asked for, so that prices are those of the config and nothing is kept
 * twice.
 */
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { PieceMedium } from "../../contracts/production/piece-energy.ts";
import type {
  EnergyAmount,
  EnergyCostQuestion,
  EnergyCostSums,
  EnergyCostView,
  PieceCostQuestion,
  PieceCostRow,
} from "../../contracts/quality/energy-cost.ts";
import type { Contract } from "../tariff/config.ts";
import { Prices } from "../tariff/cost.ts";
import { airFactor, type Convert, converter } from "./convert.ts";
import { energyRows, pieceRows, standingRows } from "./cost-rows.ts";
import { PARTS } from "./counter.ts";
import type { PieceEnergy } from "./piece-energy.ts";

const HOUR_US = 3600e6;
const QUARTER_US = 900e6;
const DAY_US = 86_400e6;
const MOST_PIECES = 100;

type StepKind = "make" | "rework" | "inspection";

/** Plain data of the config. */
export interface PricingPlan {
  readonly contracts: readonly Contract[];
  /** Kinds of stations; the first line that fits counts, else they make. */
  readonly steps: readonly { readonly stations: readonly string[]; readonly kind: StepKind }[];
}

export interface CostParts {
  readonly energy: PieceEnergy;
  readonly pricing: PricingPlan;
  readonly timeZone: string;
  /** kWh of the compressors per m3 of air; null where it is not measured. */
  readonly measuredAir: (from: number, to: number) => number | null;
}

export function costAnswers(parts: CostParts) {
  return {
    energyCosts: (question: EnergyCostQuestion): EnergyCostView => energyCosts(parts, question),
    energyPieces: (question: PieceCostQuestion): readonly PieceCostRow[] => energyPieces(parts, question),
  };
}

function energyCosts(parts: CostParts, { from, to, by }: EnergyCostQuestion): EnergyCostView {
  const { energy, timeZone } = parts;
  const { tables } = energy.store;
  const valuer = valuerOf(parts, from, to);
  const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone });
  const rows = new Map<string, EnergyCostSums>();
  const kindOf = kindsOf(parts.pricing);
  let total = NOTHING;
  let standing: EnergyAmount = NOTHING;
  // Day by day, so that the rows in memory are few.
  for (let start = from; start < to; start += DAY_US) {
    const end = Math.min(to, start + DAY_US);
    for (const { name: key, medium, station, quarter, isAgain, amount } of energyRows(tables, by, start, end)) {
      const name = by === "day" ? dayOf.format((Number(key) * HOUR_US) / 1000) : key;
      const valued = valuer.amountOf(medium as PieceMedium, amount / PARTS, quarter);
      const kind = kindOf(station);
      const part = kind === "make" && isAgain ? "rework" : kind;
      rows.set(name, plus(rows.get(name) ?? NOTHING, valued, part));
      total = plus(total, valued, part);
    }
    for (const { medium, hour, amount } of standingRows(tables, start, end))
      for (let at = 0; at < HOUR_US / QUARTER_US; at++) {
        const quarter = hour / QUARTER_US + at;
        const valued = valuer.amountOf(medium as PieceMedium, (amount / PARTS) * (QUARTER_US / HOUR_US), quarter);
        standing = sum(standing, valued);
      }
  }
  return {
    rows: [...rows].map(([name, sums]) => ({ name, ...sums })),
    total,
    standing: { kWh: standing.kWh, cost: standing.cost, co2Kg: standing.co2Kg },
    ...valuer.missing(),
    closedUntil: closedUntil(energy),
  };
}

function energyPieces(parts: CostParts, question: PieceCostQuestion): readonly PieceCostRow[] {
  const valuer = valuerOf(parts, question.from, question.to);
  const pieces = new Map<string, PieceCostRow & { readonly stays: ReadonlySet<string> }>();
  for (const { piece, variant, order, medium, station, begin, finish, amount } of pieceRows(
    parts.energy.store.tables,
    question,
  )) {
    const quarter = Math.floor((begin + finish) / 2 / QUARTER_US);
    const valued = valuer.amountOf(medium as PieceMedium, amount / PARTS, quarter);
    const known = pieces.get(piece) ?? {
      ...{ ...NOTHING, piece, variant, order },
      ...{ finishedAt: finish, steps: 0, stays: new Set() },
    };
    const stays = new Set([...known.stays, `${station} ${begin}`]);
    pieces.set(piece, { ...known, ...sum(known, valued), stays, steps: stays.size });
  }
  return [...pieces.values()]
    .toSorted((a, b) => b.cost - a.cost || b.kWh - a.kWh || (a.piece < b.piece ? -1 : 1))
    .slice(0, MOST_PIECES)
    .map(({ piece, variant, order, finishedAt, steps, kWh, cost, co2Kg }) => ({
      ...{ piece, variant, order, finishedAt, steps, kWh, cost, co2Kg },
    }));
}

const NOTHING: EnergyCostSums = { kWh: 0, cost: 0, co2Kg: 0, rework: 0, inspection: 0 };

function sum(one: EnergyAmount, other: EnergyAmount): EnergyAmount {
  return { kWh: one.kWh + other.kWh, cost: one.cost + other.cost, co2Kg: one.co2Kg + other.co2Kg };
}

function plus({ rework, inspection, ...sums }: EnergyCostSums, valued: EnergyAmount, part: StepKind): EnergyCostSums {
  return {
    ...sum(sums, valued),
    rework: rework + (part === "rework" ? valued.cost : 0),
    inspection: inspection + (part === "inspection" ? valued.cost : 0),
  };
}

/** Kinds of stations, each looked up once. */
function kindsOf({ steps }: PricingPlan): (station: string) => StepKind {
  const known = new Map<string, StepKind>();
  return (station) => {
    const kind =
      known.get(station) ??
      steps.find(({ stations }) => stations.some((word) => matchesWord(word, station)))?.kind ??
      "make";
    known.set(station, kind);
    return kind;
  };
}

/** Prices of a stretch of time. */
interface Rates {
  readonly prices: ReadonlyMap<PieceMedium, Prices>;
  readonly convert: Convert;
  /** Those of quarters of an hour that were looked up. */
  readonly known: Map<string, { readonly price: number; readonly co2: number | null }>;
}

/** Values amounts of media, by the first contract of each. Air without one costs the electricity of its compressors. */
export class Valuer {
  readonly #rates: Rates;
  readonly #unpriced = new Set<PieceMedium>();
  readonly #withoutCo2 = new Set<PieceMedium>();

  constructor(rates: Rates) {
    this.#rates = rates;
  }

  /** The same rates, with nothing missing so far. */
  anew(): Valuer {
    return new Valuer(this.#rates);
  }

  amountOf(medium: PieceMedium, amount: number, quarter: number): EnergyAmount {
    const { prices: contracts, convert } = this.#rates;
    const { kWh } = convert(medium, amount);
    const isConverted = medium === "compressed-air" && !contracts.has(medium);
    const [billed, units] = isConverted ? (["electricity", kWh] as const) : ([medium, amount] as const);
    const prices = contracts.get(billed);
    if (prices === undefined && amount > 0) this.#unpriced.add(medium);
    if (prices === undefined) return { kWh, cost: 0, co2Kg: 0 };
    const { price, co2 } = this.#at(billed, prices, quarter);
    if (co2 === null && amount > 0) this.#withoutCo2.add(medium);
    return { kWh, cost: units * price, co2Kg: units * (co2 ?? 0) };
  }

  missing(): Pick<EnergyCostView, "unpriced" | "withoutCo2"> {
    return { unpriced: [...this.#unpriced], withoutCo2: [...this.#withoutCo2, ...this.#unpriced] };
  }

  /** Looking a band up is slow, and thousands of rows share a quarter. */
  #at(medium: PieceMedium, prices: Prices, quarter: number) {
    const key = `${medium} ${quarter}`;
    const time = quarter * QUARTER_US;
    const { known } = this.#rates;
    const found = known.get(key) ?? { price: prices.priceAt(time), co2: prices.co2At(time) };
    known.set(key, found);
    return found;
  }
}

export function valuerOf({ energy, pricing, timeZone, measuredAir }: CostParts, from: number, to: number): Valuer {
  const { contracts } = pricing;
  const firsts = contracts.filter(({ medium }, at) => contracts.findIndex((one) => one.medium === medium) === at);
  return new Valuer({
    prices: new Map(firsts.map((one) => [one.medium, new Prices(one, timeZone)])),
    convert: converter(energy.config, airFactor(energy.config, measuredAir(from, to))),
    known: new Map(),
  });
}

/** Stations whose meter fell silent do not hold it up: the newest time that half of the channels have closed. */
function closedUntil({ channels }: PieceEnergy): number | null {
  const begins = channels
    .filter(({ plan, begin }) => plan.station.isUsed && !Number.isNaN(begin))
    .map(({ plan, begin }) => begin + plan.clock.offsetUs)
    .toSorted((a, b) => a - b);
  return begins[Math.floor(begins.length / 2)] ?? null;
}
