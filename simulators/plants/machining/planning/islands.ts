/** Islands of machine tools: which lathes and machining centres make which variants, by the plant's cell controller. */
import type { IslandSwitch, PlantIsland } from "../../../kernel/contract.ts";
import type { Variant } from "../products/variant.ts";

/** Machine tools by what they do, as they are built. */
export class Islands implements IslandSwitch {
  readonly #variants: readonly Variant[];
  /** Operation of each machine tool. */
  readonly #operations = new Map<string, string>();
  #list: readonly PlantIsland[] = [];

  constructor(variants: readonly Variant[]) {
    this.#variants = variants;
  }

  /** None: every machine makes every variant. */
  get list(): readonly PlantIsland[] {
    return this.#list;
  }

  add(station: string, operation: string): void {
    this.#operations.set(station, operation);
  }

  /** Takes new islands from now on, or says why not. Pieces that are in machines or grippers are finished there. */
  assign(list: readonly PlantIsland[]): string | undefined {
    const refusal = this.#refusalOf(list);
    if (refusal === undefined) this.#list = list;
    return refusal;
  }

  /** Whether a machine tool takes pieces of a variant. */
  makes(station: string, { name }: Variant): boolean {
    return this.#list.length === 0 || makes(this.#list, this.#mates(station), station, name);
  }

  /** Island of a variant; empty where it has none. */
  of({ name }: Variant): string {
    return islandOf(this.#list, name)?.id ?? "";
  }

  /** Lathes that take pieces of a variant. */
  lathesFor(variant: Variant): number {
    return [...this.#operations].filter(([station, operation]) => operation === "OP10" && this.makes(station, variant))
      .length;
  }

  #mates(station: string): readonly string[] {
    const operation = this.#operations.get(station);
    return [...this.#operations].flatMap(([other, its]) => (its === operation ? [other] : []));
  }

  #refusalOf(list: readonly PlantIsland[]): string | undefined {
    const machines = list.flatMap((island) => island.machines);
    const strange = machines.find((machine) => !this.#operations.has(machine));
    if (strange !== undefined) return `${strange} is no machine tool of this controller`;
    const twice = machines.find((machine, at) => machines.indexOf(machine) < at);
    if (twice !== undefined) return `${twice} is in two islands`;
    for (const operation of new Set(this.#operations.values())) {
      const beside = [...this.#operations].flatMap(([station, its]) => (its === operation ? [station] : []));
      const unmade = this.#variants.find(({ name }) => !beside.some((station) => makes(list, beside, station, name)));
      if (unmade !== undefined) return `${unmade.name} would have no machine for ${operation}`;
    }
    return undefined;
  }
}

function islandOf(list: readonly PlantIsland[], variant: string): PlantIsland | undefined {
  return list.find(({ variants }) => variants.some((pattern) => fits(pattern, variant)));
}

/** Machines of its island, else those of none; a variant of no island that finds none of these goes to all. */
function makes(list: readonly PlantIsland[], mates: readonly string[], station: string, variant: string): boolean {
  const own = islandOf(list, variant);
  if (own?.machines.includes(station) === true) return true;
  const isFree = (machine: string): boolean => !list.some(({ machines }) => machines.includes(machine));
  if (own !== undefined) return isFree(station) && !mates.some((machine) => own.machines.includes(machine));
  return isFree(station) || !mates.some(isFree);
}

function fits(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
