import { matchesWord } from "../../../../../edge/contracts/plant/tag-pattern.ts";
import { type Island, islandOfMachine } from "../../../../../edge/contracts/production/islands.ts";
import type { IslandsAnswer } from "../../../data/islands-api.ts";

/** What may belong to an island. */
export interface Member {
  readonly kind: "machines" | "variants";
  readonly name: string;
}

/** An island, or (last, with `at` -1) what belongs to none. */
export interface Column {
  /** Position of the island. */
  readonly at: number;
  readonly machines: readonly string[];
  readonly variants: readonly string[];
}

/** Islands in their order, then what belongs to none. */
export function columnsOf(draft: readonly Island[], { steps, variants }: Pick<IslandsAnswer, "steps" | "variants">) {
  const all = [...new Set(steps.flatMap(({ machines }) => machines))];
  const isMade = (name: string): boolean =>
    draft.some((island) => island.variants.some((pattern) => matchesWord(pattern, name)));
  const rest: Column = {
    at: -1,
    machines: all.filter((machine) => islandOfMachine(draft, machine) === undefined),
    variants: variants.filter((name) => !isMade(name)),
  };
  const columns: readonly Column[] = draft.map(({ machines, variants: own }, at) => ({ at, machines, variants: own }));
  return [...columns, rest];
}

/** The islands after a machine or variant went to one of them, or to none (-1). */
export function moved(draft: readonly Island[], { kind, name }: Member, to: number): readonly Island[] {
  return draft.map((island, at) => {
    const others = island[kind].filter((one) => one !== name);
    return { ...island, [kind]: at === to ? [...others, name] : others };
  });
}

/** Where a step to the side leads from a column, or undefined at the edge. -1 lies behind the last island. */
export function beside(draft: readonly Island[], from: number, step: -1 | 1): number | undefined {
  const at = (from < 0 ? draft.length : from) + step;
  if (at < 0 || at > draft.length) return undefined;
  return at === draft.length ? -1 : at;
}

/** The islands with a new, empty one. */
export function withNew(draft: readonly Island[], name: (number: number) => Island["name"]): readonly Island[] {
  const ids = new Set(draft.map(({ id }) => id));
  let number = draft.length + 1;
  while (ids.has(`island-${number}`)) number++;
  return [...draft, { id: `island-${number}`, name: name(number), machines: [], variants: [] }];
}
