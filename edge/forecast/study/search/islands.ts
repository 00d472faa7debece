import type { Change } from "../../whatif/changes.ts";
import type { Level } from "../factors.ts";

/** What islands may be made of. */
export interface IslandSpace {
  readonly machines: readonly string[];
  /** Patterns of variants that stay together. */
  readonly groups: readonly string[];
  /** Most islands. */
  readonly most: number;
  canMake(group: number, machine: number): boolean;
}

/** By machine its island, and by group of variants the island that makes it; islands in the order of their machines. */
interface Islands {
  readonly of: readonly number[];
  readonly makes: readonly number[];
}

/**
 * Ways to put machines into islands, each of which makes some of the variants. In each, every group of variants has a
 * machine in its island that can make it, and every machine a group that it can make.
 */
export class IslandLevels {
  readonly #space: IslandSpace;
  /** Of levels that somebody holds: most are never looked at. */
  readonly #known = new WeakMap<Level, Islands>();

  constructor(space: IslandSpace) {
    this.#space = space;
  }

  /** One island, and as many as there may be with machines and groups dealt out in turn. */
  get starts(): readonly Level[] {
    const { machines, groups, most } = this.#space;
    const counts = Array.from({ length: Math.min(most, machines.length, groups.length) }, (_, at) => at + 1);
    return this.#levels(
      counts.map((count) => ({
        of: machines.map((_, at) => Math.floor((at * count) / machines.length)),
        makes: groups.map((_, at) => Math.floor((at * count) / groups.length)),
      })),
    );
  }

  /**
   * What one move makes of them: a machine or a group goes to another island, two machines or groups change places, a
   * machine takes a group into an island of their own, or two islands become one.
   */
  beside(level: Level): readonly Level[] {
    const islands = this.#known.get(level);
    if (islands === undefined) return this.starts;
    const { of, makes } = islands;
    const all = [...new Set(of)];
    const moved = (list: readonly number[]): (readonly number[])[] =>
      list.flatMap((from, at) => all.flatMap((to) => (to === from ? [] : [list.with(at, to)])));
    const swapped = (list: readonly number[]): (readonly number[])[] =>
      list.flatMap((one, at) =>
        list.flatMap((other, beside) => (beside > at && one !== other ? [list.with(at, other).with(beside, one)] : [])),
      );
    const merge = (list: readonly number[], one: number, other: number): readonly number[] =>
      list.map((at) => (at === other ? one : at));
    return this.#levels([
      ...[...moved(of), ...swapped(of)].map((next) => ({ of: next, makes })),
      ...[...moved(makes), ...swapped(makes)].map((next) => ({ of, makes: next })),
      ...of.flatMap((island, machine) =>
        makes.flatMap((one, group) =>
          one === island ? [{ of: of.with(machine, all.length), makes: makes.with(group, all.length) }] : [],
        ),
      ),
      ...all.flatMap((one) =>
        all.flatMap((other) => (other > one ? [{ of: merge(of, one, other), makes: merge(makes, one, other) }] : [])),
      ),
    ]);
  }

  #levels(made: readonly Islands[]): readonly Level[] {
    const levels = new Map<string, Level>();
    for (const islands of made.map(inOrder)) {
      if (!this.#isPossible(islands)) continue;
      const name = this.#nameOf(islands);
      const level = { name, changes: this.#changesOf(islands) };
      this.#known.set(level, islands);
      levels.set(name, level);
    }
    return [...levels.values()];
  }

  #isPossible({ of, makes }: Islands): boolean {
    const { most } = this.#space;
    const serves = (group: number, machine: number): boolean =>
      of[machine] === makes[group] && this.#space.canMake(group, machine);
    return (
      new Set(of).size <= most &&
      makes.every((_, group) => of.some((__, machine) => serves(group, machine))) &&
      of.every((_, machine) => makes.some((__, group) => serves(group, machine)))
    );
  }

  #nameOf({ of, makes }: Islands): string {
    const { machines, groups } = this.#space;
    const list = (names: readonly string[], islands: readonly number[], island: number): string =>
      names.filter((_, at) => islands[at] === island).join(" + ");
    return [...new Set(of)].map((island) => `${list(machines, of, island)}: ${list(groups, makes, island)}`).join("; ");
  }

  #changesOf({ of, makes }: Islands): readonly Change[] {
    const { machines, groups } = this.#space;
    return groups.map((variants, group) => ({
      kind: "route",
      variants,
      over: machines.filter((_, machine) => of[machine] === makes[group] && this.#space.canMake(group, machine)),
    }));
  }
}

/** Equal islands have equal numbers: by their first machines. */
function inOrder({ of, makes }: Islands): Islands {
  const numbers = new Map([...new Set(of)].map((island, at) => [island, at] as const));
  const renumbered = (list: readonly number[]): readonly number[] => list.map((one) => numbers.get(one) ?? -1);
  return { of: renumbered(of), makes: renumbered(makes) };
}
