/** Judges islands, those of a config and those that a person wants, by the same rules (rule IS2). */
import { listed } from "../contracts/plant/config-text.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import type { IslandFacts, IslandPreview, IslandProblem, VariantMove } from "../contracts/production/island-book.ts";
import { type Island, islandOfVariant, machinesFor } from "../contracts/production/islands.ts";
import { problem } from "./problem-table.ts";

const MOST_NAMED = 6;

/** All problems at once. `seen`: variants of which there are pieces or orders. */
export function problemsOf(
  islands: readonly Island[],
  facts: IslandFacts,
  seen: readonly string[] = [],
): readonly IslandProblem[] {
  const found: IslandProblem[] = [];
  for (const [at, { id }] of islands.entries()) {
    const first = islands.findIndex((island) => island.id === id);
    if (first < at) found.push({ steps: [at, "id"], ...problem("island-twice", { island: id }) });
  }
  return [...found, ...ofMachines(islands, facts), ...ofVariants(islands, facts), ...unmade(islands, facts, seen)];
}

/** Variants by name: those that are listed, seen, or named by an island. */
function variantsIn(
  islands: readonly Island[],
  { variants }: Pick<IslandFacts, "variants">,
  seen: readonly string[],
): readonly string[] {
  const named = islands.flatMap((island) => island.variants.filter((name) => !name.includes("*")));
  return [...new Set([...variants, ...seen, ...named])].sort();
}

function ofMachines(islands: readonly Island[], { assets, steps }: IslandFacts): readonly IslandProblem[] {
  const known = new Set(assets);
  const working = new Set(steps.flatMap(({ machines }) => machines));
  const owners = new Map<string, string>();
  const found: IslandProblem[] = [];
  for (const [at, { id, machines }] of islands.entries())
    for (const [entry, machine] of machines.entries()) {
      const place = { steps: [at, "machines", entry] as const };
      const first = owners.get(machine);
      owners.set(machine, first ?? id);
      if (!known.has(machine)) found.push({ ...place, ...problem("island-machine-unknown", { machine }) });
      else if (first !== undefined)
        found.push({ ...place, ...problem("island-machine-twice", { machine, first, island: id }) });
      else if (steps.length > 0 && !working.has(machine))
        found.push({ ...place, ...problem("island-machine-idle", { machine }) });
    }
  return found;
}

function ofVariants(islands: readonly Island[], { variants: known }: IslandFacts): readonly IslandProblem[] {
  const found: IslandProblem[] = [];
  for (const [at, { id, variants }] of islands.entries())
    for (const [entry, variant] of variants.entries()) {
      const place = { steps: [at, "variants", entry] as const };
      if (known.length > 0 && !known.some((name) => matchesWord(variant, name)))
        found.push({
          ...place,
          ...problem("island-variant-unknown", { variant, known: listed(known, MOST_NAMED) }),
        });
      const earlier = islands
        .slice(0, at + 1)
        .find((other, index) =>
          other.variants.slice(0, index === at ? entry : undefined).some((word) => areOne(word, variant, known)),
        );
      if (earlier !== undefined)
        found.push({ ...place, ...problem("island-variant-twice", { variant, first: earlier.id, island: id }) });
    }
  return found;
}

/** Whether two patterns have a variant in common, as far as that is known. */
function areOne(one: string, other: string, known: readonly string[]): boolean {
  return (
    matchesWord(one, other) ||
    matchesWord(other, one) ||
    known.some((name) => matchesWord(one, name) && matchesWord(other, name))
  );
}

/** Variants that have no machine at a step although some could make them. */
function unmade(islands: readonly Island[], facts: IslandFacts, seen: readonly string[]): readonly IslandProblem[] {
  const names = variantsIn(islands, facts, seen);
  // A pattern that fits no known name stands for the variants to come.
  const patterns = islands.flatMap(({ variants }) =>
    variants.filter((word) => word.includes("*") && !names.some((name) => matchesWord(word, name))),
  );
  const found: IslandProblem[] = [];
  for (const variant of facts.variants.length > 0 ? names : [...names, ...patterns]) {
    const island = islandOfVariant(islands, variant);
    if (island === undefined) continue;
    const entry = island.variants.findIndex((word) => matchesWord(word, variant));
    for (const { name: step, machines } of facts.steps) {
      const capable = machines.filter((machine) => facts.canMake(machine, variant));
      if (capable.length === 0 || machinesFor(islands, variant, capable).length > 0) continue;
      const texts = { variant, step, machines: listed(capable, MOST_NAMED), island: island.id };
      found.push({
        steps: [islands.indexOf(island), "variants", entry],
        ...problem("island-no-machine", texts),
      });
    }
  }
  return found;
}

/** What islands would do instead of others. */
export function previewOf(
  { before, after }: { readonly before: readonly Island[]; readonly after: readonly Island[] },
  facts: IslandFacts,
  seen: readonly string[],
): IslandPreview {
  const moves: VariantMove[] = [];
  for (const variant of variantsIn([...before, ...after], facts, seen))
    for (const { name: step, machines } of facts.steps) {
      const capable = machines.filter((machine) => facts.canMake(machine, variant));
      const [now, then] = [before, after].map((islands) => machinesFor(islands, variant, capable)) as [
        string[],
        string[],
      ];
      if (now.join(" ") !== then.join(" ")) moves.push({ variant, step, before: now, after: then });
    }
  return { problems: problemsOf(after, facts, seen), moves };
}
