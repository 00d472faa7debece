/** Answers of the book of loads. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { BaselineQuestion, BaselineView } from "../../contracts/production/baseline.ts";
import type {
  ContractCharges,
  CostAnswer,
  CurvePoint,
  DemandView,
  IdleWaste,
  PointCost,
  ShiftableLoad,
  UtilityUse,
} from "../../contracts/production/load.ts";
import { baselineOf } from "../baseline/baseline.ts";
import { hourlySeries } from "../baseline/hourly-series.ts";
import type { Contract } from "./config.ts";
import type { ContractDemand } from "./contract-demand.ts";
import { type Prices, powerFactorFigures } from "./cost.ts";
import type { LoadMeter } from "./load-meter.ts";
import type { LoadChanges, LoadStore, StoredWindow } from "./load-store.ts";
import { type ClosedQuarter, QUARTER_US, quarterOf } from "./quarter-count.ts";
import { sumOf, type Utility } from "./utilities.ts";

const HOUR_US = 3600e6;
const DAY_US = 24 * HOUR_US;

export type LoadAnswered = ReturnType<typeof loadAnswers>;

/** What the answers need of the book. */
interface Book {
  readonly prices: readonly Prices[];
  readonly store: Pick<LoadStore, "quarters" | "reactive" | "machines" | "windows" | "outdoor" | "utilities" | "first">;
  readonly meters: readonly LoadMeter[];
  /** Of the electricity of machines, one for each. */
  readonly ofMachines: readonly LoadMeter[];
  readonly demands: readonly ContractDemand[];
  /** Of the site. */
  readonly timeZone: string;
  /** Newest log time. */
  readonly now: Micros;
  /** What is not in the file yet. */
  readonly unwritten: Pick<LoadChanges, "quarters" | "reactive" | "machines" | "windows">;
  readonly utilities: readonly Utility[];
  shiftable(contract: Contract): readonly ShiftableLoad[];
}

export function loadAnswers(book: Book) {
  return {
    cost: (from: Micros, to: Micros): CostAnswer => {
      const range = wholeQuarters(from, to);
      const points = book.meters.flatMap((meter) => pointCost(book, meter, range) ?? []);
      return { ...range, points, contracts: book.prices.map((prices) => charges(book, prices, range)) };
    },
    demand: (): readonly DemandView[] =>
      book.demands.flatMap((one) => {
        const price = book.prices.find(({ contract }) => contract === one.contract)?.priceAt(book.now) ?? 0;
        const accuracy = accuracyOf(book, one.contract.id);
        return one.view({ price, accuracy, shiftable: book.shiftable(one.contract) }) ?? [];
      }),
    windows: (contract: string, from: Micros, to: Micros): readonly StoredWindow[] =>
      windowsOf(book, contract, { from, to }),
    since: (): Micros | null => book.store.first(),
    utilities: (from: Micros, to: Micros): readonly UtilityUse[] => utilitiesIn(book, wholeQuarters(from, to)),
    idle: (from: Micros, to: Micros): readonly IdleWaste[] => idleIn(book, wholeQuarters(from, to)),
    curve: (contract: string, from: Micros, to: Micros): readonly CurvePoint[] | undefined => {
      const prices = book.prices.find((one) => one.contract.id === contract);
      return prices === undefined ? undefined : curveOf(book, prices, wholeQuarters(from, to));
    },
    baseline: (question: BaselineQuestion): BaselineView | undefined => baselineIn(book, question),
  };
}

interface Quarters {
  readonly from: Micros;
  readonly to: Micros;
}

/** The quarters of an hour that lie whole in a time. */
function wholeQuarters(from: Micros, to: Micros): Quarters {
  const first = Math.ceil(from / QUARTER_US) * QUARTER_US;
  return { from: first, to: Math.max(first, quarterOf(to)) };
}

/** Stored and unwritten quarters of a point. */
function quartersOf({ store, unwritten }: Book, { code }: LoadMeter, { from, to }: Quarters): readonly ClosedQuarter[] {
  const fresh = unwritten.quarters.filter(({ point, start }) => point === code && start >= from && start < to);
  return [...store.quarters(code, from, to), ...fresh];
}

