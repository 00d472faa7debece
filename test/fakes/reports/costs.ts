/** Costs of quality and energy for reports. */
import type { CostReader, CostSums } from "../../../edge/contracts/quality/costs.ts";
import type { EnergyCostReader } from "../../../edge/contracts/quality/energy-cost.ts";

const SUMS: CostSums = {
  ...{ good: 10, scrapped: 1, reworked: 2, inspected: 4 },
  ...{ made: 50, scrap: 30, rework: 6, inspection: 4, value: 2000 },
};
const costs: CostReader = {
  isCurrent: true,
  costs: ({ by }) => ({
    rows: [{ name: by === "operation" ? "OP10" : "N1", title: null, ...SUMS }],
    total: SUMS,
    ...{ untimed: 0, unrated: 0, since: null },
  }),
};
const USED = { kWh: 40, cost: 20, co2Kg: 25, rework: 1, inspection: 2 };
const energyCosts: EnergyCostReader = {
  costs: ({ by }) => ({
    rows: [{ name: by === "operation" ? "OP10" : "N1", ...USED }],
    total: USED,
    standing: { kWh: 7, cost: 3, co2Kg: 4 },
    ...{ unpriced: [], withoutCo2: [], closedUntil: null },
  }),
  pieces: () => [],
};

export const COST_READERS = { costs, energyCosts };
