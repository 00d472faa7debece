import type { MaterialConfig } from "./config.ts";

/** Maximum number of places with cached matches; others are matched each time. */
const MOST_KNOWN = 20_000;

/** The routes of pieces, between places named by patterns. */
export class Ways {
  /** Each step of each route: patterns before and after. */
  readonly #steps: readonly (readonly [from: RegExp, to: RegExp])[];
  readonly #middles: readonly (readonly [from: RegExp, middle: string, to: RegExp])[];
  readonly #nodes: ReadonlyMap<string, MaterialConfig["nodes"][number]>;
  readonly #operations: readonly (readonly [stations: readonly RegExp[], id: string])[];
  readonly #known = new Map<string, boolean>();
  readonly #leads = (from: string, to: string): boolean => this.hasStep(from, to);

  constructor({ ways, nodes, operations }: Pick<MaterialConfig, "ways" | "nodes" | "operations">) {
    const lists = ways.map((way) => way.split(">").map((place) => place.trim()));
    this.#steps = lists.flatMap((places) =>
      places.slice(1).map((to, at) => [patternOf(places[at] as string), patternOf(to)] as const),
    );
    this.#middles = lists.flatMap((places) =>
      places
        .slice(2)
        .map((to, at) => [patternOf(places[at] as string), places[at + 1] as string, patternOf(to)] as const),
    );
    this.#nodes = new Map(nodes.map((node) => [node.node, node]));
    this.#operations = operations.map(({ stations, id }) => [stations.map(patternOf), id] as const);
  }

  /** Whether the config has any routes; without them nothing is checked. */
  get isKnown(): boolean {
    return this.#steps.length > 0;
  }

  get leads(): (from: string, to: string) => boolean {
    return this.#leads;
  }

  hasStep(from: string, to: string): boolean {
    const key = `${from}>${to}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#steps.some(([before, after]) => before.test(from) && after.test(to));
    if (this.#known.size < MOST_KNOWN) this.#known.set(key, found);
    return found;
  }

  /** The place between two others, if there is exactly one: a piece must have passed it even without a report. */
  middle(from: string, to: string): string | undefined {
    const found = new Set(
      this.#middles.flatMap(([before, middle, after]) => (before.test(from) && after.test(to) ? [middle] : [])),
    );
    const [only] = found;
    return found.size === 1 && only !== undefined && !only.includes("*") ? only : undefined;
  }

  /** Whether there is any place between two others. */
  hasMiddle(from: string, to: string): boolean {
    return this.#middles.some(([before, , after]) => before.test(from) && after.test(to));
  }

  loadedAt(node: string | undefined): readonly string[] {
    return this.#nodes.get(node ?? "")?.load ?? [];
  }

  unloadedAt(node: string | undefined): readonly string[] {
    return this.#nodes.get(node ?? "")?.unload ?? [];
  }

  /** Destinations of the pieces of a carrier that is emptied here; undefined if carriers need not be empty. */
  emptiedInto(place: string): readonly string[] | undefined {
    for (const { empties, unload } of this.#nodes.values()) if (empties.includes(place)) return unload;
    return undefined;
  }

  /** Whether a vehicle at the node can take a carrier from the place; true for an unknown node. */
  isServed(node: string | undefined, place: string): boolean {
    const known = this.#nodes.get(node ?? "");
    return known === undefined || [...known.load, ...known.unload, ...known.empties, ...known.stores].includes(place);
  }

  /** Places of a carrier that a vehicle puts down or picks up at the node. */
  carrierPlacesAt(node: string | undefined): readonly string[] {
    const known = this.#nodes.get(node ?? "");
    return known === undefined ? [] : [...known.stores, ...known.empties];
  }

  /** Whether carriers are stored here. */
  isForCarriers(place: string): boolean {
    for (const node of this.#nodes.keys()) if (this.carrierPlacesAt(node).includes(place)) return true;
    return false;
  }

  /** Whether pieces are loaded onto carriers here. */
  isLoading(place: string): boolean {
    for (const { load } of this.#nodes.values()) if (load.includes(place)) return true;
    return false;
  }

  operationOf(station: string): string | undefined {
    return this.#operations.find(([stations]) => stations.some((one) => one.test(station)))?.[1];
  }
}

/** `*` matches any characters. */
export function patternOf(written: string): RegExp {
  return new RegExp(
    `^${written
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
}
