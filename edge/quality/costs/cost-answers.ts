/** Sums of costs by what is asked for. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { CostBy, CostRow, CostSums, CostView } from "../../contracts/quality/costs.ts";
import { COUNTS, type CostCounts, type CostKey } from "./cost-store.ts";
import { PARTS } from "./rates.ts";

const HOUR_MS = 3600e3;

interface Asked {
  readonly by: CostBy;
  readonly zone: string;
  readonly wordOf: (code: number) => string;
  /** Of a good piece of a variant. */
  readonly pieceValue: (variant: string) => number;
  readonly titleOf: (operation: string) => LocalizedText | null;
  readonly untimed: number;
  readonly unrated: number;
  readonly since: Micros | null;
}

export function costView(
  rows: readonly (readonly [CostKey, CostCounts])[],
  { by, zone, wordOf, pieceValue, titleOf, ...rest }: Asked,
): CostView {
  const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
  const nameOf = (key: CostKey): string =>
    by === "day" ? dayOf.format(key.hour * HOUR_MS) : wordOf(by === "order" ? key.ofOrder : key[by]);
  const isStep = by === "operation" || by === "station";
  const total = none();
  const byName = new Map<string, Sums>();
  for (const [key, counts] of rows) {
    const name = nameOf(key);
    const sums = byName.get(name) ?? none();
    byName.set(name, sums);
    for (const count of COUNTS) {
      sums[count] += counts[count];
      total[count] += counts[count];
    }
    const value = counts.ended === 0 ? 0 : counts.ended * pieceValue(wordOf(key.variant));
    sums.value += value;
    total.value += value;
  }
  const listed = [...byName].map(
    ([name, sums]): CostRow => ({ name, title: by === "operation" ? titleOf(name) : null, ...sumsOf(sums, isStep) }),
  );
  const badCost = ({ scrap, rework, inspection }: CostSums): number => scrap + rework + inspection;
  return {
    rows: listed.sort((a, b) =>
      by === "day" ? order(a.name, b.name) : badCost(b) - badCost(a) || order(a.name, b.name),
    ),
    total: sumsOf(total, false),
    ...rest,
  };
}

/** Good pieces of a step are those that it passes; of the others, those that have come to their end. */
function sumsOf(counts: Sums, isStep: boolean): CostSums {
  const { value, good, ended, scrapped, reworked, inspected, made, scrap, rework, inspection } = counts;
  return {
    good: isStep ? good : ended,
    scrapped,
    reworked,
    inspected,
    made: made / PARTS,
    scrap: scrap / PARTS,
    rework: rework / PARTS,
    inspection: inspection / PARTS,
    value: isStep ? 0 : value,
  };
}

type Sums = CostCounts & { value: number };

function none(): Sums {
  return { ...(Object.fromEntries(COUNTS.map((count) => [count, 0])) as CostCounts), value: 0 };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
