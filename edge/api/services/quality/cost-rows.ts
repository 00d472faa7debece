/** Rows of costs with their energy, and each amount for each good piece: for the answer and for its tables. */
import type { CostRow, CostSums } from "../../../contracts/quality/costs.ts";
import type { EnergyCostSums, EnergyCostView } from "../../../contracts/quality/energy-cost.ts";

const NO_COUNTS: CostSums = {
  ...{ good: 0, scrapped: 0, reworked: 0, inspected: 0 },
  ...{ made: 0, scrap: 0, rework: 0, inspection: 0, value: 0 },
};

/** Rows of costs with their energy; steps that have energy alone come last. */
export function rowsWith(rows: readonly CostRow[], energy: EnergyCostView | undefined) {
  const of = new Map(energy?.rows.map((row) => [row.name, row]));
  const known = new Set(rows.map(({ name }) => name));
  const only = (energy?.rows ?? [])
    .filter(({ name }) => !known.has(name))
    .toSorted((a, b) => b.cost - a.cost)
    .map(({ name }): CostRow => ({ name, title: null, ...NO_COUNTS }));
  return [...rows, ...only].map(({ name, title, ...counts }) => ({
    name,
    title: title === null ? null : { zh: title.zh, en: title.en },
    ...entryOf(counts, energy === undefined ? undefined : (of.get(name) ?? NO_ENERGY)),
  }));
}

const NO_ENERGY: EnergyCostSums = { kWh: 0, cost: 0, co2Kg: 0, rework: 0, inspection: 0 };

export function entryOf(counts: CostSums, used: EnergyCostSums | undefined) {
  const { good, made, scrap, rework, inspection, value } = counts;
  const bad = scrap + rework + inspection;
  const each = (amount: number | undefined): number | null =>
    good === 0 || amount === undefined ? null : amount / good;
  const energy =
    used === undefined
      ? null
      : {
          kWh: used.kWh,
          cost: used.cost,
          co2Kg: used.co2Kg,
          rework: used.rework,
          inspection: used.inspection,
        };
  return {
    ...counts,
    perGood: each(made + bad),
    qualityPerGood: each(bad),
    energy,
    energyPerGood: each(used?.cost),
    co2KgPerGood: each(used?.co2Kg),
    kWhPerValue: used === undefined || value === 0 ? null : used.kWh / value,
  };
}
