import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { StateSpan } from "../../contracts/production/production.ts";

/** Time as bottleneck of each machine, as a share of the time with a bottleneck. */
export interface BottleneckShare {
  readonly label: string;
  /** Share of the time as the only bottleneck. */
  readonly sole: number;
  /** Share of the time while the bottleneck shifted from one machine to another. */
  readonly shifting: number;
}

interface Active {
  readonly label: string;
  readonly from: Micros;
  readonly to: Micros;
}

/**
 * Active period method (Roser, Nakano, Tanaka: Shifting bottleneck detection, 2002): at any time the machine with the
 * longest active period is the bottleneck; a machine is active unless it waits for pieces or for room. Where the
 * period of the next bottleneck overlaps, both are.
 */
export function bottlenecks(
  machines: readonly { readonly label: string; readonly spans: readonly StateSpan[] }[],
): BottleneckShare[] {
  const periods = machines.flatMap(({ label, spans }) => activePeriods(label, spans)).sort((a, b) => a.from - b.from);
  const chain = chainOf(periods);
  const sole = new Map<string, number>();
  const shifting = new Map<string, number>();
  let total = 0;
  for (const [at, period] of chain.entries()) {
    const before = chain[at - 1];
    const after = chain[at + 1];
    const overlapBefore = before === undefined ? 0 : Math.max(0, before.to - period.from);
    const overlapAfter = after === undefined ? 0 : Math.max(0, period.to - after.from);
    const length = period.to - period.from;
    add(sole, period.label, Math.max(0, length - overlapBefore - overlapAfter));
    add(shifting, period.label, overlapBefore + overlapAfter);
    total += length - overlapAfter;
  }
  if (total <= 0) return [];
  return machines
    .map(({ label }) => ({ label, sole: (sole.get(label) ?? 0) / total, shifting: (shifting.get(label) ?? 0) / total }))
    .filter((share) => share.sole + share.shifting > 0)
    .sort((a, b) => b.sole + b.shifting - a.sole - a.shifting);
}

/**
 * Every cause except waiting for pieces, for room or for work is activity, including repair and set-up, because other
 * machines wait for them.
 */
function activePeriods(label: string, spans: readonly StateSpan[]): Active[] {
  const periods: { label: string; from: Micros; to: Micros }[] = [];
  for (const { from, to, cause } of spans) {
    if (cause === "starved" || cause === "blocked" || cause === "idle" || cause === "unknown") continue;
    const last = periods.at(-1);
    if (last?.to === from) last.to = to;
    else periods.push({ label, from, to });
  }
  return periods;
}

/** The chain of bottlenecks: at the end of each period, the longest active period then follows. */
function chainOf(periods: readonly Active[]): Active[] {
  const chain: Active[] = [];
  let at = periods[0]?.from;
  while (at !== undefined) {
    const now = at;
    let longest: Active | undefined;
    for (const period of periods) {
      if (period.from > now) break;
      if (period.to > now && (longest === undefined || period.to - period.from > longest.to - longest.from))
        longest = period;
    }
    if (longest !== undefined) chain.push(longest);
    at = longest?.to ?? periods.find(({ from }) => from > now)?.from;
    if (longest === undefined && at === undefined) break;
  }
  return chain;
}

function add(sums: Map<string, number>, label: string, us: number): void {
  sums.set(label, (sums.get(label) ?? 0) + us);
}
