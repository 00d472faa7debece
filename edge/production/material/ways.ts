import type { Tag } from "../../contracts/plant/tag.ts";
import type { MaterialConfig } from "./config.ts";

/** Places that are remembered with what fits them; more are looked up each time. */
const MOST_KNOWN = 20_000;

/** The ways that pieces take, between places named by patterns. */
export class Ways {
  /** Each step of each way: patterns before and after. */
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

  /** Whether the config knows any way at all; without it nothing is held against one. */
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

  /** The one place that lies between two, where there is just one: what a piece went through when nobody told. */
  middle(from: string, to: string): string | undefined {
    const found = new Set(
      this.#middles.flatMap(([before, middle, after]) => (before.test(from) && after.test(to) ? [middle] : [])),
    );
    const [only] = found;
    return found.size === 1 && only !== undefined && !only.includes("*") ? only : undefined;
  }

  /** Whether one place lies between two, whichever it is. */
  hasMiddle(from: string, to: string): boolean {
    return this.#middles.some(([before, , after]) => before.test(from) && after.test(to));
  }

  loadedAt(node: string | undefined): readonly string[] {
    return this.#nodes.get(node ?? "")?.load ?? [];
  }

  unloadedAt(node: string | undefined): readonly string[] {
    return this.#nodes.get(node ?? "")?.unload ?? [];
  }

  /** Where the pieces of a carrier went that stands empty here; undefined where carriers need not be empty. */
  emptiedInto(place: string): readonly string[] | undefined {
    for (const { empties, unload } of this.#nodes.values()) if (empties.includes(place)) return unload;
    return undefined;
  }

  /** Whether a vehicle at the node can take a carrier from the place; true where nothing is known of the node. */
  isServed(node: string | undefined, place: string): boolean {
    const known = this.#nodes.get(node ?? "");
    return known === undefined || [...known.load, ...known.unload, ...known.empties, ...known.stores].includes(place);
  }

  /** Where a carrier stands that a vehicle put down at the node, or has picked up there. */
  carrierPlacesAt(node: string | undefined): readonly string[] {
    const known = this.#nodes.get(node ?? "");
    return known === undefined ? [] : [...known.stores, ...known.empties];
  }

  /** Carriers stand here when no vehicle has them. */
  isForCarriers(place: string): boolean {
    for (const node of this.#nodes.keys()) if (this.carrierPlacesAt(node).includes(place)) return true;
    return false;
  }

  /** Pieces go onto carriers here. */
  isLoading(place: string): boolean {
    for (const { load } of this.#nodes.values()) if (load.includes(place)) return true;
    return false;
  }

  operationOf(station: string): string | undefined {
    return this.#operations.find(([stations]) => stations.some((one) => one.test(station)))?.[1];
  }
}

/** `*` stands for any characters. */
export function patternOf(written: string): RegExp {
  return new RegExp(
    `^${written
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
}

/** As the config names a value of a place: with its component before it where it has one. */
export function signalName({ component, signal }: Pick<Tag, "component" | "signal">): string {
  return component === "" ? signal : `${component}/${signal}`;
}
