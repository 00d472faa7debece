/** Which spare parts work needs, and whether they are there. Pure. */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import { matchesWord } from "../contracts/plant/tag-pattern.ts";
import type { PartNeed } from "../contracts/records/due-list.ts";
import { isChosen, type SpareConfig } from "./config.ts";
import { DAY_US } from "./meter.ts";

/** Spares of an asset's component, for work that no plan describes. */
export function fitting(spares: readonly SpareConfig[], asset: AssetConfig, component: string): readonly SpareConfig[] {
  return spares.filter(({ fits }) =>
    fits.some(
      (one) => isChosen(one.of, asset) && (one.component === undefined || matchesWord(one.component, component)),
    ),
  );
}

/** Gives out the stock in the order in which work is due, so that one piece on hand serves one work. */
export class Allocation {
  readonly #spares: ReadonlyMap<string, SpareConfig>;
  readonly #left: Map<string, number>;
  readonly #onHand: ReadonlyMap<string, number>;
  readonly #now: Micros;

  constructor(spares: readonly SpareConfig[], onHand: ReadonlyMap<string, number>, now: Micros) {
    this.#spares = new Map(spares.map((spare) => [spare.part, spare]));
    this.#left = new Map(onHand);
    this.#onHand = onHand;
    this.#now = now;
  }

  /** Parts that the next work needs. `takes`: it is planned, so its parts are not there for later work. */
  next(
    needs: readonly { readonly part: string; readonly quantity: number }[],
    { due, takes }: { readonly due: Micros | null; readonly takes: boolean },
  ): PartNeed[] {
    return needs.flatMap(({ part, quantity }) => {
      const spare = this.#spares.get(part);
      if (spare === undefined) return [];
      const left = Math.max(0, this.#left.get(part) ?? 0);
      const short = Math.max(0, quantity - left);
      if (takes) this.#left.set(part, left - quantity + short);
      const arrives = short === 0 || spare.leadDays === undefined ? null : this.#now + spare.leadDays * DAY_US;
      return [
        {
          part,
          name: spare.name,
          quantity,
          onHand: this.#onHand.get(part) ?? 0,
          short,
          arrives,
          isLate: arrives !== null && due !== null && arrives > due,
        },
      ];
    });
  }
}
