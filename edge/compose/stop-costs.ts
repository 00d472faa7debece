/** What a stop of each machine costs its line, measured over the last day (rule UP20 in docs/rules/upkeep.md). */
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ProductionReader } from "../contracts/production/production.ts";
import type { StopRate } from "../contracts/records/due-list.ts";

/** Time over which bottlenecks and pieces are counted, and for which the answer is kept: a list is read often. */
const BASIS_US = 86_400e6;
const KEPT_US = 600e6;

/** Rates by label of the machine, of those that were a bottleneck; none while production is not known. */
export function stopCostsOf(
  production: Pick<ProductionReader, "lines" | "line">,
): (now: Micros) => Promise<ReadonlyMap<string, StopRate>> {
  let kept: { readonly at: Micros; readonly rates: ReadonlyMap<string, StopRate> } | undefined;
  return async (now) => {
    if (kept !== undefined && now >= kept.at && now - kept.at < KEPT_US) return kept.rates;
    const rates = new Map<string, StopRate>();
    for (const line of production.lines)
      for (const [label, rate] of await ratesOf(production, line, now)) {
        const known = rates.get(label);
        if (known === undefined || costOf(rate) > costOf(known)) rates.set(label, rate);
      }
    kept = { at: now, rates };
    return rates;
  };
}

async function ratesOf(
  production: Pick<ProductionReader, "line">,
  line: string,
  now: Micros,
): Promise<readonly (readonly [label: string, rate: StopRate])[]> {
  try {
    const { throughput, bottleneck } = await production.line(line, { from: now - BASIS_US, to: now });
    if (throughput === null || throughput <= 0) return [];
    return bottleneck.map(({ label, sole, shifting }) => [
      label,
      { line, share: Math.min(1, sole + shifting), piecesPerHour: throughput },
    ]);
  } catch (error) {
    // Without the book of states the list is in order of time, as it is without lines.
    if (error instanceof EdgeError) return [];
    throw error;
  }
}

function costOf({ share, piecesPerHour }: StopRate): number {
  return share * piecesPerHour;
}