function pointCost(book: Book, meter: LoadMeter, range: Quarters): PointCost | undefined {
  const { asset, medium } = meter.point;
  const prices = pricesOf(book, meter);
  if (prices === undefined) return undefined;
  const quarters = quartersOf(book, meter, range);
  if (quarters.length === 0) return undefined;
  return {
    assetUid: asset.assetUid,
    label: asset.label,
    medium,
    unit: medium === "electricity" ? "kWh" : "m3",
    contract: prices.contract.id,
    quarters: quarters.length,
    isUncertain: quarters.some(({ isUncertain }) => isUncertain),
    ...prices.costOf(quarters),
  };
}

/** The contract that bills the meter, else the first one of its medium. */
function pricesOf({ prices }: Book, { point: { asset, medium } }: LoadMeter): Prices | undefined {
  const alike = prices.filter(({ contract }) => contract.medium === medium);
  return alike.find(({ contract }) => contract.meters.includes(asset.label)) ?? alike[0];
}

function billed({ meters }: Book, { contract }: Prices): readonly LoadMeter[] {
  return meters.filter(({ point }) => contract.meters.includes(point.asset.label));
}

function charges(book: Book, prices: Prices, range: Quarters): ContractCharges {
  const { id, name, medium, meters, demand, powerFactor, co2 } = prices.contract;
  const sums = powerFactor === undefined ? undefined : energiesOf(book, billed(book, prices), range);
  const highest = demand === undefined ? undefined : highestOf(book, id, range);
  return {
    contract: id,
    name,
    medium,
    meters,
    demand:
      demand === undefined || highest === undefined
        ? null
        : { kW: highest.kW, to: highest.to, price: demand.price, cost: highest.kW * demand.price },
    powerFactor: powerFactor === undefined || sums === undefined ? null : powerFactorFigures(powerFactor, sums),
    co2Source: co2?.source ?? "",
  };
}

/** Active and reactive energy of quarters of which both are known. */
function energiesOf(book: Book, meters: readonly LoadMeter[], range: Quarters) {
  let [active, reactive] = [0, 0];
  for (const meter of meters) {
    const known = new Map(book.store.reactive(meter.code, range.from, range.to));
    for (const one of book.unwritten.reactive) if (one.point === meter.code) known.set(one.start, one.amount);
    for (const { start, amount } of quartersOf(book, meter, range)) {
      const kvarh = known.get(start);
      if (kvarh === undefined) continue;
      active += amount;
      reactive += kvarh;
    }
  }
  return { active, reactive };
}

function highestOf(book: Book, id: string, range: Quarters): StoredWindow | undefined {
  return windowsOf(book, id, range).reduce<StoredWindow | undefined>(
    (best, one) => (best === undefined || one.kW > best.kW ? one : best),
    undefined,
  );
}

function windowsOf({ store, unwritten }: Book, id: string, { from, to }: Quarters): readonly StoredWindow[] {
  const fresh = unwritten.windows.filter((one) => one.contract === id && one.to > from && one.to <= to);
  return [...store.windows(id, from, to), ...fresh];
}

/** How good the forecasts of the last day were, ten minutes before the ends of their windows. */
function accuracyOf(book: Book, id: string): DemandView["accuracy"] {
  const judged = windowsOf(book, id, { from: book.now - DAY_US, to: book.now }).flatMap(({ kW, forecast }) =>
    forecast === null || kW === 0 ? [] : [{ ...forecast, expected: forecast.kW, kW }],
  );
  if (judged.length === 0) return null;
  const errors = judged.map(({ kW, expected }) => Math.abs(expected - kW) / Math.abs(kW));
  return {
    windows: judged.length,
    meanErrorPercent: (100 * errors.reduce((sum, error) => sum + error, 0)) / judged.length,
    held: judged.filter(({ kW, low, high }) => kW >= low && kW <= high).length / judged.length,
  };
}

