import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { MadePieces, RawPieces } from "../record/made-pieces.ts";
import type { PlannedJob, PlannedJobs } from "./planned-jobs.ts";

/** Where raw pieces come from, and what is counted there. */
export interface RawStores {
  /** Ways of pieces, as the config writes them. */
  readonly ways: readonly string[];
  /** Labels of assets and buffers. */
  readonly places: readonly string[];
  /** Places that are counted now, with the pieces that nobody has reported by name. */
  readonly counted: ReadonlyMap<string, number>;
}

/** The way of raw pieces to a machine. */
interface WayTo {
  /** Patterns of where it begins. */
  readonly heads: readonly string[];
  /** Patterns of all places before the machine. */
  readonly before: readonly string[];
  /** Nothing can be at its beginning that the record does not have. */
  readonly isCounted: boolean;
}

/** Raw pieces that are at hand for the first steps of orders, by the record of pieces (rule DI33). */
export class RawMaterial {
  readonly #stores: RawStores;
  readonly #machines: readonly string[];
  readonly #ways = new Map<string, WayTo | undefined>();
  readonly #atHand = new Map<PlannedJob, number>();

  constructor(planned: PlannedJobs, { raw, begun }: Pick<MadePieces, "raw" | "begun">, stores: RawStores) {
    this.#stores = stores;
    this.#machines = [...planned.byMachine.keys()];
    const left = new Map(raw.map((one) => [one, one.pieces]));
    const byOrder = Map.groupBy(raw, ({ order }) => order);
    const first = [...planned.byId.values()].filter(({ isWhole, before }) => isWhole && before.length === 0);
    // What is free goes to the job that is planned first.
    for (const job of first.toSorted((a, b) => a.start - b.start)) {
      const wanted = job.quantity - (begun.get(job.productionOrder) ?? 0);
      const way = this.#wayTo(job.machine);
      if (wanted <= 0 || way === undefined) continue;
      const some = [...(byOrder.get(job.productionOrder) ?? []), ...(byOrder.get("") ?? [])];
      const taken = take(
        some.filter((one) => fits(one, job, way)),
        left,
        wanted,
      );
      if (way.isCounted) this.#atHand.set(job, taken);
    }
  }

  /** Null: not known, not the first step, or all of its pieces are begun. */
  atHandOf(job: PlannedJob): number | null {
    return this.#atHand.get(job) ?? null;
  }

  /** Where they would have to be, in words. */
  sourcesOf({ machine }: PlannedJob): string {
    return this.#wayTo(machine)?.heads.join(", ") ?? "";
  }

  /** Undefined: the config has no way there, or it leads through other machines of the plan. */
  #wayTo(machine: string): WayTo | undefined {
    if (!this.#ways.has(machine)) this.#ways.set(machine, this.#findWay(machine));
    return this.#ways.get(machine);
  }

  #findWay(machine: string): WayTo | undefined {
    const { ways, places, counted } = this.#stores;
    const leading = ways.flatMap((way) => {
      const words = way.split(">").map((word) => word.trim());
      const at = words.findIndex((word) => matchesWord(word, machine));
      return at > 0 ? [words.slice(0, at)] : [];
    });
    const heads = [...new Set(leading.map(([head]) => head as string))];
    const before = [...new Set(leading.flat())];
    if (heads.length === 0 || this.#machines.some((one) => before.some((word) => matchesWord(word, one))))
      return undefined;
    const stores = places.filter((place) => heads.some((word) => matchesWord(word, place)));
    return { heads, before, isCounted: stores.length > 0 && stores.every((place) => counted.get(place) === 0) };
  }
}

function fits({ variant, place }: RawPieces, job: PlannedJob, { before }: WayTo): boolean {
  return (variant === "" || variant === job.variant) && before.some((word) => matchesWord(word, place));
}

function take(some: readonly RawPieces[], left: Map<RawPieces, number>, wanted: number): number {
  let taken = 0;
  for (const one of some) {
    const own = Math.min(left.get(one) ?? 0, wanted - taken);
    left.set(one, (left.get(one) ?? 0) - own);
    taken += own;
  }
  return taken;
}
