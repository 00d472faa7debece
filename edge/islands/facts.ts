/** What a plant's config says of its machines, as far as islands go. */
import { type Capability, can } from "../contracts/plant/kinds.ts";
import type { Asset } from "../contracts/plant/plant.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import type { IslandFacts, IslandStep } from "../contracts/production/island-book.ts";

/** The parts of a config that facts come from. */
interface PlantParts {
  readonly assets: readonly Pick<Asset, "label" | "kind" | "capabilities">[];
  readonly ways: readonly string[];
  readonly operations: readonly { readonly stations: readonly string[]; readonly id: string }[];
  readonly variants: readonly string[];
  readonly makes: readonly { readonly machines: readonly string[]; readonly variants: readonly string[] }[];
}

const WORKING: readonly Capability[] = ["machines", "heats", "inspects", "tests", "packs"];

export function factsOf({ assets, ways, operations, variants, makes }: PlantParts): IslandFacts {
  const working = assets.filter((asset) => WORKING.some((capability) => can(asset, capability)));
  const steps = new Map<string, IslandStep>();
  for (const pattern of ways.flatMap((way) => way.split(">").map((word) => word.trim()))) {
    const machines =
      pattern === "*" ? [] : working.flatMap(({ label }) => (matchesWord(pattern, label) ? [label] : []));
    const [first] = machines;
    if (first === undefined || steps.has(machines.join(" "))) continue;
    const operation = operations.find(({ stations }) => stations.some((word) => matchesWord(word, first)));
    steps.set(machines.join(" "), { name: operation?.id ?? pattern, machines });
  }
  const limited = new Map<string, readonly string[]>();
  for (const { label } of assets) {
    const own = makes.filter(({ machines }) => machines.some((word) => matchesWord(word, label)));
    if (own.length > 0)
      limited.set(
        label,
        own.flatMap((entry) => entry.variants),
      );
  }
  return {
    assets: assets.map(({ label }) => label),
    steps: [...steps.values()],
    variants,
    canMake: (machine, variant) => limited.get(machine)?.some((word) => matchesWord(word, variant)) ?? true,
  };
}