function idleIn(book: Book, { from, to }: Quarters): readonly IdleWaste[] {
  return book.ofMachines
    .flatMap((meter): IdleWaste[] => {
      const { machine } = meter.point;
      if (machine === undefined) return [];
      const fresh = book.unwritten.machines.filter(
        ({ point, start }) => point === meter.code && start >= from && start < to,
      );
      const rows = [...book.store.machines(meter.code, from, to), ...fresh].filter(({ wastedS }) => wastedS > 0);
      const hours = rows.reduce((sum, { wastedS }) => sum + wastedS, 0) / 3600;
      if (hours === 0) return [];
      const kWh = rows.reduce((sum, { wastedKWh }) => sum + wastedKWh, 0);
      const amounts = rows.map(({ start, wastedKWh }) => ({ start, amount: wastedKWh }));
      const cost = pricesOf(book, meter)?.costOf(amounts).cost ?? null;
      const power = meter.point.rate?.ref ?? null;
      return [{ assetUid: machine.assetUid, label: machine.label, hours, kWh, meanKw: kWh / hours, cost, power }];
    })
    .sort((a, b) => (b.cost ?? b.kWh) - (a.cost ?? a.kWh));
}

function utilitiesIn({ store, utilities }: Book, { from, to }: Quarters): readonly UtilityUse[] {
  return utilities.map(({ utility, asset, needed, power }) => {
    const { low: lowest, ...sums } = sumOf(store.utilities(asset.assetUid, from, to));
    return {
      utility,
      assetUid: asset.assetUid,
      label: asset.label,
      needed,
      power: power?.ref ?? null,
      lowest,
      ...sums,
    };
  });
}

function curveOf(book: Book, prices: Prices, range: Quarters): readonly CurvePoint[] {
  const meters = billed(book, prices);
  const sums = new Map<Micros, { kWh: number; meters: number }>();
  for (const meter of meters)
    for (const { start, amount } of quartersOf(book, meter, range)) {
      const sum = sums.get(start) ?? { kWh: 0, meters: 0 };
      sums.set(start, { kWh: sum.kWh + amount, meters: sum.meters + 1 });
    }
  const points: CurvePoint[] = [];
  for (let start = range.from; start < range.to; start += QUARTER_US) {
    const sum = sums.get(start);
    const isWhole = sum !== undefined && sum.meters === meters.length;
    const band = prices.contract.bands[prices.bandAt(start)]?.id ?? "";
    points.push({ start, kW: isWhole ? sum.kWh * (3600e6 / QUARTER_US) : null, band });
  }
  return points;
}

/** Undefined for an asset that is not measured. */
function baselineIn(book: Book, question: BaselineQuestion): BaselineView | undefined {
  const meter = book.meters.find(({ point }) => point.asset.assetUid === question.assetUid);
  if (meter === undefined) return undefined;
  const hour = (time: Micros): Micros => Math.floor(time / HOUR_US) * HOUR_US;
  const [baseFrom, baseTo] = [hour(question.baseFrom), hour(question.baseTo)];
  const [from, to] = [hour(question.from), hour(question.to)];
  const range = { from: Math.min(baseFrom, from), to: Math.max(baseTo, to) };
  const { asset, machine, medium } = meter.point;
  // A meter of an area or of the plant feeds all machines.
  const feeds = book.meters.filter((one) => (machine === undefined ? one.point.machine !== undefined : one === meter));
  const series = hourlySeries(
    {
      amounts: quartersOf(book, meter, range),
      machines: feeds.flatMap(({ code }) => book.store.machines(code, range.from, range.to)),
      outdoor: book.store.outdoor(range.from, range.to),
    },
    {
      from: range.from,
      hours: (range.to - range.from) / HOUR_US,
      timeZone: book.timeZone,
      holidays: new Set(pricesOf(book, meter)?.contract.holidays),
    },
  );
  const unit = medium === "electricity" ? "kWh" : "m3";
  return baselineOf(
    { assetUid: question.assetUid, baseFrom, baseTo, from, to },
    { label: asset.label, unit, series, start: range.from },
  );
}
