import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import { narrowedWays } from "../model/bound.ts";
import type { ModelPlan } from "../model/plan.ts";

/**
 * Sends variants over some of the places that stand side by side on their ways, which makes an island of these,
 * whatever islands are in force. Both are patterns. Gives why it cannot be, with the remedy, where there is no such
 * variant or no such place, and where pieces would never leave the plant.
 */
export function routedOver(plan: ModelPlan, variants: string, over: readonly string[]): ModelPlan | string {
  const meant = plan.variants.flatMap((name, at) => (matchesWord(variants, name) ? [at] : []));
  if (meant.length === 0)
    return `the variant ${variants} is unknown; this plant has made ${plan.variants.join(", ") || "none yet"}`;
  const isNamed = (place: number): boolean =>
    over.some((pattern) => matchesWord(pattern, plan.places[place]?.label ?? ""));
  for (const variant of meant) {
    const passed = [...new Set(groupsOf(plan.unbound ?? plan, variant).flat())].map(
      (place) => plan.places[place]?.label ?? "",
    );
    const strange = over.find((pattern) => !passed.some((label) => matchesWord(pattern, label)));
    if (strange !== undefined) return noWay(plan, variant, strange);
  }
  const made = narrowedWays(plan, (group, variant, whole) =>
    meant.includes(variant) && whole.some(isNamed) ? whole.filter(isNamed) : group,
  );
  for (const variant of meant) {
    const before = caughtIn(plan, variant);
    const caught = caughtIn(made, variant).filter((label) => !before.includes(label));
    if (caught.length > 0)
      return (
        `pieces of ${plan.variants[variant]} would go round between ${caught.join(", ")} and never leave; ` +
        "name places from which they go on"
      );
  }
  return made;
}

/** Groups of places side by side, or single ones, to which pieces of a variant go. */
function groupsOf(
  { routes, lanes }: Pick<ModelPlan, "routes" | "lanes">,
  variant: number,
): readonly (readonly number[])[] {
  const direct = routes.flatMap((byVariant) => (byVariant[variant] ?? []).map(({ group }) => group));
  return [...direct, ...lanes.map(({ to }) => to[variant] ?? [])];
}

function noWay(plan: ModelPlan, variant: number, pattern: string): string {
  const choices = groupsOf(plan.unbound ?? plan, variant).filter(({ length }) => length > 1);
  const named = choices.map((group) => group.map((place) => plan.places[place]?.label).join(", "));
  const beside = named.length === 0 ? "none" : [...new Set(named)].join("; ");
  return (
    `${pattern} is on no way of ${plan.variants[variant]}, so no machine there can make it; ` +
    `choose among places side by side: ${beside}`
  );
}

/** Places that pieces of a variant come to and from which none of them ever leaves the plant. */
function caughtIn(plan: ModelPlan, variant: number): readonly string[] {
  const next = plan.places.map((_, place) => [
    ...(plan.routes[place]?.[variant] ?? []).flatMap(({ share, group }) => (share > 0 ? group : [])),
    ...plan.lanes.flatMap(({ from, to }) => (from === place ? (to[variant] ?? []) : [])),
  ]);
  const reached = new Set([...plan.places.keys()].filter((place) => plan.places[place]?.kind === "source"));
  for (const place of reached) for (const to of next[place] ?? []) reached.add(to);
  const leaves = new Set([...plan.places.keys()].filter((place) => plan.places[place]?.kind === "sink"));
  for (let size = -1; size !== leaves.size; ) {
    size = leaves.size;
    for (const [place, behind] of next.entries()) if (behind.some((to) => leaves.has(to))) leaves.add(place);
  }
  return [...reached].filter((place) => !leaves.has(place)).map((place) => plan.places[place]?.label ?? "");
}
