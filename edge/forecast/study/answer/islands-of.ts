import type { Island } from "../../../contracts/production/islands.ts";
import type { Change } from "../../whatif/changes.ts";

/**
 * The islands that changes of ways make, as a change of the running plant takes them (rule IS13). Ways that share a
 * machine are one island. Null where there are none, and where a pattern stands for machines.
 */
export function islandsOf(changes: readonly Change[]): readonly Island[] | null {
  const found: { machines: readonly string[]; variants: readonly string[] }[] = [];
  for (const change of changes) {
    if (change.kind !== "route") continue;
    const { over, variants } = change;
    if (over.some((machine) => machine.includes("*"))) return null;
    const same = found.find(({ machines }) => machines.some((machine) => over.includes(machine)));
    if (same === undefined) found.push({ machines: over, variants: [variants] });
    else {
      same.machines = [...new Set([...same.machines, ...over])];
      same.variants = [...same.variants, variants];
    }
  }
  if (found.length === 0) return null;
  return found.map((island, at) => ({
    id: `island-${at + 1}`,
    name: { zh: `机器岛 ${at + 1}`, en: `Island ${at + 1}` },
    ...island,
  }));
}
