import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";

/**
 * Names in the pairs of set-up and transport tables that no step and no machine has: perhaps mistyped, perhaps of what
 * is not made now. Their times are not used.
 */
export function unusedNames({ variants, machines, setUps, transport }: WorkPlan): readonly string[] {
  const families = new Set<string | undefined>(machines.map(({ setUpNow }) => setUpNow));
  for (const { id, route } of variants) for (const { family = id } of route) families.add(family);
  const areas = new Set<string | undefined>(machines.map(({ area }) => area));
  const among = (pairs: readonly { readonly from: string; readonly to: string }[], known: ReadonlySet<unknown>) =>
    pairs.flatMap(({ from, to }) => [from, to]).filter((name) => !known.has(name));
  return [
    ...new Set([...setUps.flatMap(({ between }) => among(between, families)), ...among(transport.between, areas)]),
  ];
}
