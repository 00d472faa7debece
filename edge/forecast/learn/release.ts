import type { PastOrder } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { type LearntRelease, type LearntSetUp, RELEASE_RULES, type ReleaseRule } from "./learnt.ts";

/** A change of less than this share of the longest one is no set-up. */
const FREE_SHARE = 0.1;

export interface Releasable {
  readonly variant: string;
  readonly priority: number;
  readonly due: Micros;
}

export function releaseOf(
  orders: readonly PastOrder[],
  variants: readonly string[],
  setUps: readonly LearntSetUp[],
): LearntRelease {
  const families = familiesOf(variants, setUps);
  const begun = orders
    .flatMap((order) => {
      const index = order.steps.findIndex(({ state }) => state === "Running");
      // What ran when the history began was released before.
      return index < 1 ? [] : [{ order, at: order.steps[index]?.time as Micros }];
    })
    .toSorted((a, b) => a.at - b.at);
  const choices = begun.flatMap(({ order, at }, number) => {
    const before = begun[number - 1]?.order.variant;
    const waiting = orders.filter((one) => stateBefore(one, at) === "AllowedToStart");
    return before === undefined || waiting.length < 2 || !waiting.includes(order) ? [] : [{ order, before, waiting }];
  });
  const explained = RELEASE_RULES.map(
    (rule) =>
      choices.filter(({ order, before, waiting }) => firstBy(rule, waiting, families[before] ?? -1, families) === order)
        .length,
  );
  const best = explained.indexOf(Math.max(...explained));
  return {
    rule: RELEASE_RULES[best] as ReleaseRule,
    releases: choices.length,
    explained: explained[best] as number,
    among: choices.length === 0 ? 1 : choices.reduce((sum, { waiting }) => sum + waiting.length, 0) / choices.length,
    families,
  };
}

/** The order that a rule releases next; `family` is what is set up. Undefined for none. */
export function firstBy<Order extends Releasable>(
  rule: ReleaseRule,
  waiting: readonly Order[],
  family: number,
  families: LearntRelease["families"],
): Order | undefined {
  const rank = ({ priority, variant }: Releasable): number =>
    rule === "priority-due" ? priority || 0 : rule === "setup-due" && families[variant] !== family ? 1 : 0;
  const due = (order: Order): number => (Number.isNaN(order.due) ? Number.POSITIVE_INFINITY : order.due);
  return waiting.toSorted((a, b) => rank(a) - rank(b) || (due(a) < due(b) ? -1 : due(a) > due(b) ? 1 : 0))[0];
}

/** State of the order just before an instant; empty: not known then. */
function stateBefore({ steps }: PastOrder, at: Micros): string {
  return steps.findLast(({ time }) => time < at)?.state ?? "";
}

/** Joins variants whose changes were free. */
function familiesOf(variants: readonly string[], setUps: readonly LearntSetUp[]): Readonly<Record<string, number>> {
  const family = new Map(variants.map((variant, at) => [variant, at]));
  for (const { pairs, ofAll } of setUps) {
    const longest = ofAll?.quantiles.at(-1) ?? 0;
    for (const [pair, { mean }] of Object.entries(pairs)) {
      if (longest < 1 || mean > FREE_SHARE * longest) continue;
      const [from, to] = pair.split(" > ").map((variant) => family.get(variant));
      for (const [variant, number] of family) if (number === to && from !== undefined) family.set(variant, from);
    }
  }
  return Object.fromEntries(family);
}
