/** The experience from verdicts that is in force, one for a plant (rules VL2 to VL4 in docs/rules/verdicts.md). */
import {
  type Adaptation,
  DEFAULT_LEVEL,
  NO_ADAPTATION,
  type PlaceAdaptation,
  priorsOf,
} from "../../contracts/health/adaptation.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import type { ComponentWatch } from "../watch.ts";

/** How much likelier than by the table each kind is; a kind that is not in it stays as it is. */
export type Odds = ReadonlyMap<string, number>;

export class Experience implements Learned<Adaptation> {
  #adaptation = NO_ADAPTATION;
  #places: ReadonlyMap<string, PlaceAdaptation> = new Map();
  #raises: ReadonlyMap<string, number> = new Map();

  /** Version in force; 0 while the defaults are. */
  get version(): number {
    return this.#adaptation.version;
  }

  /** From now on this one is in force. */
  take(adaptation: Adaptation): void {
    this.#adaptation = adaptation;
    this.#places = new Map(adaptation.places.map((one) => [keyOf(one.assetType, one.component), one]));
    this.#raises = new Map(adaptation.watches.map((one) => [keyOf(one.assetType, one.watch), one.raise]));
  }

  /** Undefined where no verdict is known about this component of this type. */
  at(assetType: string, component: string): PlaceAdaptation | undefined {
    return this.#places.get(keyOf(assetType, component));
  }

  /** Evidence of the watch, in decades, from which a finding is raised. */
  levelOf(assetType: string, watch: string): number {
    return DEFAULT_LEVEL + (this.#raises.get(keyOf(assetType, watch)) ?? 0);
  }

  /** Undefined where nothing was found yet, so that the table alone counts. */
  oddsAt(assetType: string, component: string, watches: readonly ComponentWatch[]): Odds | undefined {
    const found = this.at(assetType, component)?.found ?? [];
    if (found.length === 0) return undefined;
    const table = tableOf(watches);
    const [before, after] = [priorsOf(table, []), priorsOf(table, found)];
    return new Map([...table.keys()].map((kind) => [kind, (after.get(kind) as number) / (before.get(kind) as number)]));
  }

  snapshot(): Adaptation {
    return this.#adaptation;
  }

  restore(adaptation: Adaptation): void {
    this.take(adaptation);
  }
}

/** Kinds of faults that these watches know, with the highest weight that one gives. */
export function tableOf(watches: readonly Pick<ComponentWatch, "signatures">[]): ReadonlyMap<string, number> {
  const table = new Map<string, number>();
  for (const { signatures } of watches)
    for (const { kind, prior = 1 } of signatures) table.set(kind, Math.max(table.get(kind) ?? 0, prior));
  return table;
}

function keyOf(assetType: string, name: string): string {
  return `${assetType}\n${name}`;
}
